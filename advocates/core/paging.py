"""Pages of lists: numbered for people, by cursor for machines. Nonsense is answered, never an error of ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.core import signing
from django.db.models import Model, QuerySet
from django.http import Http404

Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)
MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a longer list."""

    items: Sequence[Item]
    number: int
    pages: int
    count: int

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None

    @property
    def shown_numbers(self) -> list[int | None]:
        """The numbers to draw: first, last and the neighbours, None for a gap."""
        wanted = sorted(
            {1, self.pages, *range(self.number - 1, self.number + 2)} & set(range(1, self.pages + 1))
        )
        shown: list[int | None] = []
        for number in wanted:
            if shown and shown[-1] is not None and number - shown[-1] > 1:
                shown.append(None)
            shown.append(number)
        return shown


def page_number(text: str) -> int:
    """The number in `?page=`; anything that is no page number is not found."""
    if not text:
        return 1
    if (
        text.isascii()
        and text.isdigit()
        and len(text) <= len(str(MOST_PAGES))
        and 1 <= int(text) <= MOST_PAGES
    ):
        return int(text)
    raise Http404


def paginate(items: Sequence[Item], text: str, size: int) -> Page[Item]:
    """The asked page of a sequence; a page after the last is not found."""
    number, pages = page_number(text), max(1, -(-len(items) // size))
    if number > pages:
        raise Http404
    return Page(items[(number - 1) * size : number * size], number, pages, len(items))


def paginate_rows(rows: QuerySet[Row], text: str, size: int) -> Page[Row]:
    """The asked page of a question to the database, which is counted and read no further than that."""
    number, count = page_number(text), rows.count()
    pages = max(1, -(-count // size))
    if number > pages:
        raise Http404
    return Page(list(rows[(number - 1) * size : number * size]), number, pages, count)


def cursor(position: int, salt: str) -> str:
    """An opaque, signed place in a list."""
    return signing.dumps(position, salt=f"cursor:{salt}")


def position(text: str, salt: str) -> int:
    """The place that a cursor names; raises ValueError for one that we did not make."""
    try:
        return int(signing.loads(text, salt=f"cursor:{salt}"))
    except signing.BadSignature as error:
        raise ValueError("cursor") from error
