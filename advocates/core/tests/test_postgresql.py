"""What our backend for PostgreSQL does in another way than Django's."""

import time
import uuid

import pytest
from django.db import DataError, OperationalError, ProgrammingError, connection, transaction
from django.utils import timezone

from advocates.core.literals import literal
from advocates.core.postgresql import base

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="is about PostgreSQL alone")


def prepared() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


def test_a_line_that_stands_is_usable_without_a_question(db, django_assert_num_queries):
    connection.ensure_connection()
    before = connection.connection.info.transaction_status
    with django_assert_num_queries(0):
        assert connection.is_usable()
    assert connection.connection.info.transaction_status == before


@pytest.mark.django_db(transaction=True)
def test_a_line_that_the_server_cut_is_not():
    """Red twin of the one above: where nothing was read from the socket this line would pass."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [number])
    other.close()
    until = time.monotonic() + 30
    while connection.is_usable() and time.monotonic() < until:
        time.sleep(0.05)
    assert not connection.is_usable()
    connection.close()


@pytest.mark.django_db
def test_from_the_fifth_time_on_the_plan_is_kept():
    word = uuid.uuid4().hex
    sql = f"SELECT '{word} 5 %%' || %s::text, %s::int + 1"  # noqa: S608 - our own words
    for number in range(8):
        assert connection.rows_of(sql, ["%s", number]) == [(f"{word} 5 %%s", number + 1)]
    assert [each for each in prepared() if word in each] == [
        sql.replace("%s", "${}").format(1, 2).replace("%%", "%")
    ]


@pytest.mark.django_db
def test_where_the_server_cannot_tell_a_type_the_value_is_put_into_the_text():
    sql = f"SELECT jsonb_build_array(%s, '{uuid.uuid4().hex}')"  # noqa: S608 - our own words
    with transaction.atomic():
        for word in ("one", "two"):
            ((found,),) = connection.rows_of(sql, [word])
            assert word in str(found)
        # The transaction around it goes on.
        assert connection.rows_of("SELECT 1 + %s::int", [1]) == [(2,)]
    assert not [each for each in prepared() if "jsonb_build_array" in each and "$1" in each]


@pytest.mark.django_db
def test_what_is_wrong_stays_wrong():
    with pytest.raises(ProgrammingError), transaction.atomic():
        connection.rows_of("SELECT nothing FROM nowhere WHERE pk = %s", [1])


@pytest.mark.django_db
def test_written_down_it_is_read_with_its_values(django_assert_num_queries):
    sql = "SELECT %s::text AS measured"
    connection.rows_of(sql, ["warm"])
    with django_assert_num_queries(1) as captured:
        assert connection.rows_of(sql, ["seen"]) == [("seen",)]
    assert "'seen'" in captured.captured_queries[0]["sql"]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["a\\'b", "\\", "it's 100 % \\n", "%s", "$1"])
def test_text_in_a_statement_is_what_it_was(text):
    (found,) = connection.rows_of(f"SELECT {literal(text)}, %s::int", [5])
    assert found == (text, 5)


@pytest.mark.django_db
def test_kept_statements_go_without_a_cursor(monkeypatch):
    word = uuid.uuid4().hex
    sql = f"SELECT %s::int + 1, now(), '{word}'"  # noqa: S608 - our own words
    first = [connection.rows_of(sql, [number])[0] for number in range(6)]
    monkeypatch.setattr(connection, "_preparing_cursor", None)
    later = [connection.rows_of(sql, [number])[0] for number in (7, 8)]
    assert [number for number, _now, _word in (*first, *later)] == [1, 2, 3, 4, 5, 6, 8, 9]
    # The same types, with the same zone.
    assert later[0][1] == first[0][1]
    assert later[0][1].tzinfo == first[0][1].tzinfo


@pytest.mark.django_db
def test_a_kept_statement_reads_nulls_text_lists_and_no_rows():
    sql = "SELECT %s::text, %s::uuid, %s::timestamptz, '[1, \"two\"]'::jsonb WHERE %s::int > 0"
    key, moment = uuid.uuid4(), timezone.now()
    for number in range(9):
        assert connection.rows_of(sql, [None, key, moment, 1]) == [(None, key, moment, '[1, "two"]')]
        assert connection.rows_of(sql, [f"a'b{number}", key, moment, 0]) == []


@pytest.mark.django_db
def test_what_a_kept_statement_stumbles_on_is_raised_as_ever():
    sql = "SELECT 10 / %s::int"
    for _ in range(7):
        assert connection.rows_of(sql, [5]) == [(2,)]
    with pytest.raises(DataError, match="division by zero"), transaction.atomic():
        connection.rows_of(sql, [0])
    # The transaction around it goes on.
    assert connection.rows_of(sql, [2]) == [(5,)]


@pytest.mark.django_db(transaction=True)
def test_of_a_line_that_the_server_cut_a_kept_statement_says_so():
    sql = "SELECT pg_backend_pid(), %s::int"
    for _ in range(7):
        ((number, _one),) = connection.rows_of(sql, [1])
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [number])
    other.close()
    until = time.monotonic() + 30
    while not base._has_words(connection.connection.fileno()) and time.monotonic() < until:
        time.sleep(0.05)
    with pytest.raises(OperationalError):
        connection.rows_of(sql, [1])
    connection.close()
    ((again, _one),) = connection.rows_of(sql, [1])
    assert again != number


@pytest.mark.django_db(transaction=True)
def test_the_first_statement_of_a_transaction_begins_it():
    """Red where a kept statement is asked before the transaction: it would see what others write meanwhile."""
    sql = "SELECT pg_current_xact_id()::text, %s::int"
    for _ in range(7):
        connection.rows_of(sql, [1])
    with transaction.atomic():
        ((first, _one),) = connection.rows_of(sql, [1])
        ((second, _one),) = connection.rows_of(sql, [1])
    assert first == second


@pytest.mark.django_db
def test_behind_a_pooler_that_shares_lines_nothing_is_kept(monkeypatch):
    connection.ensure_connection()
    monkeypatch.setattr(connection.connection, "prepare_threshold", None)
    word = uuid.uuid4().hex
    for _ in range(8):
        connection.rows_of(f"SELECT %s::int, '{word}'", [1])  # noqa: S608 - our own words
    assert not [each for each in prepared() if word in each]
