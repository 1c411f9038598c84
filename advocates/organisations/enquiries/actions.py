"""Deeds on messages to groups. Each checks, writes, records the stream and has whoever must know be told."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.core import jobs, limits
from advocates.core.refused import Refused, TooOften
from advocates.organisations import tasks
from advocates.organisations.enquiries import mails
from advocates.organisations.enquiries.handing import go_on, hand_over, move, record
from advocates.organisations.models import Enquiry, EnquiryText, Organisation, Task

HELD_TASK = "enquiry"
MOST_TEXTS = 40
State, Obstacle, Author = Enquiry.State, Enquiry.Obstacle, EnquiryText.Author
# A decision of the office, or the writer's, may come between the page and its form.
MOVED_ON = (State.HELD, State.REPORTED, State.REFUSED)


@dataclass(frozen=True, slots=True)
class Said:
    """A text, its language, and the mark of the form that it came from: the same form says it once."""

    text: str
    lang: str
    once: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody sends: a first text, how to call them, where to tell them, in which language."""

    said: Said
    name: str = ""
    email: str = ""
    language: str = "en"


def write_enquiry(
    *,
    letter: Letter,
    organisation: Organisation | None,
    country: str,
    is_proved: bool,
    spend: Callable[[], bool],
) -> Enquiry:
    """Send a message to a group, or without one to the network in the region of a country.

    What is not proved, or too much for one day, is held for the office. The same form sent twice is one message.
    """
    goes_ahead = is_proved and not is_too_much(letter.email, organisation, country)
    with transaction.atomic():
        if not spend():
            return _sent_before(letter)
        enquiry = Enquiry.objects.create(
            ticket=letter.said.once,
            organisation=organisation,
            country=country,
            is_with_network=organisation is None,
            name=letter.name,
            email=letter.email,
            language=letter.language,
        )
        _say(enquiry, Author.WRITER, letter.said)
        record(enquiry, "written")
        if goes_ahead:
            hand_over(enquiry)
            # Where it went no further it has been told already.
            if enquiry.state == State.SENT and not enquiry.mailed_at:
                mails.tell_writer(enquiry)
        else:
            _hold(enquiry)
    return enquiry


def _sent_before(letter: Letter) -> Enquiry:
    found = Enquiry.sent_with(letter.said.once)
    if found is None:
        raise Refused(_("This message was sent before, and has been withdrawn since."))
    return found


def is_too_much(email: str, organisation: Organisation | None, country: str) -> bool:
    """Count a message to a group and from a mailbox; whether there are more in a day than go ahead by themselves."""
    try:
        limits.count("enquiry-to", str(organisation.pk if organisation else country))
        if email:
            limits.count("enquiry-from", email.lower())
    except TooOften:
        return True
    return False


def _hold(enquiry: Enquiry) -> None:
    record(enquiry, "held")
    tasks.open_task(kind=HELD_TASK, organisation=enquiry.organisation, key=str(enquiry.public_id))


def _say(enquiry: Enquiry, author: EnquiryText.Author, said: Said) -> bool:
    """Add a text; False if this very form added it before."""
    if enquiry.texts.filter(once=said.once).exists():
        return False
    if enquiry.texts.count() >= MOST_TEXTS:
        raise Refused(_("There are very many texts on this page. Please go on writing in another way."))
    enquiry.texts.create(author=author, text=said.text, lang=said.lang, once=said.once)
    return True


def release_enquiry(*, actor: models.Model, enquiry: Enquiry) -> None:
    """The office lets a held message go to its group; one that a group called spam goes on to the network.

    Raises `Refused` if somebody else of the office was faster, or the writer took it back.
    """
    with transaction.atomic():
        current = _held(enquiry)
        was_reported = current.state == State.REPORTED
        record(current, "released", actor)
        if was_reported:
            go_on(current, Obstacle.DECLINED)
        else:
            hand_over(current)
            if current.state == State.SENT and not current.mailed_at:
                mails.tell_writer(current)
        _decided(actor, current)


def refuse_enquiry(*, actor: models.Model, enquiry: Enquiry, reason: str, lang: str) -> None:
    """The office does not let it go; the writer reads the reason on the private page.

    No mail goes to a mailbox that nobody has opened a link from: a program may have typed it. Raises `Refused` as
    above.
    """
    with transaction.atomic():
        current = _held(enquiry)
        current.reason, current.reason_language = reason, lang
        move(current, State.REFUSED, "refused", actor)
        if current.email and Enquiry.of_mailbox(current.email).exclude(opened_at=None).exists():
            mails.tell_writer(current)
        _decided(actor, current)


