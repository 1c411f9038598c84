"""The keys of applications: `/join/<token>/`. A key is mailed and never stored, only its hash; reading uses none up."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from advocates.core.access import Audience, audience
from advocates.core.i18n import LANGUAGE_CODES
from advocates.core.limits import limited
from advocates.organisations.models import Application, ApplicationKey

LIVES = timedelta(days=60)
View = Callable[..., HttpResponse]


def digest_of(token: str) -> str:
    """What is stored of a key."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def new_key(application: Application) -> str:
    """A new key beside those that were mailed before; belongs to the current transaction."""
    token = secrets.token_urlsafe(32)
    ends = timezone.now() + LIVES
    ApplicationKey.objects.create(application=application, token_hash=digest_of(token), ends_at=ends)
    return token


def url_of(token: str, language: str) -> str:
    """The whole address that a mail holds."""
    return f"{settings.SITE_URL}{reverse('join_overview', args=[token])}?lang={language}"


def found(token: str) -> ApplicationKey | None:
    """The key behind a token, while it lives."""
    keys = ApplicationKey.objects.filter(token_hash=digest_of(token), ends_at__gt=timezone.now())
    return keys.select_related("application").first()


def renew(application: Application) -> None:
    """Somebody works on it: its keys that still live do so for another 60 days."""
    now = timezone.now()
    application.keys.filter(ends_at__gt=now).update(ends_at=now + LIVES)


def opened(*methods: str) -> Callable[[View], View]:
    """Decorator: the view gets the application of the token in the address, and answers in its language.

    The key is in the address, where no other site can know it, so neither cookie nor CSRF token is asked for. What is
    no key, or no longer one, leads to one and the same page.
    """

    def decorate(view: View) -> View:
        @audience(Audience.PUBLIC)
        @limited("join-page")
        @csrf_exempt
        @require_http_methods([*methods, "HEAD"] if "GET" in methods else list(methods))
        @wraps(view)
        def opened_view(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
            key = found(token)
            if key is None:
                return render(request, "organisations/applications/no_key.html", status=404)
            language = asked_language(request) or key.application.language
            translation.activate(language)
            request.LANGUAGE_CODE = language
            answer = view(request, Opened(key.application, token, request), **more)
            answer.headers["Content-Language"] = language
            return answer

        return opened_view

    return decorate


# What a page says after a deed, by the word in its address; a visitor gets no cookie for it.
NOTICES = {
    "later": gettext_lazy("Saved. You can close this page; the link in your mail opens it again."),
    "sent": gettext_lazy("Your application is sent. We have mailed you a link to this page."),
    "paper": gettext_lazy("The paper is stored."),
    "paper-gone": gettext_lazy("The paper is deleted."),
    "answered": gettext_lazy("Your answer is with the reviewers."),
    "appealed": gettext_lazy("Two other people will decide anew."),
}


class Opened:
    """An application that was opened with a key, and the addresses of its pages."""

    def __init__(self, application: Application, token: str, request: HttpRequest) -> None:
        self.application, self.token, self.asked = application, token, asked_language(request)
        self.notice = NOTICES.get(request.GET.get("done", ""), "")

    def url(self, name: str, *arguments: Any, done: str = "") -> str:
        """The address of one of its pages, in the language that was asked for; `done` is what it tells."""
        query = urlencode({key: value for key, value in (("lang", self.asked), ("done", done)) if value})
        return reverse(name, args=[self.token, *arguments]) + (f"?{query}" if query else "")


def asked_language(request: HttpRequest) -> str:
    """The language that the address asks for, if it is one of ours."""
    asked = request.GET.get("lang", "")
    return asked if asked in LANGUAGE_CODES else ""
