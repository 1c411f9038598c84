"""Deeds on what readers say."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from advocates.core import stream
from advocates.publishing.models import Helpfulness, Suggestion

YES, NO = "yes", "no"
KEPT = timedelta(days=90)


def tell(*, article, helped, text, lang):
    """Count an answer, and keep a suggestion for the editors; either may be empty. Who says it is not kept."""
    with transaction.atomic():
        if helped in {YES, NO}:
            Helpfulness.objects.get_or_create(article=article)
            Helpfulness.objects.filter(article=article).update(**{helped: F(helped) + 1})
        if text:
            made = Suggestion.objects.create(article=article, text=text, lang=lang)
            stream.record("publishing.suggestion.made", made, article=article.pk)


def close_suggestion(*, actor, suggestion):
    """An editor has dealt with it; a second one who was slower changes nothing."""
    with transaction.atomic():
        fields = {"closed_at": timezone.now(), "closed_by": actor}
        if Suggestion.objects.filter(pk=suggestion.pk, closed_at=None).update(**fields):
            stream.record("publishing.suggestion.closed", suggestion, actor=actor)


def due(now):
    """What is not kept any longer."""
    return Suggestion.objects.filter(closed_at__lt=now - KEPT)
