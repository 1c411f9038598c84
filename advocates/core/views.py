"""Addresses that belong to the whole site: health, robots, security contact, errors."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from advocates.core import assets, links, outbox
from advocates.core.access import Audience, audience
from advocates.core.i18n import LANGUAGE_CODES, PERSONAL, in_language
from advocates.core.limits import limited
from advocates.core.profile import profile


@audience(Audience.PUBLIC)
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the process answers and its database does; nothing private is touched."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@audience(Audience.PUBLIC)
@limited("link")
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """What a mailed link leads to."""
    return links.answer(request, token)


def unsubscribe(request: HttpRequest, value: list[str]) -> HttpResponse:
    """End mails of one purpose to one address; mail programs send the POST by themselves (RFC 8058)."""
    hashed, purpose = value
    is_done = request.method == "POST"
    if is_done:
        outbox.unsubscribe(hashed, purpose)
    return render(request, "unsubscribe.html", {"is_done": is_done})


@audience(Audience.PUBLIC)
@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Robots may read what is public and are told to stay out of the rest."""
    private = [*(f"/{area}/" for area in PERSONAL), "/api/"]
    searches = [in_language("/search/", code) for code in LANGUAGE_CODES]
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in (*private, *searches)),
        "Allow: /join/$",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@audience(Audience.PUBLIC)
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell about a hole. `Expires` is renewed with every answer and stays under a year."""
    contact = profile().security_contact or f"mailto:security@{settings.SITE.hostname}"
    expires = (timezone.now() + timedelta(days=180)).replace(microsecond=0)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        f"Preferred-Languages: {', '.join(code for code, _ in settings.INTERFACE_LANGUAGES)}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@audience(Audience.PUBLIC)
@require_safe
def change_password(request: HttpRequest) -> HttpResponse:
    """Where password managers find the form."""
    return HttpResponseRedirect(resolve_url("account_change_password"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's ticket is missing or old: say so, and how to go on with the text kept by the browser."""
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same page for what never existed and for what this viewer may not see."""
    answer = render(request, "404.html", status=404)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What cannot be read; of a form that is longer than any may be it is said that it is too long."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without context processors, so that a broken database cannot break it too."""
    return HttpResponse(
        render_to_string("500.html", {"inline_css": assets.inline_css()}),
        status=500,
        headers={"Cache-Control": "no-store"},
    )
