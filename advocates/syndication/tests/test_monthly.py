"""The mail of the month, and how it is changed and ended."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from advocates.core import installation, links, outbox, retention
from advocates.core.models import Mail
from advocates.organisations import actions as entries
from advocates.organisations.models import Organisation, OrganisationQuerySet
from advocates.organisations.tests.factories import make_organisation
from advocates.syndication import actions, monthly
from advocates.syndication.models import Consent, Subscription
from advocates.syndication.tests.readers import (
    DECEMBER,
    NOVEMBER,
    READER,
    follower,
    messages,
    text_of,
    work,
)  # fmt: skip
from advocates.syndication.topics import purpose_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_quick")]


class TestTheMonth:
    @pytest.fixture(autouse=True)
    def _november(self, time_machine):
        time_machine.move_to(NOVEMBER)
        make_organisation("Before")

    def month(self, time_machine, moment=DECEMBER):
        time_machine.move_to(moment)
        queued = monthly.send_monthly()
        work()
        return queued

    def test_once_for_each_month_and_follower(self, sink, time_machine):
        follower()
        time_machine.shift(60)
        make_organisation("Later")
        assert self.month(time_machine) == 1
        assert monthly.send_monthly() == monthly.send_monthly() == 0
        (told,) = messages(sink)
        assert "Later" in text_of(told)
        assert "Before" not in text_of(told)

    def test_nothing_empty(self, sink, time_machine):
        follower("latin-america")
        time_machine.shift(60)
        make_organisation("Later", country="DE")
        assert self.month(time_machine) == 0
        assert sink.taken == []
        assert Subscription.objects.get().told_until == DECEMBER.replace(hour=0)

    def test_after_a_long_stop_one_with_everything(self, sink, time_machine):
        follower()
        time_machine.shift(60)
        make_organisation("Second")
        time_machine.move_to(datetime(2027, 1, 20, tzinfo=UTC))
        make_organisation("Third")
        assert self.month(time_machine, datetime(2027, 2, 17, tzinfo=UTC)) == 1
        (told,) = messages(sink)
        assert {"Second", "Third"} <= set(re.findall(r"- (\w+) is listed", text_of(told)))

    def test_who_came_this_month_waits_for_the_next(self, time_machine):
        follower()
        time_machine.shift(60)
        make_organisation("Later")
        assert monthly.send_monthly() == 0

    def test_two_workers_queue_one(self, time_machine, monkeypatch):
        """The second has seen the row as it was before the first was done."""
        follower()
        time_machine.shift(60)
        make_organisation("Later")
        time_machine.move_to(DECEMBER)
        ids, until = [Subscription.objects.get().pk], DECEMBER.replace(hour=0)
        assert [monthly._queue(ids, until, {}) for _worker in range(2)] == [1, 0]

    def test_what_is_said_is_what_is_public_when_it_leaves(self, sink, time_machine):
        follower()
        time_machine.shift(60)
        first, second = make_organisation("First"), make_organisation("Second")
        time_machine.move_to(DECEMBER)
        monthly.send_monthly()
        entries.unpublish_organisation(actor=None, organisation=first)
        work()
        (told,) = messages(sink)
        assert "Second" in text_of(told)
        assert "First" not in told.as_string()
        assert second.name not in Mail.objects.get().text

    def test_without_the_door_it_would_say_more(self, sink, time_machine, monkeypatch):
        """The twin."""
        follower()
        time_machine.shift(60)
        first = make_organisation("First")
        time_machine.move_to(DECEMBER)
        monthly.send_monthly()
        Organisation.objects.filter(pk=first.pk).update(is_published=False)
        monkeypatch.setattr(OrganisationQuerySet, "visible_to", lambda rows, _viewer: rows)
        work()
        assert "First" in text_of(messages(sink)[0])

    def test_nothing_leaves_when_all_of_it_is_gone(self, sink, time_machine):
        follower()
        time_machine.shift(60)
        first = make_organisation("First")
        time_machine.move_to(DECEMBER)
        monthly.send_monthly()
        entries.unpublish_organisation(actor=None, organisation=first)
        work()
        assert sink.taken == []
        assert Mail.objects.get().state == Mail.State.DROPPED

    def test_nor_to_who_ended_it_meanwhile(self, sink, time_machine):
        made = follower()
        time_machine.shift(60)
        make_organisation("First")
        time_machine.move_to(DECEMBER)
        monthly.send_monthly()
        actions.end(subscription=made)
        work()
        assert sink.taken == []

    def test_in_each_readers_language(self, sink, time_machine):
        follower(address="a@example.org", language="ar")
        follower(address="b@example.org", language="es")
        time_machine.shift(60)
        make_organisation("Later", country="DE")
        assert self.month(time_machine) == 2
        found = {message["To"]: message for message in messages(sink)}
        assert found["a@example.org"]["Content-Language"] == "ar"
        assert "/ar/organisations/later/" in text_of(found["a@example.org"])
        assert 'dir="rtl"' in found["a@example.org"].get_body(("html",)).get_content()
        assert "/es/organisations/later/" in text_of(found["b@example.org"])

    def test_an_installation_that_nobody_can_reach_writes_to_nobody(self, time_machine, monkeypatch):
        monkeypatch.setattr(installation, "LOCAL", frozenset({"127.0.0.1"}))
        follower()
        time_machine.shift(60)
        make_organisation("Later")
        assert self.month(time_machine) == 0


class TestChangingAndEnding:
    @pytest.fixture
    def address(self):
        return f"/link/{links.token_of('follow', str(follower('latin-america').public_id))}/"

    def test_reading_changes_nothing(self, visitor, address):
        page = visitor.get(address)
        assert page.status_code == 200
        assert page["Cache-Control"] == "private, no-store"
        assert READER not in page.content.decode()
        assert Consent.objects.count() == 1

    def test_another_region_and_language(self, visitor, address):
        assert visitor.post(address, {"scope": "north-america", "language": "es"}).status_code == 200
        found = Subscription.objects.get()
        assert (found.scope, found.language) == ("north-america", "es")

    def test_a_region_that_is_followed_already(self, visitor, address):
        follower("north-america")
        assert visitor.post(address, {"scope": "north-america", "language": "en"}).status_code == 200
        assert Subscription.objects.open().count() == 1

    @pytest.mark.parametrize("data", [{"scope": "x", "language": "en"}, {"scope": "", "language": "xx"}, {}])
    def test_what_there_is_not(self, visitor, address, data):
        assert visitor.post(address, {"x": "y", **data}).status_code == 422
        assert Subscription.objects.get().scope == "latin-america"

    def test_ending_one_ends_no_other(self, visitor, address):
        follower("north-america")
        assert visitor.post(address, {"end": "yes"}).status_code == 200
        assert visitor.get(address).status_code == 404
        (left,) = Subscription.objects.open()
        assert left.scope == "north-america"
        assert not outbox.is_suppressed(READER, purpose_of("directory", "north-america"))
        assert outbox.is_suppressed(READER, purpose_of("directory", "latin-america"))

    def test_one_click_ends_one(self, visitor, address):
        follower("north-america")
        outbox.unsubscribe(outbox.address_hash(READER), purpose_of("directory", "north-america"))
        assert actions.end_unsubscribed() == 1
        (left,) = Subscription.objects.open()
        assert left.scope == "latin-america"
        assert actions.end_unsubscribed() == 0


class TestWhatIsKept:
    def test_an_address_goes_when_it_ends_and_the_proof_after_three_years(self, time_machine):
        time_machine.move_to(NOVEMBER)
        actions.end(subscription=follower())
        silent = Subscription.objects.create(
            kind="directory", address="", address_hash="0" * 64, language="en", ended_at=timezone.now()
        )
        assert READER not in str(list(Subscription.objects.values()) + list(Consent.objects.values()))
        time_machine.move_to(NOVEMBER + timedelta(days=1094))
        retention.purge()
        assert Subscription.objects.count() == 2
        time_machine.move_to(NOVEMBER + timedelta(days=1096))
        retention.purge()
        assert list(Subscription.objects.all()) == [silent]
        assert not Consent.objects.exists()

    @pytest.mark.parametrize(
        "fields",
        [
            {"address": ""},
            {"address": "a@example.org", "ended_at": NOVEMBER},
            {"address": "a@example.org", "confirmed_at": NOVEMBER},
        ],
    )
    def test_what_must_never_be(self, fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            Subscription.objects.create(kind="directory", address_hash="1" * 64, language="en", **fields)

    def test_nobody_follows_the_same_twice(self):
        one = follower()
        with pytest.raises(IntegrityError), transaction.atomic():
            Subscription.objects.create(
                kind=one.kind,
                scope=one.scope,
                address=one.address,
                address_hash=one.address_hash,
                language="en",
            )
