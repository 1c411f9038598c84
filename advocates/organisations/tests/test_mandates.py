"""Mandates: granted, ended, deputies; and what the viewer is told at each moment."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from advocates.core.models import StreamEntry
from advocates.core.viewer import viewer_for
from advocates.organisations.mandates import actions
from advocates.organisations.mandates.actions import Term
from advocates.organisations.models import Mandate, Organisation
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from tests.cast import make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture
def organisation() -> Organisation:
    return make_organisation("Harbour Group", state=State.MEMBER)


def grant(organisation, person=None, role="administrator", **term) -> Mandate:
    return actions.grant_mandate(
        actor=None,
        person=person or make_person("speaker"),
        organisation=organisation,
        role=role,
        term=Term(**term),
    )


def access(person) -> list[int]:
    return [held.organisation for held in viewer_for(person).mandates]


class TestGranting:
    def test_it_counts_at_once(self, organisation):
        mandate = grant(organisation)
        assert access(mandate.person) == [organisation.pk]
        assert viewer_for(mandate.person).acting.name == "Harbour Group"
        assert StreamEntry.objects.get(kind="organisations.mandate.granted").is_audit

    def test_from_a_later_day_on(self, organisation):
        with time_machine.travel(NOW, tick=False):
            mandate = grant(organisation, starts_at=NOW + WEEK)
            assert access(mandate.person) == []
        with time_machine.travel(NOW + WEEK, tick=False):
            assert access(mandate.person) == [organisation.pk]

    def test_until_an_instant(self, organisation):
        with time_machine.travel(NOW, tick=False):
            mandate = grant(organisation, until=NOW + WEEK)
        with time_machine.travel(NOW + WEEK - timedelta(microseconds=1), tick=False):
            assert access(mandate.person) == [organisation.pk]
        with time_machine.travel(NOW + WEEK, tick=False):
            assert access(mandate.person) == []

    def test_nobody_twice_for_one_organisation(self, organisation):
        mandate = grant(organisation)
        with pytest.raises(actions.HasMandate):
            grant(organisation, mandate.person, "representative")

    def test_the_database_refuses_it_too(self, organisation):
        mandate = grant(organisation)
        with pytest.raises(IntegrityError), transaction.atomic():
            Mandate.objects.create(person=mandate.person, organisation=organisation, role="representative")

    @pytest.mark.parametrize("state", [State.LISTED, State.FORMER])
    def test_only_for_members(self, state):
        with pytest.raises(actions.NoMember):
            grant(make_organisation("Outside", state=state))

    def test_one_person_for_several(self, organisation):
        person = grant(organisation).person
        other = make_organisation("Second Group", state=State.MEMBER)
        grant(other, person, "representative")
        assert access(person) == [organisation.pk, other.pk]


class TestEnding:
    def test_with_the_next_request(self, organisation):
        first, second = grant(organisation), grant(organisation, role="representative")
        assert actions.end_mandate(actor=first.person, mandate=second)
        assert access(second.person) == []
        assert access(first.person) == [organisation.pk]
        second.refresh_from_db()
        assert (second.ending, second.ended_by) == (Mandate.Ending.ENDED, first.person)

    def test_twice_is_once(self, organisation):
        grant(organisation)
        second = grant(organisation, role="representative")
        assert actions.end_mandate(actor=None, mandate=second)
        assert not actions.end_mandate(actor=None, mandate=second)
        assert StreamEntry.objects.filter(kind="organisations.mandate.ended").count() == 1

    @pytest.mark.parametrize("ending", ["left", "ended"])
    def test_the_last_administrator_stays(self, organisation, ending):
        mandate = grant(organisation)
        grant(organisation, role="representative")
        with pytest.raises(actions.LastAdministrator):
            actions.end_mandate(actor=mandate.person, mandate=mandate, ending=ending)
        assert access(mandate.person) == [organisation.pk]

    @pytest.mark.parametrize("ending", ["died", "network"])
    def test_unless_the_network_takes_over(self, organisation, ending):
        mandate = grant(organisation)
        assert actions.end_mandate(actor=None, mandate=mandate, ending=ending)
        assert access(mandate.person) == []

    def test_one_who_begins_later_is_no_successor_yet(self, organisation):
        mandate = grant(organisation)
        grant(organisation, starts_at=timezone.now() + WEEK)
        with pytest.raises(actions.LastAdministrator):
            actions.end_mandate(actor=None, mandate=mandate, ending="left")

    def test_what_never_began_is_valid_at_no_moment(self, organisation):
        grant(organisation)
        with time_machine.travel(NOW, tick=False):
            later = grant(organisation, role="representative", starts_at=NOW + WEEK)
            actions.end_mandate(actor=None, mandate=later)
        assert not Mandate.objects.filter(pk=later.pk).valid_at(NOW).exists()
        assert not Mandate.objects.filter(pk=later.pk).valid_at(NOW + WEEK).exists()

    def test_the_account_stays(self, organisation):
        grant(organisation)
        leaver = grant(organisation, role="representative")
        actions.end_mandate(actor=None, mandate=leaver, ending="left")
        assert viewer_for(leaver.person).is_signed_in


class TestNobodyLeft:
    """Detail: a group without anybody is flagged; its public entry stays."""

    def test_the_office_is_told_and_the_entry_stays(self, organisation, visitor):
        mandate = grant(organisation)
        actions.end_mandate(actor=None, mandate=mandate, ending="died")
        assert organisation.tasks.open().get().kind == "administrator"
        assert visitor.get(organisation.get_absolute_url()).status_code == 200

    def test_a_new_administrator_closes_the_task(self, organisation):
        actions.end_mandate(actor=None, mandate=grant(organisation), ending="died")
        grant(organisation)
        assert not organisation.tasks.open().exists()

    def test_as_long_as_there_is_another_nobody_is_told(self, organisation):
        mandate = grant(organisation)
        grant(organisation)
        actions.end_mandate(actor=None, mandate=mandate, ending="left")
        assert not organisation.tasks.open().exists()


class TestOrganisations:
    @pytest.mark.parametrize("state", [State.SUSPENDED, State.FORMER, State.LISTED])
    def test_only_a_member_s_mandates_are_valid(self, organisation, state):
        mandate = grant(organisation)
        Organisation.objects.filter(pk=organisation.pk).update(state=state)
        assert access(mandate.person) == []
        Organisation.objects.filter(pk=organisation.pk).update(state=State.MEMBER)
        assert access(mandate.person) == [organisation.pk]


class TestDeputies:
    def test_for_some_weeks_and_back_by_itself(self, organisation):
        with time_machine.travel(NOW, tick=False):
            mandate, deputy = grant(organisation), make_person("deputy")
            actions.name_deputy(
                actor=mandate.person, mandate=mandate, person=deputy, starts_at=NOW, until=NOW + 3 * WEEK
            )
            assert access(deputy) == [organisation.pk]
            assert viewer_for(deputy).mandates[0].is_administrator
            assert access(mandate.person) == [organisation.pk]
        with time_machine.travel(NOW + 3 * WEEK, tick=False):
            assert access(deputy) == []
            assert access(mandate.person) == [organisation.pk]

    def test_it_ends_with_the_mandate_it_stands_for(self, organisation):
        grant(organisation)
        mandate, deputy = grant(organisation, role="representative"), make_person("deputy")
        now = timezone.now()
        actions.name_deputy(actor=None, mandate=mandate, person=deputy, starts_at=now, until=now + 3 * WEEK)
        actions.end_mandate(actor=None, mandate=mandate)
        assert access(deputy) == []

    def test_a_deputy_is_no_successor(self, organisation):
        mandate, now = grant(organisation), timezone.now()
        actions.name_deputy(
            actor=None, mandate=mandate, person=make_person("deputy"), starts_at=now, until=now + WEEK
        )
        with pytest.raises(actions.LastAdministrator):
            actions.end_mandate(actor=None, mandate=mandate, ending="left")


class TestRoles:
    def test_a_representative_becomes_administrator(self, organisation):
        grant(organisation)
        mandate = grant(organisation, role="representative")
        new = actions.change_role(actor=None, mandate=mandate, role="administrator")
        assert viewer_for(mandate.person).mandates[0].is_administrator
        assert (new.pk, access(mandate.person)) != (mandate.pk, [])
        assert Mandate.objects.filter(person=mandate.person).count() == 2

    def test_the_last_administrator_stays_one(self, organisation):
        with pytest.raises(actions.LastAdministrator):
            actions.change_role(actor=None, mandate=grant(organisation), role="representative")
