"""The sources that site search comes with: groups, countries, pages; and what the words of pages follow."""

from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy
from wagtail.signals import page_published, page_unpublished

from advocates.core import retention
from advocates.publishing.keeping import PUBLISHED
from advocates.search import actions, directory_sources, page_index
from advocates.search.members import registrations as members
from advocates.search.models import PAGES
from advocates.search.sources import register_source


def register_all() -> None:
    """Called when the app is ready."""
    members.register_all()
    register_source(
        "countries", directory_sources.countries, heading=pgettext_lazy("search", "Countries"), order=10
    )
    register_source(
        "organisations",
        directory_sources.organisations,
        heading=_("Patient groups"),
        order=20,
        more=directory_sources.directory_url,
    )
    for order, (kind, heading) in enumerate(
        [
            ("news", pgettext_lazy("menu", "News")),
            ("knowledge", pgettext_lazy("what was found", "Knowledge")),
            ("events", pgettext_lazy("menu", "Events")),
            (PAGES, _("Pages of this site")),
        ],
        start=30,
    ):
        register_source(kind, partial(page_index.search, kind=kind), heading=heading, order=order)
    page_published.connect(read, dispatch_uid="search.page_published")
    page_unpublished.connect(read, dispatch_uid="search.page_unpublished")
    retention.register(
        "search.SiteWords",
        gettext_noop("pages are found by their words"),
        dict.fromkeys(
            ["page", "kind", "language", "at", "revision", "year", "countries", "summary", "words"], PUBLISHED
        ),
    )


def read(instance: Any, **_kwargs: Any) -> None:
    """The words of a page change with what is published; what fails is read by the next search."""
    transaction.on_commit(lambda: actions.read_pages([instance.pk]), robust=True)
