"""What editors took over from the wiki."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class TakenOver(models.Model):
    """A page of the wiki that another organisation has accepted: its text as the editors got it, and where it is from.

    Nothing syncs back, and no name of a person is in it.
    """

    proposal = models.OneToOneField(
        "wiki.PageProposal", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    title = models.CharField(max_length=200)
    lang = models.CharField(max_length=16)
    text = models.TextField()
    source_url = models.CharField(max_length=300)
    revision = models.PositiveIntegerField()
    organisation = models.CharField(max_length=300, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Names of pictures that did not come into the article: the editors ask for them, or choose others.
    left_out = models.JSONField(default=list, blank=True)
    taken_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.title
