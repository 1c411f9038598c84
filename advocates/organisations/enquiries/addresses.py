"""The links of a message: one for whoever wrote it, one for whoever answers, each deed at an address of its own."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language

from advocates.core import links, outbox
from advocates.organisations.models import Enquiry

WRITER, WITHDRAW = "enquiry", "enquiry-withdraw"
ANSWER, PASS_ON, SPAM = "enquiry-answer", "enquiry-pass", "enquiry-spam"


def of_writer(enquiry: Enquiry) -> str:
    """The private page, for the browser from which it was sent."""
    return _path(WRITER, [str(enquiry.public_id), ""])


def mailed_to_writer(enquiry: Enquiry) -> str:
    """The private page, for the mailbox; who opens it has shown that the mailbox is theirs."""
    return links.url_of(WRITER, [str(enquiry.public_id), "mail"])


def mailed_for_answer(enquiry: Enquiry, address: str) -> str:
    """The page to answer on; it opens as long as the address is that of whom the message is for."""
    return links.url_of(ANSWER, [str(enquiry.public_id), outbox.address_hash(address)])


def beside(kind: str, value: list[str]) -> str:
    """Another deed for the holder of a link with this value."""
    return _path(kind, value)


def _path(kind: str, value: list[str]) -> str:
    return (
        f"{reverse('link', args=[links.token_of(kind, value)])}?{urlencode({'lang': get_language() or 'en'})}"
    )
