"""The page behind the link that ends mail: reading it changes nothing, one press does, without signing in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from advocates.core import links
from advocates.notifications import actions
from advocates.notifications.purposes import STOP


def stop(request: HttpRequest, value: list[Any]) -> HttpResponse:
    """No more mail about one thing, or none at all; mail programs send the POST by themselves (RFC 8058)."""
    person_id, about, about_id = value
    is_done = request.method == "POST"
    if is_done:
        actions.stop_mail(person_id=person_id, about=about, about_id=about_id)
    context = {
        "is_done": is_done,
        "is_about_one": bool(about),
        "all_url": links.url_of(STOP, [person_id, "", 0]) if about else "",
    }
    return render(request, "notifications/stop.html", context)
