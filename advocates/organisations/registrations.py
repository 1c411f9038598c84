"""What the directory tells the ground: kinds of stream entries, links, retention."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from advocates.core import links, navigation, outbox, retention, sitemap, stream
from advocates.core.retention import DataClass, Kept
from advocates.organisations import confirmation_views, confirmations, sitemaps
from advocates.organisations import website_checks as _website_checks  # noqa: F401 - the worker must know its jobs
from advocates.organisations.models import (
    PRIVATE_FIELDS,
    ConfirmationAsk,
    OrganisationChange,
    Task,
)

PUBLIC_FIELDS = (
    "id", "public_id", "slug", "name", "local_name", "local_language", "acronym", "country", "countries", "city",
    "precision", "latitude", "longitude", "languages", "disease_areas", "services", "website", "logo", "logo_width",
    "logo_height", "public_email", "founded_year", "sources", "state", "merged_into", "member_since", "is_published",
    "confirmed_on", "confirmed_by", "revision", "imported_hash", "created_at", "changed_at",
)  # fmt: skip
KINDS = ("created", "changed", "published", "unpublished", "imported", "confirmed", "asked")


def register_all() -> None:
    """Called when the app is ready."""
    for kind in KINDS:
        stream.register_kind(f"organisations.organisation.{kind}", audit=True)
    stream.register_kind("organisations.task.closed", audit=True)
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
    links.register(confirmations.LINK, confirmation_views.confirm, lives=confirmations.LIVES)
    outbox.register_purpose(
        outbox.Purpose(confirmations.PURPOSE, is_bulk=True, may_send=confirmations.may_send)
    )
    _keep()
    _keep_tasks()


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
    names = ("id", "organisation", "revision", "at", "actor", "deed", "changes")
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
    names = ("id", "organisation", "asked_at", "opened_at", "answered_at", "is_right")
    retention.register(
        "organisations.ConfirmationAsk",
        gettext_noop("when groups were asked whether their entries are right"),
        dict.fromkeys(names, Kept(DataClass.INTERNAL, gettext_noop("2 years"))),
        due=lambda now: ConfirmationAsk.objects.filter(asked_at__lt=now - timedelta(days=730)),
    )
    names = ("id", "kind", "organisation", "detail", "created_at", "closed_at", "closed_by")
    retention.register(
        "organisations.Task",
        gettext_noop("what the office has to look at"),
        dict.fromkeys(names, Kept(DataClass.INTERNAL, gettext_noop("2 years after it is done"))),
        due=lambda now: Task.done_before(now - timedelta(days=730)),
    )
