"""Deeds across languages: ask for a post in another language, take that upon oneself, write it."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core import markup, stream
from advocates.core.personal import Subject
from advocates.core.refused import Refused
from advocates.forum.actions import Written
from advocates.forum.models import Post, Translation, TranslationWish
from advocates.spaces.bylines import Author


class TakenByAnother(Refused):
    """Somebody else is at it for the next hours."""


class ThereAlready(Refused):
    """Somebody has translated the post in the meantime."""


class PostGone(Refused):
    """It was hidden or taken back in the meantime."""


def wish(*, actor: Person, post: Post, into: str) -> TranslationWish | None:
    """Ask for a post in a language. One wish stands for everybody's; None where the translation is there."""
    with transaction.atomic():
        if Translation.objects.filter(post=post, lang=into).exists():
            return None
        made, is_new = TranslationWish.objects.get_or_create(
            post=post, into=into, defaults={"wished_by": actor}
        )
        if is_new:
            stream.record("forum.translation.wished", made, actor=actor, post=post.pk)
    return made


def claim(*, actor: Person, wish: TranslationWish) -> None:
    """Take a wish for 48 hours. Raises `TakenByAnother`."""
    now = timezone.now()
    with transaction.atomic():
        own = TranslationWish.objects.filter(pk=wish.pk, claimed_by=actor)
        free = TranslationWish.objects.free_at(now).filter(pk=wish.pk)
        if not (free.update(claimed_by=actor, claimed_at=now) or own.exists()):
            raise TakenByAnother(_("Somebody else has just begun to translate this."))
        stream.record("forum.translation.claimed", wish, actor=actor, post=wish.post_id)


def release(*, actor: Person, wish: TranslationWish) -> bool:
    """Give it back, so that somebody else may take it."""
    held = TranslationWish.objects.filter(pk=wish.pk, claimed_by=actor)
    return bool(held.update(claimed_by=None, claimed_at=None))


def translate(*, author: Author, post: Post, written: Written, of_revision: int) -> Translation:
    """Write a post in another language, or change what one wrote so; the wish for it is fulfilled.

    Raises `TakenByAnother`, `ThereAlready` and `PostGone`.
    """
    html, actor = markup.render(written.source), Person(pk=author.person_id)
    with transaction.atomic():
        current = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
        if current.hidden_at is not None or current.is_withdrawn:
            raise PostGone(_("This post was taken away in the meantime."))
        _refuse_held(actor, current, written.lang)
        made = _store(author, current, written, html, min(of_revision, current.revision))
        wishes = TranslationWish.objects.filter(post=current, into=written.lang)
        wisher = wishes.values_list("wished_by", flat=True).first()
        wishes.delete()
        stream.record(
            "forum.translation.written",
            made,
            actor=actor,
            post=current.pk,
            topic=current.topic_id,
            wished_by=wisher,
        )
    return made


def _refuse_held(actor: Person, post: Post, lang: str) -> None:
    held = TranslationWish.objects.filter(post=post, into=lang).first()
    if held is not None and held.is_held_by_another(actor.pk, timezone.now()):
        raise TakenByAnother(_("Somebody else has just begun to translate this."))


def _store(author: Author, post: Post, written: Written, html: str, of_revision: int) -> Translation:
    found = Translation.objects.filter(post=post, lang=written.lang).first()
    if found is not None and found.person_id != author.person_id:
        raise ThereAlready(_("Somebody else has translated this in the meantime."))
    text: dict[str, Any] = {
        "source": written.source, "html": html, "html_version": markup.VERSION, "of_revision": of_revision,
    }  # fmt: skip
    if found is not None:
        Translation.objects.filter(pk=found.pk).update(edited_at=timezone.now(), **text)
        return found
    try:
        with transaction.atomic():
            return Translation.objects.create(post=post, lang=written.lang, **text, **author.fields())
    except IntegrityError as error:
        raise ThereAlready(_("Somebody else has translated this in the meantime.")) from error


def translations_of(subject: Subject) -> Iterator[Mapping[str, Any]]:
    """Everything that somebody translated."""
    own = Translation.objects.filter(person=subject.person.pk).select_related("post__topic")
    for each in own.order_by("written_at").iterator():
        yield {
            "topic": each.post.topic.public_id,
            "written_at": each.written_at.isoformat(),
            "lang": each.lang,
            "text": each.source,
        }


def erase(subject: Subject) -> None:
    """Wishes forget who asked and who took them. What was translated is the organisation's, and stays."""
    person = subject.person.pk
    TranslationWish.objects.filter(wished_by=person).update(wished_by=None)
    TranslationWish.objects.filter(claimed_by=person).update(claimed_by=None, claimed_at=None)
