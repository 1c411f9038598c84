"""Who is a newcomer: by the first mandate, whoever gave it and whatever became of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.core.viewer import VISITOR, viewer_for
from advocates.organisations.models import Mandate
from advocates.organisations.tests.factories import make_organisation
from advocates.spaces.newcomers import is_newcomer

pytestmark = pytest.mark.django_db


def begun(client, days: float) -> None:
    Mandate.objects.filter(person=client.person).update(starts_at=timezone.now() - timedelta(days=days))


@pytest.mark.parametrize(("days", "is_new"), [(0, True), (13.9, True), (14.1, False), (400, False)])
def test_for_fourteen_days(member, days, is_new):
    begun(member, days)
    assert is_newcomer(viewer_for(member.person)) is is_new


def test_who_had_a_mandate_before_is_none(member):
    begun(member, 1)
    Mandate.objects.create(
        person=member.person,
        organisation=make_organisation("An earlier group"),
        role="representative",
        starts_at=timezone.now() - timedelta(days=300),
        ends_at=timezone.now() - timedelta(days=200),
    )
    assert not is_newcomer(viewer_for(member.person))


def test_nothing_is_asked_for_those_who_are_long_here(member, django_assert_num_queries):
    begun(member, 30)
    viewer = viewer_for(member.person)
    with django_assert_num_queries(0):
        assert not is_newcomer(viewer)


def test_a_visitor_is_one(db):
    assert is_newcomer(VISITOR)
