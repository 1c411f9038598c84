"""The forum keeps the talks of the things of other apps: told to the ground with the rest of the forum."""

from collections.abc import Mapping, Sequence

from django.db.models import F, IntegerField, Subquery, Value
from django.db.models.expressions import BaseExpression
from django.db.models.functions import Coalesce, Concat

from advocates.core import stream
from advocates.core.identifiers import LENGTH
from advocates.core.viewer import Viewer
from advocates.forum.models import Topic
from advocates.forum.talking import actions, policies
from advocates.spaces import talks
from advocates.spaces.drafts import places
from advocates.spaces.drafts.places import Place
from advocates.spaces.talks import Subject

# The kind of the drafts of what nobody has said yet; their place is the thing's kind and id, written as one word.
DRAFT = "talk"


def register_all() -> None:
    """Called when the app is ready."""
    stream.register_kind("forum.talk.followed")
    talks.register_engine(talks.Engine(count, actions.keep))
    places.register(DRAFT, _places)


def count(kind: str, public_id: F) -> BaseExpression:
    """How many posts stand in the talk of a row."""
    posts = Topic.talk_of(Concat(Value(f"{kind}:"), public_id)).values("posts_count")
    return Coalesce(Subquery(posts[:1]), 0, output_field=IntegerField())


def _places(viewer: Viewer, ids: Sequence[str]) -> Mapping[str, Place]:
    by_kind: dict[str, list[str]] = {}
    for place in ids:
        by_kind.setdefault(place[:-LENGTH], []).append(place[-LENGTH:])
    return {
        f"{kind}{subject.public_id}": _place(viewer, subject)
        for kind, public_ids in by_kind.items()
        for subject in talks.find(viewer, kind, public_ids).values()
    }


def _place(viewer: Viewer, subject: Subject) -> Place:
    return Place(
        subject.space,
        subject.title,
        talks.address_of(subject.kind, subject.public_id),
        lang=subject.lang,
        may_write=policies.can_say(viewer, subject) and not subject.is_gone,
    )
