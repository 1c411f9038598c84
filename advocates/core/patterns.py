"""Looking for text within a column, in a form that `core.asking` can write once: the pattern is passed on as it is."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func, Value
from django.db.models.expressions import Combinable
from django.db.models.sql.compiler import SQLCompiler

_ESCAPED = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


def exactly(text: str) -> str:
    """The pattern of this text and nothing around it."""
    return text.translate(_ESCAPED)


def anywhere(text: str) -> str:
    """The pattern of this text within another."""
    return f"%{exactly(text)}%"


class Like(Func):
    """Whether a column fits a pattern, whatever the case of its letters: as Django's `icontains` and `iexact`."""

    template = r"(%(expressions)s ESCAPE '\')"
    arg_joiner = " LIKE "
    output_field = BooleanField()

    def __init__(self, column: Combinable, pattern: str, **extra: Any) -> None:
        super().__init__(column, Value(pattern), **extra)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, arg_joiner=" ILIKE ", **context)
