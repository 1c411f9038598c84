"""The page behind the link of an invitation: for whom it makes an account, whom it lets in, whom it does not."""

import threading
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import connection
from django.utils import timezone

from advocates.accounts import actions as accounts
from advocates.accounts.models import Person
from advocates.core import links
from advocates.core.models import Mail
from advocates.core.viewer import viewer_for
from advocates.organisations.founding.actions import make_link
from advocates.organisations.invitations import actions, link_views, tokens
from advocates.organisations.invitations.actions import Asked
from advocates.organisations.models import Invitation, Mandate, Organisation
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.tests.mailbox import text_of
from advocates.organisations.vocabulary import State
from tests.cast import CastClient, cast_client, give_second_factor, make_person, sign_in, speak_for

pytestmark = pytest.mark.django_db
NEW = "new@example.org"
FORM = {"full_name": "Noor Lind", "password": "quilt-lantern-harbour-7", "language": "es"}


@pytest.fixture
def organisation(member) -> Organisation:
    return Organisation.objects.get(name="Own Group")


def invited(client: CastClient, organisation: Organisation, address=NEW, role="representative") -> Invitation:
    mandate = Mandate.objects.get(person=client.person)
    return actions.invite(
        actor=client.person,
        organisation=organisation,
        asked=Asked(address, "Noor", "en", role, mandate),
    )


@pytest.fixture
def invitation(member, organisation) -> Invitation:
    return invited(member, organisation)


@pytest.fixture
def link(invitation, letters) -> str:
    return letters.link(NEW)


@pytest.fixture
def by_hand(staff) -> str:
    """A link that was passed on; the invitation names no address."""
    listed = make_organisation("Far Group")
    made = Invitation.objects.create(
        organisation=listed, role="administrator", language="en", is_founding=True, invited_by=staff.person
    )
    return (
        make_link(actor=staff.person, invitation=made).partition("://")[2].partition("/")[2].join(("/", ""))
    )


def names(person: Person) -> list[str]:
    return [held.name for held in viewer_for(person).mandates]


