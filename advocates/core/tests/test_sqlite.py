"""Our backend for SQLite: the rows that Django's cursor would bring, heard by whoever listens."""

import sqlite3
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.sqlite3 import base
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from advocates.core.asking import written_once
from advocates.core.viewer import fetch_with_rows
from advocates.forum.models import Comment
from tests.cast import make_person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="is about SQLite alone"),
]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SQL = "SELECT %s, 'a %% sign', '%%s' WHERE %s"


def test_the_rows_are_those_of_djangos_cursor():
    with connection.cursor() as cursor:
        cursor.execute(SQL, ["a", 1])
        assert connection.rows_of(SQL, ["a", 1]) == cursor.fetchall() == [("a", "a % sign", "%s")]


def test_whoever_listens_to_statements_hears_it():
    heard = []
    with CaptureQueriesContext(connection) as captured:
        connection.rows_of(SQL, ["a", 1])
    with connection.execute_wrapper(lambda execute, sql, *rest: heard.append(sql) or execute(sql, *rest)):
        connection.rows_of(SQL, ["b", 1])
    assert len(captured) == len(heard) == 1


def test_an_error_is_djangos_own():
    with pytest.raises(DatabaseError):
        connection.rows_of("SELECT nothing_of_that_name", [])


def test_nothing_is_asked_in_a_transaction_that_is_broken():
    with transaction.atomic():
        connection.needs_rollback = True
        with pytest.raises(TransactionManagementError):
            connection.rows_of(SQL, ["a", 1])


def test_it_opens_the_connection_that_it_needs():
    connection.close()
    assert connection.rows_of(SQL, ["a", 1])


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
        datetime(2026, 1, 2, tzinfo=UTC),
        datetime(2026, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=5, minutes=45))),
        None,
    ],
)
def test_a_moment_is_stored_as_django_stores_it(moment):
    assert connection.ops.adapt_datetimefield_value(moment) == base.DatabaseOperations(
        connection
    ).adapt_datetimefield_value(moment)


class TestPlans:
    """SQLite asks its authoriser about each table when a statement is planned: who listens knows when it is."""

    @pytest.fixture
    def planned(self):
        connection.ensure_connection()
        heard = []

        def noted(*about):
            heard.append(about)
            return sqlite3.SQLITE_OK

        connection.connection.set_authorizer(noted)
        yield heard
        connection.connection.set_authorizer(None)

    def planned_again(self, planned, ask):
        for _time in range(3):
            planned.clear()
            ask()
        return len(planned)

    @staticmethod
    def held(state):
        return Comment.objects.filter(state=state, written_at__gt=NOW)

    def test_what_is_always_the_same_is_planned_once(self, planned):
        ask = written_once(lambda now: Comment.objects.filter(state=Comment.State.HELD, written_at__gt=now))
        assert self.planned_again(planned, lambda: ask(NOW)) == 0

    def test_a_value_beside_an_index_of_it_is_planned_anew(self, planned):
        """Red twin of the one above, and of the next."""
        ask = written_once(self.held)
        assert self.planned_again(planned, lambda: ask("held")) > 0

    def test_who_looks_is_asked_with_one_plan(self, planned):
        someone = make_person("someone")
        assert self.planned_again(planned, lambda: fetch_with_rows(someone.pk)) == 0
