"""Questions that are written once: each asking has its own values, rights and rows; what is computed is found out."""

import logging
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import Case, Exists, OuterRef, When
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advocates.accounts.models import Person, RoleGrant
from advocates.core import asking
from advocates.core.asking import written_once
from advocates.core.literals import literal, spoken
from advocates.core.viewer import VISITOR, Role, Viewer, viewer_for
from advocates.organisations.models import Mandate, Organisation
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from advocates.spaces.models import Space
from tests.cast import make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_is_written():
    asking.forget()
    yield
    asking.forget()


def as_written(question, times):
    """The question with a list of how often it was called."""

    def noted(*args, **choices):
        times.append(args)
        return question(*args, **choices)

    noted.__qualname__ = question.__qualname__
    return written_once(noted)


def people(email: str, pk: int):
    return Person.objects.filter(email=email, pk=pk, is_active=True)


class TestValues:
    def test_each_asking_has_its_own(self, django_assert_num_queries):
        first, second = make_person("first"), make_person("second")
        times = []
        ask = as_written(people, times)
        with django_assert_num_queries(3):
            assert ask(first.email, first.pk) == [first]
            assert ask(second.email, second.pk) == [second]
            assert ask(second.email, first.pk) == []
        # Twice for the first, to find out what is computed, and then no more.
        assert len(times) == 2

    def test_moments_days_and_ids_are_passed_on(self):
        group = make_organisation("Group", confirmed_on=date(2026, 1, 2), confirmed_by="group")
        Organisation.objects.filter(pk=group.pk).update(created_at=NOW)

        @written_once
        def found(now: datetime, day: date, public_id: UUID):
            return Organisation.objects.filter(created_at=now, confirmed_on=day, public_id=public_id)

        day, second = date(2026, 1, 2), timedelta(seconds=1)
        assert found(NOW, day, group.public_id) == [group]
        assert found(NOW + second, day, group.public_id) == []
        assert found(NOW, date(2026, 1, 3), group.public_id) == []
        assert found(NOW, day, uuid4()) == []

    def test_rows_of_values_are_what_django_makes_of_them(self):
        person = make_person("rosa", Role.EDITOR)
        has_role = Exists(RoleGrant.objects.filter(person=OuterRef("pk")))
        names = ("public_id", "reads", "joined_at", "last_used_on", "is_active", has_role)

        @written_once
        def rows(pk: int):
            return Person.objects.filter(pk=pk).values_list(*names)

        @written_once
        def flat(pk: int):
            return Person.objects.filter(pk=pk).values_list("joined_at", flat=True)

        @written_once
        def named(pk: int):
            return Person.objects.filter(pk=pk).values("joined_at", "reads")

        assert rows(person.pk) == list(Person.objects.filter(pk=person.pk).values_list(*names))
        assert flat(person.pk) == [person.joined_at]
        assert named(person.pk) == [{"joined_at": person.joined_at, "reads": person.reads}]

    def test_an_order_by_what_is_not_asked_for_leaves_no_column(self):
        make_person("b"), make_person("a")

        @written_once
        def names():
            return Person.objects.order_by("full_name").values_list("email").distinct()

        assert names() == list(Person.objects.order_by("full_name").values_list("email").distinct())

    def test_rows_come_with_their_relations(self, django_assert_num_queries):
        group, person = make_organisation("Group", state=State.MEMBER), make_person("rosa")
        Mandate.objects.create(person=person, organisation=group)

        @written_once
        def mandates(organisation: Organisation):
            return Mandate.objects.filter(organisation=organisation).select_related("person")

        mandates(make_organisation("Other"))
        with django_assert_num_queries(1):
            (mandate,) = mandates(group)
            assert mandate.person == person

    def test_lists_of_any_length(self):
        everybody = [make_person(f"person{number}") for number in range(4)]
        times = []
        ask = as_written(lambda pks: Person.objects.filter(pk__in=pks).order_by("pk"), times)
        for count in (0, 1, 3, 4, 3):
            assert ask([person.pk for person in everybody[:count]]) == everybody[:count]
        assert len(times) == 2 * 4


