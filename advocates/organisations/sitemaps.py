"""What robots may find of the directory: the directory itself, countries with groups, and every entry."""

from collections.abc import Iterator

from advocates.core.sitemap import Place
from advocates.organisations.directory import index
from advocates.organisations.geo.countries import COUNTRIES


def entries() -> Iterator[Place]:
    """The pages of all public entries."""
    for entry in index().entries:
        yield Place(f"/organisations/{entry.slug}/", entry.changed_at)


def countries() -> Iterator[Place]:
    """The directory and the page of every country; those without a group say who is nearest."""
    yield Place("/directory/")
    for code in sorted(COUNTRIES):
        yield Place(f"/directory/{code.lower()}/")
