"""What our backend for PostgreSQL does in another way than Django's."""

import time
import uuid

import pytest
from django.db import ProgrammingError, connection, transaction

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
