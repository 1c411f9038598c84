"""Deeds of those who speak for an organisation on its own entry."""

from django.db import transaction
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.organisations.actions import confirm_organisation, edit_organisation
from advocates.organisations.models import ConfirmationAsk, Organisation
from advocates.organisations.proposals.content import Content, entry_with
from advocates.organisations.vocabulary import ConfirmedBy


def edit_own(
    *, actor: Person, organisation: Organisation, base_revision: int, content: Content
) -> Organisation:
    """Write an administrator's changes into the entry; whoever mends it says with that that the rest is right.

    Raises `SomebodyElseChanged` where the entry is no longer what the administrator has read.
    """
    with transaction.atomic():
        current = Organisation.objects.get(pk=organisation.pk)
        confirmed = {"confirmed_on": timezone.localdate(), "confirmed_by": ConfirmedBy.ORGANISATION}
        entry = entry_with(current, content, **confirmed)
        changed = edit_organisation(
            actor=actor, organisation=current, base_revision=base_revision, entry=entry
        )
        _answer(changed)
    return changed


def confirm_own(*, actor: Person, organisation: Organisation, base_revision: int) -> None:
    """“Still correct”: the entry says so from now on, and a question by mail that was open is answered."""
    with transaction.atomic():
        confirm_organisation(organisation=organisation, base_revision=base_revision, actor=actor)
        _answer(organisation)


def _answer(organisation: Organisation) -> None:
    asked = ConfirmationAsk.objects.filter(organisation=organisation, answered_at=None)
    asked.update(answered_at=timezone.now(), is_right=True)
