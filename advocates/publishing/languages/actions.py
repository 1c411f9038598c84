"""Deeds on translations."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Page

from advocates.core import stream
from advocates.core.refused import Refused
from advocates.publishing.events import facts
from advocates.publishing.languages import taking
from advocates.publishing.languages.paragraphs import paragraphs_of, with_words
from advocates.publishing.models import EventPage, HomePage, LaunchTick, PlannedLaunch, PublishedChange
from advocates.publishing.offering.actions import take_offer

HOME_DEPTH = 2


class ChangedMeanwhile(Refused):
    """Somebody has saved the translation since the form was opened."""


class OlderDocument(Refused):
    """The translation says a newer version of the source."""


class NotReady(Refused):
    """What shall go live together is not all there."""


def note_published(page, revision):
    """Called after each publication: from now on older translations of the page are known to be older."""
    if page.live and page.live_revision_id == revision.pk:
        PublishedChange.objects.get_or_create(
            page_id=page.pk, revision=revision.pk, defaults={"significance": page.significance}
        )


def begun_from(source, translation):
    """Called when a page was copied for another language: the copy knows of which revision it is one."""
    revision = (source.live_revision_id if source.live else source.latest_revision_id) or 0
    fields = {"translated_from_id": source.pk, "translated_revision": revision}
    type(translation).objects.filter(pk=translation.pk).update(**fields)
    translation.translated_from_id, translation.translated_revision = source.pk, revision
    if draft := translation.get_latest_revision():
        draft.content.update(translated_from=source.pk, translated_revision=revision)
        draft.save(update_fields=["content"])


def take_in(*, actor, source, locale, filled, base, offer=None):
    """Make or change the draft of a translation; returns it. Nothing is published.

    `filled` was found fine by `taking.report_on`. `base` is the newest revision of the translation that the form
    knew, 0 for none. What is not filled in keeps the words it has, else those of the source. `offer` is what a member
    handed in, who is told. Raises `ChangedMeanwhile`, `OlderDocument`, and `Settled` where the offer waits no more.
    """
    handed_out = taking.revision_of(source, filled.revision)
    paragraphs = paragraphs_of(handed_out)
    with transaction.atomic():
        list(Page.objects.select_for_update().filter(pk=source.pk).values_list("pk"))
        held = source.get_translation_or_none(locale)
        if (held.latest_revision_id or 0 if held else 0) != base:
            raise ChangedMeanwhile(
                _(
                    "Somebody has saved this translation in the meantime. Open this page anew and look at it first."
                )
            )
        refuse_older(held, source, filled.revision)
        draft = freed(held, actor).get_latest_revision_as_object() if held else begin(source, locale)
        kept = taking.kept_words(draft, handed_out, taking.source_then(source, draft)) if held else {}
        taking.structured(draft, handed_out)
        with_words(draft, taking.worded(paragraphs, kept))
        with_words(draft, taking.worded(paragraphs, taking.named(filled, paragraphs)))
        _say_of(draft, source, filled.revision)
        draft.save_revision(user=actor)
        stream.record("publishing.translation.taken", draft, actor=actor, source=source.pk)
        if offer is not None:
            take_offer(actor=actor, offer=offer)
    return draft


def refuse_older(held, source, revision):
    """No document goes back behind what the translation says already. Raises `OlderDocument`."""
    draft = held.get_latest_revision_as_object() if held else None
    known = draft.translated_revision if draft and draft.translated_from_id == source.pk else None
    if known is not None and revision < known:
        raise OlderDocument(
            _(
                "This document was made of an older version than the translation that is there. Take the newest "
                "document, in which its words stand already, and put the new ones in."
            )
        )


def freed(page, actor):
    """A page of its own where it was a mere mirror of another one, which nobody can write on."""
    if page.alias_of_id is None:
        return page
    return ConvertAliasPageAction(page, user=actor).execute(skip_permission_checks=True)


def _say_of(draft, source, revision):
    draft.translated_from_id, draft.translated_revision = source.pk, revision
    draft.significance = source.significance


def begin(source, locale):
    """A draft in another language, and drafts of the pages that it stands below, where they are not there yet."""
    parent = source.get_parent().specific
    if parent.depth >= HOME_DEPTH and parent.get_translation_or_none(locale) is None:
        begin(parent, locale)
    made = source.copy_for_translation(locale)
    if isinstance(made, HomePage):
        # Addresses begin with the home page; there is nothing on it yet.
        made.sections, made.heading, made.lede = [], "", ""
        made.save_revision().publish()
    return made


def mark_current(*, actor, source, translation):
    """An editor has looked: the translation needs no change. Where nothing else waits in it, it is published so.

    Raises `SecondPersonNeeded` for medical texts, as every publication does.
    """
    with transaction.atomic():
        list(Page.objects.select_for_update().filter(pk=translation.pk).values_list("pk"))
        waits = translation.has_unpublished_changes or not translation.live
        draft = freed(translation, actor).get_latest_revision_as_object()
        draft.translated_from_id = source.pk
        draft.translated_revision, _text = taking.newest_of(source, is_ticked(source, translation.locale_id))
        revision = draft.save_revision(user=actor)
        if not waits:
            revision.publish(user=actor)
        stream.record("publishing.translation.kept", translation, actor=actor, source=source.pk)


def is_ticked(source, locale_id):
    """Whether a language goes live in the same moment as the page."""
    return LaunchTick.objects.filter(page=source.pk, locale=locale_id).exists()


def tick(*, actor, source, locales):
    """Say which languages go live in the same moment as the page; the others follow when they are ready.

    Raises `NotReady` where the page waits for a date, on which it would go live alone, or where a moment is set for
    the languages that are ticked.
    """
    with transaction.atomic():
        if PlannedLaunch.objects.filter(page=source.pk).exists():
            raise NotReady(_("A moment is set for these languages. Take it back first."))
        if locales and is_planned(source):
            raise NotReady(
                _(
                    "This page has a date of publication. Take it out: together they have a moment of their own."
                )
            )
        LaunchTick.objects.filter(page=source.pk).exclude(locale__in=locales).delete()
        LaunchTick.objects.bulk_create(
            [LaunchTick(page_id=source.pk, locale=each) for each in locales], ignore_conflicts=True
        )
        stream.record("publishing.launch.ticked", source, actor=actor, locales=[each.pk for each in locales])


def launch(*, actor, source):
    """Publish a page and the languages that were ticked, all or none; afterwards nothing is ticked.

    Raises `NotReady` with what is missing, and `SecondPersonNeeded` where one of them is a medical text of one's own.
    """
    with transaction.atomic():
        go_live(source, [page.get_latest_revision() for page in ready_pages(source)], actor=actor)


def ready_pages(source):
    """The page and the languages that were ticked, which nobody else changes now. Raises `NotReady`."""
    ticks = list(LaunchTick.objects.select_for_update().filter(page=source.pk).select_related("locale"))
    newest = source.get_latest_revision()
    pages = [(tick.locale, source.get_translation_or_none(tick.locale)) for tick in ticks]
    late = [str(locale) for locale, page in pages if not is_ready(page, newest)]
    if late or newest is None or not ticks:
        raise NotReady(_not_ready(late))
    found = [source, *(page for _locale, page in pages)]
    if any(is_planned(page) for page in found):
        raise NotReady(
            _("One of these has a date of publication of its own. Take it out: they go live together.")
        )
    return found


def go_live(source, revisions, *, actor, **options):
    """Publish these versions, part of the transaction of the deed; nothing is ticked or planned any more."""
    # The page itself may be published from here on.
    LaunchTick.objects.filter(page=source.pk).delete()
    PlannedLaunch.objects.filter(page=source.pk).delete()
    if isinstance(source, EventPage):
        facts.agree(source, revisions)
    for revision in revisions:
        revision.publish(user=actor, **options)
    pages = [int(revision.object_id) for revision in revisions[1:]]
    stream.record("publishing.launch.done", source, actor=actor, pages=pages)


def _not_ready(late):
    if not late:
        return _("No language is ticked. Publish the page as usual.")
    return _(
        "Nothing was published. These languages are ticked, and have no translation of this version yet: %(late)s"
    ) % {"late": ", ".join(late)}


def is_ready(page, newest):
    """Whether a translation says the newest version of its source, and nobody has still to approve it."""
    if page is None or newest is None:
        return False
    draft = page.get_latest_revision_as_object()
    return draft.translated_revision == newest.pk and not page.workflow_in_progress


def is_planned(page):
    """Whether its newest version waits for a date."""
    draft = page.get_latest_revision_as_object()
    return draft.go_live_at is not None and draft.go_live_at > timezone.now()
