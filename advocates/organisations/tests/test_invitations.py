"""Invitations seen from whoever invites: sent, opened, accepted, expired; again, taken back, agreed to."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from advocates.core import outbox
from advocates.core.models import Mail, StreamEntry, Suppression
from advocates.core.refused import TooOften
from advocates.organisations.invitations import actions, policies
from advocates.organisations.invitations.actions import Asked
from advocates.organisations.invitations.addresses import is_shared
from advocates.organisations.mandates.actions import NoMember, end_mandate
from advocates.organisations.models import Invitation, Mandate, Organisation
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.tests.mailbox import text_of
from advocates.organisations.vocabulary import State
from tests.cast import CastClient, make_person, sign_in, speak_for

pytestmark = pytest.mark.django_db
# Later than the mandates of the cast begin.
NOW = datetime(2027, 5, 4, 12, tzinfo=UTC)
VALUES = {"address": "new@example.org", "name": "Noor", "role": "representative", "language": "es"}


@pytest.fixture
def organisation(member) -> Organisation:
    return Organisation.objects.get(name="Own Group")


@pytest.fixture
def colleague(organisation) -> CastClient:
    client = CastClient()
    client.person = make_person("colleague")
    speak_for(client.person, organisation, "representative")
    sign_in(client, client.person)
    return client


def page(organisation: Organisation) -> str:
    return f"/members/organisation/{organisation.public_id}/"


def mandate_of(client: CastClient) -> Mandate:
    return Mandate.objects.get(person=client.person)


def invited(client: CastClient, organisation: Organisation, address="new@example.org") -> Invitation:
    asked = Asked(address, "Noor", "es", "representative", mandate_of(client))
    return actions.invite(actor=client.person, organisation=organisation, asked=asked)


def at(invitation: Invitation, what: str, area="members/organisation") -> str:
    return f"/{area}/invitations/{invitation.public_id}/{what}/"


def state(invitation: Invitation) -> str:
    return Invitation.objects.get(pk=invitation.pk).state.value


class TestInviting:
    def test_the_mail_is_in_the_invited_language(self, member, organisation, letters):
        answer = member.post(f"{page(organisation)}invite/", VALUES)
        assert (answer.status_code, answer["Location"]) == (302, page(organisation))
        (message,) = letters.read()
        assert message["To"] == "new@example.org"
        assert message["Content-Language"] == "es"
        assert member.person.full_name in text_of(message)
        assert "Own Group" in text_of(message)
        assert letters.link("new@example.org").endswith("lang=es")

    def test_it_is_seen_as_sent(self, member, organisation):
        member.post(f"{page(organisation)}invite/", VALUES)
        shown = member.get(page(organisation)).content.decode()
        assert "new@example.org" in shown
        assert "Noor" in shown
        assert str(Invitation.State.SENT.label) in shown
        assert StreamEntry.objects.get(kind="organisations.invitation.sent").is_audit

    def test_no_link_is_kept_anywhere(self, member, organisation):
        invited(member, organisation)
        mail = Mail.objects.get()
        assert (mail.text, mail.html) == ("", "")

    @pytest.mark.parametrize(
        "change",
        [
            {"address": "nobody"},
            {"address": "a@b.example\nBcc: c@d.example"},
            {"address": "ıan@example.org"},
            {"role": "king"},
            {"language": "xx"},
            {"name": "a\u202eb"},
            {"name": "n" * 151},
            {"address": "x\0@example.org"},
            {},
        ],
    )
    def test_bad_input_keeps_what_was_written(self, member, organisation, change):
        data = {**VALUES, **change} if change else {}
        answer = member.post(f"{page(organisation)}invite/", data)
        assert answer.status_code == 422
        if change:
            assert "Noor" in answer.content.decode() or "name" in change
        assert not Invitation.objects.exists()

    def test_a_representative_may_not(self, colleague, organisation):
        assert colleague.get(f"{page(organisation)}invite/").status_code == 403
        assert colleague.post(f"{page(organisation)}invite/", VALUES).status_code == 403
        assert "Invite somebody" not in colleague.get(page(organisation)).content.decode()
        assert not Invitation.objects.exists()

    def test_nor_somebody_of_another_organisation(self, other_member, organisation):
        assert other_member.post(f"{page(organisation)}invite/", VALUES).status_code == 404

    def test_nor_for_an_organisation_outside(self, staff):
        outside = make_organisation("Outside")
        shown = staff.get(f"/manage/invitations/{outside.pk}/")
        assert "Send the invitation" not in shown.content.decode()
        assert staff.post(f"/manage/invitations/{outside.pk}/", VALUES).status_code == 409

    def test_the_office_does_in_the_network_s_name(self, staff, organisation, letters):
        answer = staff.post(f"/manage/invitations/{organisation.pk}/", VALUES)
        assert answer.status_code == 302
        (message,) = letters.read()
        assert staff.person.full_name not in text_of(message)
        assert "new@example.org" in staff.get(answer["Location"]).content.decode()

    def test_twenty_a_day(self, member, other_member, organisation):
        for number in range(20):
            assert (
                member.post(
                    f"{page(organisation)}invite/", {**VALUES, "address": f"p{number}@example.org"}
                ).status_code
                == 302
            )
        answer = member.post(f"{page(organisation)}invite/", VALUES)
        assert answer.status_code == 429
        assert int(answer["Retry-After"]) > 0
        with pytest.raises(TooOften):
            actions.send_again(actor=member.person, invitation=Invitation.objects.first(), under=None)
        other = Organisation.objects.get(name="Other Group")
        assert other_member.post(f"{page(other)}invite/", VALUES).status_code == 302


class TestAddressesOfDesks:
    """`info@` may be a group's contact, never a way to sign in."""

    @pytest.mark.parametrize(
        "address", ["info@a.example", "INFO@a.example", "info+cml@a.example", "office@a.example"]
    )
    def test_are_refused_with_a_sentence(self, member, organisation, address):
        answer = member.post(f"{page(organisation)}invite/", {**VALUES, "address": address})
        assert answer.status_code == 422
        assert "Several people may read" in answer.content.decode()
        assert not Invitation.objects.exists()

    def test_are_no_log_in(self, member, organisation, monkeypatch):
        """The twin: without the rule such an invitation is made."""
        monkeypatch.setattr("advocates.organisations.invitations.addresses.is_shared", lambda _address: False)
        member.post(f"{page(organisation)}invite/", {**VALUES, "address": "info@a.example"})
        assert Invitation.objects.get().address == "info@a.example"

    def test_may_be_a_contact(self):
        assert make_organisation("Desk", private_email="info@a.example").private_email == "info@a.example"

    @pytest.mark.parametrize("address", ["infanta@a.example", "rosa.info@a.example", "postma@a.example"])
    def test_a_person_s_is_none(self, address):
        assert not is_shared(address)


