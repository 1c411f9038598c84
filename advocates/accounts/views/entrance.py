"""allauth's views with our manners: 422 for bad input, limits that answer 429, nothing left behind by signing out."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.account.internal.stagekit import clear_login, get_pending_stage
from allauth.mfa.base import views as factors
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from advocates.accounts import actions
from advocates.core.limits import limited

View = Callable[..., HttpResponse]


def is_post(request: HttpRequest) -> bool:
    return request.method == "POST"


def with_422(view: View) -> View:
    """A form that comes back was refused, and the status says so."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if is_post(request) and response.status_code == 200:
            response.status_code = 422
        return response

    return answer


def form_view(view: View, limit: str = "account-change") -> View:
    """allauth's view of a form, counted and answering as ours do."""
    return limited(limit, when=is_post)(with_422(view))


def sign_out(request: HttpRequest) -> HttpResponse:
    """What the browser kept of private pages goes with the session."""
    response: HttpResponse = account.logout(request)
    if is_post(request):
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def second_step(request: HttpRequest) -> HttpResponse:
    """The second step of signing in; where its factor was removed meanwhile, signing in begins anew."""
    stage = get_pending_stage(request)
    if stage is not None and not _has_factor(stage.login.user):
        clear_login(request)
        return redirect("account_login")
    response: HttpResponse = factors.authenticate(request)
    return response


def _has_factor(person: Any) -> bool:
    found = Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return bool(found.exists())


def passkey_add(request: HttpRequest) -> HttpResponse:
    """Add a passkey, but not to a device that several people use (409)."""
    actions.check_may_keep_passkey(request)
    response: HttpResponse = webauthn.add_webauthn(request)
    return response


def app_remove(request: HttpRequest) -> HttpResponse:
    """Remove the authenticator app, unless it is the last factor of somebody who needs one (409)."""
    factor = Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.TOTP).first()
    if factor and is_post(request):
        actions.check_may_remove(factor)
    response: HttpResponse = totp.deactivate_totp(request)
    return response


def passkey_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a passkey, unless it is the last factor of somebody who needs one (409)."""
    keys = Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.WEBAUTHN)
    factor = keys.filter(pk=pk).first()
    if factor and is_post(request):
        actions.check_may_remove(factor)
    response: HttpResponse = webauthn.remove_webauthn(request, pk=pk)
    return response
