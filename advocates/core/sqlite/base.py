"""Named in the settings (`ENGINE`); in everything else it is Django's own."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base, operations

MOST_KNOWN = 5_000


class DatabaseOperations(operations.DatabaseOperations):
    def adapt_datetimefield_value(self, value: Any) -> Any:
        """As Django stores it; for a moment in UTC, as nearly all are, in a fifth of the time."""
        if value.__class__ is datetime and value.tzinfo is UTC:
            return str(value.replace(tzinfo=None))
        return super().adapt_datetimefield_value(value)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def rows_of(self, sql: str, params: Sequence[Any], *, is_planned_anew: bool = False) -> list[Any]:
        """The rows of a statement that is asked again and again, with other values each time.

        Django's cursor looks for the places of the values in the text of each asking anew, which takes longer than
        most answers. Where a plan depends on a value, which is rare (`core.literals`), SQLite makes it anew by itself.
        """
        # Whoever listens to statements hears this one, too.
        if self.queries_logged or self.execute_wrappers:
            with self.cursor() as cursor:
                cursor.execute(sql, params)
                return list(cursor.fetchall())
        self.validate_thread_sharing()
        self.validate_no_broken_transaction()
        self.ensure_connection()
        with self.wrap_database_errors:
            found: list[Any] = self.connection.execute(_with_marks(sql), params).fetchall()
        return found


@lru_cache(maxsize=MOST_KNOWN)
def _with_marks(sql: str) -> str:
    """With the places as SQLite knows them: `?`."""
    return str(base.FORMAT_QMARK_REGEX.sub("?", sql)).replace("%%", "%")
