"""The two addresses that a mail provider calls. Without MAIL_HOOK_PROVIDER they do not exist."""

import base64
import binascii
import hmac
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from advocates.core import alive, bounces, hooks, limits, lmtp, mailin
from advocates.core.access import Audience, audience

logger = logging.getLogger(__name__)

View = Callable[[HttpRequest, Any], HttpResponse]


def hook(kind: str) -> Callable[[View], Callable[[HttpRequest], HttpResponse]]:
    """A view for calls of one kind by the provider: it is given the request and the library's view of it.

    Answers 404 where no provider is set, 401 without a secret, 403 with a wrong one or a wrong signature, 429 after ten
    of these in a minute, 413 and 400 for what cannot be read.
    """

    def decorate(view: View) -> Callable[[HttpRequest], HttpResponse]:
        @require_POST
        def asked(request: HttpRequest) -> HttpResponse:
            return _asked(request, kind, view)

        @audience(Audience.PUBLIC)
        # The provider has no page of ours to take a ticket from, and no cookie either: its secret is asked.
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest) -> HttpResponse:
            if settings.MAIL_HOOK is None:
                raise Http404
            return asked(request)

        return answer

    return decorate


def _asked(request: HttpRequest, kind: str, view: View) -> HttpResponse:
    if refused := _stranger(request):
        return refused
    try:
        if len(request.body) > lmtp.LARGEST:
            raise RequestDataTooBig
        return view(request, hooks.check(request, kind))
    except RequestDataTooBig:
        return _said(413, "Too large")
    except SuspiciousOperation:
        # The library's word for a signature that is not the provider's.
        limits.count("mail-hook-failures", limits.client_address(request))
        return _said(403, "Not signed as agreed")
    except hooks.NotReadable:
        return _said(400, "Not what was expected; is the whole message sent along?")


def _stranger(request: HttpRequest) -> HttpResponse | None:
    """The answer to whoever does not know the secret."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    try:
        known = base64.b64decode(given, validate=True) if scheme.lower() == "basic" else b""
    except (binascii.Error, ValueError):
        known = b""
    if hmac.compare_digest(known, hooks.setting("secret").encode()):
        return None
    limits.count("mail-hook-failures", limits.client_address(request))
    logger.info("event=mail_hook_refused has_secret=%s", bool(given))
    if given:
        return _said(403, "Not with this secret")
    answer = _said(401, "Who calls?")
    answer.headers["WWW-Authenticate"] = 'Basic realm="mail", charset="UTF-8"'
    return answer


@hook("Inbound")
def mail_hook_in(request: HttpRequest, _library: Any) -> HttpResponse:
    """Mail that came in at the provider's, dealt with as that which comes by LMTP."""
    letters = hooks.letters_in(request)
    alive.note(mailin.PART)
    if len(letters) > lmtp.MOST_RECIPIENTS:
        return _said(413, "Too many messages")
    taken = [_hand_in(letter) for letter in letters]
    if all(taken):
        return _said(200, "Taken")
    answer = _said(503, "Not now, please try again")
    answer.headers["Retry-After"] = "60"
    return answer


def _hand_in(letter: hooks.Letter) -> bool:
    """Whether this need not come again: it was taken, or nobody has its address."""
    if mailin.find(letter.recipient) is None:
        logger.info("event=mail_hook_to_nobody")
        return True
    return mailin.hand_in(letter.recipient, letter.sender, letter.raw)


@hook("Tracking")
def mail_hook_events(request: HttpRequest, library: Any) -> HttpResponse:
    """What became of mails that left: those that came back, and complaints. All else is not looked at."""
    try:
        events = library.parse_events(request)
    except Exception as error:  # the library trusts what it reads, and raises whatever comes of that
        logger.info("event=mail_hook_not_read reason=%s", type(error).__name__)
        raise hooks.NotReadable from error
    for event in events:
        bounces.take_event(event)
    return _said(200, "Taken")


def _said(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(
        sentence + "\n",
        status=status,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )
