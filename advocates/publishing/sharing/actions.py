"""The deed on texts."""

from django.db import transaction

from advocates.core import stream
from advocates.publishing.models import ShareText
from advocates.publishing.sharing.texts import first_text


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
