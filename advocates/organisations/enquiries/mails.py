"""The mails about a message. They hold no text that anybody typed and no address: a link, and why it came."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import timezone

from advocates.core import outbox
from advocates.core.models import Mail
from advocates.core.outbox import Composed
from advocates.organisations import confirmations
from advocates.organisations.enquiries import addresses, reach
from advocates.organisations.models import Enquiry

TO_ANSWER = "organisations.enquiry.answer"
TO_WRITER = "organisations.enquiry.writer"
WITHDRAWN = "organisations.enquiry.withdrawn"
TEMPLATES = "organisations/enquiries/email/"
ENDED_BADLY = (Mail.State.FAILED, Mail.State.BOUNCED, Mail.State.DROPPED)
# What may still be answered, also late.
ANSWERABLE = (Enquiry.State.SENT, Enquiry.State.DELIVERED, Enquiry.State.ANSWERED, Enquiry.State.STUCK)


def addressee_of(enquiry: Enquiry) -> str:
    """The mail address of whoever is to be asked now; empty where nothing would arrive, or came back from."""
    about = Mail.objects.filter(purpose=TO_ANSWER, about__enquiry=enquiry.pk, state__in=ENDED_BADLY)
    tried = set(about.values_list("recipient", flat=True))
    return next((address for address in _addresses_of(enquiry) if address not in tried), "")


def _addresses_of(enquiry: Enquiry) -> Iterable[str]:
    if enquiry.is_with_network or enquiry.organisation is None:
        return filter(None, [reach.network_address(enquiry.country)])
    return reach.addresses_of(enquiry.organisation)


def language_for(enquiry: Enquiry) -> str:
    """The group's language; the network reads English."""
    if enquiry.is_with_network or enquiry.organisation is None:
        return settings.LANGUAGE_CODE
    return confirmations.language_of(enquiry.organisation)


def ask(enquiry: Enquiry, address: str) -> None:
    """Tell the group, or the network, that a message waits for it."""
    ids = {"enquiry": enquiry.pk, "network": enquiry.is_with_network}
    outbox.send_later_many(TO_ANSWER, [outbox.Recipient(address, language_for(enquiry), ids)])


def may_ask(mail: Mail) -> bool:
    """Whether the message still waits for whoever the mail is for, and the address is still theirs."""
    enquiry = Enquiry.numbered(mail.about.get("enquiry"))
    return (
        enquiry is not None
        and enquiry.state in ANSWERABLE
        and enquiry.is_with_network == mail.about.get("network")
        and mail.recipient in _addresses_of(enquiry)
    )


def compose_ask(mail: Mail) -> Composed:
    """The link to the page on which the message stands and is answered."""
    enquiry = Enquiry.numbered(mail.about["enquiry"])
    if enquiry is None:
        raise LookupError("the message was erased")
    context: dict[str, Any] = {
        "organisation": enquiry.organisation,
        "enquiry": enquiry,
        "url": addresses.mailed_for_answer(enquiry, mail.recipient),
    }
    return _rendered("answer", mail, context)


def tell_writer(enquiry: Enquiry) -> None:
    """Mail the writer the link, if that was asked for. A mailbox gets one mail until its link was opened.

    What it was not told yet it is told when it has been: anybody can type anybody's address into a form.
    """
    if not enquiry.email or enquiry.is_mail_failing:
        return
    mailbox = Enquiry.of_mailbox(enquiry.email)
    is_known = mailbox.exclude(opened_at=None).exists()
    is_first = not mailbox.exclude(mailed_at=None).exists()
    enquiry.has_news = not (is_known or is_first)
    if not enquiry.has_news:
        enquiry.mailed_at = timezone.now()
        ids = {"enquiry": enquiry.pk, "first": not is_known}
        outbox.send_later_many(TO_WRITER, [outbox.Recipient(enquiry.email, enquiry.language, ids)])
    enquiry.save(update_fields=["has_news", "mailed_at"])


def may_tell(mail: Mail) -> bool:
    """Whether the message is still there, and the address its writer's."""
    enquiry = Enquiry.numbered(mail.about.get("enquiry"))
    return enquiry is not None and enquiry.email == mail.recipient


def compose_tell(mail: Mail) -> Composed:
    """The link to the private page, and no word of what stands there."""
    enquiry = Enquiry.numbered(mail.about["enquiry"])
    if enquiry is None:
        raise LookupError("the message was erased")
    context = {"is_first": mail.about["first"], "url": addresses.mailed_to_writer(enquiry)}
    return _rendered("writer", mail, context)


def tell_withdrawn(enquiry: Enquiry) -> None:
    """Tell whoever had the message that it is gone."""
    if address := addressee_of(enquiry):
        recipient = outbox.Recipient(address, language_for(enquiry))
        outbox.send_later_many(WITHDRAWN, [recipient])


def compose_withdrawn(mail: Mail) -> Composed:
    """That a message was taken back; not which."""
    return _rendered("withdrawn", mail, {})


def has_left(enquiry: Enquiry) -> bool:
    """Whether anybody was told of the message already."""
    asked = Mail.objects.filter(purpose=TO_ANSWER, about__enquiry=enquiry.pk, state=Mail.State.SENT)
    return enquiry.state in (Enquiry.State.DELIVERED, Enquiry.State.ANSWERED) or asked.exists()


def forget(enquiry: Enquiry) -> None:
    """Take the mails about a message out of the outbox: they name its writer's address."""
    Mail.objects.filter(purpose__in=(TO_ANSWER, TO_WRITER), about__enquiry=enquiry.pk).delete()


def _rendered(name: str, mail: Mail, context: dict[str, Any]) -> Composed:
    return outbox.rendered(
        TEMPLATES + name, mail.language, context, recipient=mail.recipient, purpose=mail.purpose
    )
