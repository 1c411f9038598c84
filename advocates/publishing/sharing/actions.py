"""The deeds on texts, and on news that nobody sits by when they are published."""

import logging

from django.db import transaction

from advocates.core import stream
from advocates.core.refused import Refused
from advocates.publishing.models import NewsArticle, ShareText
from advocates.publishing.sharing.texts import first_text, thing_of
from advocates.syndication.models import OwnChannel
from advocates.syndication.posting import actions as posting

logger = logging.getLogger(__name__)


def save_texts(*, actor, article, texts):
    """Keep what an editor wrote for each network; what is empty or as it was made is made anew each time."""
    with transaction.atomic():
        for network, text in texts.items():
            mine = ShareText.objects.filter(article=article, network=network)
            if not text or text == first_text(article, network):
                mine.delete()
            elif not mine.update(text=text):
                ShareText.objects.create(article=article, network=network, text=text)
        stream.record("publishing.texts.saved", article, actor=actor)


def is_new(page):
    """Whether it is a piece of news that was never published; a change of it is no news."""
    return isinstance(page, NewsArticle) and page.first_published_at is None


def post_planned(*, actor, article):
    """Have it posted by the accounts of its language that do so; `actor` planned it. What one refuses stops no other.

    What leaves, and whether it is public then, is looked at as with any post.
    """
    found = NewsArticle.objects.select_related("locale").get(pk=article)
    language = found.locale.language_code
    for channel in OwnChannel.objects.usable().filter(language=language, posts_planned=True):
        try:
            posting.send_off(actor=actor, channel=channel, thing=thing_of(found, channel))
        except Refused as refused:
            logger.warning("posting.refused article=%s reason=%s", article, type(refused).__name__)
