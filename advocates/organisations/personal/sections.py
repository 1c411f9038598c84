"""The export's sections: rows of the person's own, without anybody else's name in them."""

from django.db import models
from django.db.models import F, Q

from advocates.core.personal import Agreed, Rows, Subject
from advocates.organisations.models import (
    Answer,
    Application,
    Consent,
    EnquiryText,
    FactorLoss,
    HandOver,
    Hint,
    Invitation,
    Mandate,
    OrganisationChange,
    Proposal,
    Question,
    Seat,
)


def written_at(field: str, subject: Subject) -> Q:
    """Where an address of the person stands in a field, in whatever capitals."""
    found = Q(pk=None)
    for address in subject.addresses:
        found |= Q(**{f"{field}__iexact": address})
    return found


def mandates(subject: Subject) -> Rows:
    found = Mandate.of_person(subject.person.pk)
    return found.values(
        "role", "starts_at", "ends_at", "ending", "ending_note", "proof", group=F("organisation__name")
    )  # fmt: skip


def hand_overs(subject: Subject) -> Rows:
    found = HandOver.by_person(subject.person.pk)
    return found.values("note", "lang", "created_at", group=F("mandate__organisation__name"))


def invitations(subject: Subject) -> Rows:
    found = Invitation.of_person(subject.person.pk, written_at("address", subject))
    return found.values(
        "address", "name", "role", "created_at", "sent_at", "opened_at", "accepted_at", "revoked_at",
        group=F("organisation__name"),
    )  # fmt: skip


def reviews(subject: Subject) -> Rows:
    found = Seat.of_person(subject.person.pk)
    return found.values(
        "taken_at", "interests", "checklist", "recommendation", "reasons", "recommended_at",
        application_of=F("application__name"),
    )  # fmt: skip


def questions(subject: Subject) -> Rows:
    found = Question.objects.filter(seat__reviewer_id=subject.person.pk)
    return found.values("text", "lang", "asked_at")


def factor_losses(subject: Subject) -> Rows:
    return FactorLoss.of_person(subject.person.pk).values("asked_at", "ready_at", "closed_at", "outcome")


def changes(subject: Subject) -> Rows:
    found = OrganisationChange.objects.filter(actor_id=subject.person.pk)
    return found.values("at", "deed", group=F("organisation__name"))


def proposals(subject: Subject) -> Rows:
    found = Proposal.written_by(written_at("address", subject))
    return found.values("created_at", "note", "lang", "content", "state", group=F("organisation__name"))


def hints(subject: Subject) -> Rows:
    found = Hint.written_by(written_at("reporter", subject))
    return found.values("created_at", "topic", "text", "source", "name", "country", "city", "website")


def messages(subject: Subject) -> Rows:
    """What somebody wrote to groups; the answers are the groups'."""
    found = EnquiryText.objects.filter(
        written_at("enquiry__email", subject), author=EnquiryText.Author.WRITER
    )
    return found.values("text", "lang", "at", writer=F("enquiry__name"))


def applications(subject: Subject) -> Rows:
    found: models.QuerySet[Answer] = Answer.objects.filter(
        application__in=Application.of_address(written_at("email", subject))
    )
    return found.values("step", "data", "saved_at", group=F("application__name"))


def agreements(subject: Subject) -> list[Agreed]:
    """What an applicant agreed to, in the words that stood there."""
    found = Consent.objects.filter(address_hash__in=subject.hashes)
    return [Agreed(line.at, line.words, line.lang) for line in found]


SECTIONS = {
    "mandates": mandates,
    "hand_overs": hand_overs,
    "invitations": invitations,
    "reviews": reviews,
    "questions_as_reviewer": questions,
    "lost_second_factors": factor_losses,
    "changes_of_entries": changes,
    "proposals": proposals,
    "hints": hints,
    "messages_to_groups": messages,
    "applications": applications,
}
