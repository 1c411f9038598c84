"""Topics and posts as their pages draw them: no row is asked twice, no address is built for a post."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from advocates.core.asking import written_once
from advocates.core.rows import Rows
from advocates.core.viewer import Viewer
from advocates.files.models import SHOWN, FileUse
from advocates.forum.models import (
    PAGE_SIZE,
    POST_FILES,
    Category,
    Post,
    Thank,
    Topic,
)
from advocates.forum.translating.beside import FIELDS, rows_of

Trail = list[dict[str, str]]


def trail(category: Category | None, topic: Topic | None = None, last: str = "") -> Trail:
    """The way to a page, as breadcrumbs."""
    steps = [{"label": _("Forum"), "url": "/members/forum/"}]
    if topic is not None and topic.is_message:
        steps = [{"label": _("Messages"), "url": "/members/messages/"}]
    if topic is not None and topic.talk_key:
        # Whoever has looked up what it is about knows the way to it.
        steps = list(vars(topic).get("way", ()))
        return [
            *steps,
            {"label": _("Talk"), "url": topic.address},
            *([{"label": last, "url": ""}] if last else []),
        ]
    if category is not None:
        steps.append({"label": category.name, "url": f"/members/forum/c/{category.public_id}/"})
    if topic is not None:
        steps.append({"label": topic.title, "url": topic.address})
    return [*steps, {"label": last, "url": ""}] if last else steps


# What a page shows of a post, and what hangs on it and stands beside it.
COLUMNS = (
    "pk", "public_id", "number", "html", "lang", "written_at", "edited_at", "is_edited_late", "thanks_count",
    "hidden_at", "is_withdrawn", "moved_to__public_id", "person_id", "written_as", "person__full_name",
    "mandate__organisation__name", "mandate__organisation__country", "mandate__organisation__slug",
    "person__is_protected", "mandate__organisation__is_protected", "topic__space__kind", "is_thanked",
    "files", "tongues",
)  # fmt: skip


@dataclass(slots=True)
class Shown:
    """A post on its page, as the database has it: a row of `COLUMNS`."""

    pk: int
    public_id: str
    number: int
    html: str
    lang: str
    written_at: datetime
    edited_at: datetime | None
    is_edited_late: bool
    thanks: int
    hidden_at: datetime | None
    is_withdrawn: bool
    moved_to: str | None
    person_id: int | None
    written_as: str
    name: str | None
    organisation: str | None
    country: str | None
    slug: str | None
    is_person_protected: bool | None
    is_group_protected: bool | None
    space_kind: str
    is_thanked: bool
    files: list[list[Any]]
    tongues: list[list[Any]]

    @property
    def gone(self) -> str:
        """Hidden by a moderator, taken back by its author, or moved: a place without a text."""
        if self.moved_to:
            return "moved"
        if self.is_withdrawn:
            return "withdrawn"
        return "hidden" if self.hidden_at else ""


def written(html: str) -> SafeString:
    """Stored HTML as it is drawn: only core.markup has made it."""
    return SafeString(html)


def posts_on_page(topic: Topic, page: int, viewer: Viewer) -> list[Shown]:
    """One statement for a page, with everything on it, however many people wrote there."""
    first = (page - 1) * PAGE_SIZE + 1
    return [Shown(*row) for row in _posts(viewer, topic.pk, first, first + PAGE_SIZE - 1)]


@written_once
def _posts(viewer: Viewer, topic: int, first: int, last: int) -> QuerySet[Any, Any]:
    person: Any = viewer.person
    found = Post.objects.visible_to(viewer).filter(topic=topic, number__range=(first, last))
    return (
        found.annotate(
            is_thanked=Exists(Thank.objects.filter(post=OuterRef("pk"), person=person)),
            files=Rows(FileUse.rows_of(POST_FILES, OuterRef("pk")), *SHOWN),
            tongues=Rows(rows_of(viewer, OuterRef("pk")), *FIELDS),
        )
        .order_by("number")
        .values_list(*COLUMNS)
    )
