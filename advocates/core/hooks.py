"""What a mail provider sends to an address of ours: mail that came in, and what became of mail that left.

Only for the one provider that MAIL_HOOK_PROVIDER names. Who calls is checked with the secret and, where the provider
signs, with its signature; django-anymail knows these, and what the providers call what happened. The message itself is
taken as it was sent, byte for byte, and nothing in it is parsed here: that is done where mail by LMTP is read, too.
"""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.utils.module_loading import import_string

# The first line of its name decides whether a server's verdict is believed (RFC 8601): this one hides all below it.
NO_VERDICT = b"Authentication-Results: not-asked.invalid; none\r\n"


class NotReadable(Exception):
    """It is not what this provider sends."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message and who is on its envelope."""

    recipient: str
    sender: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Provider:
    """The name that django-anymail gives its classes, and where the message stands in what comes."""

    name: str
    letters: Callable[[HttpRequest], Iterator[Letter]]


def setting(name: str) -> Any:
    """One of what `env.mail_hook` read; nothing where no provider is set."""
    return (settings.MAIL_HOOK or {}).get(name)


def check(request: HttpRequest, kind: str) -> Any:
    """The library's view of this `kind` of call.

    Raises `SuspiciousOperation` where it is not the provider who calls, and `NotReadable`.
    """
    provider = PROVIDERS[setting("provider")]
    # By name: nobody else needs the library, which takes some time to load.
    found = import_string(f"anymail.webhooks.{provider.name.lower()}.{provider.name}{kind}WebhookView")()
    try:
        found.run_validators(request)
    except SuspiciousOperation:
        raise
    except Exception as error:  # the library trusts what it reads, and raises whatever comes of that
        raise NotReadable from error
    return found


def letters_in(request: HttpRequest) -> list[Letter]:
    """The messages of a call, with no verdict on them that a stranger could have written."""
    front = b"" if setting("has_verdicts") else NO_VERDICT
    try:
        found = list(PROVIDERS[setting("provider")].letters(request))
        return [Letter(str(each.recipient), str(each.sender), front + each.raw) for each in found]
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise NotReadable from error


def _mailgun(request: HttpRequest) -> Iterator[Letter]:
    posted = request.POST
    yield Letter(posted["recipient"], posted.get("sender", ""), _bytes(posted["body-mime"]))


def _postmark(request: HttpRequest) -> Iterator[Letter]:
    said = json.loads(request.body)
    first = said["Headers"][0] if said.get("Headers") else {"Name": "", "Value": ""}
    # Postmark puts the envelope's sender before the message's own lines, where nobody else can.
    sender = (
        first["Value"].strip("<> ") if first["Name"].lower() == "return-path" else said["FromFull"]["Email"]
    )
    yield Letter(said["OriginalRecipient"], sender, _bytes(said["RawEmail"]))


def _sparkpost(request: HttpRequest) -> Iterator[Letter]:
    for event in json.loads(request.body):
        if relayed := event["msys"].get("relay_message"):
            content = relayed["content"]
            raw = content["email_rfc822"]
            is_base64 = content.get("email_rfc822_is_base64")
            yield Letter(
                relayed["rcpt_to"], relayed.get("msg_from", ""), _decoded(raw) if is_base64 else _bytes(raw)
            )


def _postal(request: HttpRequest) -> Iterator[Letter]:
    said = json.loads(request.body)
    raw = said["message"]
    yield Letter(
        said["rcpt_to"], said.get("mail_from") or "", _decoded(raw) if said.get("base64") else _bytes(raw)
    )


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def _decoded(text: str) -> bytes:
    return base64.b64decode(text, validate=False)


PROVIDERS = {
    "mailgun": Provider("Mailgun", _mailgun),
    "postmark": Provider("Postmark", _postmark),
    "sparkpost": Provider("SparkPost", _sparkpost),
    "postal": Provider("Postal", _postal),
}
