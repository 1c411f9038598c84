"""Pages for tests."""

from typing import Any

from advocates.accounts.models import Person
from advocates.core.viewer import viewer_for
from advocates.forum.tests.factories import space_of
from advocates.spaces.bylines import Author, author_of
from advocates.spaces.models import Kind, Space
from advocates.wiki import actions
from advocates.wiki.models import WikiPage

TEXT = "Ask first.\n\n## Before you start\n\nFind out who decides."


def writer(person: Person) -> Author:
    return author_of(viewer_for(person))


def make_page(
    person: Person,
    title: str = "How to begin",
    text: str = TEXT,
    *,
    space: Space | None = None,
    parent: WikiPage | None = None,
    **fields: Any,
) -> WikiPage:
    """A page by somebody with a mandate, in the space of all members or in `space`."""
    written = actions.Written(text, fields.pop("lang", "en"), fields.pop("summary", "Begun"), **fields)
    place = space or (parent.space if parent else space_of(Kind.MEMBERS))
    return actions.begin_page(author=writer(person), space=place, title=title, written=written, parent=parent)


def save(
    person: Person, page: WikiPage, text: str, base: int, summary: str = "Better", **fields: Any
) -> actions.Saved:
    """A new text, made from the revision `base`."""
    written = actions.Written(text, fields.pop("lang", "en"), summary, base=base, **fields)
    return actions.save_page(author=writer(person), page=page, written=written)
