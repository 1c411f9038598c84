"""A page of comments: one statement for its rows, one for their number, however many there are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404

from advocates.core.asking import written_once
from advocates.core.viewer import VISITOR, Viewer
from advocates.forum.models import COMMENTS_ON_PAGE, Comment

COLUMNS = (
    "public_id", "root", "number", "post__public_id", "post__html", "post__lang", "post__written_at",
    "post__edited_at", "post__person_id", "post__written_as", "post__person__full_name",
    "post__mandate__organisation__name", "post__mandate__organisation__country", "post__mandate__organisation__slug",
    "post__person__is_protected", "post__mandate__organisation__is_protected",
)  # fmt: skip
# Larger numbers are no posts.
MOST_DIGITS = 9


@dataclass(slots=True)
class Row:
    """A comment as the database has it: a row of `COLUMNS`."""

    public_id: str
    root: int
    number: int
    post_id: str
    html: str
    lang: str
    written_at: datetime
    edited_at: datetime | None
    person_id: int | None
    written_as: str
    name: str | None
    organisation: str | None
    country: str | None
    slug: str | None
    is_person_protected: bool | None
    is_group_protected: bool | None

    @property
    def is_answer(self) -> bool:
        return self.root != self.number


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page; `next` is the place after which the following one begins."""

    rows: list[Row]
    next: str
    is_first: bool


def page_of(viewer: Viewer, key: str, after: str) -> Page:
    """The comments of a topic after a place; Http404 for what is no place."""
    root, number = _place(after)
    rows = [Row(*each) for each in _rows(viewer, key, root, number)]
    last = rows[COMMENTS_ON_PAGE - 1] if len(rows) > COMMENTS_ON_PAGE else None
    return Page(rows[:COMMENTS_ON_PAGE], f"{last.root}-{last.number}" if last else "", not after)


def _place(after: str) -> tuple[int, int]:
    if not after:
        return 0, 0
    root, _dash, number = after.partition("-")
    if all(each.isascii() and each.isdigit() and len(each) <= MOST_DIGITS for each in (root, number)):
        return int(root), int(number)
    raise Http404


def before(root: int, number: int) -> str:
    """The place after which a comment is the first."""
    return f"{root}-{number - 1}" if number > root else f"{root - 1}-{10**MOST_DIGITS - 1}"


@written_once
def _rows(viewer: Viewer, key: str, root: int, number: int) -> QuerySet[Any, Any]:
    found = Comment.objects.visible_to(viewer).filter(topic__talk_key=key)
    return found.after(root, number).in_order().values_list(*COLUMNS)[: COMMENTS_ON_PAGE + 1]


def count_of(key: str) -> int:
    """How many comments stand about something, for everybody."""
    return next(iter(_counts(VISITOR, key)), 0)


@written_once
def _counts(viewer: Viewer, key: str) -> QuerySet[Any, int]:
    found = Comment.objects.visible_to(viewer).filter(topic__talk_key=key).order_by()
    return found.values("topic").annotate(count=Count("pk")).values_list("count", flat=True)


def newest(key: str, most: int) -> list[Row]:
    """The latest ones, for a feed."""
    return [Row(*each) for each in _newest(VISITOR, key, most=most)]


@written_once
def _newest(viewer: Viewer, key: str, *, most: int) -> QuerySet[Any, Any]:
    found = Comment.objects.visible_to(viewer).filter(topic__talk_key=key)
    return found.order_by("-number").values_list(*COLUMNS)[:most]