class TestSomebodyNew:
    def test_reading_accepts_nothing(self, visitor, link, invitation):
        answer = visitor.get(link)
        assert answer.status_code == 200
        assert "Own Group" in answer.content.decode()
        assert not Person.objects.filter(email=NEW).exists()
        invitation.refresh_from_db()
        assert invitation.state == Invitation.State.OPENED
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert not answer.cookies

    def test_an_account_arises_with_a_confirmed_address(self, visitor, link):
        answer = visitor.post(link, FORM)
        assert (answer.status_code, answer["Location"]) == (302, "/members/")
        person = Person.objects.get(email=NEW)
        assert (person.full_name, person.language) == ("Noor Lind", "es")
        assert EmailAddress.objects.get(user=person).verified
        assert person.check_password(FORM["password"])
        assert names(person) == ["Own Group"]
        assert visitor.get("/members/").status_code == 200

    def test_an_administrator_is_led_to_the_second_factor(self, member, organisation, visitor, letters):
        invited(member, organisation, role="administrator")
        answer = visitor.post(letters.link(NEW), FORM)
        assert answer["Location"] == "/account/2fa/needed/"
        shown = visitor.get(answer["Location"]).content.decode()
        assert 'href="/manage/"' not in shown
        # Nobody types again at once what they have just chosen.
        assert visitor.get("/account/2fa/webauthn/add/").status_code == 200

    @pytest.mark.parametrize(
        "change",
        [
            {"password": "short"},
            {"full_name": ""},
            {"full_name": "a\0b"},
            {"full_name": "x" * 151},
            {"full_name": "Аdmin"},
            {"full_name": "CML Advocates Network"},
            {"language": "xx"},
            {"password": f"{NEW}"},
        ],
    )
    def test_bad_input_keeps_what_was_written(self, visitor, link, change):
        answer = visitor.post(link, {**FORM, **change})
        assert answer.status_code == 422
        assert not Person.objects.filter(email=NEW).exists()
        if "full_name" not in change:
            assert "Noor Lind" in answer.content.decode()

    def test_twice_is_once(self, visitor, link):
        """A double click, and a mail that somebody passed on after it was used."""
        visitor.post(link, FORM)
        assert visitor.post(link, FORM)["Location"] == "/members/"
        stranger = CastClient()
        assert stranger.get(link).status_code == 409
        assert stranger.post(link, {**FORM, "full_name": "Other"}).status_code == 409
        assert Person.objects.filter(email=NEW).count() == 1
        assert Mandate.objects.filter(person__email=NEW).count() == 1

    def test_a_press_on_another_site_does_nothing(self, visitor, link):
        answer = visitor.post(link, FORM, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 200
        assert not Person.objects.filter(email=NEW).exists()

    def test_a_forged_link_leads_nowhere(self, visitor, link):
        token = urlsplit(link).path.removeprefix("/link/").rstrip("/")
        for forged in (token[:-3], token[:-3] + "x", f"A{token}", token[1:], token[::-1]):
            assert visitor.get(f"/link/{forged}/").status_code == 404

    def test_when_its_time_is_over(self, visitor, link):
        with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
            answer = visitor.get(link)
            assert answer.status_code == 409
            assert "time is over" in answer.content.decode()
            assert visitor.post(link, FORM).status_code == 409
        assert not Person.objects.filter(email=NEW).exists()


class TestSomebodyWithAnAccount:
    @pytest.fixture
    def known(self) -> CastClient:
        return cast_client("known")

    @pytest.fixture
    def link(self, member, organisation, known, letters) -> str:
        invited(member, organisation, known.person.email)
        return letters.link(known.person.email)

    def test_signs_in_and_no_second_account_arises(self, visitor, link, known):
        page = visitor.get(link).content.decode()
        assert "Sign in, then accept" in page
        count = Person.objects.count()
        assert visitor.post(link, FORM).status_code == 200
        assert Person.objects.count() == count
        assert names(known.person) == []

    def test_sign_in_leads_back(self, visitor, link, known):
        sign_in_url = visitor.get(link).context["sign_in_url"]
        answer = visitor.post(sign_in_url, {"login": known.person.email, "password": FORM["password"]})
        assert answer["Location"] == link
        ticket = visitor.get(link).context["ticket"]
        assert visitor.post(link, {"ticket": ticket})["Location"] == "/members/"
        assert names(known.person) == ["Own Group"]

    def test_a_second_factor_is_not_walked_around(self, visitor, link, known):
        give_second_factor(known.person)
        sign_in_url = visitor.get(link).context["sign_in_url"]
        answer = visitor.post(sign_in_url, {"login": known.person.email, "password": FORM["password"]})
        assert answer["Location"].startswith("/account/2fa/authenticate/")
        assert "ticket" not in (visitor.get(link).context or {})

    def test_one_button(self, link, known):
        ticket = known.get(link).context["ticket"]
        assert known.post(link, {"ticket": ticket})["Location"] == "/members/"
        assert known.get(link)["Location"] == "/members/"
        assert names(known.person) == ["Own Group"]

    def test_another_site_cannot_press_it(self, link, known):
        """It knows the link, and not the ticket that names who is signed in."""
        other = cast_client("attacker")
        stolen = other.get(link).context["ticket"]
        for ticket in ("", stolen, "x"):
            assert known.post(link, {"ticket": ticket}).status_code == 200
        assert names(known.person) == []

    def test_without_the_ticket_it_could(self, link, known, monkeypatch):
        """The twin."""
        monkeypatch.setattr(link_views, "_is_ticket_of", lambda *_arguments: True)
        known.post(link, {})
        assert names(known.person) == ["Own Group"]

    def test_who_speaks_for_it_already_gets_nothing_more(self, link, known, organisation):
        speak_for(known.person, organisation, "representative")
        ticket = known.get(link).context["ticket"]
        assert known.post(link, {"ticket": ticket}).status_code == 302
        assert Mandate.objects.filter(person=known.person).count() == 1
        assert Invitation.objects.get().state == Invitation.State.ACCEPTED

    def test_an_account_that_arose_meanwhile(self, member, organisation, visitor, letters, monkeypatch):
        """Between looking and pressing: the form's account is not made, and nobody is let in without a password."""
        invited(member, organisation)
        link = letters.link(NEW)
        make_person("meanwhile", email=NEW)
        monkeypatch.setattr(actions, "is_known", lambda _address: False)
        answer = visitor.post(link, FORM)
        assert answer.status_code == 200
        assert "Sign in, then accept" in answer.content.decode()
        assert Person.objects.filter(email=NEW).count() == 1
        assert visitor.get("/members/").status_code == 302


class TestTheWrongAccount:
    def test_is_told_plainly(self, pending, link):
        page = pending.get(link).content.decode()
        assert f"You are signed in as {pending.person.full_name}" in page
        assert f"This invitation was sent to {NEW}" in page
        assert "Sign out" in page

    def test_has_to_ask(self, pending, link):
        answer = pending.post(link, {"ticket": pending.get(link).context["ticket"]})
        assert answer.status_code == 200
        assert "You have asked" in answer.content.decode()
        assert names(pending.person) == []
        assert "You have asked" in pending.get(link).content.decode()

    def test_without_asking_a_forwarded_mail_would_let_anybody_in(self, pending, link, monkeypatch):
        """The twin: if every link counted as passed on."""
        monkeypatch.setattr(tokens.Opened, "is_by_hand", property(lambda _opened: True))
        pending.post(link, {"ticket": pending.get(link).context["ticket"]})
        assert names(pending.person) == ["Own Group"]

    def test_sign_out_leads_back_to_the_link(self, pending, link):
        out = pending.get(link).context["sign_out_url"]
        page = pending.get(out).content.decode()
        assert parse_qs(urlsplit(out).query)["next"] == [link]
        assert link.replace("&", "&amp;") in page
        answer = pending.post("/account/logout/", {"next": link})
        assert answer["Location"] == link
        assert pending.post(link, FORM)["Location"] == "/members/"

    def test_the_invited_one_can_still_accept(self, pending, link):
        pending.post(link, {"ticket": pending.get(link).context["ticket"]})
        visitor = CastClient()
        assert visitor.post(link, FORM)["Location"] == "/members/"
        assert names(pending.person) == []


class TestALinkThatWasPassedOn:
    """It proves no address: there is no account before a mail was opened."""

    def test_asks_for_the_address(self, visitor, by_hand):
        page = visitor.get(by_hand).content.decode()
        assert 'name="address"' in page
        assert 'name="password"' not in page
        assert visitor.post(by_hand, FORM).status_code == 422
        assert not Person.objects.filter(full_name="Noor Lind").exists()

    def test_the_mail_proves_it(self, visitor, by_hand, letters):
        answer = visitor.post(by_hand, {"address": NEW, "language": "es"})
        assert answer.status_code == 200
        assert NEW in answer.content.decode()
        (message,) = letters.to(NEW)
        assert message["Content-Language"] == "es"
        assert "Far Group" not in text_of(message)
        answer = visitor.post(letters.link(NEW), FORM)
        assert answer["Location"] == "/account/2fa/needed/"
        assert names(Person.objects.get(email=NEW)) == ["Far Group"]
        assert Organisation.objects.get(name="Far Group").state == State.MEMBER

    def test_known_and_unknown_addresses_answer_alike(self, visitor, by_hand, letters):
        known = make_person("known").email
        pages = []
        for address in (known, NEW):
            answer = visitor.post(by_hand, {"address": address, "language": "en"})
            pages.append((answer.status_code, answer.content.decode().replace(address, "ADDRESS")))
            assert len(letters.to(address)) == 1
        assert pages[0] == pages[1]
        assert len({message["Subject"] for message in letters.read()}) == 1

    def test_a_mistyped_address_is_void_after_the_right_one(self, visitor, by_hand, letters):
        visitor.post(by_hand, {"address": "wrong@example.org", "language": "en"})
        wrong = letters.link("wrong@example.org")
        visitor.post(by_hand, {"address": NEW, "language": "en"})
        assert CastClient().get(wrong).status_code == 409
        assert CastClient().get(letters.link(NEW)).status_code == 200

    def test_a_desk_s_address_is_no_log_in(self, visitor, by_hand):
        answer = visitor.post(by_hand, {"address": "info@example.org", "language": "en"})
        assert answer.status_code == 422
        assert not Mail.objects.exists()

    def test_it_cannot_be_used_to_flood(self, visitor, by_hand):
        statuses = [
            visitor.post(by_hand, {"address": f"p{number}@example.org", "language": "en"}).status_code
            for number in range(6)
        ]
        assert statuses == [200] * 5 + [429]

    def test_nor_to_flood_one_address(self, visitor, by_hand):
        statuses = [
            visitor.post(by_hand, {"address": NEW, "language": "en"}).status_code for _number in range(4)
        ]
        assert statuses == [200] * 3 + [429]

    def test_with_an_account_one_button(self, pending, by_hand):
        pending.post(by_hand, {"ticket": pending.get(by_hand).context["ticket"]})
        assert names(pending.person) == ["Far Group"]

    def test_it_works_once(self, pending, by_hand):
        pending.post(by_hand, {"ticket": pending.get(by_hand).context["ticket"]})
        other = cast_client("second")
        assert other.get(by_hand).status_code == 409
        assert other.post(by_hand, {"ticket": "x"}).status_code == 409

    def test_a_newer_one_makes_it_void(self, visitor, by_hand, staff):
        make_link(actor=staff.person, invitation=Invitation.objects.get())
        assert visitor.get(by_hand).status_code == 409

    def test_without_the_number_it_would_not(self, visitor, by_hand, staff, monkeypatch):
        """The twin."""
        make_link(actor=staff.person, invitation=Invitation.objects.get())
        monkeypatch.setattr(
            Invitation, "of_link", classmethod(lambda cls, number, _n: cls.objects.filter(pk=number).first())
        )
        assert visitor.get(by_hand).status_code == 200


class TestTheToken:
    def test_holds_nothing_to_read(self, invitation, link):
        value = links.signing.loads(urlsplit(link).path.split("/")[2], salt=links.SALT)
        assert NEW not in str(value)
        assert "Own Group" not in str(value)

    def test_nobody_can_turn_a_mailed_link_into_a_passed_on_one(self, visitor, invitation, link):
        made = links.url_of(tokens.KIND, [invitation.pk, invitation.link_number, ""])
        assert visitor.get(urlsplit(made).path).status_code == 409


@pytest.mark.django_db(transaction=True)
class TestAtTheSameTime:
    def test_two_presses_make_one(self, member, organisation, invitation, letters):
        opened = tokens.Opened(Invitation.objects.select_related("organisation").get(), "")
        Invitation.objects.update(link_made_at=timezone.now(), sent_at=None)
        people = [make_person(f"racer{number}") for number in range(4)]
        results: list[str] = []

        def press(person: Person) -> None:
            try:
                results.append(actions.accept(opened=opened, person=person).value)
            except actions.Over:
                results.append("over")
            finally:
                connection.close()

        threads = [threading.Thread(target=press, args=(person,)) for person in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert sorted(results) == ["accepted", "over", "over", "over"]
        assert Mandate.objects.filter(person__in=people).count() == 1


class TestHashing:
    def test_nobody_waits_for_it(self, visitor, link, monkeypatch):
        """A password is hashed before the transaction begins."""
        inside = []
        real = accounts.prepare_person

        def prepare(new):
            inside.append(len(connection.savepoint_ids))
            return real(new)

        monkeypatch.setattr(accounts, "prepare_person", prepare)
        depth = len(connection.savepoint_ids)
        visitor.post(link, FORM)
        assert inside == [depth]
        sign_in(visitor, Person.objects.get(email=NEW))
