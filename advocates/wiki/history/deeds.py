"""What was done with a page beside its text, as lines of its history and in the place of a page that is deleted."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from advocates.core.asking import written_once
from advocates.core.moments import Moment, moments_here
from advocates.core.stencils import stencil
from advocates.core.viewer import Viewer
from advocates.spaces.bylines import Protected, Signature, signature, signature_of
from advocates.spaces.models import Space
from advocates.wiki.models import PageDeed, PageDeedQuerySet, WikiPage

Kind = PageDeed.Kind
# So many stand in one part of a history, the newest.
MOST = 100
LINE = ("iso", "at", "name", "group", "words")
PARENT, SPACE = ("space", "title", "lang"), ("kind", "names", "region", "role")
SHOWN = (
    "number", "kind", "at", "person__full_name", "written_as", "mandate__organisation__name", "person__is_protected",
    "mandate__organisation__is_protected", "old_title", "new_title", "old_space", "new_space",
    *(f"{side}_parent__{name}" for side in ("old", "new") for name in PARENT),
    *(f"{side}_space__{name}" for side in ("old", "new") for name in SPACE),
)  # fmt: skip


def deeds_of(viewer: Viewer, page: WikiPage, first: int, before: int) -> dict[int, SafeString]:
    """Lines by the number of the revision after which they stand, from one revision on until before another."""
    rows = _deeds(viewer, page.pk, first, before)
    lines: dict[int, str] = {}
    when = moments_here()
    for row in rows:
        deed = dict(zip(SHOWN, row, strict=True))
        lines[row[0]] = lines.get(row[0], "") + _line(viewer, page, deed, when(deed["at"]))
    return {number: SafeString(drawn) for number, drawn in lines.items()}


@written_once
def _deeds(viewer: Viewer, page: int, first: int, before: int) -> "QuerySet[PageDeed, tuple[Any, ...]]":
    found = PageDeed.objects.visible_to(viewer).filter(page=page, number__gte=first, number__lt=before)
    return found.order_by("-pk").values_list(*SHOWN)[:MOST]


def deleted_by(viewer: Viewer, page: WikiPage) -> Signature | None:
    """Who deleted a page last; of one that moderators have hidden nobody says who did it."""
    found: Iterable[PageDeed] = _deletions(viewer, page.pk) if page.deleted_reason else ()
    return next((signature_of(deed, page.space.kind) for deed in found), None)


@written_once
def _deletions(viewer: Viewer, page: int) -> PageDeedQuerySet:
    found = PageDeed.objects.visible_to(viewer).filter(page=page, kind=Kind.DELETED)
    return found.select_related("person", "mandate__organisation").order_by("-pk")[:1]


def _line(viewer: Viewer, page: WikiPage, deed: Mapping[str, Any], at: Moment) -> SafeString:
    hidden = deed["person__is_protected"], deed["mandate__organisation__is_protected"]
    name, group = deed["person__full_name"] or deed["written_as"], deed["mandate__organisation__name"] or ""
    by = signature(name, group, "", "", Protected.where(page.space.kind, *hidden))
    kind = stencil("wiki/_history_deed.html", LINE, has_group=by.organisation != "")
    words = {"iso": at.iso, "at": at.short, "name": by.name, "group": by.organisation}
    return kind.fill({**words, "words": _words(viewer, page, deed)})


def _words(viewer: Viewer, page: WikiPage, deed: Mapping[str, Any]) -> SafeString:
    """What was done, in a sentence; what it names that the viewer does not read has no title."""
    if deed["kind"] == Kind.DELETED:
        return SafeString(escape(_("The page was deleted.")))
    if deed["kind"] == Kind.RESTORED:
        return SafeString(escape(_("The page was restored.")))
    if deed["kind"] == Kind.RENAMED:
        words = _("Another title. Before: “%(before)s”. After: “%(after)s”.")
        both = [_title(page.lang, deed[f"{side}_title"]) for side in ("old", "new")]
    elif deed["kind"] == Kind.MOVED:
        words = _("Another place. Before: %(before)s. After: %(after)s.")
        both = [_place(viewer, *_of(deed, side, "parent", PARENT)) for side in ("old", "new")]
    else:
        words = _("Another space. Before: %(before)s. After: %(after)s.")
        both = [
            _space(viewer, deed[f"{side}_space"], _of(deed, side, "space", SPACE)) for side in ("old", "new")
        ]
    # Both are drawn: what people wrote in them is escaped.
    return SafeString(escape(words, quote=False) % dict(zip(("before", "after"), both, strict=True)))


def _of(deed: Mapping[str, Any], side: str, what: str, names: Iterable[str]) -> list[Any]:
    return [deed[f"{side}_{what}__{name}"] for name in names]


def _title(lang: str, title: str) -> str:
    return f'<bdi lang="{escape(lang)}">{escape(title)}</bdi>'


def _place(viewer: Viewer, space: int | None, title: str, lang: str) -> str:
    if space is None:
        return escape(_("the first level"))
    if not is_read(viewer, space):
        return escape(_("below a page of another space"))
    return escape(_("below “%(title)s”"), quote=False) % {"title": _title(lang, title)}


def _space(viewer: Viewer, space: int | None, values: Iterable[Any]) -> str:
    if space is None or not is_read(viewer, space):
        return escape(_("a space that you do not see"))
    return f"<bdi>{escape(Space(**dict(zip(SPACE, values, strict=True))).name)}</bdi>"


def is_read(viewer: Viewer, space: int) -> bool:
    """Whether what stands in a space may be named."""
    return space in viewer.spaces
