"""Deeds of editors on sources and on what was found there."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.core import generations, jobs, stream
from advocates.core.refused import Refused
from advocates.publishing.models import Found, NewsArticle, NewsIndex, Source, Trial
from advocates.publishing.taking_in import tasks

KEPT = timedelta(days=90)
# What is begun from somebody else's text may be medical, so it needs a second person until an editor says otherwise.
FIRST_KIND = NewsArticle.Kind.RESEARCH
TITLE = 255


class SourceKnown(Refused):
    """The same is read already."""


class DealtWith(Refused):
    """Another editor was faster."""


class NoList(Refused):
    """There is no list of news to put an article under."""


def add_source(*, actor, fields):
    """Begin to read a source; the first reading is asked for at once. Raises `SourceKnown`."""
    with transaction.atomic():
        source = saved(Source(added_by=actor, **fields))
        stream.record("publishing.source.added", source, actor=actor)
        ask(source)
    return source


def change_source(*, actor, source, fields):
    """Read something else, or under another name; what was kept of the old address is forgotten."""
    with transaction.atomic():
        held = Source.objects.select_for_update().get(pk=source.pk)
        is_other = any(getattr(held, name) != fields[name] for name in ("address", "terms", "statuses"))
        for name, value in fields.items():
            setattr(held, name, value)
        if is_other:
            held.etag = held.last_modified = held.failure = ""
            held.failing_since, held.failures = None, 0
        saved(held)
        stream.record("publishing.source.changed", held, actor=actor)
        if held.stopped_at is None:
            ask(held)
    return held


def saved(source):
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError as error:
        raise SourceKnown(_("This is read already. Look at the list of sources.")) from error
    return source


def ask(source):
    """Have the worker read it soon; once, however often somebody asks within a minute."""
    key = f"source-{source.pk}-{timezone.now():%Y%m%d%H%M}"
    jobs.enqueue(tasks.read_source, unique_key=key, source_id=source.pk)


def read_now(*, actor, source):
    """An editor does not want to wait."""
    with transaction.atomic():
        stream.record("publishing.source.asked", source, actor=actor)
        ask(source)


def stop_source(*, actor, source):
    """Read it no more; what was found stays. Trials of it are shown no more, for nobody looks after their date."""
    with transaction.atomic():
        if Source.objects.filter(pk=source.pk, stopped_at=None).update(stopped_at=timezone.now()):
            Trial.objects.filter(source=source).delete()
            stream.record("publishing.source.stopped", source, actor=actor)
            generations.bump_on_commit("pages")


def resume_source(*, actor, source):
    """Read it again, from now on."""
    with transaction.atomic():
        changes = {"stopped_at": None, "next_at": timezone.now(), "etag": "", "last_modified": ""}
        if Source.objects.filter(pk=source.pk).exclude(stopped_at=None).update(**changes):
            stream.record("publishing.source.resumed", source, actor=actor)
            ask(source)


def mark(*, actor, found, state):
    """Seen, or not for us. Raises `DealtWith` where somebody has begun an article."""
    with transaction.atomic():
        open_still = Found.objects.filter(pk=found.pk).exclude(state=Found.State.DRAFTED)
        if not open_still.update(state=state, handled_at=timezone.now(), handled_by=actor):
            raise DealtWith(_("Somebody has begun an article with this already."))
        stream.record(f"publishing.found.{state}", found, actor=actor)


def begin_article(*, actor, found):
    """A draft with the title, and with the source named; the words are the editor's. Never published by itself.

    Raises `DealtWith` or `NoList`.
    """
    with transaction.atomic():
        held = Found.objects.select_for_update().select_related("source").get(pk=found.pk)
        if held.state == Found.State.DRAFTED:
            raise DealtWith(_("Somebody has begun an article with this already."))
        index = index_of(held.lang)
        article = NewsArticle(
            title=held.title[:TITLE], kind=kind_of(held.source), live=False, locale=index.locale
        )
        article.sources = [
            ("source", {"text": f"{held.source.name}: {held.title}"[:300], "address": held.link})
        ]
        article.has_unpublished_changes = True
        index.add_child(instance=article)
        article.save_revision(user=actor)
        now = timezone.now()
        Found.objects.filter(pk=held.pk).update(
            state=Found.State.DRAFTED, handled_at=now, handled_by=actor, article=article
        )
        stream.record("publishing.article.drafted", article, actor=actor, found=held.pk)
    return article


def kind_of(source):
    return NewsArticle.Kind.TRIALS if source.is_of_trials else FIRST_KIND


def index_of(language):
    """The list of news of a language, else the first one that there is."""
    lists = list(NewsIndex.objects.select_related("locale").order_by("path"))
    fitting = [each for each in lists if each.locale.language_code == language]
    for index in fitting + lists:
        return index
    raise NoList(_("There is no list of news yet. Make one under the home page first."))


def due(now):
    """What editors have dealt with and its source lists no longer."""
    return Found.objects.gone(now - KEPT)
