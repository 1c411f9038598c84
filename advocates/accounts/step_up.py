"""Step-up: before something dangerous, the same person shows again that it is them, not longer than five minutes ago.

allauth asks for the password, a code or a passkey. What was typed meanwhile is kept, encrypted, in the session, and
sent on by a button afterwards, so that it passes every fence again like any other request. Files are chosen again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode

from advocates.core import secrets

PURPOSE, WAITING = "step-up", "step_up"
# What does not fit into a session is longer than any form of ours that needs this.
MOST_CHARACTERS = 200_000
CSRF_FIELD = "csrfmiddlewaretoken"
View = TypeVar("View", bound=Callable[..., HttpResponse])


def step_up(view: View) -> View:
    """Decorator: GET and POST alike ask for a confirmation that is younger than five minutes."""

    @wraps(view)
    def confirmed_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not did_recently_reauthenticate(request):
            return ask(request)
        if request.method == "POST":
            request.session.pop(WAITING, None)
        return view(request, *args, **kwargs)

    return cast(View, confirmed_view)


def ask(request: HttpRequest) -> HttpResponse:
    """Lead to the confirmation, and from there back, with everything that was typed."""
    back = request.get_full_path()
    if request.method == "POST":
        _keep(request)
        back = resolve_url("account_step_up")
    return redirect(f"{resolve_url('account_reauthenticate')}?{urlencode({'next': back})}")


def _keep(request: HttpRequest) -> None:
    fields = request.POST.copy()
    fields.pop(CSRF_FIELD, None)
    text = fields.urlencode()
    if len(text) <= MOST_CHARACTERS:
        files = QueryDict(mutable=True)
        for name, chosen in request.FILES.lists():
            files.setlist(name, [file.name or "" for file in chosen])
        request.session[WAITING] = {
            "path": request.get_full_path(),
            "fields": secrets.encrypt(text, purpose=PURPOSE),
            "files": secrets.encrypt(files.urlencode(), purpose=PURPOSE),
        }


@dataclass(frozen=True, slots=True)
class Waiting:
    """A form that waits to be sent on: its address, its fields, and the files, of which only the names are kept."""

    path: str
    fields: list[tuple[str, str]]
    files: list[tuple[str, str]]


def waiting(request: HttpRequest) -> Waiting | None:
    """What was typed before the confirmation; a file does not fit into a session and has to be chosen again."""
    kept = request.session.get(WAITING)
    if not kept:
        return None
    try:
        return Waiting(kept["path"], _pairs(kept["fields"]), _pairs(kept["files"]))
    except secrets.Unreadable:
        return None


def _pairs(text: str) -> list[tuple[str, str]]:
    fields = QueryDict(secrets.decrypt(text, purpose=PURPOSE))
    return [(name, value) for name, values in fields.lists() for value in values]
