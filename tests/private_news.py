"""What members write to each other, and what those who follow are told of it: words of their own, planted."""

from collections.abc import Mapping

from advocates.accounts.models import Person
from advocates.core import stream
from advocates.forum.models import Topic
from advocates.forum.tests.news import follow, message_in, wish
from advocates.notifications.models import Notice
from advocates.organisations.tests.factories import make_organisation
from advocates.spaces.actions import open_space
from advocates.spaces.models import Kind, Space
from tests.cast import make_person, speak_for

NEWS = "news"


def plant_news(words: Mapping[str, str], *readers: Person) -> Topic:
    """A talk in a room, by somebody whom nobody outside knows; the readers sit there, follow, and are told."""
    author = make_person("talker", full_name=words[f"{NEWS}:author"])
    group = make_organisation(words[f"{NEWS}:group"], country="HM", state="member", is_published=False)
    speak_for(author, group, "representative")
    colleague = make_person("follower", full_name=words[f"{NEWS}:follower"])
    speak_for(colleague, group, "representative")
    space = room(author, words, colleague, *readers)
    topic = message_in(space, author, words[f"{NEWS}:title"], words[f"{NEWS}:text"])
    for person in (colleague, *readers):
        follow(person, topic)
    wish(colleague, "daily")
    while stream.dispatch():
        pass
    assert Notice.objects.filter(about_id=topic.pk).count() == 1 + len(readers)
    return topic


def room(owner: Person, words: Mapping[str, str], *people: Person) -> Space:
    return open_space(actor=owner, kind=Kind.ROOM, names={"en": words[f"{NEWS}:room"]}, people=people)
