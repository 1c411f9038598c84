"""Statements that the server keeps for a line, asked by the shortest way that psycopg offers."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg import pq
from psycopg.adapt import PyFormat, Transformer

MOST_READERS = 1_000


class Prepared:
    """One line, as far as psycopg had the server keep its statements: which, and for how long, is psycopg's affair.

    Its cursor goes through five generators for a statement, so that it may wait without a thread. Here a thread waits
    anyway: 20 microseconds of the processor for a small statement instead of 55.
    """

    def __init__(self, line: psycopg.Connection[Any]) -> None:
        self._line = line
        # What psycopg keeps, by text and types of the values. Private there: without it, everything is asked by cursor.
        self._names: Mapping[Any, bytes] = getattr(getattr(line, "_prepared", None), "_names", {})
        # It knows from one statement to the next how each type of value is written.
        self._dumper = Transformer(line)
        # By name what turns a statement's columns into Python's values.
        self._readers: dict[bytes, Any] = {}

    def rows(self, text: str, values: Sequence[Any]) -> list[Any] | None:
        """All rows; None where a cursor has to ask. What the server refuses is raised as by a cursor."""
        if not (self._names and self._is_begun()):
            return None
        dumper = self._dumper
        dumped = dumper.dump_sequence(values, [PyFormat.AUTO] * len(values))
        name = self._names.get((text.encode(), dumper.types or ()))
        if name is None:
            return None
        result = self._line.pgconn.exec_prepared(name, dumped, dumper.formats)  # type: ignore[arg-type] # None: NULL
        if result.status != pq.ExecStatus.TUPLES_OK:
            raise self._error(result)
        return self._read(name, result)

    def _is_begun(self) -> bool:
        """psycopg begins a transaction with the first statement of its cursor."""
        status = self._line.pgconn.transaction_status
        return status == pq.TransactionStatus.INTRANS or (
            self._line.autocommit and status == pq.TransactionStatus.IDLE
        )

    def _read(self, name: bytes, result: Any) -> list[Any]:
        reader = self._readers.get(name)
        if reader is None:
            if len(self._readers) >= MOST_READERS:
                self._readers.clear()
            reader = self._readers[name] = Transformer(self._line)
            reader.set_pgresult(result)
        else:
            reader.set_pgresult(result, set_loaders=False)
        found: list[Any] = reader.load_rows(0, result.ntuples, tuple)
        # The answer itself need not wait for the next one.
        reader.set_pgresult(None, set_loaders=False)
        return found

    def _error(self, result: Any) -> psycopg.Error:
        if self._line.pgconn.status != pq.ConnStatus.OK:
            return psycopg.OperationalError("the connection is lost")
        return psycopg.errors.error_from_result(result)
