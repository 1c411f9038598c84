"""Who holds a link to a message: its writer, the group that was asked, or the network."""

from dataclasses import dataclass

from advocates.core import outbox
from advocates.organisations.enquiries import reach
from advocates.organisations.enquiries.mails import ANSWERABLE
from advocates.organisations.models import Enquiry, EnquiryText, Organisation
from advocates.organisations.vocabulary import IN_DIRECTORY


@dataclass(frozen=True, slots=True)
class Answerer:
    """The holder of a mailed link to answer with, and as whom."""

    enquiry: Enquiry
    author: EnquiryText.Author
    value: list[str]

    @property
    def is_asked_now(self) -> bool:
        """Whether it waits for this one."""
        is_network = self.author == EnquiryText.Author.NETWORK
        return self.enquiry.is_open and self.enquiry.is_with_network == is_network


def answerer_of(value: list[str]) -> Answerer | None:
    """None where the message is gone or held, or the address that the link was mailed to is theirs no more."""
    public_id, hashed = value
    enquiry = Enquiry.at(public_id)
    if enquiry is None or enquiry.state not in ANSWERABLE:
        return None
    region = reach.region_of(enquiry.country)
    is_network = region is not None and region.contact and outbox.address_hash(region.contact) == hashed
    if is_network and enquiry.is_with_network:
        return Answerer(enquiry, EnquiryText.Author.NETWORK, value)
    if enquiry.organisation is not None and hashed in _hashes(enquiry.organisation):
        return Answerer(enquiry, EnquiryText.Author.GROUP, value)
    return None


def _hashes(organisation: Organisation) -> set[str]:
    if not organisation.is_public or organisation.state not in IN_DIRECTORY:
        return set()
    known = filter(None, (organisation.private_email, organisation.public_email))
    return {outbox.address_hash(address) for address in known}
