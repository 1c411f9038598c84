"""Editors are told that another organisation has accepted a page: it waits for them."""

from django.db.models import Exists, OuterRef, Q
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
from advocates.notifications.models import Urgency
from advocates.notifications.sources import Piece, Source, Wording, register
from advocates.wiki.models import PageProposal

PROPOSED = "publishing.proposed"
WAITS = f"{PROPOSED}.waits"


def tell_of_acceptance(entry):
    """It waits for any of them, but for who has accepted it."""
    if PageProposal.waiting_for_editors(entry.target_id).exists():
        people = set(holders_of(Role.EDITOR).values_list("pk", flat=True)) - {entry.actor_id}
        news = News(WAITS, PROPOSED, int(entry.target_id), int(entry.target_id))
        telling.tell(news, dict.fromkeys(people, Urgency.WISH))


def standing():
    """As long as nobody has taken it over."""
    return Q(Exists(PageProposal.waiting_for_editors(OuterRef("about_id"))))


def pieces(viewer, told):
    """One statement, however many there are; no word of the page but the title of the revision."""
    ids = {notice.about_id for notice in told}
    rows = PageProposal.objects.listed_for(viewer).filter(pk__in=ids).select_related("page__space")
    found = {each.pk: each for each in rows.defer("page__html")}
    return [piece(notice, found[notice.about_id]) for notice in told if notice.about_id in found]


def piece(notice, proposal):
    return Piece(
        notice=notice,
        title=proposal.title or "",
        title_lang=proposal.title_lang or "",
        by="",
        organisation="",
        text="",
        html="",
        lang="",
        path=reverse("publishing_proposed:proposed_one", args=[proposal.public_id]),
        at=notice.at,
        is_silent=proposal.page.space.is_silent,
    )


def waits(told):
    # Isolated, so that a title in another direction does not turn the sentence round.
    return _("A page of members waits for the editors: “%(title)s”") % {
        "title": f"\u2068{told[-1].title}\u2069"
    }


def stop(_person_id, _proposal_id):
    """An editor is told of a proposal only once."""


def seen(request, proposal):
    """Whoever has it before them has read what they were told of it."""
    if is_ringing(request, PROPOSED, proposal.pk):
        telling.read_about(person=person_of(request), about=PROPOSED, about_id=proposal.pk)
        quieten(request, PROPOSED, proposal.pk)


def register_all():
    """Called when the app is ready."""
    stream.follow("wiki.proposal.accepted", tell_of_acceptance)
    register(
        Source(
            about=PROPOSED,
            sentences={WAITS: waits},
            pieces=pieces,
            standing=standing,
            stop=stop,
            wording=Wording(
                template="publishing/newsletter/emails/told",
                stop=gettext_lazy("No more mail about this page"),
            ),
        )
    )
