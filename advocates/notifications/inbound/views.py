"""One's own mail to the site: what became of it, what was trimmed, and what waits for a word of one's own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.viewer import viewer_of
from advocates.notifications.inbound import actions, showing
from advocates.notifications.models import InboundMail

MOST_SHOWN = 100


@audience(Audience.ACCOUNT)
@require_safe
def own_mail(request: HttpRequest) -> HttpResponse:
    """The mails of the last seven days, the newest first."""
    found = InboundMail.objects.visible_to(viewer_of(request)).filter(person=person_of(request))
    told = found.exclude(state=InboundMail.State.DROPPED).order_by("-came_at", "-pk")[:MOST_SHOWN]
    return render(
        request, "notifications/inbound/own.html", {"mails": [showing.shown(each) for each in told]}
    )


@audience(Audience.ACCOUNT)
@require_POST
def own_mail_post(request: HttpRequest, mail: str) -> HttpResponse:
    """“This was me”: somebody who is signed in says so of a mail whose sender could not be proved."""
    current = actions.release(mail=_own(request, mail), decision=actions.Decision(person_of(request)))
    if current is not None and current.state == InboundMail.State.POSTED:
        messages.success(request, _("Your mail is posted."))
        return HttpResponseRedirect(current.posted_url)
    return redirect("own_mail")


@audience(Audience.ACCOUNT)
@require_POST
def own_mail_discard(request: HttpRequest, mail: str) -> HttpResponse:
    """“This was not me”, or not meant so."""
    actions.refuse(mail=_own(request, mail), decision=actions.Decision(person_of(request)))
    messages.success(request, _("Your mail is not posted. It is erased seven days after it came."))
    return redirect("own_mail")


def _own(request: HttpRequest, public_id: str) -> InboundMail:
    found = InboundMail.objects.visible_to(viewer_of(request)).filter(person=person_of(request))
    mail: InboundMail = get_object_or_404(found, public_id=public_id)
    return mail
