"""How notices about pages read, and what of them somebody may know at this moment."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from advocates.core.viewer import Viewer
from advocates.notifications.models import Notice
from advocates.notifications.sources import Piece, Wording
from advocates.spaces.bylines import Protected, signature
from advocates.wiki.models import PageRevision, Watching, WikiPage
from advocates.wiki.watching.actions import BEGUN, CHANGED, DELETED
from advocates.wiki.watching.mailing import with_differences

WORDING = Wording(
    template="wiki/emails/changed",
    stop=gettext_lazy("No more mail about this page"),
    texts=with_differences,
)


def standing() -> Q:
    """The page is in the space in which it happened; it stands, or is deleted where that is the news."""
    page = WikiPage.told_of(OuterRef("about_id"), OuterRef("space"))
    stands = Exists(page.standing()) & ~Q(kind=DELETED)
    return Q(stands | (Q(kind=DELETED) & Exists(page.exclude(deleted_at=None))))


def pieces(viewer: Viewer, notices: Sequence[Notice]) -> list[Piece]:
    """Three statements, however many there are: the pages, their revisions, and how far the viewer has seen them."""
    ids = {notice.about_id for notice in notices}
    found = WikiPage.objects.visible_to(viewer).filter(pk__in=ids).select_related("space").defer("html")
    pages = {page.pk: page for page in found}
    items = {notice.item for notice in notices if notice.kind != DELETED}
    rows = PageRevision.objects.visible_to(viewer).filter(pk__in=items).defer("source")
    revisions = {row.pk: row for row in rows.select_related("person", "mandate__organisation")}
    told = [
        _piece(notice, pages[notice.about_id], revisions) for notice in notices if notice.about_id in pages
    ]
    return _gathered(viewer, [piece for piece in told if piece is not None])


def _piece(notice: Notice, page: WikiPage, revisions: dict[int, PageRevision]) -> Piece | None:
    revision = revisions.get(notice.item)
    if (notice.kind == DELETED) is not page.is_deleted or (revision is None and not page.is_deleted):
        return None
    by, text, lang = signature("", "", "", ""), page.deleted_reason, page.lang
    if revision is not None:
        group = revision.mandate.organisation.name if revision.mandate is not None else ""
        name = revision.person.full_name if revision.person is not None else revision.written_as
        by, text, lang = (
            signature(name, group, "", "", Protected.of(revision, page.space.kind)),
            revision.summary,
            revision.lang,
        )
    return Piece(
        notice=notice,
        title=page.title,
        title_lang=page.lang,
        by=by.name,
        organisation=by.organisation,
        text=text,
        html="",
        lang=lang,
        path=page.address,
        at=notice.at,
        is_silent=page.space.is_silent,
        shelf=page.space.public_id,
    )


def _gathered(viewer: Viewer, told: list[Piece]) -> list[Piece]:
    """Changes of one page lead to all that is new in it: from the revision that was seen last to the newest of them."""
    groups: dict[tuple[int, bool], list[Piece]] = {}
    for piece in told:
        if piece.notice.kind == CHANGED:
            groups.setdefault((piece.notice.about_id, piece.notice.read_at is None), []).append(piece)
    if not groups:
        return told
    person: Any = viewer.person
    mine = Watching.objects.filter(person=person, page__in={page for page, _unread in groups})
    seen: dict[int, int] = dict(mine.values_list("page", "seen"))
    paths: dict[int, str] = {}
    for (page, is_unread), group in groups.items():
        numbers = [piece.notice.number for piece in group]
        first = min(numbers) - 1
        if is_unread and 0 < seen.get(page, 0) < first:
            # Small changes before them, of which nobody was told.
            first = seen[page]
        for piece in group:
            paths[piece.notice.pk] = f"{piece.path}difference/?from={first}&to={max(numbers)}"
    return [replace(piece, path=paths.get(piece.notice.pk, piece.path)) for piece in told]


def _isolated(text: str) -> str:
    """Words of people in a sentence of ours: whichever way they run, they do not turn the sentence round."""
    return f"\u2068{text}\u2069"


def _said(told: Sequence[Piece]) -> dict[str, Any]:
    last = told[-1]
    return {"count": len(told), "name": _isolated(last.by), "title": _isolated(last.title)}


def begun(told: Sequence[Piece]) -> str:
    return _("New page by %(name)s: “%(title)s”") % _said(told)


def changed(told: Sequence[Piece]) -> str:
    if len(told) == 1:
        return _("%(name)s changed “%(title)s”") % _said(told)
    text = ngettext("%(count)s change of “%(title)s”", "%(count)s changes of “%(title)s”", len(told))
    return text % _said(told)


def deleted(told: Sequence[Piece]) -> str:
    return _("The page “%(title)s” was deleted") % _said(told)


SENTENCES = {BEGUN: begun, CHANGED: changed, DELETED: deleted}
