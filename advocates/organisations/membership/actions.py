"""Deeds on membership. What an organisation is to the network decides whether its mandates count."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core.refused import Refused
from advocates.organisations import tasks
from advocates.organisations.actions import Entry, edit_organisation
from advocates.organisations.mandates.actions import end_mandate
from advocates.organisations.models import Mandate, Organisation, Task
from advocates.organisations.vocabulary import State


class NotPossible(Refused):
    """The organisation is something else to the network than this deed begins from."""


def accept_organisation(*, actor: Person | None, organisation: Organisation) -> Organisation:
    """A listed organisation becomes a member from today on; its public entry says so."""
    return _set_state(actor, organisation, State.MEMBER, {State.LISTED}, "accepted")


def suspend_organisation(*, actor: Person, organisation: Organisation, reason: str = "") -> Organisation:
    """Its mandates count for nothing from the next request on, until it is restored; its entry stays."""
    with transaction.atomic():
        changed = _set_state(actor, organisation, State.SUSPENDED, {State.MEMBER}, "suspended")
        _note(changed, reason)
    return changed


def restore_organisation(*, actor: Person, organisation: Organisation, reason: str = "") -> Organisation:
    """A suspended organisation is a member again, with the mandates that are still valid."""
    with transaction.atomic():
        changed = _set_state(actor, organisation, State.MEMBER, {State.SUSPENDED}, "restored")
        _note(changed, reason)
    return changed


def end_membership(*, actor: Person | None, organisation: Organisation, reason: str = "") -> Organisation:
    """The organisation left the network: it stays listed, and what it wrote stays its own.

    Its mandates end, so that none of them awakes should it ever be accepted again.
    """
    with transaction.atomic():
        changed = _set_state(actor, organisation, State.LISTED, {State.MEMBER, State.SUSPENDED}, "left")
        _note(changed, reason)
        for mandate in changed.mandates.open_at(timezone.now()):
            end_mandate(actor=actor, mandate=mandate, ending=Mandate.Ending.NETWORK)
        tasks.close_by_itself(organisation=changed, kind=Task.Kind.ADMINISTRATOR)
    return changed


def _note(changed: Organisation, reason: str) -> None:
    """Why, beside what the history says; the stream keeps no words."""
    last = changed.changes.filter(revision=changed.revision)
    last.update(reason=reason, lang=get_language() or "en")


def _set_state(
    actor: Person | None, organisation: Organisation, state: State, allowed: set[State], deed: str
) -> Organisation:
    with transaction.atomic():
        current = Organisation.objects.select_for_update().get(pk=organisation.pk)
        if current.state not in allowed:
            raise NotPossible(
                _("This organisation is “%(state)s” now.") % {"state": current.get_state_display()}
            )
        fields: dict[str, Any] = {"state": state}
        if state == State.MEMBER and current.member_since is None:
            fields["member_since"] = timezone.localdate()
        entry = Entry(
            fields,
            {text.lang: text.text for text in current.descriptions.all()},
            [(channel.kind, channel.value) for channel in current.channels.all()],
        )
        return edit_organisation(
            actor=actor, organisation=current, base_revision=current.revision, entry=entry, deed=deed
        )
