"""Deeds on comments: write one, confirm it by the mailed link, let it through, take it back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core import markup, stream
from advocates.core.refused import Refused
from advocates.core.suppressions import address_hash
from advocates.files import actions as files
from advocates.forum.actions import refuse_closed, refuse_locked
from advocates.forum.comments import hosts, mails
from advocates.forum.comments.hosts import Commented
from advocates.forum.models import (
    HELD_FIRST,
    POST_FILES,
    Comment,
    Mention,
    Post,
    PostRevision,
    Topic,
    Translation,
)
from advocates.spaces.actions import public_space
from advocates.spaces.bylines import Author

State = Comment.State


class CommentsClosed(Refused):
    """Nobody comments there any more, or it is not published any more."""


class CommentGone(Refused):
    """It was taken back or decided about in the meantime."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text, its language, the mark of its form, and which comment it answers."""

    source: str
    lang: str
    mark: str
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Guest:
    """Who says it without an account, how they can be reached, and from where it came."""

    name: str
    email: str
    language: str
    network: str
    is_proved: bool


def comment(*, author: Author, about: Commented, said: Said) -> Comment:
    """A member's comment: it stands at once. The same sending twice is one comment. Raises `CommentsClosed`."""
    html = markup.render(said.source)
    with transaction.atomic():
        topic = _open_topic(about)
        sent = {"post__person": author.person_id, "post__sending": said.mark}
        if known := Comment.objects.filter(topic=topic, **sent).first():
            return known
        text = {"source": said.source, "html": html, "lang": said.lang}
        post = _add_post(topic, **text, sending=said.mark, **author.fields())
        made = Comment(topic=topic, state=State.SHOWN, parent=_answered(topic, said.answers), lang=said.lang)
        _place(made, post)
        stream.record(
            "forum.post.written",
            post,
            actor=Person(pk=author.person_id),
            topic=topic.pk,
            space=topic.space_id,
        )
    return made


def ask(*, guest: Guest, about: Commented, said: Said, spend: Callable[[], bool]) -> Comment | None:
    """A guest's comment: nothing of it is shown before its mailed link was used, and no mail holds any of it.

    None where this very form was sent before, and for what a program wrote. Raises `CommentsClosed`.
    """
    with transaction.atomic():
        if not spend():
            return None
        topic = _open_topic(about)
        made = Comment.objects.create(
            topic=topic,
            state=State.ASKED,
            parent=_answered(topic, said.answers),
            name=guest.name,
            email=guest.email,
            email_hash=address_hash(guest.email),
            language=guest.language,
            source=said.source,
            lang=said.lang,
            network=guest.network,
            is_proved=guest.is_proved,
            ticket=said.mark,
        )
        stream.record("forum.comment.asked", made, topic=topic.pk)
        mails.ask_to_confirm(made)
    return made


def confirm(*, comment: Comment) -> Comment:
    """The mailbox is the writer's: the comment is shown, or waits for a moderator. Confirming twice is confirming.

    The first ones of a mailbox wait, and what no browser's work stands behind. Raises `CommentsClosed`.
    """
    html = markup.render(comment.source)
    with transaction.atomic():
        current = _current(comment)
        if current.state != State.ASKED:
            return current
        _refuse_closed(current)
        current.confirmed_at = timezone.now()
        stream.record("forum.comment.confirmed", current, topic=current.topic_id)
        if current.is_proved and is_known(current.email_hash):
            _show(current, html)
        else:
            current.state = State.HELD
            current.save(update_fields=["state", "confirmed_at"])
    return current


def is_known(email_hash: str) -> bool:
    """Whether enough comments of a mailbox were let through, and still stand."""
    shown = Comment.objects.filter(email_hash=email_hash, state=State.SHOWN, post__hidden_at=None)
    return shown.count() >= HELD_FIRST


def release(*, actor: Person, comment: Comment) -> Comment:
    """A moderator lets a comment through that waits; its writer is told. Raises `CommentGone`."""
    html = markup.render(comment.source)
    with transaction.atomic():
        current = _current(comment)
        if current.state != State.HELD:
            raise CommentGone(_("Somebody has decided about this comment in the meantime."))
        current.decided_by, current.decided_at = actor, timezone.now()
        _show(current, html)
        stream.record("forum.comment.released", current, actor=actor, topic=current.topic_id)
        mails.tell_shown(current)
    return current


