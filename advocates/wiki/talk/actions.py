"""What a deed on a page does to the talk of the page."""

from advocates.spaces import talks
from advocates.spaces.talks import Subject
from advocates.wiki.models import WikiPage
from advocates.wiki.talk.hosting import subject_of


def held(public_id: str) -> Subject | None:
    """A page as it is now, held until the transaction ends."""
    found = WikiPage.objects.select_for_update(of=("self",)).select_related("space").defer("html")
    page = found.filter(public_id=public_id).first()
    return subject_of(page) if page is not None else None


def keep_talks(*pages: WikiPage) -> None:
    """They have another title or space, were deleted or restored: their talks follow, in the same transaction."""
    for page in pages:
        talks.keep(subject_of(page))
