"""Pausing an account: somebody who moderates closes it for seven days, its person is told why and may ask another.

Who may pause whom is for the apps above, which know the regions. A pause ends by itself; staff see it among the times
at which the account was closed, and may restore the account as any other.
"""

import contextlib
from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from advocates.accounts import closing, mails
from advocates.accounts.models import Closure, Person
from advocates.core import links, stream
from advocates.core.jobs import every
from advocates.core.refused import Refused

LASTS, NOT_AGAIN_FOR = timedelta(days=7), timedelta(days=30)
APPEAL = "pause-appeal"


class PausedLately(Refused):
    """What needs more than one pause is for staff."""


class NothingToAppeal(Refused):
    """The pause has ended, or was looked at again already."""


def pause(*, actor: Person, person: Person, reason: str) -> Closure:
    """Close an account until seven days from now. Its sessions end at once; its person gets the reason by mail.

    Raises `PausedLately` for whoever was paused within the last thirty days, and `AlreadyClosed`.
    """
    now = timezone.now()
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        if Closure.objects.pauses().filter(person=person, at__gt=now - NOT_AGAIN_FOR).exists():
            raise PausedLately(
                _(
                    "This account was paused within the last 30 days. Ask the staff of the network to look at it."
                )
            )
        closure = closing.close_account(actor, person, Closure.Kind.SUSPENDED, reason, ends_at=now + LASTS)
        stream.record("accounts.person.paused", person, actor=actor, closure=closure.pk)
        _tell(closure)
    return closure


def appeal(*, closure: Closure, text: str) -> None:
    """The person asks that somebody else looks at it, once. The account stays closed until then."""
    with transaction.atomic():
        current = _locked(closure)
        if current.appealed_at is not None or not current.is_running:
            raise NothingToAppeal(_("This pause has ended, or somebody looks at it already."))
        current.appeal, current.appeal_lang = text, get_language() or "en"
        current.appealed_at = timezone.now()
        current.save(update_fields=["appeal", "appeal_lang", "appealed_at"])
        stream.record(
            "accounts.person.pause_appealed", current.person, actor=current.person, closure=current.pk
        )


def let_stand(*, actor: Person, closure: Closure, reason: str) -> None:
    """Somebody else has looked at it, and it stays until it ends by itself; the person gets the reason by mail."""
    with transaction.atomic():
        current = _locked(closure)
        if current.answered_at is not None or current.appealed_at is None or not current.is_running:
            raise NothingToAppeal(_("This pause has ended, or somebody has looked at it already."))
        current.answer, current.answered_by, current.answered_at = reason, actor, timezone.now()
        current.save(update_fields=["answer", "answered_by", "answered_at"])
        stream.record("accounts.person.pause_upheld", current.person, actor=actor, closure=current.pk)
        _tell(current)


def _locked(closure: Closure) -> Closure:
    found = Closure.objects.select_for_update(of=("self",)).select_related("person")
    return found.get(pk=closure.pk)


def _tell(closure: Closure) -> None:
    person = closure.person
    with translation.override(person.language):
        url = links.url_of(APPEAL, closure.pk) if closure.appealed_at is None else ""
    reason = closure.answer or closure.reason
    mails.send("accounts/email/pause", person, closure=closure, reason=reason, appeal_url=url)


@every(seconds=300)
def end_pauses() -> int:
    """Open the accounts whose pause is over, and tell their people; returns how many."""
    over = list(
        Closure.objects.pauses().filter(lifted_at=None, ends_at__lte=timezone.now()).select_related("person")
    )
    for closure in over:
        # Somebody may have been faster.
        with contextlib.suppress(closing.AlreadyClosed):
            closing.restore(actor=None, person=closure.person)
    return len(over)
