"""The founding: what one person may do alone until the third mandate, waves, links, the board, the record."""

import re
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core import outbox
from advocates.core.models import Mail, StreamEntry
from advocates.core.viewer import viewer_for
from advocates.organisations.founding import actions
from advocates.organisations.founding.actions import founding_state
from advocates.organisations.founding.importing import carry_out
from advocates.organisations.invitations.actions import Asked, invite
from advocates.organisations.mandates.actions import end_mandate
from advocates.organisations.models import Invitation, Mandate, Organisation
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.tests.mailbox import text_of
from advocates.organisations.tests.test_founding_list import as_text, row
from advocates.organisations.vocabulary import State
from tests.cast import CastClient, make_person, speak_for
from tests.patience import patience

pytestmark = pytest.mark.django_db
FORM = {"full_name": "Noor Lind", "password": "quilt-lantern-harbour-7", "language": "en"}


def real_person(name: str) -> Person:
    """Not one of a demonstration, as the cast is."""
    person = make_person(name)
    Person.objects.filter(pk=person.pk).update(is_demonstration=False)
    return person


def real_mandates(number: int) -> list[Mandate]:
    return [
        speak_for(real_person(f"real{at}"), make_organisation(f"Real {at}", state=State.MEMBER))
        for at in range(number)
    ]


def alone(client: CastClient, organisation: Organisation, address: str):
    return client.post("/manage/founding/alone/", {"organisation": organisation.pk, "address": address})


def listed(client: CastClient, count: int, **cells) -> list[Invitation]:
    rows = [row(number, **cells) for number in range(1, count + 1)]
    carry_out(actor=client.person, text=as_text(*rows))
    return list(Invitation.objects.order_by("organisation__name"))


def send(client: CastClient, *chosen: Invitation, path="send"):
    ids = [str(invitation.public_id) for invitation in chosen]
    return client.post(f"/manage/founding/{path}/", {"invitation": ids} if ids else {"all": "prepared"})


class TestTheState:
    def test_ends_by_itself_with_the_third_organisation(self):
        assert founding_state()
        mandates = real_mandates(2)
        assert founding_state()
        speak_for(real_person("second"), mandates[0].organisation)
        assert founding_state(), "two people of one organisation are one"
        real_mandates(3)
        assert not founding_state()

    def test_counts_only_what_is_valid_now(self):
        mandates = real_mandates(3)
        end_mandate(actor=None, mandate=mandates[0], ending="network")
        assert founding_state()

    def test_a_demonstration_does_not_end_it(self):
        for number in range(4):
            speak_for(make_person("shown"), make_organisation(f"Shown {number}", state=State.MEMBER))
        assert founding_state()


class TestAlone:
    def test_accepts_and_grants(self, staff):
        organisation = make_organisation("Harbour Group")
        assert alone(staff, organisation, staff.person.email)["Location"] == "/manage/founding/"
        organisation.refresh_from_db()
        assert organisation.state == State.MEMBER
        assert organisation.member_since
        (held,) = viewer_for(staff.person).mandates
        assert held.is_administrator
        assert StreamEntry.objects.get(kind="organisations.founding.granted").is_audit

    def test_is_refused_after_the_third(self, staff):
        real_mandates(3)
        organisation = make_organisation("Harbour Group")
        answer = alone(staff, organisation, staff.person.email)
        assert answer.status_code == 409
        assert "two reviewers decide" in answer.content.decode()
        organisation.refresh_from_db()
        assert organisation.state == State.LISTED
        assert viewer_for(staff.person).mandates == ()
        assert "Accept the organisation" not in staff.get("/manage/founding/alone/").content.decode()

    def test_without_the_guard_it_would_go_on(self, staff, monkeypatch):
        """The twin."""
        real_mandates(3)
        monkeypatch.setattr(actions, "require_founding_state", lambda: None)
        assert alone(staff, make_organisation("Harbour Group"), staff.person.email).status_code == 302
        assert len(viewer_for(staff.person).mandates) == 1

    def test_three_in_a_row_are_the_last(self, staff):
        statuses = []
        for number in range(5):
            group = make_organisation(f"Group {number}")
            statuses.append(alone(staff, group, real_person("founder").email).status_code)
        assert statuses == [302, 302, 302, 409, 409]

    @pytest.mark.parametrize("address", ["nobody@example.org", "x", "", "a\0b@example.org"])
    def test_only_for_somebody_with_an_account(self, staff, address):
        organisation = make_organisation("Harbour Group")
        assert alone(staff, organisation, address).status_code == 422
        organisation.refresh_from_db()
        assert organisation.state == State.LISTED

    @pytest.mark.parametrize(("who", "status"), [("visitor", 302), ("member", 404), ("editor", 404)])
    def test_nobody_but_the_office(self, request, who, status):
        client, organisation = request.getfixturevalue(who), make_organisation("Harbour Group")
        assert alone(client, organisation, "x@example.org").status_code == status
        assert client.get("/manage/founding/").status_code == status


