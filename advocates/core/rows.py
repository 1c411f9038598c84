"""Columns that hold the rows of another question or their number, so that one statement asks several tables at once."""

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists, IntegerField, JSONField, Model, OuterRef, QuerySet, Subquery
from django.db.models.expressions import BaseExpression
from django.db.models.functions import JSONArray
from django.db.models.sql.compiler import SQLCompiler

Instance = TypeVar("Instance", bound=Model)


class Rows(Subquery):
    """All rows of a queryset as one column: a list of lists, in the queryset's own order.

    Moments and UUIDs arrive as text, truth on SQLite as 0 or 1: whoever reads a row turns them back.
    """

    # Both databases gather the rows of an inner question with its own order as that order says.
    template = "(SELECT COALESCE(JSONB_AGG(gathered.line), '[]'::jsonb) FROM (%(subquery)s) gathered)"
    output_field = JSONField()

    def __init__(self, queryset: QuerySet[Any], *columns: str | BaseExpression) -> None:
        super().__init__(queryset.annotate(line=JSONArray(*columns)).values("line"))

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        # Without JSON() a line that went through the inner question would count as plain text.
        template = "(SELECT JSON_GROUP_ARRAY(JSON(gathered.line)) FROM (%(subquery)s) gathered)"
        return super().as_sql(compiler, connection, template=template, **extra)


class Counted(Subquery):
    """How many rows a queryset has, as a column; with a slice no more than that are counted."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, queryset: QuerySet[Any]) -> None:
        super().__init__(queryset.values("pk"))


def among(rows: QuerySet[Any], way: str) -> Exists:
    """Whether what `way` leads to is among these rows, asked for each row by itself.

    With `way__in=rows` SQLite reads all of them first, however few are looked for.
    """
    return Exists(rows.filter(pk=OuterRef(way)))


def columns_of(model: type[Model], way: str = "") -> list[str]:
    """Everything of a model, for `values_list`; `way` leads to it: `space__`."""
    return [f"{way}{field.attname}" for field in model._meta.concrete_fields]


def instance_of(model: type[Instance], values: Iterator[Any]) -> Instance:
    """The instance of the next values of a row, which `columns_of` has named."""
    fields = model._meta.concrete_fields
    return model.from_db("default", [field.attname for field in fields], [next(values) for _field in fields])
