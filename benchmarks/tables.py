"""Rows written straight into the tables: COPY on PostgreSQL, `executemany` on SQLite."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

ROWS_AT_ONCE = 1_000


class Table:
    """The table of a model; what no row names has its field's default. `key`: where another thing's key is its own."""

    def __init__(self, model: Any, key: str = "id") -> None:
        from django.db import connection  # noqa: PLC0415 - needs the settings

        self.line, self.model, self.key = connection, model, key
        self.fields = {field.name: field for field in model._meta.concrete_fields}
        self.first = (model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1

    def write(self, each: Iterable[dict[str, Any]]) -> None:
        """All of them name the same fields."""
        rows = iter(each)
        if not (first := next(rows, None)):
            return
        named = [name for name in self.fields if name in first]
        plain = [name for name in self.fields if name not in first and not self.fields[name].primary_key]
        same = [
            self.fields[name].get_db_prep_save(self.fields[name].get_default(), self.line) for name in plain
        ]
        columns = [self.fields[name].column for name in (*named, *plain)]
        values = ([*(row[name] for name in named), *same] for row in _both(first, rows))
        if self.key == "id":
            columns = ["id", *columns]
            values = ([pk, *row] for pk, row in enumerate(values, self.first))
        self._copy(columns, values)

    def _copy(self, columns: Sequence[str], values: Iterator[list[Any]]) -> None:
        from django.core.management.color import no_style  # noqa: PLC0415
        from django.db import transaction  # noqa: PLC0415

        table, named = self.model._meta.db_table, ", ".join(f'"{column}"' for column in columns)
        with transaction.atomic(), self.line.cursor() as cursor:
            if self.line.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
                    while part := list(islice(values, ROWS_AT_ONCE)):
                        copy.write("".join(["\t".join(map(_copied, row)) + "\n" for row in part]))
                for statement in self.line.ops.sequence_reset_sql(no_style(), [self.model]):
                    cursor.execute(statement)
            else:
                marks = ", ".join("?" * len(columns))
                self.line.connection.executemany(
                    f"INSERT INTO {table} ({named}) VALUES ({marks})",  # noqa: S608 - names of our own models
                    values,
                )


def _both(first: dict[str, Any], rest: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield first
    yield from rest


def _copied(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
    return str(value)


@contextmanager
def in_bulk(tables: Sequence[str]) -> Iterator[None]:
    """On PostgreSQL: indexes are built when everything is there, and the keys of our own rows are not looked up."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        _without_triggers(cursor, "replica")
        indexes = _indexes(cursor, tables)
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _name, definition in indexes:
            cursor.execute(definition)
        _without_triggers(cursor, "origin")


def _without_triggers(cursor: Any, role: str) -> None:
    """Whoever is not the master of the database has each key looked up."""
    cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
    if cursor.fetchone()[0]:
        cursor.execute(f"SET session_replication_role = {role}")


def _indexes(cursor: Any, tables: Sequence[str]) -> list[tuple[str, str]]:
    """Those that no constraint stands on."""
    cursor.execute(
        "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        "JOIN pg_class t ON t.oid = i.indrelid WHERE t.relname = ANY(%s) AND NOT i.indisprimary "
        "AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)",
        [list(tables)],
    )
    return list(cursor.fetchall())


def settle() -> None:
    """What autovacuum does a minute later."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
