"""The forum's first page and its tabs, and a category."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from urllib.parse import quote

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from advocates.core.moments import Moment, moments_here
from advocates.core.stencils import Stencil, once_per_language, open_holes, stencil
from advocates.forum.listing import Row, TopicPage
from advocates.forum.models import Category
from advocates.forum.reading.state import Counts, Look
from advocates.spaces.models import Kind

TOPIC = (
    "public_id", "lang", "title", "new", "category", "starter", "day", "answers", "word", "iso", "short",
)  # fmt: skip
# What the stencil of a topic decides by.
DECIDING = ("is_new", "is_begun", "is_room", "is_pinned", "is_locked", "is_unanswered", "has_category")
SHELF = ("public_id", "name", "new", "about", "kind", "topics")
FORUM = ("shelves", "topics", "older", "csrf_token", "new")
CATEGORY = ("name", "about", "space", "category", "pinned", "topics", "older", "csrf_token")


def draw_tab(
    request: HttpRequest,
    tab: str,
    page: TopicPage,
    counts: Counts,
    look: Look,
    *,
    has_shelves: bool,
) -> SafeString:
    """A tab of the forum; the shelves stand on the first page of the first tab."""
    shelves = look.shelves if has_shelves else ()
    kind = stencil(
        "forum/_forum_body.html",
        FORUM,
        tab=tab,
        is_first=bool(shelves),
        has_topics=bool(page.topics),
        has_new=counts.total > 0,
        may_undo=bool(look.marks.undoable),
    )
    return kind.fill(
        {
            "shelves": _joined(_shelf(each, counts.by_category.get(each.pk, 0)) for each in shelves),
            "topics": draw_topics(page.topics, {each.pk: each.name for each in look.shelves}),
            "older": _older(page),
            "csrf_token": get_token(request),
            "new": counts.text,
        }
    )


def draw_category(
    request: HttpRequest, shelf: Category, pinned: Sequence[Row], page: TopicPage, **may: bool
) -> SafeString:
    """A category: what is pinned, then what was written last."""
    kind = stencil(
        "forum/_category_body.html",
        CATEGORY,
        always={"within": {"public_id": open_holes(CATEGORY)["category"]}},
        has_about=bool(shelf.about),
        has_pinned=bool(pinned),
        has_topics=bool(page.topics),
        **may,
    )
    return kind.fill(
        {
            "name": shelf.name,
            "about": shelf.about,
            "space": shelf.space.public_id,
            "category": shelf.public_id,
            "pinned": draw_topics(pinned),
            "topics": draw_topics(page.topics),
            "older": _older(page),
            "csrf_token": get_token(request),
        }
    )


def draw_topics(rows: Iterable[Row], categories: Mapping[int, str] = MappingProxyType({})) -> SafeString:
    """The rows of a list; `categories` are the names that stand there, by id: none within a category."""
    moment, kinds = moments_here(), Kinds()
    return _joined(_topic(row, categories.get(row.category or 0, ""), moment, kinds) for row in rows)


def _joined(drawn: Iterable[str]) -> SafeString:
    return SafeString("".join(drawn))


class Kinds(dict[tuple[bool, ...], Stencil]):
    """The stencils of a list, by what a row decides by; most rows are of the same kind."""

    def __missing__(self, kind: tuple[bool, ...]) -> Stencil:
        by: Mapping[str, Hashable] = dict(zip(DECIDING, kind, strict=True))
        self[kind] = stencil("forum/_topic.html", TOPIC, always={}, **by)
        return self[kind]


def _topic(row: Row, category: str, moment: Callable[[datetime], Moment], kinds: Kinds) -> str:
    answers, last, count = max(0, row.posts_count - 1), moment(row.last_post_at), row.new_count
    is_new = row.is_unread and row.how > 0
    kind = kinds[
        is_new,
        row.known_number > 0,
        row.kind == Kind.ROOM,
        row.is_pinned,
        row.locked_at is not None,
        row.posts_count < 2,
        category != "",
    ]
    return kind.fill(
        {
            "public_id": row.public_id,
            "lang": row.lang,
            "title": row.title,
            "new": _new(count) if is_new else "",
            "category": category,
            "starter": row.starter,
            "day": moment(row.started_at).day,
            "answers": answers,
            "word": _answers(answers),
            "iso": last.iso,
            "short": last.short,
        }
    )


@once_per_language
def _new(count: int) -> str:
    return ngettext("%(count)s new", "%(count)s new", count) % {"count": count}


@once_per_language
def _answers(count: int) -> str:
    return ngettext("answer", "answers", count)


@once_per_language
def _topics(count: int) -> str:
    return ngettext("%(count)s topic", "%(count)s topics", count) % {"count": count}


@once_per_language
def _kind_of_space(kind: str) -> str:
    return str(Kind(kind).label)


def _shelf(shelf: Category, new: int) -> str:
    is_narrow = shelf.space.kind != Kind.MEMBERS
    kind = stencil(
        "forum/_shelf.html", SHELF, has_new=new > 0, has_about=bool(shelf.about), is_narrow=is_narrow
    )
    return kind.fill(
        {
            "public_id": shelf.public_id,
            "name": shelf.name,
            "new": new,
            "about": shelf.about,
            "kind": _kind_of_space(shelf.space.kind) if is_narrow else "",
            "topics": _topics(shelf.topics_count),
        }
    )


def _older(page: TopicPage) -> SafeString:
    if not page.older:
        return SafeString("")
    return stencil("forum/_older.html", ("older",)).fill({"older": quote(page.older)})
