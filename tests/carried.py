"""A page of the wiki with what hangs on it: an archive of each way, a translation claimed, proposals; for the scene."""

from typing import Any

from advocates.accounts.models import Person
from advocates.core.viewer import viewer_for
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Space
from advocates.wiki import actions
from advocates.wiki.models import Archive, PageProposal, WikiPage


def carried(member: Person, space: Space) -> dict[str, Any]:
    """By the member, in a space that others of the cast do not read."""
    author = author_of(viewer_for(member))
    page, accepted = (_page(author, space, title) for title in ("How we began", "How we went on"))
    archives = [
        Archive.objects.create(way=way, state=state, person=member, space=space)
        for way, state in ((Archive.Way.OUT, Archive.State.WAITING), (Archive.Way.IN, Archive.State.READY))
    ]
    own = {"number": 1, "lang": "en", **author.fields()}
    proposals = [
        PageProposal.objects.create(page=page, **own),
        PageProposal.objects.create(page=accepted, state="accepted", reasons="Right", **own),
    ]
    return {
        "carried_page": page.public_id,
        "archive": archives[0].public_id,
        "archive_in": archives[1].public_id,
        "page_proposal": proposals[0].public_id,
        "accepted_page": proposals[1].public_id,
    }


def _page(author: Any, space: Space, title: str) -> WikiPage:
    written = actions.Written("Words", "en", "Begun")
    return actions.begin_page(author=author, space=space, title=title, written=written)
