"""Our backend for SQLite: the rows that Django's cursor would bring, heard by whoever listens."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.sqlite3 import base
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="is about SQLite alone"),
]
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