def _held(enquiry: Enquiry) -> Enquiry:
    current = Enquiry.locked(enquiry.pk)
    if current is None or current.state not in (State.HELD, State.REPORTED):
        raise Refused(_("This message does not wait for the office any more."))
    return current


def _decided(actor: models.Model, enquiry: Enquiry) -> None:
    for task in _tasks_of(enquiry):
        tasks.close_task(actor=actor, task=task)


def _tasks_of(enquiry: Enquiry) -> list[Task]:
    return list(Task.objects.filter(kind=HELD_TASK, key=str(enquiry.public_id)).open())


@jobs.every(seconds=24 * 3600)
def close_tasks_of_erased() -> int:
    """Nobody has to decide about a message that is not there any more."""
    there = [str(key) for key in Enquiry.objects.held().values_list("public_id", flat=True)]
    return Task.objects.filter(kind=HELD_TASK).exclude(key__in=there).close(None)


def say_more(*, enquiry: Enquiry, said: Said) -> None:
    """The writer adds something; whoever was asked is told that there is more. Raises `Refused` where nobody is."""
    with transaction.atomic():
        current = Enquiry.locked(enquiry.pk)
        if current is None or current.state in (State.STUCK, State.REFUSED):
            raise Refused(_("This message goes to nobody any more. You can write to another group."))
        if not _say(current, Author.WRITER, said):
            return
        record(current, "continued")
        if current.state not in (State.HELD, State.REPORTED) and (address := mails.addressee_of(current)):
            mails.ask(current, address)


def withdraw_enquiry(*, enquiry: Enquiry) -> None:
    """The writer takes everything back: it is erased at once, also from the outbox; who had it is told that."""
    with transaction.atomic():
        current = Enquiry.locked(enquiry.pk)
        if current is None:
            return
        record(current, "withdrawn")
        is_known = current.state not in MOVED_ON and mails.has_left(current)
        mails.forget(current)
        if is_known:
            mails.tell_withdrawn(current)
        for task in _tasks_of(current):
            task.close(None)
        current.delete()


def answer_enquiry(*, enquiry: Enquiry, author: EnquiryText.Author, said: Said) -> None:
    """The group or the network answers, also late, also again; the writer is told. Raises `Refused` if it is gone."""
    with transaction.atomic():
        current = _answerable(enquiry)
        if not _say(current, author, said):
            return
        current.is_with_network = author == Author.NETWORK or current.organisation_id is None
        current.obstacle = ""
        move(current, State.ANSWERED, "answered")
        mails.tell_writer(current)


def pass_on_enquiry(*, enquiry: Enquiry, author: EnquiryText.Author) -> None:
    """Whoever is asked cannot help: it goes on to the network, or the writer is told.

    Raises `Refused` if it is gone, answered, or with somebody else by now.
    """
    with transaction.atomic():
        current = _asked_now(enquiry, author)
        go_on(current, Obstacle.DECLINED)


def report_enquiry(*, enquiry: Enquiry, author: EnquiryText.Author) -> None:
    """Whoever is asked says that it is spam: from now on the office may read it, and decides.

    Raises `Refused` as above.
    """
    with transaction.atomic():
        current = _asked_now(enquiry, author)
        move(current, State.REPORTED, "reported")
        tasks.open_task(kind=HELD_TASK, organisation=current.organisation, key=str(current.public_id))


def _asked_now(enquiry: Enquiry, author: EnquiryText.Author) -> Enquiry:
    current = _answerable(enquiry)
    if not current.is_open or current.is_with_network != (author == Author.NETWORK):
        raise Refused(_("This message has been answered or passed on already."))
    return current


def _answerable(enquiry: Enquiry) -> Enquiry:
    current = Enquiry.locked(enquiry.pk)
    if current is None or current.state in MOVED_ON:
        raise Refused(_("This message is not here any more. Perhaps its writer took it back."))
    return current


def note_opened(enquiry: Enquiry) -> None:
    """The mailed link was opened, for the first time: the mailbox is the writer's. Nothing else follows from it."""
    Enquiry.objects.filter(pk=enquiry.pk, opened_at=None).update(opened_at=timezone.now())
