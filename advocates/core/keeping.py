"""Classes and periods of the ground's own tables and of the libraries' tables that the ground brings in."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils.translation import gettext_noop

from advocates.core.jobs import SLOT_MARK
from advocates.core.models import (
    Bounce,
    Job,
    LimitCount,
    Mail,
    ProviderEvent,
    SpentTicket,
    StreamEntry,
    SuppressionLift,
)
from advocates.core.retention import EVERY_FIELD, DataClass, Kept, register


def register_all() -> None:
    """Called when the app is ready."""
    _happenings()
    _work()
    _mail()
    _lifted()
    _libraries()


def _happenings() -> None:
    site = Kept(DataClass.INTERNAL, gettext_noop("life of the installation"))
    register(
        "core.Installation",
        gettext_noop("state of the set-up"),
        dict.fromkeys(("id", "set_up_token_hash", "finished_at"), site),
    )
    stream = Kept(DataClass.INTERNAL, gettext_noop("24 months"))
    names = (
        "id", "public_id", "at", "kind", "target_type", "target_id", "data", "is_audit", "dispatched_at", "actor",
    )  # fmt: skip
    register(
        "core.StreamEntry",
        gettext_noop("what happened, for notices and the audit log"),
        dict.fromkeys(names, stream),
        due=lambda now: StreamEntry.objects.filter(at__lt=now - timedelta(days=730)),
    )
    register(
        "core.AuditLink",
        gettext_noop("so that nobody changes the audit log unseen"),
        dict.fromkeys(("id", "number", "entry", "digest"), stream),
    )
    register(
        "core.LimitCount",
        gettext_noop("limits against abuse while the cache is away"),
        dict.fromkeys(
            ("id", "digest", "uses", "created_at"), Kept(DataClass.INTERNAL, gettext_noop("one day"))
        ),
        due=lambda now: LimitCount.objects.filter(created_at__lt=now - timedelta(days=1)),
    )
    register(
        "core.SpentTicket",
        gettext_noop("forms of visitors that were sent, so that none counts twice"),
        dict.fromkeys(("id", "digest", "created_at"), Kept(DataClass.INTERNAL, gettext_noop("two days"))),
        due=lambda now: SpentTicket.objects.filter(created_at__lt=now - timedelta(days=2)),
    )


def _work() -> None:
    register(
        "core.SignOfLife",
        gettext_noop("whether every part of the program runs"),
        dict.fromkeys(
            ("id", "part", "at"), Kept(DataClass.INTERNAL, gettext_noop("life of the installation"))
        ),
    )
    job = Kept(
        DataClass.INTERNAL, gettext_noop("7 days after the end, one day where it comes back by itself")
    )
    names: tuple[str, ...] = (
        "id", "public_id", "name", "arguments", "unique_key", "priority", "state", "run_at", "leased_until", "lease",
        "attempts", "created_at", "started_at", "finished_at", "result", "error",
    )  # fmt: skip
    register(
        "core.Job",
        gettext_noop("background work"),
        dict.fromkeys(names, job),
        due=lambda now: Job.objects.filter(
            Q(finished_at__lt=now - timedelta(days=7))
            | Q(finished_at__lt=now - timedelta(days=1), unique_key__contains=SLOT_MARK)
        ),
    )


def _mail() -> None:
    mail = Kept(
        DataClass.CONFIDENTIAL, gettext_noop("7 days after delivery, 30 days where it never succeeded")
    )
    names = (
        "id", "message_id", "sender", "recipient", "language", "subject", "text", "html", "state",
        "created_at", "sent_at", "purpose", "about", "attempts", "error",
    )  # fmt: skip
    register(
        "core.Suppression",
        gettext_noop("addresses that want no more mail, or do not exist"),
        dict.fromkeys(
            ("id", "address_hash", "purpose", "reason", "created_at"),
            Kept(DataClass.CONFIDENTIAL, gettext_noop("life of the installation, as a keyed hash")),
        ),
    )
    register(
        "core.Bounce",
        gettext_noop("mail that came back, so that addresses which do not exist are left alone"),
        dict.fromkeys(
            ("id", "mail_number", "address_hash", "is_hard", "status", "at"),
            Kept(DataClass.INTERNAL, gettext_noop("90 days, as a keyed hash")),
        ),
        due=lambda now: Bounce.objects.filter(at__lt=now - timedelta(days=90)),
    )
    register(
        "core.ProviderEvent",
        gettext_noop("what a mail provider told about mails, so that nothing it tells counts twice"),
        dict.fromkeys(("id", "digest", "at"), Kept(DataClass.INTERNAL, gettext_noop("90 days, as a hash"))),
        due=lambda now: ProviderEvent.objects.filter(at__lt=now - timedelta(days=90)),
    )
    register(
        "core.Mail",
        gettext_noop("outgoing mail"),
        dict.fromkeys(names, mail),
        due=lambda now: Mail.objects.filter(
            Q(sent_at__lt=now - timedelta(days=7)) | Q(created_at__lt=now - timedelta(days=30), sent_at=None)
        ),
    )


def _lifted() -> None:
    register(
        "core.SuppressionLift",
        gettext_noop("who had mail go to an address again, and why"),
        dict.fromkeys(
            ("id", "address_hash", "purpose", "was", "reason", "lang", "lifted_at", "lifted_by"),
            Kept(DataClass.CONFIDENTIAL, gettext_noop("2 years")),
        ),
        due=lambda now: SuppressionLift.objects.filter(lifted_at__lt=now - timedelta(days=730)),
    )


def _libraries() -> None:
    account, settings = (
        Kept(DataClass.INTERNAL, gettext_noop("life of the account")),
        Kept(DataClass.PUBLIC, gettext_noop("life of the installation")),
    )
    register(
        "sessions.Session",
        gettext_noop("who is signed in"),
        {EVERY_FIELD: Kept(DataClass.HIGHEST, gettext_noop("end of the session"))},
        due=lambda now: Session.objects.filter(expire_date__lt=now),
    )
    for model in ("auth.Group", "auth.Permission", "auth.Group_permissions", "contenttypes.ContentType"):
        register(model, gettext_noop("rights in the back office"), {EVERY_FIELD: settings})
    register("usersessions.UserSession", gettext_noop("list of own sessions"), {EVERY_FIELD: account})
