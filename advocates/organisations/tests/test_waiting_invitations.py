"""Invitations that wait: reminded of, agreed to for another account, shown, and gone after a year."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from advocates.core.models import Mail
from advocates.core.viewer import viewer_for
from advocates.organisations.invitations import actions, mailing, reminders
from advocates.organisations.invitations.actions import Over
from advocates.organisations.models import Invitation, Organisation
from advocates.organisations.tests.mailbox import text_of
from advocates.organisations.tests.test_invitations import NOW, at, invited, page
from tests.cast import CastClient, make_person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(member) -> Organisation:
    return Organisation.objects.get(name="Own Group")


class TestReminding:
    @pytest.fixture
    def invitation(self, member, organisation, letters) -> Invitation:
        with time_machine.travel(NOW, tick=False):
            made = invited(member, organisation)
            letters.read()
        return made

    def test_both_sides_three_days_before_the_end_once(self, invitation, member, letters, visitor):
        with time_machine.travel(NOW + timedelta(days=11) - timedelta(seconds=1), tick=False):
            assert reminders.remind_before_end() == 0
        with time_machine.travel(NOW + timedelta(days=11), tick=False):
            assert reminders.remind_before_end() == 2
            assert reminders.remind_before_end() == 0
            assert len(letters.to("new@example.org")) == 2
            (told,) = letters.to(member.person.email)
            assert "Own Group" in text_of(told)
            assert "new@example.org" not in text_of(told)
            assert visitor.get(letters.link("new@example.org")).status_code == 200

    def test_not_after_an_answer(self, invitation, member, letters):
        actions.revoke(actor=member.person, invitation=invitation)
        with time_machine.travel(NOW + timedelta(days=12), tick=False):
            assert reminders.remind_before_end() == 0

    def test_nor_where_it_came_after_the_mail_was_queued(self, invitation, member, letters):
        with time_machine.travel(NOW + timedelta(days=12), tick=False):
            reminders.remind_before_end()
            actions.revoke(actor=member.person, invitation=invitation)
            before = Mail.objects.filter(state=Mail.State.SENT).count()
            letters.read()
            assert Mail.objects.filter(state=Mail.State.SENT).count() == before

    def test_who_invited_many_gets_one_mail(self, member, organisation, letters):
        with time_machine.travel(NOW, tick=False):
            for number in range(5):
                invited(member, organisation, f"p{number}@example.org")
        with time_machine.travel(NOW + timedelta(days=12), tick=False):
            assert reminders.remind_before_end() == 6
            assert len(letters.to(member.person.email)) == 1


class TestAgreeing:
    @pytest.fixture
    def asked(self, member, organisation, letters, pending) -> Invitation:
        """An invitation that the owner of another account wants to accept."""
        invitation = invited(member, organisation)
        link = letters.link("new@example.org")
        ticket = pending.get(link).context["ticket"]
        assert pending.post(link, {"ticket": ticket}).status_code == 200
        invitation.refresh_from_db()
        return invitation

    def test_asking_alone_opens_nothing(self, asked, pending):
        assert asked.state == Invitation.State.ASKED
        assert viewer_for(pending.person).mandates == ()

    def test_the_administrator_is_shown_who_asks(self, asked, member, organisation, pending):
        assert pending.person.email in member.get(page(organisation)).content.decode()
        assert pending.person.full_name in member.get("/members/").content.decode()

    def test_with_the_agreement_it_counts(self, asked, member, pending, letters):
        answer = member.post(at(asked, "agree"), {"person": str(pending.person.public_id)})
        assert answer.status_code == 302
        assert [held.name for held in viewer_for(pending.person).mandates] == ["Own Group"]
        assert len(letters.to(pending.person.email)) == 1

    def test_not_for_somebody_else_than_was_shown(self, asked, member, pending, letters):
        """Another person asked while the page was open: the press was not meant for them."""
        shown = str(pending.person.public_id)
        other = CastClient()
        other.person = make_person("quick")
        sign_in(other, other.person)
        link = letters.link("new@example.org")
        other.post(link, {"ticket": other.get(link).context["ticket"]})
        assert member.post(at(asked, "agree"), {"person": shown}).status_code == 409
        assert viewer_for(other.person).mandates == ()

    def test_taking_back_refuses(self, asked, member, pending):
        member.post(at(asked, "revoke"))
        answer = member.post(at(asked, "agree"), {"person": str(pending.person.public_id)})
        assert answer.status_code == 409
        assert viewer_for(pending.person).mandates == ()

    def test_nobody_asks(self, member, organisation):
        invitation = invited(member, organisation)
        assert member.post(at(invitation, "agree"), {"person": ""}).status_code == 409
        with pytest.raises(Over):
            actions.agree(actor=member.person, invitation=invitation, asked="")


class TestSeeing:
    def test_states_and_lists_say_the_same(self, member, organisation, letters):
        """The board counts in the database what the page says of each row."""
        moments = {"sent_at": NOW, "expires_at": NOW + timedelta(days=14)}
        cases = [
            {},
            moments,
            {**moments, "opened_at": NOW},
            {**moments, "bounced_at": NOW},
            {**moments, "bounced_at": NOW, "opened_at": NOW},
            {**moments, "sent_at": None, "link_made_at": NOW},
            {**moments, "asked_at": NOW, "opened_at": NOW},
            {**moments, "expires_at": NOW},
            {**moments, "expires_at": NOW, "asked_at": NOW},
            {**moments, "accepted_at": NOW, "opened_at": NOW},
            {**moments, "expires_at": NOW, "accepted_at": NOW},
            {**moments, "revoked_at": NOW, "opened_at": NOW, "asked_at": NOW},
            {"revoked_at": NOW},
        ]
        for number, fields in enumerate(cases):
            Invitation.objects.create(
                organisation=organisation, address=f"a{number}@example.org", role="x", language="en", **fields
            )
        every = Invitation.objects.all()
        for each in Invitation.State:
            listed = {row.pk for row in every.in_state(each, NOW)}
            assert listed == {row.pk for row in every if row.state_at(NOW) == each}, each

    def test_as_many_queries_for_thirty(self, member, organisation, django_assert_max_num_queries):
        for number in range(30):
            Invitation.objects.create(
                organisation=organisation,
                address=f"a{number}@example.org",
                role="representative",
                language="en",
                expires_at=timezone.now() + timedelta(days=number - 3),
                asked_by=member.person,
            )
        with django_assert_max_num_queries(14):
            assert member.get(page(organisation)).status_code == 200

    def test_a_year_after_the_end_nothing_is_kept(self, member, organisation):
        with time_machine.travel(NOW, tick=False):
            invited(member, organisation)
        end = NOW + timedelta(days=14 + 365)
        assert not Invitation.over_since(end - timedelta(days=365)).exists()
        assert Invitation.over_since(end + timedelta(seconds=1) - timedelta(days=365)).count() == 1

    def test_a_mail_names_only_ids(self, member, organisation):
        invited(member, organisation)
        assert set(Mail.objects.get().about) == {"invitation", "number", "template"}
        assert Mail.objects.get().purpose == mailing.PURPOSE
