"""Whether mail goes to an address, and letting it go again. Addresses travel in forms, never in that of a page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from advocates.accounts import mail_again
from advocates.accounts.office_forms import AddressForm, ReasonForm
from advocates.accounts.step_up import step_up
from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.models import Suppression, SuppressionLift

WHY = {
    Suppression.Reason.UNSUBSCRIBED: pgettext_lazy("why no mail goes", "The reader has ended these mails."),
    Suppression.Reason.BOUNCED: pgettext_lazy("why no mail goes", "Mail to this address came back."),
    Suppression.Reason.MEMORIAL: pgettext_lazy("why no mail goes", "Whoever read mail there has died."),
    Suppression.Reason.COMPLAINED: pgettext_lazy(
        "why no mail goes", "The reader has told the mail provider that our mails are unwanted."
    ),
}
LAST = 20


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
@step_up
def mail_blocks(request: HttpRequest) -> HttpResponse:
    """First ask about an address, then, with a reason, have mail go there again."""
    if request.method != "POST":
        return _page(request, AddressForm())
    asked = AddressForm(request.POST)
    if not asked.is_valid():
        return _page(request, asked, status=422)
    address = asked.cleaned_data["email"]
    if "reason" not in request.POST:
        return _page(request, asked, address=address, why=ReasonForm())
    why = ReasonForm(request.POST)
    if not why.is_valid():
        return _page(request, asked, address=address, why=why, status=422)
    mail_again.allow_mail(actor=person_of(request), address=address, reason=why.cleaned_data["reason"])
    messages.success(request, _("Mail goes to this address again."))
    return redirect("mail_blocks")


def _page(
    request: HttpRequest, form: AddressForm, *, address: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    blocks = list(mail_again.blocks_of(address)) if address else []
    reasons = {block.reason for block in blocks}
    context = {
        "form": form,
        "address": address,
        "blocks": [WHY[Suppression.Reason(reason)] for reason in sorted(reasons)],
        "may_lift": bool(blocks) and Suppression.Reason.MEMORIAL not in reasons,
        "is_own_wish": bool(reasons & {Suppression.Reason.UNSUBSCRIBED, Suppression.Reason.COMPLAINED}),
        "lifts": SuppressionLift.objects.select_related("lifted_by").order_by("-lifted_at", "-id")[:LAST],
        **more,
    }
    return render(request, "accounts/manage/mail_blocks.html", context, status=status)


urlpatterns = [path("mail/", mail_blocks, name="mail_blocks")]
