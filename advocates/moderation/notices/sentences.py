"""How a notice about a report reads: where it was, and not a word of what was reported or by whom."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from advocates.core.viewer import Viewer
from advocates.moderation import policies
from advocates.moderation.models import Case
from advocates.notifications.models import Notice
from advocates.notifications.sources import Piece

CASE, REPORTED = "moderation.case", "moderation.reported"


def standing() -> Q:
    """As long as the case waits, in the space in which it was told of."""
    return Q(Exists(Case.waiting_in(OuterRef("about_id"), OuterRef("space"))))


def pieces(viewer: Viewer, notices: Sequence[Notice]) -> list[Piece]:
    """One statement."""
    waiting = Case.objects.visible_to(viewer).waiting().select_related("space")
    cases = {case.pk: case for case in waiting.filter(pk__in={notice.item for notice in notices})}
    return [_piece(viewer, notice, cases[notice.item]) for notice in notices if notice.item in cases]


def _piece(viewer: Viewer, notice: Notice, case: Case) -> Piece:
    return Piece(
        notice=notice,
        title=policies.place_of(viewer, case),
        title_lang="",
        by="",
        organisation="",
        text="",
        html="",
        lang="",
        path=f"/members/moderation/{case.public_id}/",
        at=notice.at,
    )


def reported(told: Sequence[Piece]) -> str:
    # Isolated, so that a name in another direction does not turn the sentence round.
    return _("Somebody has reported something in “%(title)s”") % {"title": f"\u2068{told[-1].title}\u2069"}


SENTENCES = {REPORTED: reported}
