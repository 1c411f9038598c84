"""Deeds in a conversation: begin one, answer, change or take back what one wrote, say thank you."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core import markup, stream
from advocates.core.asking import written_once
from advocates.core.refused import Refused
from advocates.files import actions as files
from advocates.forum.mentions.actions import Understood, refuse_too_many, store, understand
from advocates.forum.models import (
    POST_FILES,
    Category,
    Mention,
    Post,
    PostRevision,
    Thank,
    Topic,
    Translation,
    TranslationWish,
)
from advocates.spaces.bylines import Author
from advocates.spaces.models import Space

# A slip mended within these minutes is no change that others have to know of.
GRACE = timedelta(minutes=5)


class TopicLocked(Refused):
    """Nobody answers there any more; the reason and the successor are on its page."""


class SpaceClosed(Refused):
    """Nothing is added to the space any more."""


class PostGone(Refused):
    """It was hidden or taken back in the meantime."""


class ChangedMeanwhile(Refused):
    """The post was changed in another window after this one was opened."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text as its form gives it. `sending` is drawn by the form: the same sending twice is one post."""

    source: str
    lang: str
    sending: str = ""
    # Ids of files that wait to hang on the post.
    files: tuple[str, ...] = ()
    # Whether “@everybody” of this author calls everybody.
    calls_everybody: bool = False


@dataclass(frozen=True, slots=True)
class Beginning:
    """Of a topic: its title, whether mail about it keeps silent, and whose talk it is."""

    title: str
    is_kept_on_site: bool = False
    # Of the talk of a thing: its name.
    talk_key: str | None = None


def start_topic(
    *, author: Author, space: Space, beginning: Beginning, written: Written, category: Category | None = None
) -> Topic:
    """Begin a conversation with its first post; who follows the space hears of it. Sent twice, it begins once."""
    understood = _understand(written, space)
    with transaction.atomic():
        if already := _sent_before(author, written):
            return already.topic
        refuse_closed(space)
        # In a message, in the talk of a page and in public nothing is closed to who came later.
        is_opened = category is None
        topic = Topic.objects.create(
            space=space,
            category=category,
            title=beginning.title,
            lang=written.lang,
            is_kept_on_site=beginning.is_kept_on_site,
            is_opened=is_opened,
            talk_key=beginning.talk_key,
            **author.fields(),
        )
        post = _add(topic, author, written, understood)
        if category is not None:
            Category.objects.filter(pk=category.pk).update(topics_count=F("topics_count") + 1)
        stream.record("forum.topic.started", topic, actor=_person(author), post=post.pk, space=space.pk)
    return topic


def answer(
    *, author: Author, topic: Topic, written: Written, also: Callable[[Post], None] | None = None
) -> Post:
    """Add a post at the end. The topic is locked for that moment, so that no number is given twice.

    `also` is what belongs to it in the same transaction, of a post that was there before, too. Raises `TopicLocked`
    and `SpaceClosed`. The same sending twice returns the first post.
    """
    understood = _understand(written, topic.space)
    with transaction.atomic():
        post = _sent_before(author, written) or _answered(author, topic, written, understood)
        if also is not None:
            also(post)
    return post


def _answered(author: Author, topic: Topic, written: Written, understood: Understood) -> Post:
    current = _held(topic.pk)
    refuse_locked(current)
    refuse_closed(current.space)
    post = _add(current, author, written, understood)
    stream.record("forum.post.written", post, actor=_person(author), topic=topic.pk, space=current.space_id)
    return post


def _held(topic: int) -> Topic:
    """The topic as it stands, with its space; nobody else changes it until the transaction ends."""
    for found in _to_hold(topic):
        return found
    raise Topic.DoesNotExist


@written_once
def _to_hold(topic: int) -> QuerySet[Topic]:
    return Topic.objects.select_for_update(of=("self",)).select_related("space").filter(pk=topic)


def _sent_before(author: Author, written: Written) -> Post | None:
    if not written.sending:
        return None
    # Nearly always there is none: the question stays small.
    for sent in _of_sending(author.person_id, written.sending):
        return Post.objects.select_related("topic").get(pk=sent)
    return None


@written_once
def _of_sending(person: int, sending: str) -> QuerySet[Post, int]:
    return Post.objects.filter(person_id=person, sending=sending).values_list("pk", flat=True)[:1]


def refuse_locked(topic: Topic) -> None:
    """Raises `TopicLocked` with the reason that somebody gave."""
    if topic.talk_closed_at is not None:
        raise TopicLocked(_("What this is about was deleted. Your text has been kept as a draft."))
    if topic.is_locked:
        raise TopicLocked(
            _("This topic is locked: %(reason)s Your text has been kept as a draft.")
            % {"reason": topic.locked_reason}
        )


