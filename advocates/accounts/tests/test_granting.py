"""Tasks in the back office: given with days and regions, ended, and staff by two."""

import time
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from advocates.accounts import actions, granting, policies
from advocates.accounts.models import RoleGrant, StaffProposal
from advocates.accounts.roles import LABELS
from advocates.core import days
from advocates.core.models import Mail, StreamEntry
from advocates.core.profile import profile
from advocates.core.viewer import Role, viewer_for
from tests.cast import CastClient, cast_client, give_second_factor, make_person, sign_in

pytestmark = pytest.mark.django_db
REGION = "western-europe"


@pytest.fixture
def rosa():
    return make_person("rosa")


@pytest.fixture
def second(db):
    return cast_client("second", Role.STAFF)


def give(client, person, task, **more):
    values = {
        "email": person.email,
        "role": task.value,
        "region": "",
        "first_day": "",
        "last_day": "",
        **more,
    }
    return client.post("/manage/roles/give/", values)


def test_there_are_six_regions_and_this_is_one():
    assert len(profile().regions) == 6
    assert REGION in profile().regions


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.STAFF, Role.REGIONAL}))
def test_a_task_is_given_recorded_and_told(staff, rosa, role):
    assert give(staff, rosa, role).status_code == 302
    assert viewer_for(rosa).roles == {role}
    assert StreamEntry.objects.filter(kind="accounts.role.granted", actor=staff.person).count() == 1
    mail = Mail.objects.get()
    assert mail.recipient == rosa.email
    assert "You have a task" in mail.subject
    assert rosa.full_name in staff.get("/manage/roles/").content.decode()


def test_tasks_add_up(staff, rosa):
    for role in (Role.EDITOR, Role.REVIEWER, Role.STEERING):
        give(staff, rosa, role)
    assert viewer_for(rosa).roles == {Role.EDITOR, Role.REVIEWER, Role.STEERING}


def test_a_regional_representative_has_a_region(staff, rosa):
    assert give(staff, rosa, Role.REGIONAL).status_code == 422
    assert give(staff, rosa, Role.EDITOR, region=REGION).status_code == 422
    assert give(staff, rosa, Role.REGIONAL, region="atlantis").status_code == 422
    assert give(staff, rosa, Role.REGIONAL, region=REGION).status_code == 302
    viewer = viewer_for(rosa)
    assert (viewer.roles, viewer.regions) == ({Role.REGIONAL}, {REGION})
    assert not viewer.may_manage
    assert viewer.needs_second_factor


def test_the_scope_of_a_moderator_is_no_region_that_they_represent(staff, rosa):
    give(staff, rosa, Role.MODERATOR, region=REGION)
    assert viewer_for(rosa).regions == frozenset()


@pytest.mark.parametrize("role", [Role.REGIONAL, Role.STEERING])
def test_some_tasks_open_no_back_office(role):
    client = CastClient()
    client.person = make_person("rosa")
    actions.grant_role(
        actor=None, person=client.person, role=role, scope=REGION if role is Role.REGIONAL else ""
    )
    give_second_factor(client.person)
    sign_in(client, client.person, second_factor=True)
    assert client.get("/manage/").status_code == 404


