"""The staff are told before a key ends, 14 and 3 days, and when it was refused: each once, and of nothing else."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from advocates.core import jobs, outbox, secrets, stream
from advocates.core.models import Mail, StreamEntry
from advocates.syndication import posting
from advocates.syndication.models import Delivery, OwnChannel
from advocates.syndication.posting import actions, tasks, wires
from advocates.syndication.posting.actions import Thing
from advocates.syndication.posting.warnings import tasks as warnings
from advocates.syndication.tests.networks import TOKEN
from tests.cast import make_person

pytestmark = pytest.mark.django_db


def make_channel(days=None, **fields):
    """An account whose key ends in so many days."""
    ends_on = None if days is None else timezone.localdate() + timedelta(days=days)
    sealed = secrets.encrypt(TOKEN, purpose=tasks.PURPOSE)
    values = {"network": "mastodon", "server": "https://m.example", "handle": "@net", "language": "en"}
    return OwnChannel.objects.create(**{**values, "sealed_token": sealed, "token_ends_on": ends_on, **fields})


def look(after=0):
    """The worker looks, so many days from now."""
    with time_machine.travel(timezone.now() + timedelta(days=after)):
        return warnings.warn_before_end()


def warned():
    return list(Mail.objects.filter(purpose=warnings.PURPOSE).order_by("pk"))


class TestBeforeTheEnd:
    def test_two_weeks_and_three_days_before_once_each(self, staff):
        make_channel(20)
        found = [look(day) for day in (5, 6, 6, 7, 16, 17, 17, 18, 20, 21)]
        assert found == [0, 1, 0, 0, 0, 1, 0, 0, 0, 0]
        assert [mail.recipient for mail in warned()] == [staff.person.email] * 2
        for mail in warned():
            assert "The key of @net ends on" in mail.subject
            assert "/manage/channels/" in mail.text
            assert TOKEN not in mail.text + mail.html

    def test_without_the_note_each_look_would_tell(self, staff):
        """The twin."""
        channel = make_channel(2)
        for _time in (1, 2):
            look()
            OwnChannel.objects.filter(pk=channel.pk).update(warned_days=None)
        assert len(warned()) == 2

    @pytest.mark.parametrize(
        "channel",
        [{}, {"days": 15}, {"days": 400}, {"days": 1, "sealed_token": ""}, {"days": 1, "failure": "token"}],
    )
    def test_nothing_where_the_end_is_unknown_or_far_or_there_is_no_key(self, staff, channel):
        make_channel(**channel)
        assert look() == 0
        assert warned() == []

    def test_what_was_missed_is_said_once(self, staff):
        make_channel(20)
        assert [look(19), look(19)] == [1, 0]

    def test_what_has_ended_meanwhile_is_said_so(self, staff):
        make_channel(-1)
        look()
        assert warned()[0].subject == "The key of @net has ended"

    def test_to_nobody_but_the_staff(self, staff, editor, moderator, member):
        make_channel(2)
        look()
        assert [mail.recipient for mail in warned()] == [staff.person.email]

    def test_in_the_language_of_whoever_is_told(self, staff):
        type(staff.person).objects.filter(pk=staff.person.pk).update(language="ar")
        make_channel(2)
        look()
        assert warned()[0].language == "ar"
        assert "The key of" not in warned()[0].subject

    def test_a_new_key_is_warned_of_anew(self, staff):
        channel = make_channel(2)
        look()
        save(channel, token="another", token_ends_on=timezone.localdate() + timedelta(days=10))
        assert [look(), look()] == [1, 0]

    def test_a_new_day_as_well_and_nothing_else(self, staff):
        channel = make_channel(2)
        look()
        save(channel, handle="@other")
        assert look() == 0
        save(channel, token_ends_on=timezone.localdate() + timedelta(days=3))
        assert look() == 1

    def test_not_any_more_when_it_was_mended_before_the_mail_left(self, staff):
        channel = make_channel(2)
        look()
        save(channel, token="another", token_ends_on=None)
        jobs.run_due()
        assert warned()[0].state == Mail.State.DROPPED

    def test_the_list_of_what_waits_says_so(self, staff, editor):
        make_channel(2)
        for client in (staff, editor):
            assert "@net" in client.get("/manage/waiting/").text

    def test_the_worker_looks_several_times_a_day(self):
        assert jobs._schedules[jobs.name_of(warnings.warn_before_end)] <= 6 * 3600


def save(channel, **changes):
    held = OwnChannel.objects.get(pk=channel.pk)
    names = ("network", "server", "handle", "language", "most", "token_ends_on")
    values = {**{name: getattr(held, name) for name in names}, "token": "", **changes}
    actions.save_channel(actor=make_person("keeper"), channel=held, values=values)


class TestRefused:
    @pytest.fixture(autouse=True)
    def _no(self, monkeypatch):
        def refuse(*_asked):
            raise wires.Rejected("token")

        monkeypatch.setattr(posting, "_kinds", {"test": lambda _thing: True})
        monkeypatch.setattr(wires, "post", refuse)

    def post(self, channel, version="1"):
        thing = Thing("test", "1", version, "en", "Words", "One", "S", "https://example.org/news/one/")
        actions.send_off(actor=make_person(f"sender {version}"), channel=channel, thing=thing)
        jobs.run_due()
        stream.dispatch()

    def test_the_staff_are_told_once(self, staff):
        channel = make_channel()
        self.post(channel, "1")
        self.post(channel, "2")
        (mail,) = warned()
        assert mail.subject == "The key of @net was refused"
        assert mail.recipient == staff.person.email
        assert StreamEntry.objects.filter(kind="syndication.channel.refused").count() == 1
        assert "was refused" in staff.get("/manage/waiting/").text

    def test_after_a_new_key_once_more(self, staff):
        channel = make_channel()
        self.post(channel, "1")
        save(channel, token="another")
        self.post(OwnChannel.objects.get(), "2")
        assert len(warned()) == 2

    def test_without_that_question_each_post_would_tell(self, staff, monkeypatch):
        """The twin."""
        channel = make_channel()
        for version in ("1", "2"):
            self.post(channel, version)
            OwnChannel.objects.update(failure="")
        assert len(warned()) == 2

    def test_another_failure_tells_nobody(self, staff, monkeypatch):
        def refuse(*_asked):
            raise wires.Rejected("refused")

        monkeypatch.setattr(wires, "post", refuse)
        self.post(make_channel())
        assert Delivery.objects.get().failure == "refused"
        assert warned() == []

    def test_who_is_staff_no_more_gets_none(self, staff):
        self.post(make_channel())
        assert outbox._purposes[warnings.PURPOSE].may_send(warned()[0])
        staff.person.role_grants.all().delete()
        assert not outbox._purposes[warnings.PURPOSE].may_send(warned()[0])
