"""Organisations of the directory, and what the office does about them."""

from advocates.organisations.models.applications import (
    Answer,
    Application,
    ApplicationKey,
    ApplicationQuerySet,
    CodeOfConduct,
    Consent,
    DecisionNote,
    Paper,
    PaperQuerySet,
)
from advocates.organisations.models.enquiries import Enquiry, EnquiryQuerySet, EnquiryText
from advocates.organisations.models.entry import (
    EDITABLE_FIELDS,
    PRIVATE_FIELDS,
    Channel,
    Description,
    Organisation,
    OrganisationChange,
    OrganisationQuerySet,
)
from advocates.organisations.models.invitations import Invitation, InvitationQuerySet
from advocates.organisations.models.mandates import HandOver, HandOverQuerySet, Mandate, MandateQuerySet
from advocates.organisations.models.office import (
    ConfirmationAsk,
    ImportFile,
    Merge,
    RowDecision,
    Task,
    TaskQuerySet,
    WebsiteCheck,
)
from advocates.organisations.models.proposals import Hint, Proposal, Wave
from advocates.organisations.models.recovery import FactorLoss, FactorLossQuerySet
from advocates.organisations.models.reviews import Question, Seat, SeatQuerySet
from advocates.organisations.models.splits import Split

__all__ = [
    "EDITABLE_FIELDS",
    "PRIVATE_FIELDS",
    "Answer",
    "Application",
    "ApplicationKey",
    "ApplicationQuerySet",
    "Channel",
    "CodeOfConduct",
    "ConfirmationAsk",
    "Consent",
    "DecisionNote",
    "Description",
    "Enquiry",
    "EnquiryQuerySet",
    "EnquiryText",
    "FactorLoss",
    "FactorLossQuerySet",
    "HandOver",
    "HandOverQuerySet",
    "Hint",
    "ImportFile",
    "Invitation",
    "InvitationQuerySet",
    "Mandate",
    "MandateQuerySet",
    "Merge",
    "Organisation",
    "OrganisationChange",
    "OrganisationQuerySet",
    "Paper",
    "PaperQuerySet",
    "Proposal",
    "Question",
    "RowDecision",
    "Seat",
    "SeatQuerySet",
    "Split",
    "Task",
    "TaskQuerySet",
    "Wave",
    "WebsiteCheck",
]
