"""How notices about proposals read, and what of them somebody may know at this moment."""

from collections.abc import Sequence
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils.translation import gettext as _

from advocates.core.viewer import Viewer
from advocates.notifications.models import Notice
from advocates.notifications.sources import Piece
from advocates.spaces.bylines import Signature
from advocates.wiki.models import PageProposal

PROPOSAL = "wiki.proposal"
WAITS, ACCEPTED, REFUSED = f"{PROPOSAL}.waits", f"{PROPOSAL}.accepted", f"{PROPOSAL}.refused"
PUBLIC = f"{PROPOSAL}.public"
State = PageProposal.State


def standing() -> Q:
    """The page is in the space in which it happened, and what a notice says of its proposal is still so."""
    told = ExpressionWrapper(OuterRef("kind"), output_field=CharField())
    still_so = (
        Q(told=WAITS, state=State.OPEN)
        | Q(told=ACCEPTED, state__in=[State.ACCEPTED, State.TAKEN])
        | Q(told=REFUSED, state=State.REFUSED)
        | Q(told=PUBLIC, state=State.PUBLIC)
    )
    found = PageProposal.told_of(OuterRef("about_id"), OuterRef("space")).alias(told=told)
    return Q(Exists(found.filter(still_so)))


def pieces(viewer: Viewer, notices: Sequence[Notice]) -> list[Piece]:
    """Two statements, however many there are: the proposals, and which of them the viewer may review."""
    ids = {notice.about_id for notice in notices}
    found = PageProposal.objects.visible_to(viewer).filter(pk__in=ids).defer("page__html")
    related = ("page__space", "person", "mandate__organisation", "reviewer", "reviewer_mandate__organisation")
    proposals = {each.pk: each for each in found.select_related(*related)}
    reviewable = PageProposal.objects.visible_to(viewer).reviewable_by(viewer).filter(pk__in=proposals)
    theirs = set(reviewable.values_list("pk", flat=True))
    return [
        _piece(notice, proposals[notice.about_id])
        for notice in notices
        if notice.about_id in proposals and _concerns(viewer, notice, proposals[notice.about_id], theirs)
    ]


def _concerns(viewer: Viewer, notice: Notice, proposal: PageProposal, reviewable: set[int]) -> bool:
    """What waits, whoever may review it now; what became of it, whoever has proposed it."""
    if notice.kind == WAITS:
        return proposal.pk in reviewable
    return viewer.person is not None and proposal.person_id == viewer.person.pk


def _piece(notice: Notice, proposal: PageProposal) -> Piece:
    by, text = Signature("", "", "", ""), ""
    if notice.kind == WAITS:
        by, text = proposal.by, proposal.note
    elif notice.kind in {ACCEPTED, REFUSED}:
        by, text = proposal.reviewed_by, proposal.reasons
    page = proposal.page
    return Piece(
        notice=notice,
        title=page.title,
        title_lang=page.lang,
        by=by.name,
        organisation=by.organisation,
        text=text,
        html="",
        lang=proposal.lang if notice.kind == WAITS else "",
        path=f"/members/wiki/proposals/{proposal.public_id}/",
        at=notice.at,
        is_silent=page.space.is_silent,
        shelf=page.space.public_id,
    )


def _said(told: Sequence[Piece]) -> dict[str, Any]:
    # Isolated, so that a title in another direction does not turn the sentence round.
    return {"title": f"\u2068{told[-1].title}\u2069"}


def waits(told: Sequence[Piece]) -> str:
    return _("“%(title)s” waits for your review: is it ready for everybody?") % _said(told)


def accepted(told: Sequence[Piece]) -> str:
    return _(
        "“%(title)s”, which you have proposed, was accepted. The editors make an article of it."
    ) % _said(told)


def refused(told: Sequence[Piece]) -> str:
    return _("“%(title)s”, which you have proposed, was not accepted") % _said(told)


def public(told: Sequence[Piece]) -> str:
    return _("“%(title)s”, which you have proposed, is public now") % _said(told)


SENTENCES = {WAITS: waits, ACCEPTED: accepted, REFUSED: refused, PUBLIC: public}
