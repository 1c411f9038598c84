"""Who may do what with pages. Each takes the viewer of this moment."""

from advocates.core.viewer import Viewer
from advocates.spaces import policies as spaces
from advocates.spaces.models import Kind, Space
from advocates.wiki.models import WikiPage

# Where pages stand: messages are conversations, and what is public is published by editors.
WITH_PAGES = frozenset({Kind.MEMBERS, Kind.REGION, Kind.COMMITTEE, Kind.ROOM})
# Where it is shown who has opened a page for changing.
SHOWS_WRITERS = frozenset({Kind.MEMBERS, Kind.REGION})


def can_begin_page(viewer: Viewer, space: Space) -> bool:
    return space.kind in WITH_PAGES and spaces.can_take_part(viewer, space)


def can_change_page(viewer: Viewer, page: WikiPage) -> bool:
    """Whoever takes part in the space; one that was deleted must be restored first."""
    return not page.is_deleted and spaces.can_take_part(viewer, page.space)


def can_check(viewer: Viewer, page: WikiPage) -> bool:
    """Whoever takes part: a check has a name and a date."""
    return can_change_page(viewer, page)


def can_confirm(viewer: Viewer, page: WikiPage) -> bool:
    """“Still correct” is said by who looks after the page; of one that nobody looks after by whoever takes part."""
    if not can_change_page(viewer, page):
        return False
    return page.owner_id is None or page.owner_id in {held.organisation for held in viewer.mandates}


def can_delete_page(viewer: Viewer, page: WikiPage) -> bool:
    """Who runs the space, and the organisation that looks after the page."""
    if not can_change_page(viewer, page):
        return False
    is_owner = page.owner_id is not None and page.owner_id in {held.organisation for held in viewer.mandates}
    return is_owner or spaces.can_run(viewer, page.space)


def can_restore_page(viewer: Viewer, page: WikiPage) -> bool:
    """Who runs the space: nobody takes back alone what somebody else has deleted."""
    return page.is_deleted and not page.space.is_closed and spaces.can_run(viewer, page.space)


def can_list_deleted(viewer: Viewer, space: Space) -> bool:
    """Who may restore what stands in the list."""
    return not space.is_closed and spaces.can_run(viewer, space)


def is_newest_by(viewer: Viewer, page: WikiPage) -> bool:
    """Whether the viewer saved the newest revision of a page that was looked up with it: nobody reports their own."""
    return viewer.person is not None and vars(page)["current_person_id"] == viewer.person.pk