def test_the_database_refuses_what_makes_no_sense(rosa):
    for fields in ({"role": Role.REGIONAL}, {"role": Role.STAFF, "scope": REGION}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleGrant.objects.create(person=rosa, **fields)


def test_a_last_day_counts_to_its_end_where_the_network_is(staff, rosa, time_machine):
    last = days.day_of(timezone.now()) + timedelta(days=3)
    give(staff, rosa, Role.EDITOR, last_day=last.isoformat())
    end = days.end_of(last)
    time_machine.move_to(end - timedelta(seconds=1))
    assert viewer_for(rosa).roles == {Role.EDITOR}
    time_machine.move_to(end)
    assert viewer_for(rosa).roles == frozenset()


def test_a_first_day_that_is_to_come(staff, rosa, time_machine):
    first = days.day_of(timezone.now()) + timedelta(days=3)
    give(staff, rosa, Role.EDITOR, first_day=first.isoformat())
    assert viewer_for(rosa).roles == frozenset()
    assert give(staff, rosa, Role.EDITOR).status_code == 409
    time_machine.move_to(days.beginning_of(first))
    assert viewer_for(rosa).roles == {Role.EDITOR}


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody@example.org"},
        {"email": "x\x00@example.org"},
        {"role": "king"},
        {"first_day": "2030-05-02", "last_day": "2030-05-01"},
        {"last_day": "2001-01-01"},
        {"last_day": "9999-12-31"},
        {"first_day": "0001-01-01"},
        {"first_day": "yesterday"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_lost(staff, rosa, wrong):
    answer = give(staff, rosa, Role.EDITOR, **wrong)
    assert answer.status_code == 422
    assert not RoleGrant.objects.filter(person=rosa).exists()
    assert "error-message" in answer.content.decode()


def test_a_task_twice(staff, rosa):
    give(staff, rosa, Role.EDITOR)
    assert give(staff, rosa, Role.EDITOR).status_code == 409
    assert RoleGrant.objects.filter(person=rosa).count() == 1


def test_a_task_is_ended_and_told(staff, rosa):
    give(staff, rosa, Role.EDITOR)
    grant = RoleGrant.objects.get(person=rosa)
    assert staff.get(f"/manage/roles/{grant.public_id}/end/").status_code == 200
    assert viewer_for(rosa).roles == {Role.EDITOR}
    assert staff.post(f"/manage/roles/{grant.public_id}/end/").status_code == 302
    assert viewer_for(rosa).roles == frozenset()
    assert Mail.objects.filter(recipient=rosa.email, subject__contains="has ended").count() == 1
    assert staff.post(f"/manage/roles/{grant.public_id}/end/").status_code == 404


class TestStaffByTwo:
    def test_the_deed_itself_refuses_one(self, staff, rosa):
        with pytest.raises(granting.NeedsTwo):
            granting.give_role(actor=staff.person, person=rosa, role=Role.STAFF)

    def test_one_proposes_another_confirms(self, staff, second, rosa):
        assert give(staff, rosa, Role.STAFF).status_code == 302
        assert viewer_for(rosa).roles == frozenset()
        address = f"/manage/roles/proposals/{StaffProposal.objects.get().public_id}/confirm/"
        assert "Confirm it" not in staff.get("/manage/roles/").content.decode()
        assert staff.post(address).status_code == 409
        assert viewer_for(rosa).roles == frozenset()
        assert second.post(address).status_code == 302
        assert viewer_for(rosa).roles == {Role.STAFF}
        assert second.post(address).status_code == 404
        kinds = StreamEntry.objects.filter(kind__startswith="accounts.staff", is_audit=True)
        assert list(kinds.order_by("id").values_list("kind", "actor")) == [
            ("accounts.staff.proposed", staff.person.pk),
            ("accounts.staff.confirmed", second.person.pk),
        ]

    def test_the_twin_without_the_rule_one_would_do(self, staff, second, rosa, monkeypatch):
        give(staff, rosa, Role.STAFF)
        monkeypatch.setattr(policies, "may_confirm_staff", lambda _person, _proposal: True)
        # The database still refuses that it is the same person.
        with pytest.raises(IntegrityError), transaction.atomic():
            granting.confirm_staff(actor=staff.person, proposal=StaffProposal.objects.get())

    def test_while_there_is_one_staff_the_person_named_confirms(self, staff, rosa):
        give(staff, rosa, Role.STAFF)
        proposal = StaffProposal.objects.get()
        assert f"/account/staff/{proposal.public_id}/" in Mail.objects.get().text
        client = CastClient()
        sign_in(client, rosa)
        address = f"/account/staff/{proposal.public_id}/"
        assert client.get(address).status_code == 200
        assert viewer_for(rosa).roles == frozenset()
        assert client.post(address).status_code == 302
        assert viewer_for(rosa).roles == {Role.STAFF}
        proposal.refresh_from_db()
        assert proposal.confirmed_by == rosa
        assert client.get("/account/").status_code == 302

    def test_nobody_else_can_accept_for_the_person(self, staff, rosa, pending):
        give(staff, rosa, Role.STAFF)
        assert pending.post(f"/account/staff/{StaffProposal.objects.get().public_id}/").status_code == 404

    def test_where_there_are_two_the_person_named_is_not_asked(self, staff, second, rosa):
        give(staff, rosa, Role.STAFF)
        client = CastClient()
        sign_in(client, rosa)
        assert client.post(f"/account/staff/{StaffProposal.objects.get().public_id}/").status_code == 404
        with pytest.raises(granting.NeedsTwo):
            granting.confirm_staff(actor=rosa, proposal=StaffProposal.objects.get())

    def test_nobody_proposes_themselves(self, staff):
        with pytest.raises(granting.NeedsTwo):
            granting.propose_staff(actor=staff.person, person=staff.person)

    def test_a_proposal_is_withdrawn(self, staff, second, rosa):
        give(staff, rosa, Role.STAFF)
        proposal = StaffProposal.objects.get()
        assert staff.post(f"/manage/roles/proposals/{proposal.public_id}/withdraw/").status_code == 302
        with pytest.raises(granting.ProposalClosed):
            granting.confirm_staff(actor=second.person, proposal=proposal)

    def test_an_old_one_is_void_and_can_be_made_again(self, staff, second, rosa, time_machine):
        proposal = granting.propose_staff(actor=staff.person, person=rosa)
        time_machine.move_to(time.time() + 15 * 86400)
        with pytest.raises(granting.ProposalClosed):
            granting.confirm_staff(actor=second.person, proposal=proposal)
        assert granting.propose_staff(actor=staff.person, person=rosa).pk != proposal.pk

    def test_it_is_void_when_who_proposed_it_no_longer_runs_the_site(self, staff, second, rosa):
        proposal = granting.propose_staff(actor=staff.person, person=rosa)
        actions.end_role(actor=None, person=staff.person, role=Role.STAFF)
        with pytest.raises(granting.ProposalClosed):
            granting.confirm_staff(actor=second.person, proposal=proposal)

    def test_the_last_stays(self, staff):
        grant = RoleGrant.objects.get(person=staff.person)
        assert staff.post(f"/manage/roles/{grant.public_id}/end/").status_code == 409
        with pytest.raises(actions.LastStaff):
            actions.suspend(actor=None, person=staff.person)
        assert viewer_for(staff.person).roles == {Role.STAFF}

    def test_somebody_whose_time_will_end_does_not_count_as_another(self, staff, rosa):
        until = timezone.now() + timedelta(days=1)
        actions.grant_role(actor=None, person=rosa, role=Role.STAFF, until=until)
        with pytest.raises(actions.LastStaff):
            actions.end_role(actor=None, person=staff.person, role=Role.STAFF)


def test_the_list_costs_the_same_for_many(staff, django_assert_max_num_queries):
    for number in range(12):
        make_person(f"many{number}", Role.EDITOR)
    with django_assert_max_num_queries(40):
        page = staff.get("/manage/roles/").content.decode()
    assert page.count("/end/") == 13


def test_only_staff(editor, pending, rosa):
    for client in (editor, pending):
        assert give(client, rosa, Role.EDITOR).status_code == 404
    assert not RoleGrant.objects.filter(person=rosa).exists()


def test_a_day_is_the_network_s():
    assert days.last_day(days.end_of(date(2026, 3, 1))) == date(2026, 3, 1)


INSIDE = [Role.REGIONAL, Role.REVIEWER, Role.STEERING]


def region_for(role):
    return REGION if role is Role.REGIONAL else ""


@pytest.mark.parametrize("role", INSIDE)
class TestTasksInTheMembersArea:
    def test_the_screen_says_where_they_are_done_and_warns(self, staff, rosa, role):
        assert (
            "It opens only to somebody who speaks for an organisation"
            in staff.get("/manage/roles/give/").content.decode()
        )
        give(staff, rosa, role, region=region_for(role))
        assert "does not speak for any organisation" in staff.get("/manage/roles/").content.decode()

    def test_for_a_member_nothing_is_warned_of(self, staff, member, role):
        give(staff, member.person, role, region=region_for(role))
        assert "does not speak for any organisation" not in staff.get("/manage/roles/").content.decode()

    def test_the_account_page_explains_it(self, role):
        client = cast_client("rosa")
        actions.grant_role(actor=None, person=client.person, role=role, scope=region_for(role))
        sign_in(client, client.person)
        assert client.get("/members/")["Location"] == "/account/"
        page = client.get("/account/").content.decode()
        assert f"You have a task in the members’ area: {LABELS[role]}." in page

    def test_it_says_nothing_to_a_member(self, member, role):
        actions.grant_role(actor=None, person=member.person, role=role, scope=region_for(role))
        assert "You have a task in the members’ area" not in member.get("/account/").content.decode()


def test_other_tasks_are_done_without_a_mandate(staff, rosa):
    give(staff, rosa, Role.EDITOR)
    assert "does not speak for any organisation" not in staff.get("/manage/roles/").content.decode()
    assert "You have a task in the members’ area" not in staff.get("/account/").content.decode()
