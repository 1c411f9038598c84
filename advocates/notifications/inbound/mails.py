"""The mails that say what became of somebody's mail: without a word of it, to the confirmed address of the account.

One in an hour, whatever comes in; a program gets none. They never go to the address that a mail says it came from.
"""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from advocates.core import outbox
from advocates.core.models import Mail
from advocates.core.outbox import Composed
from advocates.notifications.inbound import reasons
from advocates.notifications.models import InboundMail

PURPOSE = "notifications.inbound"
TEMPLATE = "notifications/inbound/email/outcome"
PAUSE = timedelta(hours=1)


def tell(mail: InboundMail) -> None:
    """Queue the mail, where there is something to tell; belongs to the transaction in which it was decided."""
    is_well = mail.state == InboundMail.State.POSTED and not mail.files_left_out
    if is_well or mail.state in {InboundMail.State.DROPPED, InboundMail.State.RECEIVED}:
        return
    if mail.told_at is None and not _lately(mail):
        mail.told_at = timezone.now()
        mail.save(update_fields=["told_at"])
        person = mail.person
        outbox.send_later_many(
            PURPOSE, [outbox.Recipient(person.email, person.language, {"inbound": mail.pk})]
        )


def _lately(mail: InboundMail) -> bool:
    # That something is missing in what was posted is no refusal, and has no other place.
    is_refusal = mail.state != InboundMail.State.POSTED
    return is_refusal and InboundMail.was_told_since(mail.person_id, timezone.now() - PAUSE)


def register() -> None:
    """Called when the app is ready."""
    outbox.register_purpose(outbox.Purpose(PURPOSE, may_send=_may_send, compose=_compose))


def _found(mail: Mail) -> InboundMail | None:
    return InboundMail.numbered(mail.about.get("inbound"))


def _may_send(mail: Mail) -> bool:
    about = _found(mail)
    return about is not None and about.person.is_active and about.person.email == mail.recipient


def _compose(mail: Mail) -> Composed:
    about = _found(mail)
    if about is None:
        raise LookupError("the mail was erased")
    context = {
        "mail": about,
        "sentence": reasons.sentence(about.reason),
        "url": f"{settings.SITE_URL}{reverse('own_mail')}",
        "posted_url": f"{settings.SITE_URL}{about.posted_url}" if about.posted_url else "",
    }
    return outbox.rendered(TEMPLATE, mail.language, context, recipient=mail.recipient, purpose=mail.purpose)
