"""Questions that are written once: Django needs ten times as long to write a statement as the database to answer it.

`@written_once` stands over a function that makes a queryset of what it is given: the viewer, moments, ids, words. The
first asking of its kind writes the statement with stand-ins in place of all of these; each further one puts in its own
values and asks. Nothing of an answer is kept, and who may see what is as exact to the request as before: the
function is the same chain of `visible_to` as anywhere, and what it decides by (roles, regions, how many mandates and
spaces, whether two of them are the same) belongs to the kind. See docs/decisions/0025.
"""

import logging
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, wraps
from operator import attrgetter
from types import MappingProxyType
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.core.signals import setting_changed
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import JSONField, Model, QuerySet
from django.db.models.query import FlatValuesListIterable, ValuesListIterable
from django.db.models.sql.compiler import SQLCompiler
from django.dispatch import receiver

from advocates.core.literals import Place, spoken

logger = logging.getLogger(__name__)
Given = ParamSpec("Given")
Row = TypeVar("Row")
# What a field of a dataclass says (`field(metadata=ASIDE)`) on which no question may depend.
ASIDE: Mapping[str, bool] = {"aside": True}
# So many kinds of askings of one question are kept: a network has a few dozen kinds of viewers.
MOST_KINDS = 500
# With more values (a viewer who reads hundreds of rooms) a statement is long, and as good as nobody else's.
MOST_VALUES = 200
# No two moments have a part in common that somebody may compute with.
_STEP = timedelta(days=1, minutes=1, seconds=1, microseconds=1)
# Whatever is passed on as it is, with the stand-in for the number-th value; the numbers fit into every whole field.
_PASSED_ON: dict[type, Callable[[int], Any]] = {
    int: lambda number: number,
    str: lambda number: f"\x1f{number}\x1f",
    datetime: lambda number: datetime(1800, 1, 1, tzinfo=UTC) + number * _STEP,
    date: lambda number: date(1800, 1, 1) + number * _STEP,
    UUID: lambda number: UUID(int=number),
}
_kept: list[dict[Hashable, "_Statement | None"]] = []
_anew: set[str] = set()


def written_once(question: Callable[Given, QuerySet[Any, Row]]) -> Callable[Given, list[Row]]:
    """The rows of a question, asked with a statement that was written before.

    The question may decide by what stays the same for a kind: None or not, truth, enumerations, text within the
    viewer, whatever is given by name. Numbers, moments, text, UUIDs and rows of them it passes on as they are: no
    `now - DAY` (that day is given), no `now()`, no looking at an id. What it computes nevertheless is found out when it
    is written; it is answered then as any queryset is, and the log says so.
    """
    statements: dict[Hashable, _Statement | None] = {}
    _kept.append(statements)

    @wraps(question)
    def ask(*given: Given.args, **choices: Given.kwargs) -> list[Row]:
        values: dict[tuple[type, Any], int] = {}
        kind = (*_kinds_of(given, values), *choices.items())
        if len(values) > MOST_VALUES:
            return list(question(*given, **choices))
        if kind not in statements:
            if len(statements) >= MOST_KINDS:
                statements.clear()
            statements[kind] = _written(question, given, choices, values)
        statement = statements[kind]
        return list(question(*given, **choices)) if statement is None else statement.answer(list(values))

    return ask


def planned_anew(question: Callable[Given, QuerySet[Any, Row]]) -> Callable[Given, QuerySet[Any, Row]]:
    """Stands below `@written_once` where what is common and what is rare are asked for in different ways.

    Of such a question PostgreSQL keeps no plan: one for all values takes words that nearly all texts hold for rare,
    and uses no index that holds some values alone.
    """
    _anew.add(question.__qualname__)
    return question


@receiver(setting_changed)
def forget(**_kwargs: Any) -> None:
    """Every statement is written anew: tests change settings and guards, and with them what questions say."""
    for statements in _kept:
        statements.clear()


class _Last(threading.local):
    """What a thread has asked for last: the questions of a page are all asked for the same viewer."""

    given: Any = None
    kind: Hashable = None
    values: Mapping[tuple[type, Any], int] = MappingProxyType({})


_last = _Last()


def _kinds_of(given: Sequence[Any], values: dict[tuple[type, Any], int]) -> Iterator[Hashable]:
    """Of each; of a viewer, who is never changed and stands first, it is found out once."""
    if not given or not is_dataclass(given[0]):
        yield from [_kind(each, values) for each in given]
        return
    first, *others = given
    if _last.given is not first:
        found: dict[tuple[type, Any], int] = {}
        _last.given, _last.kind, _last.values = first, _kind(first, found), found
    values.update(_last.values)
    yield _last.kind
    yield from [_kind(each, values) for each in others]