def withdraw(*, comment: Comment) -> None:
    """The writer takes it back: text, name and address are erased at once; answers of others stay."""
    with transaction.atomic():
        current = Comment.locked(comment.pk)
        if current is None:
            return
        mails.forget(current)
        stream.record("forum.comment.withdrawn", current, topic=current.topic_id)
        if current.post is None:
            current.delete()
            return
        _erase_post(current.post)
        current.name = current.email = current.email_hash = current.network = ""
        current.save(update_fields=["name", "email", "email_hash", "network"])


def publish_after_all(current: Comment) -> None:
    """What was not let through is shown after all. Part of the transaction of a decision."""
    current.decided_at = timezone.now()
    _show(current, markup.render(current.source))


def _current(comment: Comment) -> Comment:
    current = Comment.locked(comment.pk)
    if current is None:
        raise CommentGone(_("This comment is not here any more. Perhaps its writer took it back."))
    return current


def _refuse_closed(current: Comment) -> None:
    about = hosts.by_key(current.topic.talk_key, current.language)
    if about is None or not about.is_open or current.topic.is_locked or current.topic.hidden_at is not None:
        raise CommentsClosed(_("Comments are closed here. What you wrote is not published."))


def _open_topic(about: Commented) -> Topic:
    """The one topic of all languages, held until the transaction ends; the first comment makes it."""
    current = hosts.by_key(about.key, about.lang)
    topic = _topic(about.key)
    if topic is None and current is not None:
        topic = _begin(current)
    if current is None or topic is None or not current.is_open or topic.hidden_at is not None:
        raise CommentsClosed(_("Comments are closed here. Your text is still in the form."))
    refuse_locked(topic)
    refuse_closed(topic.space)
    return topic


def _topic(key: str) -> Topic | None:
    held = Topic.objects.select_for_update(of=("self",)).select_related("space")
    return held.filter(talk_key=key).first()


def _begin(about: Commented) -> Topic | None:
    try:
        with transaction.atomic():
            return Topic.objects.create(
                space=public_space(),
                talk_key=about.key,
                title=about.title[:200],
                lang=about.lang,
                is_opened=True,
            )
    except IntegrityError:
        # Somebody else has written the first one in this moment.
        return _topic(about.key)


def _answered(topic: Topic, public_id: str) -> Comment | None:
    """One that stands there; an answer to anything else is a comment of its own."""
    if not public_id:
        return None
    return Comment.objects.filter(topic=topic, public_id=public_id, state=State.SHOWN).first()


def _add_post(topic: Topic, **fields: Any) -> Post:
    """At the end of the topic, which is held. Nobody is called by name in public."""
    now = timezone.now()
    post = Post.objects.create(
        topic=topic,
        number=topic.last_number + 1,
        html_version=markup.VERSION,
        written_at=now,
        **fields,
    )
    topic.last_number, topic.posts_count, topic.last_post_at = post.number, topic.posts_count + 1, now
    topic.save(update_fields=["last_number", "posts_count", "last_post_at"])
    return post


def _show(current: Comment, html: str) -> None:
    topic = Topic.objects.select_for_update(of=("self",)).select_related("space").get(pk=current.topic_id)
    post = _add_post(topic, source=current.source, html=html, lang=current.lang, written_as=current.name)
    current.source, current.state = "", State.SHOWN
    _place(current, post)
    stream.record("forum.post.written", post, topic=topic.pk, space=topic.space_id)


def _place(made: Comment, post: Post) -> None:
    made.post, made.number, made.root = post, post.number, post.number
    if made.parent is not None and made.parent.root is not None:
        made.root = made.parent.root
    made.save()


def _erase_post(post: Post) -> None:
    PostRevision.objects.filter(post=post).delete()
    Mention.objects.filter(post=post).delete()
    Translation.objects.filter(post=post).delete()
    files.drop(kind=POST_FILES, targets=[post.pk])
    Post.objects.filter(pk=post.pk).update(is_withdrawn=True, source="", html="", written_as="")
