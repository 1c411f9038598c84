"""Topics and posts for tests."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core.viewer import viewer_for
from advocates.forum import actions
from advocates.forum.messages import actions as messages
from advocates.forum.models import Category, Post, Topic
from advocates.forum.shelving.actions import ensure_shelves
from advocates.organisations.models import Mandate
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Kind, Space


def make_shelf(kind: str = Kind.MEMBERS, **space: Any) -> Category:
    """A category in which everybody may begin: the first of a space that every installation has."""
    ensure_shelves()
    found = Category.objects.filter(is_for_announcements=False, space__kind=kind)
    return found.filter(**{f"space__{name}": value for name, value in space.items()}).select_related("space")[
        0
    ]


def space_of(kind: str, **fields: Any) -> Space:
    ensure_shelves()
    return Space.objects.filter(kind=kind, **fields)[0]


def begin(person: Person, title: str = "A question", text: str = "What do you do?", **fields: Any) -> Topic:
    """A topic by somebody with a mandate, in the first category of all members or in `category`."""
    shelf = fields.pop("category", None) or make_shelf()
    return actions.start_topic(
        author=author_of(viewer_for(person)),
        space=shelf.space,
        category=shelf,
        beginning=actions.Beginning(title, fields.pop("is_kept_on_site", False)),
        written=actions.Written(text, fields.pop("lang", "en"), fields.pop("sending", "")),
    )


def reply(
    person: Person, topic: Topic, text: str = "We do this.", lang: str = "en", sending: str = ""
) -> Post:
    """An answer by somebody with a mandate."""
    return actions.answer(
        author=author_of(viewer_for(person)), topic=topic, written=actions.Written(text, lang, sending)
    )


def began_before(person: Person, *, days: int) -> None:
    """Somebody has spoken for their group for so long already."""
    Mandate.objects.filter(person=person).update(starts_at=timezone.now() - timedelta(days=days))


def write_to(person: Person, *people: Person, text: str = "Between us.", subject: str = "A word") -> Topic:
    """A conversation that somebody with a mandate begins with others."""
    return messages.begin(
        author=author_of(viewer_for(person)),
        people=people,
        subject=subject,
        written=actions.Written(text, "en"),
    )
