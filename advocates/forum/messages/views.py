"""Pages of messages."""

from typing import Any

from django.contrib import messages as notes
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from advocates.accounts.models import Person
from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.refused import Refused
from advocates.core.viewer import Viewer, viewer_of
from advocates.forum import listing
from advocates.forum.actions import Written
from advocates.forum.messages import actions, finding, policies
from advocates.forum.messages.forms import AddForm, MessageForm
from advocates.forum.models import Block, Topic
from advocates.forum.reading import state
from advocates.forum.reading.actions import mark_read
from advocates.forum.reading.topics import topic_of
from advocates.forum.showing import Trail, trail
from advocates.forum.views import topic_page
from advocates.spaces.bylines import author_of
from advocates.spaces.models import SpaceSeat

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])


@audience(Audience.MEMBER)
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """All conversations of the viewer, the one with the newest message first."""
    viewer = viewer_of(request)
    topics = Topic.objects.visible_to(viewer).messages()
    page = listing.page_of(topics, viewer, state.marks_of(viewer), request.GET.get("before", ""))
    _name_people(viewer, page.topics)
    blocked = Block.of_person(person_of(request).pk).exists()
    return render(request, "forum/messages/messages.html", {"page": page, "has_blocked": blocked})


def _name_people(viewer: Viewer, topics: list[listing.Row]) -> None:
    """Give each conversation the names of the others in it."""
    seats = SpaceSeat.objects.visible_to(viewer).filter(
        space__in=[topic.space_id for topic in topics], left_at=None
    )
    names: dict[int, list[str]] = {}
    for seat in seats.exclude(person=viewer.person).select_related("person").order_by("joined_at", "pk"):  # type: ignore[misc]
        names.setdefault(seat.space_id, []).append(seat.person.full_name)
    for topic in topics:
        topic.others = names.get(topic.space_id, [])


def _crumbs(last: str) -> Trail:
    return [{"label": _("Messages"), "url": "/members/messages/"}, {"label": last, "url": ""}]


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def message_new(request: HttpRequest) -> HttpResponse:
    """Choose people and write. “Find” draws the page again with whom it found, and keeps what was written."""
    viewer = viewer_of(request)
    data = request.POST if request.method == "POST" else request.GET
    picked = finding.chosen(viewer, data.getlist("to"))
    found = finding.looked_for(viewer, data.get("q", ""), skip=picked)
    form, status = _message_form(request, [*picked, *found], picked), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                return redirect(_begin(viewer, form).address)
            except Refused as refused:
                form.add_error(None, refused.sentence)
                status = 409
    context = {
        "form": form,
        "crumbs": _crumbs(_("New message")),
        "has_looked": bool(data.get("q", "").strip()),
        "found": len(found),
    }
    return render(request, "forum/messages/message_new.html", context, status=status)


def _message_form(request: HttpRequest, offered: list[Any], picked: list[Any]) -> MessageForm:
    viewer = viewer_of(request)
    more: dict[str, Any] = {"viewer": viewer, "people": finding.reachable(viewer), "offered": offered}
    if request.method == "POST" and "find" not in request.POST:
        return MessageForm(request.POST, **more)
    data = request.POST if request.method == "POST" else request.GET
    initial: dict[str, Any] = {
        name: data[name] for name in ("q", "subject", "text", "lang", "sending") if data.get(name)
    }
    initial["to"] = [str(each.public_id) for each in picked]
    return MessageForm(initial=initial, **more)


def _begin(viewer: Viewer, form: MessageForm) -> Topic:
    values = form.cleaned_data
    author = author_of(viewer)
    made = actions.begin(
        author=author,
        people=[each.person for each in finding.once_each(values["to"])],
        subject=values["subject"],
        written=Written(values["text"], values["lang"], values["sending"]),
    )
    mark_read(person=Person(pk=author.person_id), topic=made, number=made.last_number)
    return made


def conversation_of(request: HttpRequest, public_id: str) -> Topic:
    """A conversation in which the viewer has a seat; any other topic is none."""
    found = topic_of(viewer_of(request), public_id)
    if not found.is_message:
        raise Http404
    return found


@audience(Audience.MEMBER)
@require_safe
def message(request: HttpRequest, topic: str) -> HttpResponse:
    """The page of a topic, as everywhere in the forum."""
    return topic_page(request, conversation_of(request, topic))


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def message_add(request: HttpRequest, topic: str) -> HttpResponse:
    """Look for somebody and bring them in; the page says first that they will read everything."""
    viewer, shown = viewer_of(request), conversation_of(request, topic)
    if not policies.can_add(viewer, shown):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else request.GET
    form, status = AddForm(data if "q" in data else None), 200
    if request.method == "POST":
        status = 422
        for mandate in finding.chosen(viewer, data.getlist("to"))[:1]:
            try:
                actions.add_person(actor=person_of(request), topic=shown, person=mandate.person)
                return redirect(shown.address)
            except Refused as refused:
                notes.error(request, refused.sentence)
                status = 409
    asked = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    context = {
        "topic": shown,
        "form": form,
        "crumbs": trail(None, shown, _("Bring somebody in")),
        "has_looked": bool(asked),
        "found": _not_here(viewer, shown, finding.looked_for(viewer, asked)),
    }
    return render(request, "forum/messages/message_add.html", context, status=status)


def _not_here(viewer: Viewer, shown: Topic, mandates: list[Any]) -> list[Any]:
    seats = SpaceSeat.objects.visible_to(viewer).filter(space=shown.space_id, left_at=None)
    here = set(seats.values_list("person", flat=True)) if mandates else set()
    return [each for each in mandates if each.person_id not in here]


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def message_leave(request: HttpRequest, topic: str) -> HttpResponse:
    """Leave, after a page that says what happens."""
    shown = conversation_of(request, topic)
    if request.method == "POST":
        actions.leave(actor=person_of(request), topic=shown)
        notes.success(request, _("You have left the conversation."))
        return redirect("messages:messages")
    context = {"topic": shown, "crumbs": trail(None, shown, _("Leave the conversation"))}
    return render(request, "forum/messages/message_leave.html", context)


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def message_block(request: HttpRequest, topic: str) -> HttpResponse:
    """Take no more messages from somebody in this conversation; they are told nothing."""
    viewer, shown = viewer_of(request), conversation_of(request, topic)
    seats = (
        SpaceSeat.objects.visible_to(viewer).filter(space=shown.space_id).exclude(person=person_of(request))
    )
    people = list({seat.person_id: seat.person for seat in seats.select_related("person")}.values())
    if request.method == "POST":
        asked = request.POST.get("person", "")
        for person in (each for each in people if str(each.public_id) == asked):
            actions.block(actor=person_of(request), person=person)
            notes.success(request, _("Saved."))
            return redirect("messages:blocked")
        raise Http404
    context = {"topic": shown, "people": people, "crumbs": trail(None, shown, _("Take no more messages"))}
    return render(request, "forum/messages/message_block.html", context)


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def blocked(request: HttpRequest) -> HttpResponse:
    """Whom one takes no messages from; a POST lets somebody write again."""
    own = Block.of_person(person_of(request).pk).select_related("blocked").order_by("-at")
    if request.method == "POST":
        found = get_object_or_404(own, pk=_number(request.POST.get("block", "")))
        actions.unblock(actor=person_of(request), person=found.blocked)
        notes.success(request, _("Saved."))
        return redirect("messages:blocked")
    context = {"blocks": own, "crumbs": _crumbs(_("Blocked people"))}
    return render(request, "forum/messages/blocked.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
