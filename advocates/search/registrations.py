"""The sources that site search comes with: groups, countries, pages."""

from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from advocates.search import directory_sources, page_index
from advocates.search.members import registrations as members
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
            (page_index.PAGES, _("Pages of this site")),
        ],
        start=30,
    ):
        register_source(kind, partial(page_index.search, kind=kind), heading=heading, order=order)
