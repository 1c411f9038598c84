"""What somebody watches, as far as they may still see it: the pages' part of the page of what one follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from advocates.core.viewer import Viewer
from advocates.wiki.models import How, Watching, WikiPage
from advocates.wiki.watching import actions
from advocates.wiki.watching.watchers import watches_own

# So many pages stand in the list, those that changed last; the others are changed where they are read.
MOST = 100
ALL = "wiki-own"


@dataclass(frozen=True, slots=True)
class Row:
    """A page, how it is watched, and the name of its field."""

    page: WikiPage
    how: int
    with_branch: bool

    @property
    def field(self) -> str:
        return f"w-{self.page.public_id}"


def watched_pages(viewer: Viewer) -> list[Row]:
    """Those of which somebody said how they watch them; two statements."""
    person: Any = viewer.person
    rows = {row.page_id: row for row in Watching.objects.filter(person=person)}
    found = WikiPage.objects.visible_to(viewer).standing().filter(pk__in=rows).defer("html")
    newest = found.order_by("-changed_at", "-pk")[:MOST]
    return [Row(page, rows[page.pk].how, rows[page.pk].with_branch) for page in newest]


def context(viewer: Viewer) -> dict[str, Any]:
    """For the section's template."""
    person: Any = viewer.person
    return {"pages": watched_pages(viewer), "hows": How.choices, "own": watches_own(person), "own_field": ALL}


def save(viewer: Viewer, data: Mapping[str, str]) -> None:
    """What the form says otherwise than it is now. A form without the section changes nothing of it."""
    person: Any = viewer.person
    values = {str(how): how for how in How.values}
    for row in watched_pages(viewer):
        how = values.get(data.get(row.field, ""), row.how)
        if how != row.how:
            actions.watch_page(person=person, page=row.page, how=how, with_branch=row.with_branch)
    own = {str(How.NONE.value): False, str(How.WATCHED.value): True}.get(data.get(ALL, ""))
    if own is not None and own is not watches_own(person):
        actions.watch_own(person=person, watches_own=own)
