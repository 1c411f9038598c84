"""To which address somebody answers a mail about news."""

from advocates.accounts.models import Person
from advocates.notifications.inbound import addresses


def address_for(person: Person, kind: str, target_id: int) -> str:
    """The address for answers of a person to a thing of a kind; empty where no mail comes in."""
    return addresses.address_for(person.pk, kind, target_id) if kind else ""
