"""“This phone is shared”: switched on and off for the session that asks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advocates.accounts import sessions
from advocates.accounts.step_up import step_up
from advocates.core.access import Audience, audience

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])


@audience(Audience.ACCOUNT)
@SHOW_OR_CHANGE
def device_shared(request: HttpRequest) -> HttpResponse:
    """From now on nothing stays on this device. A page says what that means; POST does it."""
    if request.method == "POST":
        sessions.set_shared(request, is_shared_device=True)
        messages.success(request, _("Nothing stays on this device from now on."))
        return redirect("account_overview")
    return render(request, "accounts/device_shared.html")


@audience(Audience.ACCOUNT)
@SHOW_OR_CHANGE
@step_up
def device_own(request: HttpRequest) -> HttpResponse:
    """The device is the person's own after all; not for whoever finds it open."""
    if request.method == "POST":
        sessions.set_shared(request, is_shared_device=False)
        messages.success(request, _("This device counts as your own again."))
        return redirect("account_overview")
    return render(request, "accounts/device_own.html")
