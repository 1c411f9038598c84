"""Following by mail: asked once, confirmed by a press, told once a month, ended by one click."""

import hashlib
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from advocates.core import links, outbox
from advocates.core.models import Mail, Suppression
from advocates.organisations.tests.factories import make_organisation
from advocates.syndication import actions, consents, monthly
from advocates.syndication.models import Consent, Subscription
from advocates.syndication.tests.readers import (
    DECEMBER,
    NOVEMBER,
    PAGE,
    READER,
    ask,
    filled,
    follower,
    link_in,
    messages,
    text_of,
    work,
)  # fmt: skip
from advocates.syndication.topics import purpose_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_quick")]


class TestTheWholeStory:
    def test_from_the_form_to_the_last_mail(self, visitor, sink, time_machine):
        time_machine.move_to(NOVEMBER)
        answer = visitor.post(f"/es{PAGE}", filled(region="latin-america", language="es"))
        assert answer.status_code == 200
        work()
        (question,) = messages(sink)
        assert question["To"] == READER
        assert "List-Unsubscribe" not in question
        address = link_in(question)

        self.confirmed(visitor, address)

        time_machine.shift(timedelta(hours=1))
        make_organisation("Amigos", country="BR")
        make_organisation("Freunde", country="DE")
        time_machine.move_to(DECEMBER)
        monthly.send_monthly()
        work()
        _question, told = messages(sink)
        self.told(told)
        self.ended(visitor, sink, told, address, time_machine)

    def confirmed(self, visitor, address):
        assert "Do you want" in visitor.get(address.replace("lang=es", "lang=en")).content.decode()
        assert Subscription.objects.get().confirmed_at is None
        assert visitor.post(address).status_code == 200
        assert not visitor.cookies.get("session")
        assert Subscription.objects.get().confirmed_at

    def told(self, told):
        assert told["Content-Language"] == "es"
        assert "Amigos" in text_of(told)
        assert "Freunde" not in text_of(told)
        assert "/es/organisations/amigos/" in text_of(told)
        assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    def ended(self, visitor, sink, told, address, time_machine):
        """One click in the last mail, and nothing comes any more."""
        one_click = urlsplit(told["List-Unsubscribe"].strip("<>"))
        assert visitor.post(f"{one_click.path}?{one_click.query}").status_code == 200
        actions.end_unsubscribed()
        ended = Subscription.objects.get()
        assert (ended.address, bool(ended.ended_at)) == ("", True)
        assert (
            visitor.get(link_in(told, "end it:") if "end it:" in text_of(told) else address).status_code
            == 404
        )
        time_machine.move_to(DECEMBER + timedelta(days=35))
        make_organisation("Outros", country="BR")
        monthly.send_monthly()
        work()
        assert len(sink.taken) == 2


class TestAsking:
    def test_the_answer_is_the_same_whoevers_address_it_is(self, visitor):
        follower(address="known@example.org")
        pages = [
            visitor.post(PAGE, filled(address=address)).content
            for address in ("known@example.org", "unknown@example.org")
        ]
        assert pages[0] == pages[1]
        assert b"known" not in pages[0].replace(b"unknown group", b"")

    def test_one_question_in_a_day_and_three_ever(self, time_machine):
        time_machine.move_to(NOVEMBER)
        sent = []
        for _day in range(6):
            for scope in ("", "latin-america"):
                ask(scope)
            sent.append(Mail.objects.count())
            time_machine.shift(timedelta(hours=25))
        assert sent == [1, 2, 3, 3, 3, 3]

    def test_without_the_rule_there_would_be_more(self, monkeypatch):
        """The twin."""
        monkeypatch.setattr(actions, "may_be_asked", lambda _hash: True)
        ask()
        ask("latin-america")
        assert Mail.objects.count() == 2

    def test_capitals_are_the_same_address(self):
        ask(address="Reader@Example.org")
        ask(address="reader@example.org")
        assert Subscription.objects.count() == Mail.objects.count() == 1

    def test_a_second_press_is_the_first(self, visitor):
        data = filled()
        assert visitor.post(PAGE, data).content == visitor.post(PAGE, data).content
        work()
        assert Mail.objects.count() == 1

    def test_the_mail_holds_nothing_that_was_typed(self, visitor, sink):
        visitor.post(PAGE, filled(address="buy-pills-now@example.org"))
        work()
        (question,) = messages(sink)
        assert "pills" not in question["Subject"] + question.as_string().partition("\n\n")[2]
        assert "pills" not in link_in(question)

    @pytest.mark.parametrize(
        "address",
        ["", "nobody", "a@b", "a@example.org\nBcc: b@example.org", "a\x00@example.org", "x" * 300 + "@example.org",
         "a@example.org, b@example.org", "\ufffe@example.org"],
    )  # fmt: skip
    def test_what_is_no_address_is_said_at_the_field(self, visitor, address):
        answer = visitor.post(PAGE, filled(address=address))
        assert answer.status_code == 422
        assert "id_address" in answer.content.decode()
        assert not Subscription.objects.exists()

    @pytest.mark.parametrize(
        ("name", "value"), [("region", "atlantis"), ("language", "xx"), ("region", "\x00")]
    )
    def test_nor_is_anything_else_made_up(self, visitor, name, value):
        answer = visitor.post(PAGE, filled(**{name: value}))
        assert answer.status_code == 422
        assert READER in answer.content.decode()

    def test_an_old_page_keeps_what_was_typed(self, visitor):
        answer = visitor.post(PAGE, filled(ticket="old"))
        assert answer.status_code == 422
        assert READER in answer.content.decode()

    def test_too_many_from_one_network(self, visitor):
        statuses = [visitor.post(PAGE, filled(address=f"a{n}@example.org")).status_code for n in range(6)]
        assert statuses == [200] * 5 + [429]

    def test_a_program_in_the_trap_asks_nobody(self, visitor):
        answer = visitor.post(PAGE, filled(leave_empty="x"))
        assert answer.content == visitor.post(PAGE, filled()).content
        assert Subscription.objects.count() == 1

    def test_without_a_script_it_goes_too(self, visitor):
        visitor.post(PAGE, filled(work=""))
        work()
        assert Mail.objects.count() == 1

    def test_the_page_knows_the_region(self, visitor):
        page = visitor.get(f"/es{PAGE}?region=latin-america").content.decode()
        assert '<option value="latin-america" selected>' in page
        assert '<option value="es" selected>' in page
        assert visitor.get(f"{PAGE}?region=atlantis%00").status_code == 200