class TestAlwaysTheSame:
    def test_what_a_question_says_itself_stands_in_the_text(self):
        ask = as_written(
            lambda pk: Organisation.objects.filter(state=State.MEMBER, pk=pk, name="100 %'s"), []
        )
        group = make_organisation("100 %'s", state=State.MEMBER)
        other = make_organisation("100 %%s", state=State.MEMBER)
        heard = []
        with connection.execute_wrapper(lambda execute, *rest: heard.append(rest[:2]) or execute(*rest)):
            assert [ask(each.pk) for each in (group, other)] == [[group], []]
        # PostgreSQL is asked once more, whether it can tell the types.
        assert {tuple(params) for _sql, params in heard} == {(group.pk,), (other.pk,)}
        for sql, _params in heard:
            assert "'100 %''s'" in sql.replace("%%", "%")
            assert f"'{State.MEMBER.value}'" in sql

    @pytest.mark.parametrize(
        ("value", "words"),
        [
            (7, "7"),
            (-7, " -7"),
            ("it's 5 %", "'it''s 5 %%'"),
            ("\\", "'\\'"),
            (State.MEMBER, "'member'"),
            (True, ""),
            (None, ""),
            (2.5, ""),
            (NOW, ""),
            ("a\0b", ""),
        ],
    )
    def test_literals(self, value, words):
        assert literal(value) == words
        if words:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {words}, %s", ["x"])
                assert cursor.fetchone() == (getattr(value, "value", value), "x")

    def test_a_number_alone_in_an_order_names_no_column(self):
        """A `Case` whose list is empty is its default and nothing else."""
        first, second = make_person("b"), make_person("a")

        def found(pks: tuple[int, ...]):
            nobody = Case(When(pk__in=(), then=0), default=9)
            return (
                Person.objects.filter(pk__in=pks).order_by(nobody, "full_name").values_list("pk", flat=True)
            )

        assert as_written(found, [])((first.pk, second.pk)) == [second.pk, first.pk]

    def test_each_place_keeps_its_value(self):
        places = ((None, "a"), (0, "?"), (None, None), (1, "?"), (None, 3))
        assert spoken("%s %s 5 %% %s %s %s", places) == (
            "'a' %s 5 %% %s %s 3",
            ((0, "?"), (None, None), (1, "?")),
        )


class TestComputed:
    """What would stay as it was at the first asking is answered as ever, and told to the log."""

    @pytest.mark.parametrize(
        "computed",
        [
            pytest.param(lambda first, _second: first - timedelta(days=1), id="earlier"),
            pytest.param(lambda first, _second: first.replace(hour=1), id="another-hour"),
            pytest.param(max, id="the-later"),
        ],
    )
    def test_a_moment(self, computed, caplog):
        person = make_person("rosa", Role.EDITOR)
        RoleGrant.objects.update(starts_at=computed(NOW, NOW + timedelta(days=2)))

        @written_once
        def grants(first: datetime, second: datetime):
            return RoleGrant.objects.filter(person=person.pk, starts_at=computed(first, second))

        with caplog.at_level(logging.ERROR, logger="advocates.core.asking"):
            assert len(grants(NOW, NOW + timedelta(days=2))) == 1
            assert len(grants(NOW + timedelta(days=2), NOW)) == (1 if computed is max else 0)
        assert "is not written once" in caplog.text

    def test_an_id(self, caplog):
        first, second = make_person("first"), make_person("second")
        ask = written_once(lambda pk: Person.objects.filter(email__contains=str(pk), pk=pk))
        assert ask(first.pk) == list(Person.objects.filter(email__contains=str(first.pk), pk=first.pk))
        assert ask(second.pk) == list(Person.objects.filter(email__contains=str(second.pk), pk=second.pk))
        assert "is not written once" in caplog.text

    def test_the_order_by_a_value(self, caplog):
        make_person("first"), make_person("second")
        ask = written_once(lambda pk: Person.objects.order_by("email" if pk > 15_000 else "-email"))
        assert [person.email for person in ask(1)] == sorted(
            (p.email for p in Person.objects.all()), reverse=True
        )
        assert "is not written once" in caplog.text

    def test_rows_of_a_row(self, caplog):
        group = make_organisation("Group", state=State.MEMBER)
        Mandate.objects.create(person=make_person("rosa"), organisation=group)
        ask = written_once(lambda organisation: organisation.mandates.all())
        assert ask(group)[0].organisation == group
        assert "is not written once" in caplog.text


