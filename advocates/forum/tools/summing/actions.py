"""Deed: sum up a topic."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import pgettext

from advocates.accounts.models import Person
from advocates.core import markup, stream
from advocates.core.refused import Refused
from advocates.forum.models import Topic, TopicSummary
from advocates.forum.tools.actions import locked
from advocates.spaces.bylines import Author


class SummedUpMeanwhile(Refused):
    """Somebody else has saved a summary since this one was begun."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a summary says. `base` is the revision that was read before."""

    decided: str
    open: str
    who: str
    lang: str
    base: int


def write_summary(*, author: Author, topic: Topic, parts: Parts) -> TopicSummary:
    """Write what a topic has come to; the version before stays in its history. Where all is empty, none is shown.

    Raises `SummedUpMeanwhile`: nobody overwrites what they have not read.
    """
    source = composed(parts)
    html, now = markup.render(source), timezone.now()
    with transaction.atomic():
        current = locked(topic)
        last = TopicSummary.objects.filter(topic=current).first()
        revision = last.revision if last is not None else 0
        if revision != parts.base:
            raise SummedUpMeanwhile(
                translation.gettext("Somebody else has changed the summary. Compare, and save once more.")
            )
        made = TopicSummary.objects.create(
            topic=current,
            revision=revision + 1,
            decided=parts.decided,
            open=parts.open,
            who=parts.who,
            lang=parts.lang,
            at=now,
            **author.fields(),
        )
        current.summary, current.summary_html = source, html if source else ""
        current.summary_lang, current.summary_by_id, current.summary_at = parts.lang, author.person_id, now
        current.save(update_fields=["summary", "summary_html", "summary_lang", "summary_by", "summary_at"])
        stream.record(
            "forum.topic.summarised",
            current,
            actor=Person(pk=author.person_id),
            space=current.space_id,
            revision=made.revision,
        )
    return made


def composed(parts: Parts) -> str:
    """Markdown, under headings in the language of the summary where the site has it."""
    with translation.override(parts.lang):
        headings = (
            pgettext("part of a summary", "Decided"),
            pgettext("part of a summary", "Open"),
            pgettext("part of a summary", "Who does what"),
        )
    texts = (parts.decided, parts.open, parts.who)
    return "\n\n".join(
        f"## {heading}\n\n{text}" for heading, text in zip(headings, texts, strict=True) if text
    )
