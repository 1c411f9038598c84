"""Roles: given, ended, announced."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from advocates.accounts import actions, roles
from advocates.accounts.models import RoleGrant
from advocates.core.models import StreamEntry
from advocates.core.viewer import Role, viewer_for
from tests.cast import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    """What somebody who registered was told."""
    told = []
    monkeypatch.setattr(roles, "_callbacks", [lambda person, now: told.append((person.pk, now))])
    return told


def test_a_role_is_granted_recorded_and_announced(heard):
    giver, person = make_person("giver"), make_person("rosa")
    grant = actions.grant_role(actor=giver, person=person, role=Role.EDITOR)
    assert viewer_for(person).roles == {Role.EDITOR}
    entry = StreamEntry.objects.get(kind="accounts.role.granted")
    assert (entry.actor, entry.target_id, entry.data, entry.is_audit) == (
        giver,
        str(grant.pk),
        {"person": person.pk},
        True,
    )
    assert heard == [(person.pk, {Role.EDITOR})]


def test_a_role_that_is_valid_already_is_not_granted_again(heard):
    person = make_person("rosa", Role.EDITOR)
    actions.grant_role(actor=None, person=person, role=Role.EDITOR)
    assert RoleGrant.objects.count() == 1
    assert len(heard) == 1


def test_a_role_ends_now(heard):
    person = make_person("rosa", Role.EDITOR)
    assert actions.end_role(actor=None, person=person, role=Role.EDITOR) == 1
    assert viewer_for(person).roles == frozenset()
    assert heard[-1] == (person.pk, frozenset())
    assert StreamEntry.objects.filter(kind="accounts.role.ended", is_audit=True).count() == 1


def test_a_role_ends_by_its_date_and_somebody_hears_of_it(heard, time_machine):
    person = make_person("rosa")
    actions.grant_role(actor=None, person=person, role=Role.EDITOR, until=timezone.now() + timedelta(hours=1))
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    assert viewer_for(person).roles == frozenset()
    assert roles.announce_ended() == 1
    assert heard[-1] == (person.pk, frozenset())


def test_a_role_that_has_not_begun_is_not_there():
    person = make_person("rosa")
    RoleGrant.objects.create(person=person, role=Role.STAFF, starts_at=timezone.now() + timedelta(days=1))
    assert viewer_for(person).roles == frozenset()


def test_the_last_who_runs_the_site_keeps_the_role():
    first = make_person("first", Role.STAFF)
    with pytest.raises(actions.LastStaff):
        actions.end_role(actor=None, person=first, role=Role.STAFF)
    make_person("second", Role.STAFF)
    assert actions.end_role(actor=None, person=first, role=Role.STAFF) == 1


def test_a_suspended_person_is_a_visitor():
    make_person("second", Role.STAFF)
    person = make_person("rosa", Role.STAFF)
    actions.suspend(actor=None, person=person)
    assert not viewer_for(person).is_signed_in


def test_rights_take_one_statement(django_assert_num_queries):
    person = make_person("rosa", Role.STAFF, Role.EDITOR)
    with django_assert_num_queries(1):
        viewer = viewer_for(person)
    assert viewer.roles == {Role.STAFF, Role.EDITOR}
    assert not viewer.regions
    assert not viewer.has_second_factor
    assert not viewer.owes_second_factor


def test_the_database_refuses_a_role_twice_and_an_end_before_the_start():
    person = make_person("rosa", Role.EDITOR)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(person=person, role=Role.EDITOR)
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(
            person=person, role=Role.STAFF, starts_at=now, ends_at=now - timedelta(days=1)
        )
