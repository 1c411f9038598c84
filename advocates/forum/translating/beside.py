"""What stands beside the posts of a page in other languages. They come with the posts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from advocates.core.languages import direction
from advocates.core.viewer import Viewer
from advocates.forum.models import Translation
from advocates.organisations.geo.countries import language_name
from advocates.spaces.bylines import Protected, signature


@dataclass(frozen=True, slots=True)
class Beside:
    """A post in another language; open at once where the reader reads this one and not the original's."""

    post: int
    public_id: str
    lang: str
    direction: str
    html: str
    label: str
    is_open: bool
    is_behind: bool
    is_own: bool


FIELDS = (
    "post", "public_id", "lang", "html", "of_revision", "post__revision", "post__lang", "person_id",
    "person__full_name", "written_as", "mandate__organisation__name", "person__is_protected",
    "mandate__organisation__is_protected", "post__topic__space__kind",
)  # fmt: skip


def languages_of(viewer: Viewer) -> list[str]:
    """Those that the viewer reads, their own first."""
    person: Any = viewer.person
    return list(dict.fromkeys([person.language, *person.reads])) if person is not None else []


def rows_of(viewer: Viewer, post: Any) -> QuerySet[Translation]:
    """The translations of a post, for an inner question that takes `FIELDS` of each."""
    return Translation.objects.visible_to(viewer).filter(post=post).order_by("lang")


def beside(viewer: Viewer, post: int) -> list[Beside]:
    """The translations of one post."""
    return read(rows_of(viewer, post).values_list(*FIELDS), viewer)


def read(rows: Iterable[Sequence[Any]], viewer: Viewer) -> list[Beside]:
    """Rows of `FIELDS`."""
    reads = languages_of(viewer)
    return [_beside(dict(zip(FIELDS, row, strict=True)), reads, viewer) for row in rows]


def _beside(row: Mapping[str, Any], reads: list[str], viewer: Viewer) -> Beside:
    person: Any = viewer.person
    return Beside(
        post=row["post"],
        public_id=row["public_id"],
        lang=row["lang"],
        direction=direction(row["lang"]),
        html=row["html"],
        label=label(row),
        is_open=row["lang"] in reads and row["post__lang"] not in reads,
        is_behind=row["of_revision"] < row["post__revision"],
        is_own=person is not None and row["person_id"] == person.pk,
    )


def label(row: Mapping[str, Any]) -> str:
    """Who wrote it so, and out of which language."""
    language = get_language() or "en"
    protected = Protected.where(
        row["post__topic__space__kind"],
        row["person__is_protected"],
        row["mandate__organisation__is_protected"],
    )
    name = row["person__full_name"] or row["written_as"]
    by = signature(name, row["mandate__organisation__name"] or "", "", "", protected)
    words = {"source": language_name(row["post__lang"], language), "name": by.name, "group": by.organisation}
    if by.organisation:
        return _("Translated from %(source)s by %(name)s, %(group)s") % words
    return _("Translated from %(source)s by %(name)s") % words
