"""Pages as things that have a talk."""

from collections.abc import Sequence

from advocates.core.viewer import Viewer
from advocates.spaces.talks import Subject
from advocates.wiki.models import WikiPage
from advocates.wiki.models.shown import shown
from advocates.wiki.showing import trail

PAGE = "page"


def subject_of(page: WikiPage) -> Subject:
    """A page as its talk sees it; the way to it stands on those that were looked up with it."""
    return Subject(
        kind=PAGE,
        public_id=page.public_id,
        space=page.space,
        title=page.title,
        lang=page.lang,
        address=page.address,
        is_gone=page.is_deleted,
        trail=trail(page.space, page) if "trail" in vars(page) else (),
    )


def find(viewer: Viewer, public_ids: Sequence[str]) -> dict[str, Subject]:
    """Also pages that were deleted: what was said about them can be read on."""
    if len(public_ids) == 1:
        page = shown(viewer, public_ids[0])
        return {page.public_id: subject_of(page)} if page is not None else {}
    found = WikiPage.objects.visible_to(viewer).filter(public_id__in=public_ids)
    return {page.public_id: subject_of(page) for page in found.select_related("space").defer("html")}
