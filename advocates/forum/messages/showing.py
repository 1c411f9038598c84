"""A conversation's people, and the lines that say who came and went. Two statements, however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.core.viewer import Viewer
from advocates.forum.models import Post, Topic
from advocates.forum.showing import Shown
from advocates.spaces.models import SpaceSeat


@dataclass(frozen=True, slots=True)
class Line:
    """What happened, when; `before` is the number of the post above which it stands, 0 for after the last."""

    text: str
    at: datetime
    before: int


@dataclass(frozen=True, slots=True)
class Talk:
    """Who reads a conversation now, and what its page says of their coming and going."""

    people: list[str]
    others: str
    lines: list[Line]


def talk_of(viewer: Viewer, topic: Topic, posts: Sequence[Shown]) -> Talk | None:
    """Of a conversation between named people, for a page of its posts; nothing for any other topic."""
    if not topic.is_message:
        return None
    found = SpaceSeat.objects.visible_to(viewer).filter(space=topic.space_id)
    seats = list(found.select_related("person", "given_by").order_by("joined_at", "pk"))
    now = timezone.now()
    here = [seat for seat in seats if seat.left_at is None or seat.left_at > now]
    own = viewer.person.pk if viewer.person is not None else None
    names = [_name(seat.person) for seat in here]
    others = [_name(seat.person) for seat in here if seat.person_id != own]
    return Talk(names, ", ".join(others), _lines(viewer, topic, seats, posts))


def _lines(viewer: Viewer, topic: Topic, seats: Sequence[SpaceSeat], posts: Sequence[Shown]) -> list[Line]:
    """In the order in which they happened; those of other pages are left to their pages."""
    happened: list[tuple[datetime, str]] = []
    for seat in seats:
        names = {"name": _name(seat.person), "by": _name(seat.given_by)}
        if seat.joined_at > topic.started_at:
            said = _("%(by)s has brought in %(name)s, who reads everything above.")
            happened.append((seat.joined_at, said % names))
        if seat.left_at is not None:
            happened.append((seat.left_at, _("%(name)s has left the conversation.") % names))
    begun, over = _span(viewer, topic, posts)
    here = [(at, said) for at, said in sorted(happened) if begun <= at < over]
    return [Line(said, at, _place(at, posts)) for at, said in here]


def _span(viewer: Viewer, topic: Topic, posts: Sequence[Shown]) -> tuple[datetime, datetime]:
    """From when to when something belongs to the page of these posts."""
    is_first = not posts or posts[0].number == 1
    begun = topic.started_at if is_first else posts[0].written_at
    end = timezone.now() + timedelta(days=1)
    if posts and posts[-1].number < topic.last_number:
        following = Post.objects.visible_to(viewer).filter(topic=topic, number__gt=posts[-1].number)
        end = following.order_by("number").values_list("written_at", flat=True).first() or end
    return begun, end


def _place(at: datetime, posts: Sequence[Shown]) -> int:
    """The number of the first post that was written later; 0 for after the last."""
    return next((post.number for post in posts if post.written_at > at), 0)


def _name(person: object) -> str:
    return getattr(person, "full_name", "") or _("Somebody who has left")
