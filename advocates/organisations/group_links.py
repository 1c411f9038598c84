"""Links in mails to groups: what they hold, for how long they work, and how to get a new one when they have ended.

A link holds an id and when it was made. One that has ended says so, and sends a new one to the address that we have
of the group: never to whoever asks.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from advocates.core import limits, links, outbox, stream
from advocates.core.models import Mail
from advocates.core.refused import TooOften
from advocates.core.viewer import VISITOR
from advocates.organisations.models import Organisation

LIVES = timedelta(days=90)
RENEW = "renew"
PURPOSE = "organisations.fresh_link"
LIMIT = "fresh-link"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link names, and whether it works no more."""

    pk: int
    has_ended: bool


def value_of(pk: int) -> list[int]:
    """What a link holds that is made now."""
    return [pk, int(timezone.now().timestamp())]


def read(value: Any) -> Opened:
    """The value of a link; Http404 for one of another form."""
    match value:
        case [int(pk), int(made)]:
            return Opened(pk, datetime.fromtimestamp(made, UTC) + LIVES < timezone.now())
    raise Http404


def public_entry(pk: int) -> Organisation:
    """The entry that a link speaks of; Http404 where it is not public (any more)."""
    shown = Organisation.objects.visible_to(VISITOR).filter(pk=pk).first()
    if shown is None:
        raise Http404
    return shown


def ended(
    request: HttpRequest, organisation: Organisation, *, status: int = 409, **more: Any
) -> HttpResponse:
    """The page that says so, with one button for a new link."""
    context = {
        "organisation": organisation,
        "can_be_reached": bool(organisation.private_email),
        "renew_url": links.url_of(RENEW, organisation.pk),
        **more,
    }
    return render(request, "organisations/link_ended.html", context, status=status)


def renew(request: HttpRequest, value: int) -> HttpResponse:
    """Send a new link, once a day at most; opening the page sends nothing."""
    organisation = public_entry(value)
    if request.method != "POST" or not organisation.private_email:
        return ended(request, organisation, status=200)
    try:
        limits.count(LIMIT, str(organisation.pk))
    except TooOften:
        return ended(request, organisation, status=429, is_sent_today=True)
    send_fresh_link(organisation=organisation)
    return ended(request, organisation, status=200, is_sent=True)


def send_fresh_link(*, organisation: Organisation) -> None:
    """Mail a new link to the group's private contact; recorded in the stream."""
    with transaction.atomic():
        language = language_of(organisation)
        recipient = outbox.Recipient(organisation.private_email, language, {"organisation": organisation.pk})
        outbox.send_later_many(PURPOSE, [recipient])
        stream.record("organisations.organisation.link_sent", organisation)


def language_of(organisation: Organisation) -> str:
    """The first of the group's languages that the site speaks, else English."""
    return spoken(organisation.languages)


def spoken(languages: list[str]) -> str:
    """The first of the languages that the site speaks, else English."""
    ours = {code for code, _name in settings.INTERFACE_LANGUAGES}
    return next((code for code in languages if code in ours), settings.LANGUAGE_CODE)


def may_send(mail: Mail) -> bool:
    """Whether the entry is public still, and the address still the group's."""
    shown = Organisation.objects.visible_to(VISITOR).filter(pk=mail.about.get("organisation"))
    return shown.filter(private_email=mail.recipient).exists()