def refuse_closed(space: Space) -> None:
    """Raises `SpaceClosed`."""
    if space.is_closed:
        raise SpaceClosed(_("Nothing can be added here any more. Your text has been kept as a draft."))


def _understand(written: Written, space: Space, post: Post | None = None) -> Understood:
    """Raises `TooManyMentions`."""
    understood = understand(written.source, written.lang, space, post)
    refuse_too_many(understood)
    return understood


def _add(topic: Topic, author: Author, written: Written, understood: Understood) -> Post:
    now = timezone.now()
    post = Post.objects.create(
        topic=topic,
        number=topic.last_number + 1,
        source=understood.source,
        html=understood.html,
        html_version=markup.VERSION,
        lang=written.lang,
        written_at=now,
        sending=written.sending,
        **author.fields(),
    )
    topic.last_number, topic.posts_count, topic.last_post_at = post.number, topic.posts_count + 1, now
    topic.save(update_fields=["last_number", "posts_count", "last_post_at"])
    _hang_files(post, topic.space, author.person_id, written)
    if understood.mentions or understood.is_to_everybody:
        store(post, understood, _person(author), calls_everybody=written.calls_everybody)
    return post


def _hang_files(post: Post, space: Space, person_id: int, written: Written) -> None:
    files.attach(person_id=person_id, space=space, kind=POST_FILES, target=post.pk, public_ids=written.files)


def _person(author: Author) -> Person:
    return Person(pk=author.person_id)


def edit_post(*, actor: Person, post: Post, base_revision: int, written: Written) -> Post:
    """Replace a text by a newer one; what it was stays in its history. Nobody is told again.

    Raises `ChangedMeanwhile` when another window saved after this one was opened, `PostGone` for what no longer stands.
    """
    understood, now = _understand(written, post.topic.space, post), timezone.now()
    with transaction.atomic():
        current = Post.objects.select_for_update(of=("self",)).select_related("topic__space").get(pk=post.pk)
        if current.hidden_at is not None or current.is_withdrawn:
            raise PostGone(_("This post was taken away in the meantime."))
        if current.revision != base_revision:
            raise ChangedMeanwhile(_("This post was changed in another window. Compare, and save once more."))
        _hang_files(current, current.topic.space, actor.pk, written)
        if (current.source, current.lang) == (understood.source, written.lang):
            return current
        PostRevision.objects.create(
            post=current,
            revision=current.revision,
            source=current.source,
            lang=current.lang,
            replaced_by=actor,
        )
        is_late = current.topic.last_number > current.number
        if is_late or now - current.written_at > GRACE:
            current.edited_at, current.is_edited_late = now, current.is_edited_late or is_late
        current.source, current.lang, current.html = understood.source, written.lang, understood.html
        current.html_version, current.revision = markup.VERSION, current.revision + 1
        current.save()
        store(current, understood, actor, calls_everybody=written.calls_everybody)
        stream.record("forum.post.edited", current, actor=actor, topic=current.topic_id)
    return current


def withdraw_post(*, actor: Person, post: Post) -> bool:
    """Take back what one wrote: text, history and files are erased, the place stays, others' answers too."""
    with transaction.atomic():
        current = Post.objects.select_for_update().get(pk=post.pk)
        if current.is_withdrawn:
            return False
        PostRevision.objects.filter(post=current).delete()
        files.drop(kind=POST_FILES, targets=[current.pk])
        Mention.objects.filter(post=current).delete()
        # What it reads in other languages is the same text.
        Translation.objects.filter(post=current).delete()
        TranslationWish.objects.filter(post=current).delete()
        current.is_withdrawn, current.source, current.html = True, "", ""
        current.save(update_fields=["is_withdrawn", "source", "html"])
        stream.record("forum.post.withdrawn", current, actor=actor, topic=current.topic_id)
    return True


def thank(*, actor: Person, post: Post) -> bool:
    """Say thank you, once; nobody thanks for what they wrote themselves. False where nothing changed."""
    if post.person_id == actor.pk:
        return False
    with transaction.atomic():
        _thank, is_new = Thank.objects.get_or_create(post=post, person=actor)
        if is_new:
            Thank.count_for(post.pk, +1)
            stream.record("forum.post.thanked", post, actor=actor, topic=post.topic_id)
    return is_new


def unthank(*, actor: Person, post: Post) -> bool:
    """Take the thanks back."""
    with transaction.atomic():
        gone, _by_model = Thank.objects.filter(post=post, person=actor).delete()
        if gone:
            Thank.count_for(post.pk, -1)
    return bool(gone)
