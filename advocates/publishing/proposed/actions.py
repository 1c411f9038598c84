"""Deeds of editors on proposals of the wiki."""

from django.db import transaction

from advocates.publishing.models import TakenOver
from advocates.wiki.proposals import actions as proposals


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
