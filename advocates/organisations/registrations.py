"""What the directory tells the ground: kinds of stream entries, links, retention."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from advocates.core import links, navigation, outbox, retention, sitemap, stream
from advocates.core.retention import DataClass, Kept
from advocates.organisations import (
    confirmation_views,
    confirmations,
    group_links,
    news,
    retaining,
    sitemaps,
    task_kinds,
)
from advocates.organisations import website_checks as _website_checks  # noqa: F401 - the worker must know its jobs
from advocates.organisations.alone import tasks as alone
from advocates.organisations.applications import registrations as applications
from advocates.organisations.enquiries import registrations as enquiries
from advocates.organisations.hints import actions as hints
from advocates.organisations.hints import office_views as hint_office
from advocates.organisations.hints import views as hint_views
from advocates.organisations.invitations import keeping as invitation_keeping
from advocates.organisations.mandates import registrations as mandates
from advocates.organisations.models import (
    PRIVATE_FIELDS,
    ConfirmationAsk,
    ImportFile,
    Merge,
    OrganisationChange,
    Task,
)
from advocates.organisations.office import actions as _office_actions  # noqa: F401 - as above
from advocates.organisations.office import bulk
from advocates.organisations.personal import registrations as personal
from advocates.organisations.proposals import actions as proposals
from advocates.organisations.proposals import office_views as proposal_office
from advocates.organisations.proposals import views as proposal_views
from advocates.organisations.recovery import registrations as recovery
from advocates.syndication import feeds
from advocates.syndication.registrations import register_topic

PUBLIC_FIELDS = (
    "id", "public_id", "slug", "name", "local_name", "local_language", "acronym", "country", "countries", "city",
    "precision", "latitude", "longitude", "languages", "disease_areas", "services", "website", "logo", "logo_width",
    "logo_height", "public_email", "answered_by", "founded_year", "sources", "state", "merged_into", "member_since",
    "is_published", "is_protected", "confirmed_on", "confirmed_by", "revision", "imported_hash", "created_at",
    "changed_at",
)  # fmt: skip
KINDS = (
    "created", "changed", "published", "unpublished", "imported", "confirmed", "asked", "merged", "unmerged",
    "exported", "taken", "link_sent", "accepted", "suspended", "restored", "left", "protected", "unprotected",
    "split", "unsplit",
)  # fmt: skip


def register_all() -> None:
    """Called when the app is ready."""
    for kind in KINDS:
        stream.register_kind(f"organisations.organisation.{kind}", audit=True)
    for deed in ("closed", "taken", "given_back", "noted"):
        stream.register_kind(f"organisations.task.{deed}", audit=True)
    task_kinds.register_own()
    bulk.register_own()
    enquiries.register_all()
    mandates.register_all()
    applications.register_all()
    invitation_keeping.register_all()
    recovery.register_all()
    personal.register_all()
    navigation.register(
        "directory",
        pgettext_lazy("navigation", "Find a group"),
        navigation.MAIN,
        navigation.PATIENTS,
        order=10,
    )
    navigation.register_title(navigation.PATIENTS, _("For patients and families"))
    sitemap.register("organisations", sitemaps.entries)
    sitemap.register("countries", sitemaps.countries)
    _confirmations()
    _proposals()
    _hints()
    retaining.register_all()
    alone.register_all()
    feeds.register(news.FEED, news.feed)
    register_topic(news.topic())
    _keep()
    _keep_tasks()
    _keep_office()


def _confirmations() -> None:
    for deed in ("sent", "reminded"):
        stream.register_kind(f"organisations.wave.{deed}", audit=True)
    links.register(confirmations.LINK, confirmation_views.confirm)
    links.register(group_links.RENEW, group_links.renew)
    outbox.register_purpose(
        outbox.Purpose(
            confirmations.PURPOSE,
            is_bulk=True,
            may_send=confirmations.may_send,
            compose=confirmations.compose,
            settled=confirmations.settled,
        )
    )
    outbox.register_purpose(
        outbox.Purpose(
            group_links.PURPOSE, may_send=group_links.may_send, compose=confirmations.compose_fresh_link
        )
    )


def _proposals() -> None:
    for deed in ("made", "withdrawn", "refused"):
        stream.register_kind(f"organisations.proposal.{deed}", audit=True)
    links.register(proposals.LINK, proposal_views.propose)
    links.register(proposals.WITHDRAW, proposal_views.withdraw)
    outbox.register_purpose(
        outbox.Purpose(proposals.PURPOSE, may_send=proposals.may_send, compose=proposals.compose)
    )
    proposal_office.register_task()


def _hints() -> None:
    stream.register_kind("organisations.hint.told")
    for deed in ("let_through", "closed"):
        stream.register_kind(f"organisations.hint.{deed}", audit=True)
    links.register(hints.LINK, hint_views.hints)
    links.register(hint_views.UNKNOWN, hint_views.hints_unknown)
    outbox.register_purpose(
        outbox.Purpose(
            hints.GROUP_PURPOSE,
            is_bulk=True,
            may_send=hints.may_tell_group,
            compose=hints.compose_for_group,
            settled=hints.settled,
        )
    )
    outbox.register_purpose(
        outbox.Purpose(
            hints.REPORTER_PURPOSE, may_send=hints.may_tell_reporter, compose=hints.compose_for_reporter
        )
    )
    hint_office.register_task()


def _keep() -> None:
    public = Kept(DataClass.PUBLIC_PERSONAL, gettext_noop("while the organisation is listed"))
    private = Kept(DataClass.INTERNAL, gettext_noop("while the organisation is listed, and 6 months after"))
    register = retention.register
    register(
        "organisations.Organisation",
        gettext_noop("the public directory, and how the network reaches a group"),
        {**dict.fromkeys(PUBLIC_FIELDS, public), **dict.fromkeys(PRIVATE_FIELDS, private)},
    )
    names: tuple[str, ...] = ("id", "organisation", "lang", "text", "html")
    register("organisations.Description", gettext_noop("the public directory"), dict.fromkeys(names, public))
    names = ("id", "organisation", "kind", "value")
    register("organisations.Channel", gettext_noop("the public directory"), dict.fromkeys(names, public))
    names = ("id", "organisation", "revision", "at", "actor", "deed", "changes", "reason", "lang")
    register(
        "organisations.OrganisationChange",
        gettext_noop("who changed an entry, and how"),
        dict.fromkeys(names, Kept(DataClass.INTERNAL, gettext_noop("2 years"))),
        due=lambda now: OrganisationChange.objects.filter(at__lt=now - timedelta(days=730)),
    )


def _keep_tasks() -> None:
    names: tuple[str, ...] = (
        "id", "organisation", "address", "checked_at", "outcome", "reason", "target", "failures_in_a_row",
        "failing_since", "reported",
    )  # fmt: skip
    retention.register(
        "organisations.WebsiteCheck",
        gettext_noop("whether the websites in the directory still answer"),
        dict.fromkeys(names, Kept(DataClass.INTERNAL, gettext_noop("while the organisation is listed"))),
    )
    names = (
        "id", "organisation", "wave", "asked_at", "mail_state", "reminded_at", "opened_at", "answered_at", "is_right",
    )  # fmt: skip
    retention.register(
        "organisations.ConfirmationAsk",
        gettext_noop("when groups were asked whether their entries are right"),
        dict.fromkeys(names, Kept(DataClass.INTERNAL, gettext_noop("2 years"))),
        due=lambda now: ConfirmationAsk.objects.filter(asked_at__lt=now - timedelta(days=730)),
    )
    names = (
        "id", "kind", "organisation", "key", "detail", "created_at", "taken_by", "note", "closed_at", "closed_by",
    )  # fmt: skip
    retention.register(
        "organisations.Task",
        gettext_noop("what the office has to look at"),
        dict.fromkeys(names, Kept(DataClass.INTERNAL, gettext_noop("2 years after it is done"))),
        due=lambda now: Task.done_before(now - timedelta(days=730)),
    )


def _keep_office() -> None:
    names: tuple[str, ...] = ("id", "hash", "organisation")
    retention.register(
        "organisations.RowDecision",
        gettext_noop("which entry a doubtful row of a file is about"),
        dict.fromkeys(names, Kept(DataClass.INTERNAL, gettext_noop("while the organisation is listed"))),
    )
    names = ("id", "public_id", "owner", "text", "created_at", "applied_at", "counts")
    retention.register(
        "organisations.ImportFile",
        gettext_noop("a file that the office looks at before it is loaded"),
        dict.fromkeys(names, Kept(DataClass.INTERNAL, gettext_noop("24 hours"))),
        due=ImportFile.over,
    )
    names = (
        "id", "public_id", "kept", "gone", "kept_before", "gone_before", "kept_revision", "gone_revision",
        "moved_tasks", "merged_at", "merged_by", "undone_at",
    )  # fmt: skip
    retention.register(
        "organisations.Merge",
        gettext_noop("so that two entries made one can be told apart again"),
        dict.fromkeys(names, Kept(DataClass.INTERNAL, gettext_noop("30 days"))),
        # A little later than the office's own job, which also deletes the files of logos.
        due=lambda now: Merge.over(now - timedelta(days=2)),
    )
