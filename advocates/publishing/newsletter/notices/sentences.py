"""How a notice about a newsletter reads: its subject, and of one that was not approved who says why."""

from django.db.models import CharField, Exists, ExpressionWrapper, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from advocates.core.viewer import Role
from advocates.notifications.sources import Piece
from advocates.publishing.models import Newsletter

NEWSLETTER = "publishing.newsletter"
WAITS, APPROVED, REFUSED = f"{NEWSLETTER}.waits", f"{NEWSLETTER}.approved", f"{NEWSLETTER}.refused"
EMPTIED = f"{NEWSLETTER}.emptied"
State = Newsletter.State
WRITERS = Newsletter.writers.through


def standing():
    """As long as what a notice says of its newsletter is still so."""
    told = ExpressionWrapper(OuterRef("kind"), output_field=CharField())
    return Q(Exists(Newsletter.told_of(OuterRef("about_id"), told).filter(still_so())))


def still_so():
    after = [State.APPROVED, State.LEAVING, State.SENT]
    return (
        Q(told=WAITS, state=State.WAITING)
        | Q(told=APPROVED, state__in=after)
        | Q(told__in=[REFUSED, EMPTIED], state=State.DRAFT, refused_at__isnull=False)
    )


def pieces(viewer, notices):
    """Three statements, however many there are: the newsletters, their first words, and which are the viewer's own."""
    ids = {notice.about_id for notice in notices}
    found = Newsletter.objects.visible_to(viewer).filter(pk__in=ids)
    found = found.select_related("approved_by", "refused_by")
    known = {each.pk: each for each in found.prefetch_related("versions")}
    own = set(
        WRITERS.objects.filter(newsletter__in=known, person=viewer.person).values_list(
            "newsletter", flat=True
        )
    )
    return [
        piece(notice, known[notice.about_id])
        for notice in notices
        if notice.about_id in known and concerns(viewer, notice, is_own=notice.about_id in own)
    ]


def concerns(viewer, notice, *, is_own):
    """What waits, whoever may approve it; what became of it, whoever wrote in it."""
    return viewer.has_role(Role.STAFF) and not is_own if notice.kind == WAITS else is_own


def piece(notice, newsletter):
    first = next(iter(newsletter.versions.all()), None)
    by = {APPROVED: newsletter.approved_by, REFUSED: newsletter.refused_by}.get(notice.kind)
    is_refusal = notice.kind == REFUSED
    return Piece(
        notice=notice,
        title=first.subject if first else "",
        title_lang=first.language if first else "",
        by=by.get_full_name() if by else "",
        organisation="",
        text=newsletter.refusal if is_refusal else "",
        html="",
        lang=newsletter.refusal_lang if is_refusal else "",
        path=reverse("publishing_newsletter:newsletter_one", args=[newsletter.public_id]),
        at=notice.at,
        is_silent=False,
    )


def waits(told):
    return _("A newsletter waits for your approval: “%(title)s”") % titled(told)


def approved(told):
    return _("Your newsletter was approved: “%(title)s”") % titled(told)


def refused(told):
    return _("Your newsletter was not approved: “%(title)s”") % titled(told)


def emptied(told):
    said = _("Your newsletter was not sent, because what was chosen for it is over or withdrawn: “%(title)s”")
    return said % titled(told)


def titled(told):
    # Isolated, so that a subject in another direction does not turn the sentence round.
    return {"title": f"\u2068{told[-1].title}\u2069"}


SENTENCES = {WAITS: waits, APPROVED: approved, REFUSED: refused, EMPTIED: emptied}
