"""`/members/mail-in/`: mails whose sender could not be proved, for whoever moderates the place they are meant for."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.mailable import storable
from advocates.core.viewer import viewer_of
from advocates.notifications.inbound import actions, showing
from advocates.notifications.models import InboundMail

MOST_SHOWN = 200


class RefusalForm(forms.Form):
    """Why a mail is not posted; its author reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Whoever sent the mail reads it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def clean_reason(self) -> str:
        return storable(str(self.cleaned_data["reason"]))


@audience(Audience.MEMBER)
@require_safe
def mail_in_board(request: HttpRequest) -> HttpResponse:
    """What is held, oldest first."""
    viewer = viewer_of(request)
    if not showing.is_judge(viewer):
        raise Http404
    held = InboundMail.objects.visible_to(viewer).filter(state=InboundMail.State.HELD)
    # What they say is read on their own pages.
    found = held.select_related("person").defer("sealed_raw", "sealed_text").order_by("came_at", "pk")
    rows = showing.judged_by(viewer, list(found[:MOST_SHOWN]))
    return render(request, "notifications/inbound/board.html", {"mails": rows})


@audience(Audience.MEMBER)
@require_safe
def mail_in_held(request: HttpRequest, mail: str) -> HttpResponse:
    """A mail that is held, with what can be decided about it."""
    return _page(request, _held(request, mail), RefusalForm())


@audience(Audience.MEMBER)
@require_POST
def mail_in_release(request: HttpRequest, mail: str) -> HttpResponse:
    """Have it posted, under the rights of its author at this moment."""
    held = _held(request, mail)
    current = actions.release(mail=held, decision=actions.Decision(person_of(request)))
    if current is not None and current.state == InboundMail.State.POSTED:
        messages.success(request, _("The mail is posted."))
    else:
        messages.warning(request, _("The mail could not be posted; its author has been told why."))
    return HttpResponseRedirect(reverse("mail_in_board"))


@audience(Audience.MEMBER)
@require_POST
def mail_in_refuse(request: HttpRequest, mail: str) -> HttpResponse:
    """Do not post it, for a reason that its author reads."""
    held, form = _held(request, mail), RefusalForm(request.POST)
    if not form.is_valid():
        return _page(request, held, form, status=422)
    decision = actions.Decision(person_of(request), form.cleaned_data["reason"])
    actions.refuse(mail=held, decision=decision)
    messages.success(request, _("The mail is refused; its author reads the reason."))
    return HttpResponseRedirect(reverse("mail_in_board"))


def _held(request: HttpRequest, public_id: str) -> InboundMail:
    viewer = viewer_of(request)
    held = InboundMail.objects.visible_to(viewer).filter(state=InboundMail.State.HELD)
    mail: InboundMail = get_object_or_404(held.select_related("person"), public_id=public_id)
    if not showing.judged_by(viewer, [mail]):
        raise Http404
    return mail


def _page(request: HttpRequest, mail: InboundMail, form: RefusalForm, status: int = 200) -> HttpResponse:
    context = {"shown": showing.shown(mail), "form": form}
    return render(request, "notifications/inbound/held.html", context, status=status)
