"""What an erased account leaves behind in organisations: mandates that have ended, and no name."""

from django.utils import timezone

from advocates.core import personal
from advocates.core.personal import Subject
from advocates.organisations.actions import renew
from advocates.organisations.mandates.actions import end_mandate
from advocates.organisations.models import (
    Application,
    Enquiry,
    FactorLoss,
    Hint,
    Invitation,
    Mandate,
    Organisation,
    OrganisationChange,
    Proposal,
)
from advocates.organisations.personal.sections import written_at


def erase(subject: Subject) -> None:
    """Part of the erasure's transaction."""
    now = timezone.now()
    held = Mandate.objects.filter(person_id=subject.person.pk)
    for mandate in held.open_at(now).select_related("organisation"):
        end_mandate(actor=None, mandate=mandate, ending=Mandate.Ending.ERASED)
    held.update(proof="", ending_note="")
    FactorLoss.objects.filter(person_id=subject.person.pk).delete()
    _invitations(subject)
    _addresses(subject)
    _contacts(subject)


def _invitations(subject: Subject) -> None:
    at = written_at("address", subject) | written_at("claimed_address", subject)
    theirs = Invitation.of_person(subject.person.pk, at)
    theirs.filter(accepted_at=None, revoked_at=None).update(revoked_at=timezone.now())
    theirs.update(address="", name="", claimed_address="", asked_by=None)


def _addresses(subject: Subject) -> None:
    """What was written under an address stays as it is, and nobody can be told any more."""
    Proposal.objects.filter(written_at("address", subject)).update(address="")
    Hint.objects.filter(written_at("reporter", subject)).update(reporter="")
    Enquiry.objects.filter(written_at("email", subject)).update(email="", name="")
    # Nobody else knows of a draft. What was sent is the organisation's, and goes a year after the decision.
    Application.objects.filter(written_at("email", subject), state=Application.State.DRAFT).delete()


def _contacts(subject: Subject) -> None:
    """Where the person was whom the network writes to: not now, and not in what the histories remember."""
    words = frozenset({*subject.addresses, subject.name.strip().casefold()}) - {""}
    touched = Organisation.objects.filter(mandates__person_id=subject.person.pk)
    contacts = Organisation.objects.filter(written_at("private_email", subject))
    ids = {*touched.values_list("pk", flat=True), *contacts.values_list("pk", flat=True)}
    if contacts.update(private_contact="", private_email="", private_phone=""):
        renew()
    Organisation.objects.filter(pk__in=ids, private_contact__iexact=subject.name).update(private_contact="")
    for change in OrganisationChange.objects.filter(organisation__in=ids):
        change.changes = personal.without(change.changes, words)
        change.save(update_fields=["changes"])
    for proposal in Proposal.objects.filter(organisation__in=ids):
        proposal.content = personal.without(proposal.content, words)
        proposal.before = personal.without(proposal.before, words)
        proposal.save(update_fields=["content", "before"])