class TestAKnownAddressMakesNoDouble:
    """And whoever invites learns nothing about it."""

    def test_neither_status_nor_mails_differ(self, member, organisation, letters):
        known = make_person("known")
        answers = []
        for address in (known.email, "unknown@example.org"):
            answer = member.post(f"{page(organisation)}invite/", {**VALUES, "address": address})
            shown = member.get(answer["Location"]).content.decode()
            answers.append((answer.status_code, answer["Location"], shown.count("Send again")))
            assert len(letters.to(address)) == 1
        (first, second) = answers
        assert first[:2] == second[:2]
        assert (first[2], second[2]) == (2, 4)
        subjects = {message["Subject"] for message in letters.read()}
        assert len(subjects) == 1

    def test_the_same_address_twice_is_one_invitation(self, member, organisation, letters):
        first = invited(member, organisation, "New@example.org".lower())
        old = letters.link("new@example.org")
        second = invited(member, organisation)
        assert first.pk == second.pk
        assert letters.link("new@example.org") != old

    def test_so_says_the_database(self, member, organisation):
        first = invited(member, organisation)
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.create(
                organisation=organisation, address=first.address, role="x", language="en"
            )


class TestEndings:
    def test_one_that_expired_stays_and_can_be_sent_again(self, member, organisation, letters):
        with time_machine.travel(NOW, tick=False):
            invitation = invited(member, organisation)
        with time_machine.travel(NOW + timedelta(days=14), tick=False):
            sign_in(member, member.person, second_factor=True)
            assert state(invitation) == "expired"
            shown = member.get(page(organisation)).content.decode()
            assert str(Invitation.State.EXPIRED.label) in shown
            assert "Send again" in shown
            assert member.post(at(invitation, "resend")).status_code == 302
            assert state(invitation) == "sent"

    def test_the_last_moment(self, member, organisation):
        with time_machine.travel(NOW, tick=False):
            invitation = invited(member, organisation)
        with time_machine.travel(NOW + timedelta(days=14) - timedelta(microseconds=1), tick=False):
            assert policies.stands(invitation)
        with time_machine.travel(NOW + timedelta(days=14), tick=False):
            assert not policies.stands(invitation)

    def test_taken_back(self, member, organisation, visitor, letters):
        invitation = invited(member, organisation)
        link = letters.link("new@example.org").replace("lang=es", "lang=en")
        assert member.post(at(invitation, "revoke")).status_code == 302
        answer = visitor.get(link)
        assert answer.status_code == 409
        assert "taken back" in answer.content.decode()
        assert "Own Group" not in answer.content.decode()
        assert member.post(at(invitation, "resend")).status_code == 409
        assert member.post(at(invitation, "revoke")).status_code == 302
        assert StreamEntry.objects.filter(kind="organisations.invitation.revoked").count() == 1

    def test_its_mail_does_not_leave(self, member, organisation, letters):
        invitation = invited(member, organisation)
        actions.revoke(actor=member.person, invitation=invitation)
        assert letters.read() == []
        assert Mail.objects.get().state == Mail.State.DROPPED

    def test_without_asking_it_would(self, member, organisation, letters, monkeypatch):
        """The twin."""
        invitation = invited(member, organisation)
        actions.revoke(actor=member.person, invitation=invitation)
        monkeypatch.setattr(policies, "stands", lambda _invitation: True)
        assert len(letters.read()) == 1

    def test_after_sending_again_the_old_link_is_void(self, member, organisation, visitor, letters):
        invitation = invited(member, organisation)
        old = letters.link("new@example.org")
        member.post(at(invitation, "resend"))
        new = letters.link("new@example.org")
        assert visitor.get(old).status_code == 409
        assert visitor.get(new).status_code == 200

    def test_the_inviter_s_end_ends_it(self, member, organisation, visitor, letters, staff):
        """A rival who was put out cannot come back through an invitation that was made before."""
        invited(member, organisation)
        link = letters.link("new@example.org")
        end_mandate(actor=None, mandate=mandate_of(member), ending="network")
        assert visitor.get(link).status_code == 409
        actions.send_again(actor=staff.person, invitation=Invitation.objects.get(), under=None)
        assert visitor.get(letters.link("new@example.org")).status_code == 200

    def test_without_that_it_would_stand(self, member, organisation, visitor, letters, monkeypatch):
        """The twin."""
        invited(member, organisation)
        link = letters.link("new@example.org")
        end_mandate(actor=None, mandate=mandate_of(member), ending="network")
        monkeypatch.setattr(policies, "can_invite", lambda _viewer, _organisation: True)
        assert visitor.get(link).status_code == 200

    @pytest.mark.parametrize("deed", ["resend", "revoke", "agree"])
    @pytest.mark.parametrize(("who", "status"), [("colleague", 404), ("other_member", 404), ("pending", 302)])
    def test_nobody_else_settles_it(self, request, member, organisation, deed, who, status):
        invitation = invited(member, organisation)
        client = request.getfixturevalue(who)
        assert client.post(at(invitation, deed)).status_code == status
        assert state(invitation) == "sent"

    def test_an_editor_who_is_a_member_has_no_such_office(self, member, organisation, editor):
        invitation = invited(member, organisation)
        assert editor.post(at(invitation, "revoke", "manage")).status_code == 404

    def test_looking_settles_nothing(self, member, organisation):
        invitation = invited(member, organisation)
        for deed in ("resend", "revoke", "agree"):
            assert member.get(at(invitation, deed)).status_code == 405

    def test_a_mail_that_came_back_is_shown(self, member, organisation, letters):
        invitation = invited(member, organisation)
        letters.read()
        outbox.note_bounced(Mail.objects.get().pk, "no such user")
        assert state(invitation) == "bounced"
        assert "The mail came back" in member.get(page(organisation)).content.decode()

    def test_so_is_one_to_an_address_that_is_known_to_be_gone(self, member, organisation, letters):
        outbox.suppress("new@example.org", "", Suppression.Reason.BOUNCED)
        invitation = invited(member, organisation)
        assert letters.read() == []
        assert state(invitation) == "bounced"

    def test_an_organisation_that_left_invites_nobody(self, member, organisation):
        Organisation.objects.filter(pk=organisation.pk).update(state=State.LISTED)
        with pytest.raises(NoMember):
            invited(member, organisation)
