"""Whether somebody's mail arrives, and what a member's first page says about mail."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core.asking import written_once
from advocates.core.cards import Waiting
from advocates.core.models import Suppression
from advocates.core.suppressions import address_hash
from advocates.core.viewer import Viewer
from advocates.notifications.models import MailWishes


def comes_back(address: str) -> bool:
    """Whether nothing is sent to an address because it came back."""
    return bool(_first_return(address_hash(address)))


def _returns(digest: str) -> QuerySet[Suppression]:
    return Suppression.objects.filter(address_hash=digest, purpose="", reason=Suppression.Reason.BOUNCED)


@written_once
def _first_return(digest: str) -> QuerySet[Suppression, Any]:
    return _returns(digest).values_list("pk")[:1]


@written_once
def _known(person: Person, digest: str) -> QuerySet[Person, Any]:
    """Since when the mailbox takes nothing, and whether the person has said what mail may carry."""
    wishes = MailWishes.objects.filter(person=OuterRef("pk"), whole_text__isnull=False)
    return Person.objects.filter(pk=person.pk).values_list(
        Subquery(_returns(digest).values("created_at")[:1]), Exists(wishes)
    )


def waiting(viewer: Viewer) -> Iterator[Waiting]:
    """A mailbox that takes nothing is told at once; whether mail may carry text is asked once."""
    person: Any = viewer.person
    if person is None:
        return
    ((returned_at, has_chosen),) = _known(person, address_hash(person.email))
    if returned_at:
        yield Waiting(
            title=_("Our mail to you comes back"),
            text=_("Your mailbox did not take it, so we have stopped. Check your address."),
            url=reverse("mail_wishes"),
            label=_("Look at it"),
            is_urgent=True,
            since=returned_at,
        )
    if not has_chosen:
        yield Waiting(
            title=_("May mail to you carry what others wrote?"),
            text=_("You can read it in your mailbox then. If others read your mail too, better not."),
            url=reverse("mail_wishes"),
            label=_("Choose"),
        )
