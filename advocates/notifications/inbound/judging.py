"""What becomes of a mail, before anything is done: read, from whom, proved or not."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from advocates.notifications.inbound import heads, proof, reading, reasons, trimming
from advocates.notifications.models import InboundMail, ReplyAddress

MOST_CHARACTERS = 50_000
# A name service that is away is waited for so long; then a person decides.
PATIENCE = timedelta(minutes=10)


class AskAgain(Exception):
    """The name service did not answer; the job comes again."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A mail that was read. With a `reason` it is not posted; one that is `held` its author can still let through."""

    title: str = ""
    trimmed: trimming.Trimmed = trimming.Trimmed("", "")
    files: tuple[reading.Enclosed, ...] = ()
    reason: str = ""
    is_held: bool = False

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.title}\n{self.trimmed.kept}".encode()).hexdigest()


def judge(mail: InboundMail, raw: bytes) -> Judged:
    """Read a mail and say what speaks against it; asks the name service, so not within a transaction."""
    try:
        head = heads.read(raw)
        places = proof.signatures(head)
        read = reading.read(raw, places, _keys(mail, places))
    except (heads.NoHead, reading.NotReadable):
        return Judged(reason=reasons.UNREADABLE)
    trimmed = _trimmed(read)
    judged = Judged(head.subject, trimmed, read.files)
    reason = _reason(mail, head, read, trimmed)
    is_proved = proof.server_says(head)
    if not reason and not (read.is_signed if is_proved is None else is_proved):
        return _with(judged, reasons.UNPROVED, is_held=True)
    return _with(judged, reason)


def read_alone(raw: bytes) -> Judged:
    """What a mail says, whoever sent it: for whoever lets it through with their own eyes."""
    try:
        head, read = heads.read(raw), reading.read(raw)
    except (heads.NoHead, reading.NotReadable):
        return Judged()
    return Judged(head.subject, _trimmed(read), read.files)


def files_in(raw: bytes) -> tuple[reading.Enclosed, ...]:
    """The files of a mail that was read before."""
    return read_alone(raw).files


def _trimmed(read: reading.Content) -> trimming.Trimmed:
    return trimming.trim(read.text, (settings.EMAIL_FROM, settings.REPLY_ADDRESS, _base()))


def _with(judged: Judged, reason: str, *, is_held: bool = False) -> Judged:
    return Judged(judged.title, judged.trimmed, judged.files, reason, is_held)


def _reason(mail: InboundMail, head: heads.Head, read: reading.Content, trimmed: trimming.Trimmed) -> str:
    if not is_confirmed(mail.person, head.sender):
        return reasons.SENDER
    if not _lives(mail.address):
        return reasons.ENDED
    if not trimmed.kept:
        return reasons.EMPTY
    is_long = len(trimmed.kept) > MOST_CHARACTERS or (read.is_cut and not trimmed.rest)
    return reasons.LONG if is_long else ""


def is_confirmed(person: Any, address: str) -> bool:
    """Whether this is an address that the person has confirmed to be theirs."""
    if not address:
        return False
    return bool(EmailAddress.objects.filter(user=person, email=address, verified=True).exists())


def _lives(address: ReplyAddress | None) -> bool:
    return address is not None and address.expires_at > timezone.now()


def _keys(mail: InboundMail, places: list[tuple[int, str]]) -> proof.Keys:
    try:
        return proof.keys_for(places)
    except import_string("advocates.core.records.NoAnswer") as error:
        if timezone.now() - mail.came_at < PATIENCE:
            raise AskAgain from error
        return {}


def _base() -> str:
    """How our reply addresses begin, whatever stands behind the plus sign."""
    local = str(settings.REPLY_ADDRESS).partition("@")[0]
    return f"{local}+" if local else ""