class TestViewers:
    def test_whoever_has_other_rights_has_another_statement(self, other_member, staff):
        own = Mandate.objects.get(person=other_member.person)
        ask = written_once(lambda viewer: Mandate.objects.visible_to(viewer).order_by("pk"))
        make_mandates()
        for client in (other_member, staff):
            viewer = viewer_for(client.person)
            assert ask(viewer) == list(Mandate.objects.visible_to(viewer).order_by("pk"))
        assert ask(viewer_for(other_member.person)) == [own]
        assert ask(VISITOR) == []

    def test_a_right_that_ends_is_gone_with_the_next_asking(self, member):
        ask = written_once(Mandate.objects.visible_to)
        assert ask(viewer_for(member.person))
        Mandate.objects.filter(person=member.person).update(ends_at=NOW + timedelta(days=1), starts_at=NOW)
        assert ask(viewer_for(member.person)) == []

    def test_no_question_depends_on_what_is_left_aside(self, member):
        viewer = viewer_for(member.person)
        for question in (
            lambda asked: Organisation.objects.filter(slug=asked.acting.slug),
            lambda asked: Person.objects.filter(pk__in=[pk for _kind, pk, _space in asked.bell]),
        ):
            with pytest.raises(TypeError, match="No question may depend"):
                written_once(question)(viewer)

    def test_nothing_of_the_person_but_the_key(self, member):
        with pytest.raises(Person.DoesNotExist):
            written_once(lambda viewer: Person.objects.filter(email=viewer.person.email))(
                viewer_for(member.person)
            )

    def test_very_many_spaces_are_asked_as_ever(self, member, monkeypatch):
        monkeypatch.setattr(asking, "MOST_VALUES", 2)
        times, viewer = [], viewer_for(member.person)
        ask = as_written(lambda asked: Space.objects.visible_to(asked).order_by("pk"), times)
        for _ in range(3):
            assert ask(viewer) == list(Space.objects.visible_to(viewer).order_by("pk"))
        assert len(times) == 3

    def test_few_kinds_are_kept(self, monkeypatch):
        monkeypatch.setattr(asking, "MOST_KINDS", 3)
        times = []
        ask = as_written(lambda pks: Person.objects.filter(pk__in=pks), times)
        for count in (1, 2, 3, 4, 1):
            ask(list(range(1, 1 + count)))
        assert len(times) == 2 * 5


def make_mandates() -> None:
    for number in range(3):
        group = make_organisation(f"Group {number}", state=State.MEMBER)
        Mandate.objects.create(person=make_person(f"person{number}"), organisation=group)


spaces = st.frozensets(st.integers(1, 40), max_size=6)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
viewers = st.builds(
    Viewer,
    roles=st.frozensets(st.sampled_from(Role)),
    spaces=spaces,
    reads_from=st.none() | moments,
    regions=st.frozensets(st.sampled_from(["europe", "africa"])),
    is_administrator=st.booleans(),
)


@written_once
def seen(viewer: Viewer, now: datetime, ids: tuple[int, ...]):
    found = Space.objects.visible_to(viewer).filter(created_at__lte=now)
    if viewer.reads_from:
        found = found.filter(created_at__gte=viewer.reads_from)
    return (
        found.exclude(pk__in=ids)
        if viewer.has_role(Role.STAFF)
        else found.filter(region__in=sorted(viewer.regions))
    )


def with_values(sql: str, values) -> str:
    return sql % tuple(literal(each) or repr(each) for each in values)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(viewer=viewers, now=moments, ids=st.lists(st.integers(1, 40), max_size=4).map(tuple))
def test_the_statement_is_the_one_that_django_would_write(viewer, now, ids):
    """For any viewer: the same text and the same values, which says that the same rows come."""
    statements = seen.__closure__[[*seen.__code__.co_freevars].index("statements")].cell_contents
    seen(viewer, now, ids)
    values: dict = {}
    kind = tuple(asking._kind(each, values) for each in (viewer, now, ids))
    statement = statements[kind]
    expected_sql, expected = asking._sql(seen.__wrapped__(viewer, now, ids).query.get_compiler("default"))
    stored = [asking._stored(connection, *each) for each in values]
    assert statement is not None
    given = [same if place is None else stored[place] for place, same in statement.params]
    assert with_values(statement.sql, given) == with_values(expected_sql, expected)
