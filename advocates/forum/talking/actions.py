"""Deeds in the talk of a thing: say something, and follow the thing wherever it goes."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.core import stream
from advocates.core.refused import Refused
from advocates.forum.actions import Beginning, TopicLocked, Written, answer, start_topic
from advocates.forum.models import Post, Topic
from advocates.forum.tools.moving.actions import change_space
from advocates.spaces import talks
from advocates.spaces.bylines import Author
from advocates.spaces.talks import Subject


class TalkClosed(Refused):
    """A moderator has hidden the talk, or its thing is not where it was."""


def say(*, author: Author, subject: Subject, written: Written) -> Post:
    """Say something about a thing: the first one begins its talk, the others answer. Who reads it, reads this.

    Raises `TalkClosed`, `TopicLocked`, `SpaceClosed`. Two who begin at once write into the same talk.
    """
    topic = _talk(subject)
    if topic is None:
        try:
            return _begin(author, subject, written)
        except IntegrityError:
            # Somebody else has begun it in this moment.
            topic = _talk(subject)
    if topic is None or topic.hidden_at is not None:
        raise TalkClosed(_("Nobody can write here now. Your text has been kept as a draft."))
    return answer(author=author, topic=topic, written=written)


def _talk(subject: Subject) -> Topic | None:
    return Topic.objects.filter(talk_key=subject.key).select_related("space").first()


def _begin(author: Author, subject: Subject, written: Written) -> Post:
    with transaction.atomic():
        # As it is now: it may have been moved or deleted since its page was opened.
        current = talks.held(subject.key)
        if current is None or current.space.pk != subject.space.pk:
            raise TalkClosed(_("This stands somewhere else now. Your text has been kept as a draft."))
        if current.is_gone:
            raise TopicLocked(_("What this is about was deleted. Your text has been kept as a draft."))
        beginning = Beginning(current.title, talk_key=current.key)
        topic = start_topic(author=author, space=current.space, beginning=beginning, written=written)
        return topic.posts.get(number=1)


def keep(subject: Subject) -> None:
    """The talk has the title and the space of its thing, and is closed while that is deleted.

    Part of the transaction of the deed on the thing: at no moment does the talk stand where the thing does not.
    """
    held = Topic.objects.select_for_update(of=("self",)).select_related("space")
    topic = held.filter(talk_key=subject.key).first()
    if topic is None:
        return
    before, title = topic.space, topic.title
    topic.title, topic.space = subject.title, subject.space
    if subject.is_gone != (topic.talk_closed_at is not None):
        topic.talk_closed_at = timezone.now() if subject.is_gone else None
    topic.save(update_fields=["title", "space", "talk_closed_at"])
    if before.pk != subject.space.pk:
        change_space(topic)
    if (before.pk, title) != (subject.space.pk, subject.title):
        stream.record("forum.talk.followed", topic, space=subject.space.pk, from_space=before.pk)