def _kind(given: Any, values: dict[tuple[type, Any], int], *, is_inside: bool = False) -> Hashable:
    """What a question may decide by; what it passes on goes into `values`, each once.

    Text inside a viewer names a role, a region, a country: something to decide by.
    """
    known = given.__class__
    if known in _PASSED_ON and not (is_inside and known is str):
        return known, values.setdefault((known, given), len(values))
    if known in {tuple, list}:
        return known, *_kinds(given, values, is_inside=is_inside)
    if known is frozenset:
        return frozenset(_kinds(given, values, is_inside=is_inside))
    if issubclass(known, Model):
        return known, values.setdefault((int, given.pk), len(values))
    if is_dataclass(given):
        return known, *_kinds(_getter(known)(given), values, is_inside=True)
    return given  # type: ignore[no-any-return]


def _kinds(given: Iterable[Any], values: dict[tuple[type, Any], int], *, is_inside: bool) -> list[Hashable]:
    """Of each; what most are (ids, truth, nothing) without another call."""
    return [
        (int, values.setdefault((int, each), len(values)))
        if each.__class__ is int
        else each
        if each is None or each.__class__ is bool
        else _kind(each, values, is_inside=is_inside)
        for each in given
    ]


@lru_cache(maxsize=64)
def _looked_at(known: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(known) if "aside" not in each.metadata)


@lru_cache(maxsize=64)
def _getter(known: Any) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*_looked_at(known))


class _Aside:
    """In place of what no question may depend on: whoever looks at it is told."""

    def _refuse(self, *_args: Any) -> Any:
        raise TypeError("No question may depend on this field: it differs within a kind of viewers.")

    __str__ = __eq__ = __bool__ = __iter__ = __hash__ = _refuse


class _InOrder(frozenset[Any]):
    """Goes through its stand-ins in the order of what they stand for."""

    line: tuple[Any, ...]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.line)


@dataclass(frozen=True, slots=True)
class _StandIns:
    """One of two rounds: in the second all are others and in the opposite order, so that nothing can be computed."""

    places: Mapping[tuple[type, Any], int]
    is_second: bool

    def number(self, known: type, value: Any) -> int:
        place = self.places[known, value]
        return 9_999 - place if self.is_second else 20_000 + place

    def of(self, given: Any, *, is_inside: bool = False) -> Any:
        known = given.__class__
        if known in _PASSED_ON and not (is_inside and known is str):
            return _PASSED_ON[known](self.number(known, given))
        if known in {tuple, list}:
            return known(self.of(each, is_inside=is_inside) for each in given)
        if known is frozenset:
            line = tuple(self.of(each, is_inside=is_inside) for each in given)
            found = _InOrder(line)
            found.line = line
            return found
        if issubclass(known, Model):
            # Nothing but its key: whoever wants more asks the database for somebody who is not there.
            return known.from_db(DEFAULT_DB_ALIAS, [known._meta.pk.attname], [self.number(int, given.pk)])
        return self._dataclass(given) if is_dataclass(given) else given

    def _dataclass(self, given: Any) -> Any:
        made, looked_at = object.__new__(given.__class__), _looked_at(given.__class__)
        for each in fields(given):
            shown = each.name in looked_at
            value = self.of(getattr(given, each.name), is_inside=True) if shown else _Aside()
            object.__setattr__(made, each.name, value)
        return made

    def stored(self) -> dict[Any, int]:
        """The values' places by what the database would be given."""
        connection = connections[DEFAULT_DB_ALIAS]
        return {
            _stored(connection, known, _PASSED_ON[known](self.number(known, value))): place
            for (known, value), place in self.places.items()
        }


def _written(
    question: Callable[..., QuerySet[Any, Any]],
    given: Sequence[Any],
    choices: Mapping[str, Any],
    values: Mapping[tuple[type, Any], int],
) -> "_Statement | None":
    """The statement for a kind; None where a value is not in it as it is."""
    rounds = _StandIns(values, is_second=False), _StandIns(values, is_second=True)
    asked = [question(*map(each.of, given), **choices) for each in rounds]
    compilers = [queryset.query.get_compiler(DEFAULT_DB_ALIAS) for queryset in asked]
    (sql, params), (again, others) = map(_sql, compilers)
    known, known_again = (each.stored() for each in rounds)
    places: list[Place] = [
        (None, one) if one == two else (known.get(one, -1), known_again.get(two, -2))
        for one, two in zip(params, others, strict=False)
    ]
    # A queryset of one row's rows would set that row, which is a stand-in, on each of them.
    is_of_a_row = bool(asked[0]._known_related_objects)  # type: ignore[attr-defined]
    if is_of_a_row or sql != again or any(place is not None and place != other for place, other in places):
        logger.error(
            "question=%s is not written once: it computes with what it is given", question.__qualname__
        )
        return None
    readers, is_planned_anew = _readers(compilers[0]) if sql else (), question.__qualname__ in _anew
    return _Statement(asked[0], compilers[0], *spoken(sql, places), readers, is_planned_anew)