class TestConfirming:
    @pytest.fixture
    def link(self, staff, letters) -> str:
        send(staff, *listed(staff, 1))
        return letters.link("p1@example.org")

    def test_one_button_makes_a_member_without_an_application(self, visitor, link):
        english = visitor.get(link.replace("lang=es", "lang=en")).content.decode()
        assert "No application is needed" in english
        organisation = Organisation.objects.get()
        assert organisation.state == State.LISTED
        assert visitor.post(link, FORM)["Location"] == "/account/2fa/needed/"
        organisation.refresh_from_db()
        assert organisation.state == State.MEMBER
        person = Person.objects.get(email="p1@example.org")
        (held,) = viewer_for(person).mandates
        assert held.is_administrator
        assert StreamEntry.objects.get(kind="organisations.founding.confirmed").is_audit

    def test_also_after_the_third(self, visitor, link):
        """The list was written while it might be; who stands on it can still confirm."""
        real_mandates(3)
        assert visitor.post(link, FORM).status_code == 302
        assert Organisation.objects.get(name="Group 1").state == State.MEMBER

    def test_not_beside_an_administrator_who_came_otherwise(self, visitor, link):
        organisation = Organisation.objects.get()
        Organisation.objects.update(state=State.MEMBER)
        speak_for(make_person("earlier"), organisation)
        assert visitor.post(link, FORM).status_code == 409
        assert not Person.objects.filter(email="p1@example.org").exists()

    def test_an_administrator_can_ask_the_same_person_as_a_colleague(self, visitor, link, letters):
        organisation = Organisation.objects.get()
        Organisation.objects.update(state=State.MEMBER)
        mandate = speak_for(make_person("earlier"), organisation)
        asked = Asked("p1@example.org", "", "en", "representative", mandate)
        invite(actor=mandate.person, organisation=organisation, asked=asked)
        assert visitor.post(letters.link("p1@example.org"), FORM).status_code == 302
        (held,) = viewer_for(Person.objects.get(email="p1@example.org")).mandates
        assert not held.is_administrator

    def test_not_for_an_organisation_that_is_gone(self, visitor, link):
        Organisation.objects.update(state=State.FORMER)
        assert visitor.post(link, FORM).status_code == 409
        assert not Person.objects.filter(email="p1@example.org").exists()


