"""What applications tell the ground: kinds of stream entries, mails, tasks, navigation, retention."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from advocates.core import cards, navigation, outbox, retention, stream
from advocates.core.retention import DataClass, Kept
from advocates.organisations import tasks
from advocates.organisations.applications import actions, mails
from advocates.organisations.applications import receivers as _receivers  # noqa: F401 - Django must know them
from advocates.organisations.applications.review import actions as review
from advocates.organisations.applications.review import on_dashboard
from advocates.organisations.applications.review import tasks as review_tasks
from advocates.organisations.models import Application, Paper
from advocates.organisations.tasks import TaskKind

DEEDS = (
    "sent", "withdrawn", "answered", "appealed", "taken", "declared", "freed", "asked", "recommended", "approved",
    "refused",
)  # fmt: skip


def register_all() -> None:
    """Called when the app is ready."""
    for deed in DEEDS:
        stream.register_kind(f"organisations.application.{deed}", audit=True)
    stream.register_kind("organisations.code.published", audit=True)
    outbox.register_purpose(outbox.Purpose(mails.APPLICANT, may_send=actions.may_send))
    outbox.register_purpose(outbox.Purpose(mails.REVIEWER, may_send=review.may_send))
    actions.on_change(review_tasks.tell_if_nobody_can)
    cards.register_waiting(on_dashboard.waiting)
    _register_tasks()
    navigation.register("join", _("Join the network"), navigation.GROUPS, order=10)
    navigation.register_title(navigation.GROUPS, _("For patient groups"))
    _keep()
    _keep_reviews()


def _register_tasks() -> None:
    waits = TaskKind(
        review.TASK,
        pgettext_lazy("task of the office", "Find reviewers for an application"),
        url=lambda _task: reverse("application_board"),
    )
    tasks.register_kind(waits)


def _keep() -> None:
    papers = Kept(DataClass.HIGHEST, gettext_noop("30 days after the decision"))
    year = Kept(
        DataClass.CONFIDENTIAL,
        gettext_noop("12 months after the decision, 30 days when taken back, 60 days when nobody goes on"),
    )
    why = gettext_noop("an organisation asks to join")
    names: tuple[str, ...] = (
        "id", "public_id", "email", "language", "state", "name", "country", "claimed", "organisation", "round",
        "appeal", "started_at", "kept_until", "sent_at", "state_since", "decided_at",
    )  # fmt: skip
    retention.register("organisations.Application", why, dict.fromkeys(names, year), due=Application.over_by)
    names = ("id", "application", "organisation")
    retention.register("organisations.Application_resembles", why, dict.fromkeys(names, year))
    names = ("id", "application", "token_hash", "made_at", "ends_at")
    key = Kept(DataClass.HIGHEST, gettext_noop("as long as the application, as a hash"))
    retention.register("organisations.ApplicationKey", why, dict.fromkeys(names, key))
    names = ("id", "application", "step", "data", "revision", "saved_at")
    retention.register("organisations.Answer", why, dict.fromkeys(names, year))
    names = (
        "id", "public_id", "application", "kind", "sealed_name", "content_type", "size", "stored_as", "sealed_key",
        "added_at",
    )  # fmt: skip
    retention.register(
        "organisations.Paper", gettext_noop("proof of what an application says"), dict.fromkeys(names, papers),
        due=Paper.over_by,
    )  # fmt: skip


def _keep_reviews() -> None:
    year = Kept(DataClass.CONFIDENTIAL, gettext_noop("as long as the application"))
    names: tuple[str, ...] = (
        "id", "public_id", "application", "round", "number", "reviewer", "organisation", "taken_at", "acted_at",
        "reminded_at", "interests", "declared_at", "checklist", "revision", "recommendation", "reasons",
        "recommended_at", "freed_at", "freed_because",
    )  # fmt: skip
    retention.register(
        "organisations.Seat", gettext_noop("who reviewed an application, and what they found"),
        dict.fromkeys(names, year),
    )  # fmt: skip
    names = (
        "id", "public_id", "application", "seat", "text", "lang", "asked_at", "answer", "answer_lang", "answered_at",
    )  # fmt: skip
    retention.register(
        "organisations.Question",
        gettext_noop("questions of reviewers and their answers"),
        dict.fromkeys(names, year),
    )
    names = ("id", "application", "address_hash", "organisation", "what", "version", "lang", "words", "at")
    proof = Kept(DataClass.INTERNAL, gettext_noop("life of the installation, as a keyed hash"))
    retention.register(
        "organisations.Consent",
        gettext_noop("proof of what applicants agreed to"),
        dict.fromkeys(names, proof),
    )
    names = ("id", "name", "country", "organisation", "is_approved", "round", "sent_on", "decided_on")
    retention.register(
        "organisations.DecisionNote", gettext_noop("which organisations asked to join, and what was decided"),
        dict.fromkeys(names, Kept(DataClass.INTERNAL, gettext_noop("life of the installation"))),
    )  # fmt: skip
    names = ("id", "version", "lang", "text", "html", "published_at", "published_by")
    retention.register(
        "organisations.CodeOfConduct", gettext_noop("what members agree to"),
        dict.fromkeys(names, Kept(DataClass.PUBLIC, gettext_noop("life of the installation"))),
    )  # fmt: skip
