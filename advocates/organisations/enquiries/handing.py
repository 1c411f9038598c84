"""How a message finds somebody: to the group, from there to the network, and no further without the writer knowing."""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from advocates.core import jobs, outbox, stream
from advocates.core.models import Mail
from advocates.organisations import actions as directory_actions
from advocates.organisations import tasks
from advocates.organisations.enquiries import mails, reach
from advocates.organisations.models import Enquiry, Task

PATIENCE = timedelta(days=5)
State, Obstacle = Enquiry.State, Enquiry.Obstacle


def move(enquiry: Enquiry, state: Enquiry.State, deed: str, actor: models.Model | None = None) -> None:
    """Store a new state with whatever else was changed, and record the deed; in the transaction of it."""
    enquiry.state, enquiry.moved_at = state, timezone.now()
    enquiry.save()
    record(enquiry, deed, actor)


def record(enquiry: Enquiry, deed: str, actor: models.Model | None = None) -> None:
    """Ids alone: of the message, and of the group that it is to."""
    ids = {"organisation": enquiry.organisation_id} if enquiry.organisation_id else {}
    stream.record(f"organisations.enquiry.{deed}", enquiry, actor=actor, **ids)


def hand_over(enquiry: Enquiry) -> None:
    """Ask whoever is to be asked now; where nothing would arrive, it goes on at once."""
    address = mails.addressee_of(enquiry)
    if not address:
        go_on(enquiry, Obstacle.UNDELIVERABLE)
        return
    enquiry.asked_at = timezone.now()
    move(enquiry, State.SENT, "sent")
    mails.ask(enquiry, address)


def go_on(enquiry: Enquiry, obstacle: Enquiry.Obstacle) -> None:
    """Whoever was asked did not help: on to the region's address, if any; the writer is told."""
    enquiry.obstacle = obstacle
    address = "" if enquiry.is_with_network else reach.network_address(enquiry.country)
    if address:
        enquiry.is_with_network, enquiry.asked_at = True, timezone.now()
        move(enquiry, State.SENT, "passed")
        mails.ask(enquiry, address)
    else:
        move(enquiry, State.STUCK, "stuck")
    mails.tell_writer(enquiry)


def mail_settled(mail: Mail) -> None:
    """A mail that asks for an answer has ended: it was taken, or the message goes on."""
    enquiry = Enquiry.locked(mail.about.get("enquiry"))
    if enquiry is None or enquiry.is_with_network != mail.about.get("network"):
        return
    if mail.state == Mail.State.SENT:
        _taken(enquiry)
    elif mail.state in mails.ENDED_BADLY and (enquiry.is_open or enquiry.state == State.ANSWERED):
        _came_back(enquiry, mail)


def _taken(enquiry: Enquiry) -> None:
    # Without a mail server it lies in a folder of this machine: that is on its way, not delivered.
    if enquiry.state == State.SENT and settings.EMAIL_SERVER is not None:
        move(enquiry, State.DELIVERED, "delivered")
    if not enquiry.is_with_network and enquiry.organisation is not None:
        tasks.close_by_itself(kind=Task.Kind.ADDRESS, organisation=enquiry.organisation)


def _came_back(enquiry: Enquiry, mail: Mail) -> None:
    if mail.state != Mail.State.DROPPED or outbox.is_suppressed(mail.recipient, ""):
        note_dead_address(enquiry)
    address = mails.addressee_of(enquiry)
    if enquiry.is_open:
        hand_over(enquiry)
    elif address:
        mails.ask(enquiry, address)
    else:
        go_on(enquiry, Obstacle.UNDELIVERABLE)


def note_dead_address(enquiry: Enquiry) -> None:
    """Have the office look for another address, and the pages show what can be reached now."""
    if enquiry.is_with_network or enquiry.organisation is None:
        region = reach.region_of(enquiry.country)
        name = region.names.get(settings.LANGUAGE_CODE, region.id) if region else ""
        tasks.open_task(kind=Task.Kind.ADDRESS, key=region.id if region else "", detail=name)
    else:
        tasks.open_task(kind=Task.Kind.ADDRESS, organisation=enquiry.organisation)
    directory_actions.renew()


def writer_mail_settled(mail: Mail) -> None:
    """The page tells a writer whose mailbox takes nothing to keep the link."""
    if mail.state in mails.ENDED_BADLY and (enquiry := Enquiry.locked(mail.about.get("enquiry"))):
        enquiry.is_mail_failing = True
        enquiry.save(update_fields=["is_mail_failing"])


@jobs.every(seconds=3600)
def pass_on_those_due() -> int:
    """Five days without an answer: the network is asked, or the writer told that nobody answered."""
    moment, passed = timezone.now() - PATIENCE, 0
    for number in Enquiry.unanswered_since(moment).values_list("pk", flat=True):
        with transaction.atomic():
            still = Enquiry.unanswered_since(moment).select_for_update().filter(pk=number).first()
            if still is not None:
                go_on(still, Obstacle.SILENT)
                passed += 1
    return passed


@jobs.every(seconds=3600)
def tell_those_who_wait() -> int:
    """Mail what a mailbox was not told before somebody opened a link from it."""
    told = 0
    for number in Enquiry.with_news().values_list("pk", flat=True):
        with transaction.atomic():
            enquiry = Enquiry.locked(number)
            if enquiry and enquiry.has_news:
                mails.tell_writer(enquiry)
                told += 1
    return told