class TestWaves:
    def test_each_in_their_language(self, staff, letters):
        carry_out(actor=staff.person, text=as_text(row(1), row(2, administrator_language="ar")))
        assert send(staff)["Location"] == "/manage/founding/"
        assert [message["Content-Language"] for message in letters.read()] == ["es", "ar"]
        assert {invitation.state for invitation in Invitation.objects.all()} == {Invitation.State.SENT}

    def test_only_those_chosen(self, staff, letters):
        first, _second, third = listed(staff, 3)
        send(staff, first, third)
        assert sorted(message["To"] for message in letters.read()) == ["p1@example.org", "p3@example.org"]

    def test_nonsense_chooses_nobody(self, staff):
        listed(staff, 1)
        answer = staff.post("/manage/founding/send/", {"invitation": ["x", "'", "1" * 400]}, follow=True)
        assert "Nobody was chosen" in answer.content.decode()
        assert staff.post("/manage/founding/send/", {"all": "accepted"}).status_code == 404
        assert not Mail.objects.exists()

    def test_five_hundred_at_once(self, staff):
        listed(staff, 500)
        began = time.process_time()
        send(staff)
        assert time.process_time() - began < patience(15)
        assert Mail.objects.filter(state=Mail.State.WAITING).count() == 500

    def test_not_to_who_has_confirmed(self, staff, visitor, letters):
        (invitation,) = listed(staff, 1)
        send(staff, invitation)
        visitor.post(letters.link("p1@example.org"), FORM)
        send(staff, invitation)
        assert len(letters.read()) == 1

    def test_reminding_keeps_the_link(self, staff, visitor, letters):
        (invitation,) = listed(staff, 1)
        send(staff, invitation)
        old = letters.link("p1@example.org")
        send(staff, invitation, path="remind")
        assert len(letters.read()) == 1, "not on the same day"
        with time_machine.travel(timezone.now() + timedelta(days=4), tick=False):
            actions.remind_wave(chosen=Invitation.objects.all())
            actions.remind_wave(chosen=Invitation.objects.all())
            assert len(letters.to("p1@example.org")) == 2
            assert visitor.get(old).status_code == 200

    def test_one_who_may_no_longer_is_dropped_from_a_wave(self, staff, letters):
        first, second = listed(staff, 2)
        send(staff)
        staff.post(f"/manage/invitations/{first.public_id}/revoke/")
        assert [message["To"] for message in letters.read()] == [second.address]


class TestLinks:
    def made(self, staff, invitation) -> str:
        answer = staff.post(f"/manage/founding/invitations/{invitation.public_id}/link/")
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"
        return answer.content.decode()

    def test_is_shown_once_with_a_message_for_whatsapp(self, staff):
        (invitation,) = listed(staff, 1)
        page = self.made(staff, invitation)
        (url,) = set(re.findall(r'value="(http[^"]+/link/[^"]+)"', page))
        (whatsapp,) = re.findall(r'href="(https://wa\.me/[^"]+)"', page)
        (text,) = parse_qs(urlsplit(whatsapp).query)["text"]
        assert url in text
        assert "Group 1" in text
        board = staff.get("/manage/founding/").content.decode()
        assert "/link/" not in re.sub(r"/founding/invitations/[-0-9a-f]+/link/", "", board)
        assert str(Invitation.State.LINK.label) in board

    def test_looking_makes_none(self, staff):
        (invitation,) = listed(staff, 1)
        address = f"/manage/founding/invitations/{invitation.public_id}/link/"
        assert staff.get(address).status_code == 405

    def test_mailed_links_are_void(self, staff, visitor, letters):
        (invitation,) = listed(staff, 1)
        send(staff, invitation)
        mailed = letters.link("p1@example.org")
        self.made(staff, invitation)
        assert visitor.get(mailed).status_code == 409

    def test_its_mail_that_waits_does_not_leave(self, staff, letters):
        (invitation,) = listed(staff, 1)
        send(staff, invitation)
        self.made(staff, invitation)
        assert letters.read() == []

    def test_only_for_the_list(self, staff, member):
        organisation = Organisation.objects.get(name="Own Group")
        other = Invitation.objects.create(
            organisation=organisation, address="a@example.org", role="administrator", language="en"
        )
        answer = staff.post(f"/manage/founding/invitations/{other.public_id}/link/")
        assert answer.status_code == 404


