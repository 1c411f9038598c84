"""One's notices, and one's wishes for mail."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.accounts.models import Person
from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.asking import written_once
from advocates.core.forms import empty_form
from advocates.core.viewer import Viewer, viewer_of
from advocates.notifications import actions, sources
from advocates.notifications.forms import WishesForm
from advocates.notifications.mailbox import comes_back
from advocates.notifications.models import MailWishes, Notice
from advocates.notifications.models.notices import MOST_UNREAD

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])


@audience(Audience.MEMBER)
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What is new first, then what was read lately. What may no longer be seen stands nowhere."""
    viewer = viewer_of(request)
    rows = _latest(viewer)
    lines = sources.merged(sources.pieces_of(viewer, rows))
    context = {
        "new": [line for line in lines if line.is_unread],
        "read": [line for line in lines if not line.is_unread],
        "newest": rows[0].pk if rows else 0,
    }
    return render(request, "notifications/notices.html", context)


@written_once
def _latest(viewer: Viewer) -> QuerySet[Notice]:
    return Notice.objects.visible_to(viewer).standing().order_by("-pk")[:MOST_UNREAD]


@audience(Audience.MEMBER)
@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Everything that stood on the page is read; what came since is not."""
    text = request.POST.get("newest", "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    actions.read_all(person=person_of(request), until=int(text) if text else None)
    messages.success(request, _("Everything is marked as read."))
    return redirect("notices")


@audience(Audience.ACCOUNT)
@SHOW_OR_CHANGE
def mail_wishes(request: HttpRequest) -> HttpResponse:
    """When and how one wants mail."""
    person = person_of(request)
    wishes = next(iter(_wishes(person)), None) or MailWishes(person=person)
    form = WishesForm.of(wishes)
    if request.method == "POST":
        form = WishesForm.of(wishes, request.POST)
        if form.is_valid():
            actions.change_wishes(person=person, values=form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("mail_wishes")
    context = {
        "form": form,
        "fields": form if form.is_bound else empty_form(WishesForm, **form.initial),
        "person": person,
        "comes_back": comes_back(person.email),
    }
    return render(request, "notifications/mail_wishes.html", context, status=422 if form.errors else 200)


@written_once
def _wishes(person: Person) -> QuerySet[MailWishes]:
    return MailWishes.objects.filter(person=person)


@audience(Audience.ACCOUNT)
@require_POST
def mail_again(request: HttpRequest) -> HttpResponse:
    """Mail that came back is sent again: the mailbox takes it, its owner says."""
    actions.send_again(person=person_of(request))
    messages.success(request, _("We send mail to you again."))
    return redirect("mail_wishes")
