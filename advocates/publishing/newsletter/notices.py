"""Who is told what of a newsletter: the staff that it waits for them, its writers what became of it."""

from django.db.models import CharField, Exists, ExpressionWrapper, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocates.accounts.roles import holders_of
from advocates.accounts.views.own import person_of
from advocates.core import stream
from advocates.core.viewer import Role
from advocates.notifications import actions as telling
from advocates.notifications.actions import News
from advocates.notifications.bell import is_ringing, quieten
from advocates.notifications.models import Notice, Urgency
from advocates.notifications.sources import Piece, Source, Wording
from advocates.notifications.sources import register as register_source
from advocates.publishing.models import Newsletter

NEWSLETTER = "publishing.newsletter"
WAITS, APPROVED, REFUSED = f"{NEWSLETTER}.waits", f"{NEWSLETTER}.approved", f"{NEWSLETTER}.refused"
State = Newsletter.State
WRITERS = Newsletter.writers.through


def tell_of_waiting(entry):
    """It was handed in, or its time was missed: those of the staff who have not written in it may approve it."""
    newsletter = Newsletter.objects.waiting().filter(pk=entry.target_id).first()
    if newsletter is not None:
        staff = set(holders_of(Role.STAFF).values_list("pk", flat=True))
        tell(WAITS, newsletter, entry, staff - writers_of(newsletter))


def tell_of_approval(entry):
    tell_writers(APPROVED, entry)


def tell_of_refusal(entry):
    tell_writers(REFUSED, entry)


def tell_writers(kind, entry):
    newsletter = Newsletter.objects.filter(pk=entry.target_id).first()
    if newsletter is not None:
        tell(kind, newsletter, entry, writers_of(newsletter) - {entry.actor_id})


def writers_of(newsletter):
    return set(newsletter.writers.values_list("pk", flat=True))


def tell(kind, newsletter, entry, people):
    """Each time anew, so a newsletter that comes back and is handed in again is news again."""
    ended = Notice.objects.filter(about=NEWSLETTER, about_id=newsletter.pk, urgency=Urgency.SITE)
    silent = set(ended.values_list("person", flat=True))
    news = News(kind, NEWSLETTER, newsletter.pk, entry.pk, number=newsletter.revision)
    telling.tell(news, {each: Urgency.SITE if each in silent else Urgency.WISH for each in people})


def stop(person_id, newsletter_id):
    """No more mail about a newsletter. What somebody was told of it, read or not, keeps that in mind."""
    told = Notice.objects.filter(person=person_id, about=NEWSLETTER, about_id=newsletter_id)
    told.update(urgency=Urgency.SITE)


def seen(request, newsletter):
    """Whoever has it before them has read what they were told of it."""
    if is_ringing(request, NEWSLETTER, newsletter.pk):
        telling.read_about(person=person_of(request), about=NEWSLETTER, about_id=newsletter.pk)
        quieten(request, NEWSLETTER, newsletter.pk)


def standing():
    """As long as what a notice says of its newsletter is still so."""
    told = ExpressionWrapper(OuterRef("kind"), output_field=CharField())
    named = Newsletter.objects.filter(pk=OuterRef("about_id")).alias(told=told)
    return Q(Exists(named.filter(still_so())))


def still_so():
    after = [State.APPROVED, State.LEAVING, State.SENT]
    return (
        Q(told=WAITS, state=State.WAITING)
        | Q(told=APPROVED, state__in=after)
        | Q(told=REFUSED, state=State.DRAFT, refused_at__isnull=False)
    )


def pieces(viewer, notices):
    """Three statements, however many there are: the newsletters, their first words, and which are the viewer's own."""
    ids = {notice.about_id for notice in notices}
    found = (
        Newsletter.objects.visible_to(viewer).filter(pk__in=ids).select_related("approved_by", "refused_by")
    )
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


def titled(told):
    # Isolated, so that a subject in another direction does not turn the sentence round.
    return {"title": f"\u2068{told[-1].title}\u2069"}


SOURCE = Source(
    about=NEWSLETTER,
    sentences={WAITS: waits, APPROVED: approved, REFUSED: refused},
    pieces=pieces,
    standing=standing,
    stop=stop,
    wording=Wording(
        template="publishing/newsletter/emails/told", stop=gettext_lazy("No more mail about this newsletter")
    ),
)


def register_all():
    """Called when the app is ready."""
    for deed, follower in (
        ("handed_in", tell_of_waiting),
        ("missed", tell_of_waiting),
        ("approved", tell_of_approval),
        ("refused", tell_of_refusal),
    ):
        stream.follow(f"{NEWSLETTER}.{deed}", follower)
    register_source(SOURCE)