class TestTheBoard:
    def test_says_what_became_of_each(self, staff, visitor, letters):
        prepared, sent, opened, confirmed, bounced, link = listed(staff, 6)
        send(staff, sent, opened, confirmed, bounced)
        visitor.get(letters.link(opened.address))
        visitor.post(letters.link(confirmed.address), FORM)
        outbox.note_bounced(Mail.objects.get(recipient=bounced.address).pk, "gone")
        actions.make_link(actor=staff.person, invitation=link)
        states = {
            invitation.address: invitation.state.value
            for invitation in Invitation.objects.order_by("address")
        }
        assert list(states.values()) == ["prepared", "sent", "opened", "accepted", "bounced", "link"]
        board = staff.get("/manage/founding/").content.decode()
        for each in Invitation.State:
            count = sum(state == each for state in states.values())
            assert (f"{each.label} ({count})" in board) == bool(count)
            shown = staff.get(f"/manage/founding/?state={each.value}").content.decode()
            assert shown.count("</bdi></a></th>") == count
        assert staff.get("/manage/founding/?state=x").status_code == 404
        with time_machine.travel(timezone.now() + timedelta(days=15), tick=False):
            assert prepared.state == "prepared"
            assert Invitation.objects.get(pk=sent.pk).state == "expired"

    def test_as_many_queries_for_a_hundred(self, staff, django_assert_max_num_queries):
        listed(staff, 120)
        with django_assert_max_num_queries(45):
            page = staff.get("/manage/founding/").content.decode()
        assert page.count('name="invitation"') == 100
        assert 'rel="next"' in page

    def test_the_first_page_of_the_office_says_the_next_step(self, staff, editor):
        assert "Write the list" in staff.get("/manage/").content.decode()
        assert "Write the list" not in editor.get("/manage/").content.decode()
        listed(staff, 2)
        assert "invite the 2 organisations" in staff.get("/manage/").content.decode()
        real_mandates(3)
        assert "being founded" not in staff.get("/manage/").content.decode()

    def test_a_wrong_account_waits_for_the_office(self, staff, pending, letters):
        (invitation,) = listed(staff, 1)
        send(staff, invitation)
        link = letters.link("p1@example.org")
        pending.post(link, {"ticket": pending.get(link).context["ticket"]})
        assert pending.person.email in staff.get("/manage/founding/").content.decode()
        answer = staff.post(
            f"/manage/invitations/{invitation.public_id}/agree/", {"person": str(pending.person.public_id)}
        )
        assert answer["Location"] == "/manage/founding/"
        assert len(viewer_for(pending.person).mandates) == 1
        assert len(letters.to(pending.person.email)) == 1


class TestTheRecord:
    def test_every_member_sees_who_accepted_what_and_when(self, staff, member, visitor, letters):
        alone(staff, make_organisation("Harbour Group"), staff.person.email)
        send(staff, *listed(staff, 1))
        visitor.post(letters.link("p1@example.org"), FORM)
        page = member.get("/members/founding/").content.decode()
        assert "Harbour Group" in page
        assert f"accepted by {staff.person.full_name} alone" in page
        assert "Group 1" in page
        assert f"invited by {staff.person.full_name}, confirmed by its first administrator" in page
        assert "p1@example.org" not in page
        assert "Noor Lind" not in page

    @pytest.mark.parametrize("who", ["visitor", "pending", "former", "editor"])
    def test_nobody_else_does(self, request, who):
        assert request.getfixturevalue(who).get("/members/founding/").status_code == 302

    def test_an_organisation_that_is_not_public_is_not_named(self, staff, member):
        organisation = make_organisation("Harbour Group")
        alone(staff, organisation, real_person("founder").email)
        Organisation.objects.filter(pk=organisation.pk).update(is_published=False)
        page = member.get("/members/founding/").content.decode()
        assert "Harbour Group" not in page
        assert "An organisation that is not public" in page

    def test_the_mail_says_who_asks(self, staff, letters):
        send(staff, *listed(staff, 1, administrator_language="en"))
        (message,) = letters.read()
        assert "asks you to speak for Group 1" in text_of(message)
        assert "No application is needed" in text_of(message)
