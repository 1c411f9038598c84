"""Deeds of editors on proposals of the wiki."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Locale

from advocates.core import stream
from advocates.core.refused import Refused
from advocates.publishing.languages.actions import begin
from advocates.publishing.models import KnowledgeArticle, TakenOver
from advocates.publishing.proposed.converting import body_of, pictures_in
from advocates.publishing.proposed.copying import copied
from advocates.wiki.proposals import actions as proposals


class DraftedAlready(Refused):
    """Somebody has made an article of it."""


def take_over(*, actor, proposal):
    """Keep the text as it was accepted, with where it comes from. Raises `NotOpen` where somebody else was faster."""
    with transaction.atomic():
        source = proposals.take_over(actor=actor, proposal=proposal)
        return TakenOver.objects.create(
            proposal=proposal,
            title=source.title,
            lang=source.lang,
            text=source.text,
            source_url=source.url,
            revision=source.revision,
            organisation=source.organisation,
            taken_by=actor,
        )


def make_draft(*, actor, taken, topic):
    """Begin an article with the text, its pictures and its source; only editors see it before it is published.

    It stands below the topic in the language of the text, which is begun where it is not there yet. What may not come
    along is noted with what was taken over. Raises `DraftedAlready`.
    """
    refuse_second(taken)
    with copied(actor=actor, taken=taken) as pictures:
        with override((locale_of(taken.lang) or topic.locale).language_code):
            body = body_of(taken.text, taken.title, pictures)
        left_out = [name for name in pictures_in(taken.text) if name not in pictures]
        return _begin(actor, taken, topic, body, left_out)


def refuse_second(taken):
    if taken.articles.exists():
        raise DraftedAlready(_("Somebody has begun an article with this text already."))


def _begin(actor, taken, topic, body, left_out):
    with transaction.atomic():
        held = TakenOver.objects.select_for_update().get(pk=taken.pk)
        refuse_second(held)
        held.left_out = left_out
        held.save(update_fields=["left_out"])
        topic = topic_in(topic, held.lang)
        draft = KnowledgeArticle(
            title=held.title, body=body, taken_over=held, live=False, locale=topic.locale
        )
        draft.sources = [("source", {"text": source_line(held, topic.locale.language_code), "address": ""})]
        draft.has_unpublished_changes = True
        topic.add_child(instance=draft)
        draft.save_revision(user=actor)
        stream.record("publishing.article.drafted", draft, actor=actor, taken=held.pk)
    return draft


def locale_of(language):
    return Locale.objects.filter(language_code=language).first()


def topic_in(topic, language):
    """The topic in a language, a draft where nobody has translated it; itself where the site has no such language."""
    locale = locale_of(language)
    if locale is None or locale == topic.locale:
        return topic
    return topic.get_translation_or_none(locale) or begin(topic, locale)


def source_line(taken, language):
    """Where it is from, in the language of the article; no name of a person."""
    with override(language):
        if not taken.organisation:
            return _("The members of this network, revision %(number)d of a page of theirs") % {
                "number": taken.revision
            }
        return _("%(group)s, revision %(number)d of a page of the members of this network") % {
            "group": taken.organisation,
            "number": taken.revision,
        }
