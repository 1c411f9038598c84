"""A word of its own for everything that members write, in each kind of space."""

from dataclasses import dataclass
from typing import Any

from advocates.accounts.models import Person
from advocates.core.viewer import viewer_for
from advocates.forum import actions
from advocates.forum.models import Category, Post, Topic
from advocates.forum.tests.factories import begin, make_shelf, reply
from advocates.forum.translating.actions import translate
from advocates.spaces.actions import open_space
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Kind, Space
from tests.private_words import Words

TALK = ("members", "region", "committee", "room", "direct", "gone")


@dataclass(frozen=True, slots=True)
class Talk:
    """What was planted: the spaces by kind, and the topics by kind."""

    spaces: dict[str, Space]
    topics: dict[str, Topic]


def plant_talk(words: Words, member: Person, guest: Person) -> Talk:
    """Topics by `member` in every kind of space; the `guest` has a seat in the room and in the message."""
    region = viewer_for(member).acting.region
    room = open_space(
        actor=member, kind=Kind.ROOM, names={"en": words["room: name of the room"]}, people=[guest]
    )
    direct = open_space(actor=member, kind=Kind.DIRECT, names={}, people=[guest])
    committee = open_space(actor=member, kind=Kind.COMMITTEE, names={"en": words["committee: name"]})
    shelves = {
        "members": make_shelf(),
        "region": make_shelf(Kind.REGION, region=region),
        "committee": Category.objects.create(space=committee, names={"en": words["committee: category"]}),
        "room": Category.objects.create(space=room, names={"en": words["room: category"]}),
    }
    topics = {kind: _talk(words, kind, member, shelf.space, shelf) for kind, shelf in shelves.items()}
    topics["direct"] = _talk(words, "direct", member, direct, None)
    _gone(words, member, shelves["members"])
    return Talk({kind: topic.space for kind, topic in topics.items()}, topics)


def _talk(words: Words, kind: str, member: Person, space: Space, shelf: Category | None) -> Topic:
    topic = actions.start_topic(
        author=author_of(viewer_for(member)),
        space=space,
        category=shelf,
        beginning=actions.Beginning(words[f"{kind}: title"]),
        written=actions.Written(words[f"{kind}: first words"], "en"),
    )
    post = reply(member, topic, words[f"{kind}: words before a change"])
    changed = actions.Written(words[f"{kind}: words after a change"], "en")
    actions.edit_post(actor=member, post=post, base_revision=1, written=changed)
    _translated(member, post, words[f"{kind}: words in another language"])
    return topic


def _translated(member: Person, post: Post, text: str) -> None:
    written = actions.Written(text, "es")
    translate(author=author_of(viewer_for(member)), post=post, written=written, of_revision=1)


def _gone(words: Words, member: Person, shelf: Category) -> None:
    """What nobody sees any more: a topic and a post that were hidden, words that were taken back."""
    hidden = begin(member, words["gone: hidden title"], words["gone: hidden first words"], category=shelf)
    Topic.objects.filter(pk=hidden.pk).update(hidden_at=hidden.started_at)
    open_one = begin(member, "An open one", category=shelf)
    post = reply(member, open_one, words["gone: hidden post"])
    taken = reply(member, open_one, words["gone: words taken back"])
    _translated(member, post, words["gone: a hidden post in another language"])
    Post.objects.filter(pk=post.pk).update(hidden_at=post.written_at)
    _translated(member, taken, words["gone: words taken back in another language"])
    actions.withdraw_post(actor=member, post=taken)


def seen_kinds(found: list[str]) -> set[Any]:
    """The kinds of space of which something was found."""
    return {leak.partition(":")[0] for leak in found}
