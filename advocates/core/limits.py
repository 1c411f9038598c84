"""How often somebody may do something: fixed windows per kind and key, kept in the cache.

With several processes the cache must be shared (CACHE_URL); when it fails, the count falls back to a table, so that
a limit is never open and never an error.
"""

import hashlib
import ipaddress
import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.core.cache import cache
from django.db.models import F
from django.http import HttpRequest, HttpResponse

from advocates.core.models import LimitCount
from advocates.core.refused import TooOften

logger = logging.getLogger(__name__)
View = TypeVar("View", bound=Callable[..., HttpResponse])

# kind: (how many, in how many seconds)
LIMITS: dict[str, tuple[int, int]] = {
    "search": (30, 60),
    "members-search": (60, 60),
    "api": (60, 60),
    "link": (60, 60),
    "export": (10, 60),
    "set-up": (10, 300),
    "sign-in": (30, 60),
    "sign-in-failures": (10, 60),
    "sign-in-failures-of": (5, 300),
    "second-factor": (5, 300),
    "reset": (20, 60),
    "reset-of": (3, 3600),
    "account-change": (20, 60),
    "factor-loss": (3, 86400),
    "enquiry": (5, 3600),
    # To one group, and from one mailbox, in a day; what is more waits for a person.
    "enquiry-to": (30, 86400),
    "enquiry-from": (5, 86400),
    "correction": (5, 3600),
    "comment": (5, 600),
    # To one mailbox in a day; in an hour for everybody together, and of that without the browser's work.
    "comment-of": (5, 86400),
    "comment-mails": (200, 3600),
    "comment-unproved": (30, 3600),
    "comment-report": (5, 3600),
    "follow": (5, 3600),
    "article-feedback": (10, 3600),
    # Documents that one member hands in: words of a file are read in a process of its own.
    "translation": (30, 3600),
    # Of one editor, to their own mailbox.
    "newsletter-proof": (20, 3600),
    # Of one source, so that nobody makes us a burden to whoever runs it; and of one editor.
    "source-read": (6, 3600),
    "source-read-by": (30, 3600),
    "fresh-link": (1, 86400),
    # Of one organisation in a day; of one passed-on link in an hour; to one address in a day.
    "invitation": (20, 86400),
    "invitation-address": (5, 3600),
    "invitation-address-of": (3, 86400),
    # Mails of one person to their reply addresses.
    "mail-in": (30, 3600),
    # Calls of the mail provider's address without its secret.
    "mail-hook-failures": (10, 60),
    "join": (5, 3600),
    "join-of": (3, 3600),
    # Without the browser's work; counted for everybody together.
    "join-unproved": (30, 3600),
    "join-page": (120, 60),
    "join-paper": (20, 3600),
    # Of one person: a window saves every few seconds while somebody writes.
    "draft-save": (120, 60),
    # Of one person: the picker asks while a name is being typed.
    "mention-pick": (120, 60),
    "upload": (20, 3600),
    # A large file comes in about twenty parts.
    "upload-part": (500, 3600),
    # Archives of pages of one person, out of the wiki and into it.
    "pages-out": (20, 86400),
    "pages-in": (30, 3600),
}


def client_address(request: HttpRequest) -> str:
    """The visitor's address: the peer's, or what the trusted proxies say; IPv6 counts as its /64."""
    address: str = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXY_COUNT:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        if len(hops) >= settings.TRUSTED_PROXY_COUNT:
            address = hops[-settings.TRUSTED_PROXY_COUNT]
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    # A socket for both versions shows all of the fourth in one and the same network of the sixth.
    return str(parsed.ipv4_mapped or ipaddress.ip_network(f"{parsed}/64", strict=False))


def cut(address: str) -> str:
    """What is left of an address, as `client_address` gives it, when nobody shall be known by it any more."""
    network = address.partition("/")[0]
    try:
        parsed = ipaddress.ip_address(network)
    except ValueError:
        return ""
    return str(ipaddress.ip_network(f"{parsed}/{24 if parsed.version == 4 else 48}", strict=False))


def count(kind: str, key: str) -> None:
    """Count one use; raises `TooOften` with the seconds until the window ends when it is one too many."""
    most, seconds = getattr(settings, "LIMITS", LIMITS)[kind]
    now = int(time.time())
    if _uses(_digest(kind, key, now // seconds), seconds) > most:
        raise TooOften(seconds - now % seconds)


def forgive(kind: str, key: str) -> None:
    """Take back one use that turned out to be a rightful one, so that only failures stay counted."""
    _most, seconds = getattr(settings, "LIMITS", LIMITS)[kind]
    digest = _digest(kind, key, int(time.time()) // seconds)
    try:
        if cache.get(f"limit:{digest}"):
            cache.decr(f"limit:{digest}")
    except Exception:  # as in _uses
        logger.exception("event=limit_cache_failed")
        LimitCount.objects.filter(digest=digest, uses__gt=0).update(uses=F("uses") - 1)


def _digest(kind: str, key: str, window: int) -> str:
    return hashlib.blake2b(f"{kind}:{key}:{window}".encode(), digest_size=16).hexdigest()


def _uses(digest: str, seconds: int) -> int:
    try:
        cache.add(f"limit:{digest}", 0, timeout=seconds)
        return int(cache.incr(f"limit:{digest}"))
    except Exception:  # any failure of a remote cache must fall back, whatever its library raises
        logger.exception("event=limit_cache_failed")
        row, _ = LimitCount.objects.get_or_create(digest=digest)
        LimitCount.objects.filter(pk=row.pk).update(uses=F("uses") + 1)
        row.refresh_from_db()
        return row.uses


def limited(
    kind: str, *, when: Callable[[HttpRequest], bool] = lambda _request: True
) -> Callable[[View], View]:
    """Decorator: count each request of a visitor's address against a kind, `when` it matters."""

    def decorate(view: View) -> View:
        @wraps(view)
        def limited_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if when(request):
                count(kind, client_address(request))
            return view(request, *args, **kwargs)

        return cast(View, limited_view)

    return decorate
