"""Deeds with mail that comes in: take it, deal with it, let one through that was held, refuse one."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core import jobs, limits, mailin, stream
from advocates.core.refused import TooOften
from advocates.notifications.inbound import (
    addresses,
    handlers,
    heads,
    judging,
    keeping,
    mails,
    reasons,
    trimming,
)
from advocates.notifications.inbound.handlers import Taken
from advocates.notifications.inbound.judging import Judged
from advocates.notifications.models import InboundMail

logger = logging.getLogger(__name__)

# The same text more often within these minutes is a machine's.
MOST_SAME, SAME_WITHIN = 3, timedelta(minutes=5)
State = InboundMail.State


def take(incoming: mailin.Incoming) -> None:
    """Store a mail and the job that deals with it, once however often it is handed in. Machines' mail is dropped."""
    address = addresses.find(incoming.extension)
    if address is None:
        logger.info("event=mail_to_no_address size=%s", len(incoming.raw))
        return
    try:
        head = heads.read(incoming.raw, incoming.sender)
        digest, machine = head.digest, head.machine
    except heads.NoHead:
        digest, machine = hashlib.sha256(incoming.raw).hexdigest(), ""
    mail = InboundMail(
        person=address.person,
        address=address,
        kind=address.kind,
        target_id=address.target_id,
        # One mail may answer two things.
        digest=hashlib.sha256(f"{address.pk} {digest}".encode()).hexdigest(),
    )
    try:
        limits.count("mail-in", str(address.person_id))
    except TooOften:
        # Nothing is kept of it, and one answer in an hour says so.
        mail.state, mail.reason = State.REFUSED, reasons.MANY
    if machine:
        mail.state, mail.reason = State.DROPPED, "machine"
        logger.info("event=mail_dropped why=%s", machine.replace(" ", "-"))
    _store(mail, incoming.raw)


def _store(mail: InboundMail, raw: bytes) -> None:
    if mail.state == State.RECEIVED:
        keeping.seal(mail, raw)
    try:
        with transaction.atomic():
            mail.save()
            if mail.state == State.RECEIVED:
                jobs.enqueue(deal_with, unique_key=f"inbound:{mail.pk}", mail_id=mail.pk)
            elif mail.state == State.REFUSED:
                mails.tell(mail)
    except IntegrityError:
        logger.info("event=mail_came_twice")


@jobs.job
def deal_with(mail_id: int) -> str:
    """Read a mail and post, hold or refuse it. Done again after a worker's end, it posts once."""
    mail = (
        InboundMail.objects.select_related("person", "address")
        .filter(pk=mail_id, state=State.RECEIVED)
        .first()
    )
    if mail is None:
        return ""
    judged = judging.judge(mail, keeping.raw_of(mail))
    taken = Taken() if judged.reason else _take_files(mail, judged)
    with transaction.atomic():
        mail = (
            InboundMail.objects.select_for_update(of=("self",))
            .select_related("person", "address")
            .get(pk=mail_id)
        )
        if mail.state != State.RECEIVED:
            return ""
        mail.text_digest = judged.digest
        keeping.note(mail, title=judged.title, kept=judged.trimmed.kept, rest=judged.trimmed.rest)
        if _is_repeated(mail):
            _close(mail, State.DROPPED, "same")
        elif judged.reason:
            _close(mail, State.HELD if judged.is_held else State.REFUSED, judged.reason)
        else:
            _post(mail, judged, taken)
    return str(mail.state)


def _is_repeated(mail: InboundMail) -> bool:
    same = InboundMail.objects.filter(
        person_id=mail.person_id, text_digest=mail.text_digest, came_at__gt=mail.came_at - SAME_WITHIN
    )
    return same.exclude(pk=mail.pk).filter(came_at__lte=mail.came_at).count() >= MOST_SAME


def _take_files(mail: InboundMail, judged: Judged) -> Taken:
    return handlers.take(mail.kind, mail.person, mail.target_id, judged.files)


def _post(mail: InboundMail, judged: Judged, taken: Taken) -> bool:
    """Have it posted under the rights of this moment; a refusal is told to its author."""
    answer = handlers.Answer(
        title=judged.title,
        text=trimming.as_markdown(judged.trimmed.kept),
        lang=mail.person.language,
        sending=f"m:{mail.digest[:38]}",
        files=taken.ids,
    )
    try:
        # What a handler did before it refused is undone.
        with transaction.atomic():
            posted = handlers.of(mail.kind).post(mail.person, mail.target_id, answer)
    except handlers.CannotPost as error:
        if error.reason == reasons.RIGHTS and mail.address is not None:
            addresses.end(mail.address)
        _close(mail, State.REFUSED, error.reason)
        return False
    if mail.address is not None:
        addresses.renew(mail.address)
    mail.posted_url, mail.files_left_out = posted.url, taken.left_out
    _close(mail, State.POSTED)
    return True


def _close(mail: InboundMail, state: State, reason: str = "") -> None:
    mail.state, mail.reason = state, reason
    if state == State.DROPPED:
        # Nobody will look at it.
        mail.sealed_raw = mail.sealed_text = b""
    mail.save()
    stream.record(f"notifications.mail.{state.value}", mail, actor=mail.decided_by, reason=reason)
    mails.tell(mail)


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides about a mail that is held, and in which words it is refused."""

    actor: Person
    said: str = ""


def release(*, mail: InboundMail, decision: Decision) -> InboundMail | None:
    """Post a mail that was held; None where somebody else decided before. Rights are asked as for any other mail."""
    judged = _read_again(mail)
    taken = _take_files(mail, judged)
    with transaction.atomic():
        current = _held(mail)
        if current is not None:
            current.decided_by = decision.actor
            _post(current, judged, taken)
    return current


def refuse(*, mail: InboundMail, decision: Decision) -> InboundMail | None:
    """Do not post a mail that was held. Its author is told why, or has decided so and needs not be told."""
    with transaction.atomic():
        current = _held(mail)
        if current is not None:
            current.decided_by, current.reason_said = decision.actor, decision.said
            if decision.actor.pk == current.person_id:
                current.told_at = timezone.now()
            _close(current, State.REFUSED, reasons.OFFICE if decision.said else "")
    return current


def _held(mail: InboundMail) -> InboundMail | None:
    found = InboundMail.objects.select_for_update(of=("self",)).select_related("person", "address")
    return found.filter(pk=mail.pk, state=State.HELD).first()


def _read_again(mail: InboundMail) -> Judged:
    """What is to be posted, with its files, from what was stored."""
    said = keeping.said_in(mail)
    if not said["kept"]:
        # Its job never came to its end.
        return judging.read_alone(keeping.raw_of(mail))
    files = judging.files_in(keeping.raw_of(mail))
    return Judged(said["title"], trimming.Trimmed(said["kept"], said["rest"]), files)


@jobs.every(seconds=900)
def take_up_left_behind() -> int:
    """Mails whose job is gone, as after six failures: a person decides about them, none is lost in silence."""
    before = timezone.now() - timedelta(hours=1)
    count = 0
    for mail in InboundMail.objects.select_related("person").filter(state=State.RECEIVED, came_at__lt=before):
        with transaction.atomic():
            _close(mail, State.HELD, reasons.TROUBLE)
        count += 1
    return count