def _sql(compiler: SQLCompiler) -> tuple[str, tuple[Any, ...]]:
    try:
        return compiler.as_sql()
    except EmptyResultSet:
        return "", ()


def _stored(connection: BaseDatabaseWrapper, known: type, value: Any) -> Any:
    """As the database is given it."""
    if known is int or known is str:
        return value
    if known is datetime:
        return connection.ops.adapt_datetimefield_value(value)
    if known is date:
        return connection.ops.adapt_datefield_value(value)
    return value.hex if known is UUID and not connection.features.has_native_uuid_field else value


@dataclass(frozen=True, slots=True)
class _Statement:
    queryset: QuerySet[Any, Any]
    compiler: SQLCompiler
    # Empty where the database need not be asked.
    sql: str
    params: tuple[Place, ...]
    # By column how the database's values become Python's.
    readers: tuple["_Reader", ...]
    is_planned_anew: bool

    def answer(self, values: Sequence[tuple[type, Any]]) -> list[Any]:
        """The rows as the queryset itself would give them."""
        if not self.sql:
            return []
        connection: Any = connections[DEFAULT_DB_ALIAS]
        stored = [_stored(connection, known, value) for known, value in values]
        params = [same if place is None else stored[place] for place, same in self.params]
        # Without Django's detours (`core/postgresql`, `core/sqlite`).
        rows: list[Any] = connection.rows_of(self.sql, params, is_planned_anew=self.is_planned_anew)
        if not rows:
            return rows
        if self.compiler.has_extra_select:
            # Without what was only needed for the order.
            rows = [row[: self.compiler.col_count] for row in rows]
        if self.readers:
            rows = _read(rows, self.readers)
        kind = self.queryset._iterable_class
        if kind is ValuesListIterable:
            return rows
        if kind is FlatValuesListIterable:
            return [row[0] for row in rows]
        # Django makes of them what was asked for, with a compiler that has its answer already.
        compiler = _twin(
            self.compiler,
            connection=connection,
            execute_sql=lambda *_args, **_options: [rows],
            get_converters=lambda _columns: {},
        )
        query = _twin(self.queryset.query, get_compiler=lambda *_args, **_options: compiler)
        return list(_twin(self.queryset, _query=query, _result_cache=None))


Converter = Callable[[Any, Any, Any], Any]
Column = Callable[[Iterable[Any]], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns a column of an answer into what Python works with: column by column takes half as long as row by row."""

    place: int
    steps: tuple[Column, ...]

    def read(self, values: Iterable[Any]) -> Iterable[Any]:
        for step in self.steps:
            values = step(values)
        return values


def _readers(compiler: SQLCompiler) -> tuple[_Reader, ...]:
    converters = compiler.get_converters([column for column, _sql, _name in compiler.select or ()])
    return tuple(
        _Reader(place, tuple(_step(each, expression) for each in those))
        for place, (those, expression) in converters.items()
    )


def _read(rows: Sequence[Sequence[Any]], readers: Sequence[_Reader]) -> list[Any]:
    columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
    for reader in readers:
        columns[reader.place] = reader.read(columns[reader.place])
    return list(zip(*columns, strict=True))


def _step(converter: Converter, expression: Any) -> Column:
    """Three of Django's converters say the same in a third of the time for what they nearly always meet."""
    if getattr(converter, "__func__", None) is JSONField.from_db_value:
        return lambda values: [
            [] if value == "[]" else value and converter(value, expression, None) for value in values
        ]
    name = getattr(converter, "__name__", "")
    if name == "convert_datetimefield_value":
        return lambda values: (
            [value and (_moment(value) or converter(value, expression, None)) for value in values]
            if any(values)
            else values
        )
    if name == "convert_booleanfield_value":
        return lambda values: [value == 1 if value in {0, 1} else value for value in values]
    return lambda values: [converter(value, expression, None) for value in values]


def _moment(value: Any) -> datetime | None:
    """As SQLite stores it: in UTC, and without saying so; None where it is anything else."""
    if value.__class__ is datetime:
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value
    if value.__class__ is not str or value[10:11] != " " or len(value) > len("2026-01-01 10:00:00.000000"):
        return None
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


def _twin(original: Any, **changed: Any) -> Any:
    """The same object with other attributes, and nothing of it copied."""
    twin = object.__new__(original.__class__)
    twin.__dict__.update(original.__dict__, **changed)
    return twin
