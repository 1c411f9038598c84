"""What stands in the link of an invitation: which one, which of its links, and what address it was mailed to."""

from dataclasses import dataclass
from typing import Any

from django.utils.crypto import constant_time_compare

from advocates.core import links, outbox
from advocates.organisations.models import Invitation

KIND = "invitation"


@dataclass(frozen=True, slots=True)
class Opened:
    """An invitation whose valid link somebody holds. `proven` is the address that the link was mailed to.

    Empty: the link was passed on, and proves no address.
    """

    invitation: Invitation
    proven: str

    @property
    def is_by_hand(self) -> bool:
        return not self.proven


def url_of(invitation: Invitation, address: str) -> str:
    """The link as it is mailed to an address, or as it is passed on (""), in the language that is active now."""
    return links.url_of(KIND, [invitation.pk, invitation.link_number, _digest(address)])


def read(value: Any) -> Opened | None:
    """The invitation behind a link; None for a link that a newer one has made void."""
    number, link_number, digest = value
    found = Invitation.of_link(number, link_number)
    if found is None:
        return None
    if not digest:
        return Opened(found, "") if found.is_by_hand else None
    mailed = (address for address in (found.address, found.claimed_address) if address)
    proven = next((address for address in mailed if constant_time_compare(_digest(address), digest)), "")
    return Opened(found, proven) if proven else None


def _digest(address: str) -> str:
    return outbox.address_hash(address)[:32] if address else ""
