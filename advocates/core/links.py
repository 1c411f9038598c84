"""Mailed links: `/link/<token>/` leads to what a signed token names, without an account.

An app registers a kind with the view that answers; the token holds the kind and a value (ids and hashes, nothing
readable). Reading a link changes nothing: whatever it does takes a POST. The token is the key, so no cookie and no
CSRF token is asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language

SALT = "link"
View = Callable[[HttpRequest, Any], HttpResponse]


@dataclass(frozen=True, slots=True)
class Kind:
    """What answers to links of a kind, and for how long they live."""

    view: View
    lives: timedelta | None


_kinds: dict[str, Kind] = {}


def register(kind: str, view: View, *, lives: timedelta | None = None) -> None:
    """Called by apps when they are ready; without `lives` the links of the kind do not end."""
    _kinds[kind] = Kind(view, lives)


def token_of(kind: str, value: Any) -> str:
    """A new token; it may stand in an address as it is."""
    return signing.dumps([kind, value], salt=SALT, compress=True)


def url_of(kind: str, value: Any) -> str:
    """The whole address of a new link, which opens in the language that is active now."""
    address = reverse("link", args=[token_of(kind, value)])
    return f"{settings.SITE_URL}{address}?lang={get_language() or settings.LANGUAGE_CODE}"


def answer(request: HttpRequest, token: str) -> HttpResponse:
    """What the link leads to; Http404 for one that we did not make or that has ended."""
    try:
        kind_name, value = signing.loads(token, salt=SALT)
        kind = _kinds[kind_name]
        if kind.lives is not None:
            signing.loads(token, salt=SALT, max_age=kind.lives)
    except (signing.BadSignature, KeyError, ValueError, TypeError) as error:
        raise Http404 from error
    return kind.view(request, value)
