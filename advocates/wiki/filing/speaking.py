"""Keeps which pages speak of which files in libraries, and says where files hang; called after each save."""

from collections.abc import Iterable, Sequence

from advocates.core import stream
from advocates.core.models import StreamEntry
from advocates.core.viewer import Viewer
from advocates.files import uses
from advocates.files.library import actions as library
from advocates.files.models import FileUse
from advocates.files.uses import Place
from advocates.wiki.filing import actions
from advocates.wiki.models import PAGE_FILES, PAST_FILES, PageFile, WikiPage

KINDS = ("wiki.page.begun", "wiki.page.saved")


def note_entry(entry: StreamEntry) -> None:
    """Read the newest text of the page that an entry of the stream is about, and have the words of its files read."""
    page = int(entry.target_id)
    actions.note_uses(page)
    hung = FileUse.hanging_on(PAGE_FILES, [page]).filter(file__text=None)
    library.have_read(use.file for use in hung)


def places(viewer: Viewer, ids: Sequence[int]) -> Iterable[Place]:
    """The pages of these that the viewer may read."""
    pages = WikiPage.objects.visible_to(viewer).standing().filter(pk__in=ids).defer("html")
    for page in pages.order_by("-pk"):
        yield Place(page.pk, page.title, page.lang, page.address)


def register_all() -> None:
    """Called when the app is ready."""
    uses.register(
        PAGE_FILES, lambda viewer: WikiPage.objects.visible_to(viewer).standing(), WikiPage.in_any_state
    )
    uses.register(PAST_FILES, PageFile.objects.visible_to, PageFile.in_any_state)
    uses.register_speaker(PAGE_FILES, places)
    for kind in KINDS:
        stream.follow(kind, note_entry)
