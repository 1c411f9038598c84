"""The one list of what waits."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Locale, TaskState

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.viewer import Role, viewer_of
from advocates.forum.comments import registrations as comments
from advocates.organisations.geo.countries import language_own_name
from advocates.publishing.languages import listing
from advocates.publishing.models import (
    Found,
    KnowledgeArticle,
    NewsIndex,
    Newsletter,
    OfferedTranslation,
    Source,
    Suggestion,
)
from advocates.publishing.readers import actions
from advocates.publishing.taking_in.failures import sentence
from advocates.publishing.waiting import mine
from advocates.syndication.posting.models import Delivery, OwnChannel
from advocates.wiki.models import PageProposal

EDITORS = audience(Audience.EDITOR, Audience.STAFF)
SHOWN, NEWEST = 50, 10


@EDITORS
@require_safe
def waiting(request):
    """What somebody is to check, what came back, what others say of it, what is due, suggested and proposed."""
    viewer = viewer_of(request)
    proposals = PageProposal.objects.listed_for(viewer).filter(state=PageProposal.State.ACCEPTED)
    suggestions = Suggestion.objects.visible_to(viewer).open().select_related("article__locale")
    overdue = KnowledgeArticle.objects.listed_for(viewer).overdue(timezone.localdate())
    context = {
        "checks": to_check(request.user),
        "overdue": overdue.select_related("helpfulness", "locale")[:SHOWN],
        "older": listing.older_ones(viewer),
        "suggestions": suggestions[:SHOWN],
        "offers": handed_in(viewer),
        "newsletters": to_approve(viewer),
        "came_back": came_back(viewer),
        "articles_back": mine.articles_back(viewer.person),
        "comments": mine.comments_open(viewer.person),
        "answers": mine.answers(viewer),
        "held": list(comments.waiting(viewer)),
        **taken_in(viewer),
        **posted(viewer),
        "proposals": proposals.order_by("reviewed_at", "pk")[:SHOWN],
        "news": NewsIndex.objects.filter(locale=Locale.get_active()).first(),
    }
    return render(request, "publishing/waiting/waiting.html", context)


def handed_in(viewer):
    """Translations by members, with the language's own name."""
    found = OfferedTranslation.objects.visible_to(viewer).waiting().select_related("page__locale", "made_by")
    return [(offer, language_own_name(offer.language)) for offer in found[:SHOWN]]


@EDITORS
@require_safe
def guide(request):
    """How an article comes about, on one page."""
    return render(request, "publishing/waiting/guide.html")


def to_approve(viewer):
    """For staff, newsletters that somebody else has written and handed in."""
    if not viewer.has_role(Role.STAFF):
        return ()
    found = Newsletter.objects.visible_to(viewer).waiting().exclude(writers=viewer.person)
    return found.select_related("handed_in_by").prefetch_related("versions")[:SHOWN]


def came_back(viewer):
    """Newsletters in which the viewer wrote, and in which the staff want something changed."""
    return (
        Newsletter.objects.visible_to(viewer).refused_to(viewer.person).prefetch_related("versions")[:SHOWN]
    )


def taken_in(viewer):
    """What is new in what is read for the editors, and what cannot be read."""
    new = Found.objects.visible_to(viewer).new().select_related("source")
    failing = list(Source.objects.visible_to(viewer).failing()[:SHOWN])
    for source in failing:
        source.reason = sentence(source.failure)
    return {"found": new[:NEWEST], "found_count": new.count(), "failing": failing}


def posted(viewer):
    """Posts that did not work, and accounts whose key ends or was refused."""
    stuck = Delivery.objects.visible_to(viewer).stuck().select_related("channel")
    warned = OwnChannel.objects.visible_to(viewer).warned(timezone.localdate())
    return {"stuck": stuck[:SHOWN], "warned": warned[:SHOWN]}


def to_check(person):
    """Pages that somebody has handed in and this person may approve, the oldest first."""
    found = TaskState.objects.reviewable_by(person).select_related("revision__user", "task")
    pages = found.order_by("started_at", "pk").prefetch_related("revision__content_object")[:SHOWN]
    return [
        {"page": state.revision.content_object, "by": state.revision.user, "at": state.started_at}
        for state in pages
        if state.revision.content_object is not None
    ]


@EDITORS
@require_POST
def suggestion_close(request, suggestion):
    """Somebody has dealt with it."""
    found = get_object_or_404(Suggestion.objects.visible_to(viewer_of(request)), public_id=suggestion)
    actions.close_suggestion(actor=person_of(request), suggestion=found)
    return redirect("publishing_waiting:waiting")