class TestTheStorm:
    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch):
        monkeypatch.setattr(actions, "MOST_AN_HOUR", 3)
        monkeypatch.setattr(actions, "MOST_UNPROVED", 1)

    def test_what_is_too_much_is_held_and_the_staff_are_told_once(self, staff, time_machine):
        time_machine.move_to(timezone.now() + timedelta(minutes=1))
        for number in range(6):
            ask(address=f"a{number}@example.org")
        asked = Mail.objects.filter(purpose=actions.CONFIRM)
        assert asked.count() == 3
        assert Subscription.objects.exclude(held_at=None).count() == 3
        (alarm,) = Mail.objects.filter(recipient=staff.person.email)
        assert "held back" in alarm.subject
        actions.release_held()
        assert asked.count() == 3
        time_machine.shift(timedelta(minutes=61))
        actions.release_held()
        assert asked.count() == 6
        assert not Subscription.objects.exclude(held_at=None).exists()

    def test_less_of_what_no_browser_worked_for(self):
        for number in range(3):
            ask(address=f"a{number}@example.org", is_proved=False)
        assert Mail.objects.filter(purpose=actions.CONFIRM).count() == 1
        ask(address="proved@example.org")
        assert Mail.objects.filter(purpose=actions.CONFIRM).count() == 2

    def test_without_the_rule_all_would_leave(self, monkeypatch):
        """The twin."""
        monkeypatch.setattr(actions, "is_full", lambda _is_proved: False)
        for number in range(6):
            ask(address=f"a{number}@example.org")
        assert Mail.objects.filter(purpose=actions.CONFIRM).count() == 6


class TestConfirming:
    def test_reading_confirms_nothing(self, visitor, sink):
        ask()
        (question,) = messages(sink)
        for _again in range(3):
            assert visitor.get(link_in(question)).status_code == 200
        assert Subscription.objects.get().confirmed_at is None

    def test_twice_is_once(self, visitor, sink):
        ask()
        address = link_in(messages(sink)[0])
        assert visitor.post(address).status_code == visitor.post(address).status_code == 200
        assert Consent.objects.filter(deed=Consent.Deed.CONFIRMED).count() == 1

    def test_a_link_ends_after_a_week_and_so_does_the_address(self, visitor, sink, time_machine):
        time_machine.move_to(NOVEMBER)
        ask()
        address = link_in(messages(sink)[0])
        time_machine.shift(actions.LIVES + timedelta(minutes=1))
        assert visitor.post(address).status_code == 404
        assert actions.expire_unconfirmed() == 1
        silent = Subscription.objects.get()
        assert (silent.address, silent.confirmed_at) == ("", None)
        assert actions.expire_unconfirmed() == 0

    @pytest.mark.parametrize("value", ["x", "00000000-0000-0000-0000-000000000000", "\x00"])
    def test_a_link_to_nothing(self, visitor, value):
        assert visitor.get(f"/link/{links.token_of('follow-confirm', value)}/").status_code == 404

    def test_the_proof(self):
        made = follower("latin-america", language="es")
        actions.change(subscription=made, scope="", language="en")
        actions.end(subscription=made)
        lines = Consent.objects.filter(subscription=made).values_list("deed", "how", "scope", "language")
        assert list(lines) == [
            ("confirmed", "link", "latin-america", "es"),
            ("changed", "link", "", "en"),
            ("ended", "link", "", "en"),
        ]
        assert {line.text_version for line in Consent.objects.all()} == {consents.CURRENT}

    def test_another_sentence_is_another_version(self):
        """Whoever changes what people agree to adds a version, and leaves the old ones as they were."""
        known = {"2026-11": "f36d", "news-2026-11": "884e", "letter-2026": "7107"}
        found = {
            version: hashlib.sha256(str(text).encode()).hexdigest()[:4]
            for version, text in consents.TEXTS.items()
        }
        assert found == known

    def test_who_comes_back_gets_mail_again(self):
        made = follower()
        actions.end(subscription=made)
        assert outbox.is_suppressed(READER, purpose_of("directory", ""))
        follower()
        assert not outbox.is_suppressed(READER, purpose_of("directory", ""))

    def test_but_not_at_an_address_that_is_gone(self):
        outbox.suppress(READER, "", Suppression.Reason.BOUNCED)
        follower()
        assert outbox.is_suppressed(READER, purpose_of("directory", ""))
        assert actions.end_unsubscribed() == 1
