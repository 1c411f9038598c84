"""Named in the settings (`ENGINE`); in everything else it is Django's own."""

import logging
import re
import select
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import ProgrammingError
from django.db.backends.postgresql import base

from advocates.core.postgresql.prepared import Prepared

logger = logging.getLogger(__name__)
_PLACE = re.compile(r"%([s%])")
# By its text, whether the server can tell the types of all values of a statement.
_is_told: dict[str, bool] = {}
_prepared: WeakKeyDictionary[psycopg.Connection[Any], Prepared] = WeakKeyDictionary()
MOST_KNOWN = 5_000


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Before each request Django asks a kept connection `SELECT 1`: one statement in six of a members' page.

        A server that hung up has said so: its last words, or the end of the line, can be read from the socket. Where
        there is something to read the question is asked after all; a line without is as good as one that answers.
        """
        line = self.connection
        if line is not None and not line.closed and not _has_words(line.fileno()):
            return True
        return bool(super().is_usable())

    def rows_of(self, sql: str, params: Sequence[Any], *, is_planned_anew: bool = False) -> list[Any]:
        """The rows of a statement that is asked again and again, with other values each time.

        The server reads and plans it once for a connection: that takes five times as long as to answer it. The values
        travel beside it; where the server cannot tell of what type they are, they are put into the text as by Django.
        """
        # Whoever has statements written down wants to read their values in them.
        if self.queries_logged or is_planned_anew:
            return self._asked(self.cursor(), sql, params)
        text = _numbered(sql)
        is_told = _is_told.get(text)
        if is_told is None:
            is_told = _is_told[text] = self._can_tell(text, params)
        if is_told:
            return self._rows_of_known(text, params)
        return self._asked(self.cursor(), sql, params)

    def _rows_of_known(self, text: str, values: Sequence[Any]) -> list[Any]:
        self.close_if_health_check_failed()
        self.ensure_connection()
        line = self.connection
        kept = _prepared.get(line) or _prepared.setdefault(line, Prepared(line))
        # Whoever stands around each statement (`execute_wrapper`) stands around a cursor's.
        if not self.execute_wrappers:
            with self.wrap_database_errors:
                found = kept.rows(text, values)
            if found is not None:
                return found
        return self._asked(self._preparing_cursor(), text, values)

    def _can_tell(self, text: str, params: Sequence[Any]) -> bool:
        if len(_is_told) >= MOST_KNOWN:
            _is_told.clear()
        self.ensure_connection()
        try:
            with self._apart():
                self._asked(self._preparing_cursor(), text, params)
        except ProgrammingError as error:
            logger.info("event=statement_not_prepared error=%s", type(error.__cause__).__name__)
            return False
        return True

    def _apart(self) -> AbstractContextManager[Any]:
        """A refusal must not end the transaction around it."""
        return self.connection.transaction() if self.in_atomic_block else nullcontext()

    @staticmethod
    def _asked(line: Any, text: str, params: Sequence[Any]) -> list[Any]:
        with line as cursor:
            cursor.execute(text, params)
            found: list[Any] = cursor.fetchall()
        return found

    def _preparing_cursor(self) -> Any:
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(psycopg.RawCursor(self.connection))  # type: ignore[attr-defined]


@lru_cache(maxsize=MOST_KNOWN)
def _numbered(sql: str) -> str:
    """With the places as PostgreSQL names them: `$1`, `$2`."""
    numbers = count(1)
    return _PLACE.sub(lambda found: "%" if found[1] == "%" else f"${next(numbers)}", sql)


def _has_words(socket: int) -> bool:
    poll = select.poll()
    poll.register(socket, select.POLLIN | select.POLLPRI)
    return bool(poll.poll(0))
