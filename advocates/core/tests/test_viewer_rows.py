"""The viewer's one statement: rows of several tables in columns, written once, asked with another moment each time."""

from datetime import UTC, datetime

import pytest
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from advocates.accounts.models import Person, RoleGrant
from advocates.core import viewer
from advocates.core.rows import Counted, Rows
from advocates.core.viewer import Role, fetch_with_rows, viewer_for, viewer_of_session
from tests.cast import make_person

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def grants(now):
    return RoleGrant.objects.filter(person=OuterRef("pk")).valid_at(now)


@pytest.mark.django_db
class TestRows:
    def test_they_come_in_their_own_order(self):
        given = (Role.EDITOR, Role.MODERATOR, Role.REVIEWER, Role.STAFF, Role.STEERING)
        person = make_person("rosa", *given)
        for order in ("role", "-role"):
            rows = Rows(grants(datetime.now(UTC)).order_by(order), "role")
            (found,) = Person.objects.filter(pk=person.pk).values_list(rows)
            roles = sorted((str(role) for role in given), reverse=order == "-role")
            assert found == ([[role] for role in roles],)

    def test_no_row_is_an_empty_list(self):
        person = make_person("rosa")
        assert Person.objects.filter(pk=person.pk).values_list(Rows(grants(NOW), "role")).get() == ([],)

    def test_a_column_may_be_computed(self):
        make_person("rosa", Role.EDITOR)
        has_role = Exists(RoleGrant.objects.filter(person=OuterRef("pk")))
        found = Person.objects.values_list(
            Rows(Person.objects.filter(pk=OuterRef("pk")), "pk", has_role)
        ).get()
        assert bool(found[0][0][1])


@pytest.mark.django_db
def test_rows_are_counted_up_to_a_slice():
    for number in range(3):
        make_person(f"person{number}")
    everybody = Person.objects.order_by()
    assert Person.objects.values_list(Counted(everybody), Counted(everybody[:2]))[0] == (3, 2)


@pytest.mark.django_db
class TestViewer:
    def test_a_person_of_a_request_keeps_no_rights(self):
        request = HttpRequest()
        person = fetch_with_rows(make_person("rosa", Role.EDITOR).pk)
        request.user = SimpleLazyObject(lambda: person)
        assert viewer_of_session(request).roles == {Role.EDITOR}
        RoleGrant.objects.all().delete()
        assert viewer_of_session(request).roles == frozenset()
        assert not [name for name in vars(person) if "rows" in name]

    def test_rights_are_never_read_from_the_person(self):
        person = fetch_with_rows(make_person("rosa", Role.EDITOR).pk)
        RoleGrant.objects.all().delete()
        assert viewer_for(person).roles == frozenset()

    def test_somebody_without_account_is_a_visitor(self):
        assert fetch_with_rows(0) is None

    def test_whoever_registers_adds_to_the_one_statement(self, monkeypatch, django_assert_num_queries):
        person = make_person("rosa", Role.EDITOR)
        monkeypatch.setattr(viewer, "_resolvers", list(viewer._resolvers))
        viewer.register_resolver(
            lambda _now: Rows(RoleGrant.objects.filter(person=OuterRef("pk")), "pk"),
            lambda rows: {"spaces": frozenset(pk for (pk,) in rows)},
        )
        with django_assert_num_queries(1):
            found = viewer_for(person)
        assert found.spaces == frozenset(RoleGrant.objects.values_list("pk", flat=True))
        assert found.roles == {Role.EDITOR}
