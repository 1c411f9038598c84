"""The founding in the back office: the list, the waves, the board; and its record, which every member can read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.paging import paginate
from advocates.core.viewer import viewer_of
from advocates.organisations.founding import actions, importing, record
from advocates.organisations.founding.forms import AloneForm, ListForm
from advocates.organisations.mandates.views import SHOW_OR_CHANGE
from advocates.organisations.models import Invitation, InvitationQuerySet

PAGE_SIZE = 100
STATES = Invitation.State
# Which of the list can be mailed (again), in the order of the board.
TO_SEND = (STATES.PREPARED, STATES.EXPIRED, STATES.BOUNCED, STATES.SENT, STATES.OPENED, STATES.LINK)


def on_list(request: HttpRequest) -> InvitationQuerySet:
    """The list, by the organisations' names."""
    found = Invitation.objects.visible_to(viewer_of(request)).filter(is_founding=True)
    return found.select_related("organisation", "accepted_by", "asked_by").order_by(
        "organisation__name", "id"
    )


@audience(Audience.STAFF)
@require_safe
def founding_board(request: HttpRequest) -> HttpResponse:
    """Who was invited, who opened the link, who confirmed; with what to do next."""
    now, state = timezone.now(), request.GET.get("state", "")
    if state and state not in STATES.values:
        raise Http404
    every = on_list(request)
    counts = [(each, every.in_state(each, now).count()) for each in STATES]
    chosen = every.in_state(state, now) if state else every.exclude(revoked_at__isnull=False)
    context = {
        "is_founding": actions.founding_state(),
        "counts": [pair for pair in counts if pair[1]],
        "total": sum(count for _state, count in counts),
        "state": state,
        "page": paginate(list(chosen), request.GET.get("page", ""), PAGE_SIZE),
        "waves": [pair for pair in counts if pair[0] in TO_SEND[:3] and pair[1]],
    }
    return render(request, "organisations/manage/founding.html", context)


@audience(Audience.STAFF)
@require_safe
def founding_list(request: HttpRequest) -> HttpResponse:
    """Where the list is given."""
    return _list_page(request, ListForm())


@audience(Audience.STAFF)
@require_POST
def founding_list_check(request: HttpRequest) -> HttpResponse:
    """What the list would do; nothing is written."""
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list_page(request, form, status=422)
    return _list_page(request, ListForm(initial={"text": form.content}), plan=form.plan)


@audience(Audience.STAFF)
@require_POST
def founding_list_apply(request: HttpRequest) -> HttpResponse:
    """Write the list; nobody is mailed by that."""
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list_page(request, form, status=422)
    plan = importing.carry_out(actor=person_of(request), text=form.content)
    if plan.refused:
        return _list_page(request, ListForm(initial={"text": form.content}), plan=plan, is_done=True)
    messages.success(request, _("The list is written. Nobody was mailed yet."))
    return redirect("founding_board")


def _list_page(request: HttpRequest, form: ListForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "columns": importing.COLUMNS,
        "is_founding": actions.founding_state(),
        **more,
    }
    return render(request, "organisations/manage/founding_list.html", context, status=status)


def chosen_of(request: HttpRequest) -> InvitationQuerySet:
    """Those whose boxes were ticked, or all in a state that can be mailed."""
    state, every = request.POST.get("all", ""), on_list(request).select_related(None)
    if state:
        if state not in TO_SEND:
            raise Http404
        return every.in_state(state, timezone.now())
    ids = []
    for text in request.POST.getlist("invitation"):
        try:
            ids.append(UUID(text))
        except ValueError:
            continue
    return every.filter(public_id__in=ids)


@audience(Audience.STAFF)
@require_POST
def founding_send(request: HttpRequest) -> HttpResponse:
    """One wave: mail everybody chosen."""
    count = actions.send_wave(actor=person_of(request), chosen=chosen_of(request))
    _say(
        request,
        count,
        ngettext("%(count)s invitation is on its way.", "%(count)s invitations are on their way.", count),
    )
    return redirect("founding_board")


@audience(Audience.STAFF)
@require_POST
def founding_remind(request: HttpRequest) -> HttpResponse:
    """Remind those chosen who have not answered."""
    count = actions.remind_wave(chosen=chosen_of(request))
    _say(request, count, ngettext("%(count)s person is reminded.", "%(count)s people are reminded.", count))
    return redirect("founding_board")


def _say(request: HttpRequest, count: int, sentence: str) -> None:
    if count:
        messages.success(request, sentence % {"count": count})
    else:
        messages.info(request, _("Nobody was chosen to whom a mail can go now."))


@audience(Audience.STAFF)
@require_POST
def founding_link(request: HttpRequest, invitation: str) -> HttpResponse:
    """A link to pass on by hand, shown this once."""
    chosen = get_object_or_404(on_list(request), public_id=invitation)
    url = actions.make_link(actor=person_of(request), invitation=chosen)
    text = actions.message_with(url, chosen)
    context = {"invitation": chosen, "url": url, "text": text, "whatsapp": actions.whatsapp_url(text)}
    return render(request, "organisations/manage/founding_link.html", context)


@audience(Audience.STAFF)
@SHOW_OR_CHANGE
def founding_alone(request: HttpRequest) -> HttpResponse:
    """Accept an organisation and make somebody its administrator, alone: only while the network is being founded."""
    form = AloneForm(request.POST if request.method == "POST" else None, viewer=viewer_of(request))
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        actions.found_alone(
            actor=person_of(request), organisation=values["organisation"], person=values["address"]
        )
        messages.success(request, _("The organisation is a member, and somebody speaks for it."))
        return redirect("founding_board")
    context = {"form": form, "is_founding": actions.founding_state()}
    return render(
        request, "organisations/manage/founding_alone.html", context, status=422 if form.errors else 200
    )


@audience(Audience.MEMBER)
@require_safe
def founding_record(request: HttpRequest) -> HttpResponse:
    """Which organisations came in without an application, when, and who of the office accepted them."""
    page = paginate(list(record.deeds()), request.GET.get("page", ""), PAGE_SIZE)
    context = {
        "page": page,
        "rows": record.rows(page.items, viewer_of(request)),
        "is_founding": actions.founding_state(),
    }
    return render(request, "organisations/members/founding.html", context)
