"""Looks at a draft by people without an account: by a link that ends, and what they said of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from advocates.core.identifiers import random_id


class DraftLook(models.Model):
    """One revision of an article, to be looked at by whoever has the link; and who says to have checked it.

    The name and the role are kept with the revision that was read, so that nobody is said to have checked another.
    """

    public_id = models.CharField(max_length=12, default=random_id, unique=True, editable=False)
    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+")
    revision = models.ForeignKey("wagtailcore.Revision", models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=150, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["page", "-made_at"], name="look_by_page")]

    def __str__(self):
        return self.public_id
