"""Looks at a draft by people without an account: by a link that ends, and what they said of it."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import Revision

from advocates.core.identifiers import random_id
from advocates.core.viewer import Role

LIVES = timedelta(days=7)


class DraftLookQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Editors and staff."""
        return self if viewer.has_role(Role.EDITOR, Role.STAFF) else self.none()

    def newest_first(self):
        return self.order_by("-made_at", "-pk")

    def waiting_for(self, person):
        """Answered, and nobody has dealt with it: for who made the link, and for who wrote in the page."""
        wrote = Revision.page_revisions.filter(object_id=Cast(OuterRef("page_id"), CharField()), user=person)
        own = Q(made_by=person) | Q(Exists(wrote))
        answered = Q(checked_at__isnull=False) | Q(remarked_at__isnull=False)
        return self.filter(answered, own, closed_at=None).order_by("made_at", "pk")


class DraftLook(models.Model):
    """One revision of an article, shown to one person by a link of their own; and what this person says of it.

    The name and the role are kept with the revision that was read, so that nobody is said to have checked another.
    """

    public_id = models.CharField(max_length=12, default=random_id, unique=True, editable=False)
    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+")
    revision = models.ForeignKey("wagtailcore.Revision", models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # For whom it was made, and in which language the link and the mail are.
    name = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=16, blank=True)
    # Whether it went to them by mail, and to nobody else; the address is not kept.
    is_mailed = models.BooleanField(default=False)
    # The name of the words that were shown: a revision may be written over. Empty: made before links were personal.
    words = models.CharField(max_length=64, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    # What is not right, in their language.
    remark = models.TextField(blank=True)
    remarked_at = models.DateTimeField(null=True, blank=True)
    # Taken back by an editor; and when somebody has dealt with the answer.
    ended_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(DraftLookQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["page", "-made_at"], name="look_by_page")]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_at=None) | Q(remarked_at=None), name="look_answered_once"
            )
        ]

    def __str__(self):
        return self.public_id

    @classmethod
    def at(cls, public_id):
        """The one that a link names; the link is the key."""
        return cls.objects.select_related("revision").filter(public_id=public_id).first()

    @classmethod
    def locked(cls, pk):
        """The same for a deed, held until the transaction ends."""
        return cls.objects.select_for_update(of=("self",)).select_related("revision").get(pk=pk)

    @classmethod
    def told_of(cls, pk):
        """For a mail or a notice about it; None where the page is gone."""
        return cls.objects.select_related("revision", "made_by", "page").filter(pk=pk).first()

    @classmethod
    def still_open(cls, pk):
        """Whether nobody has dealt with what was said; for an inner question."""
        return cls.objects.filter(pk=pk, closed_at=None)

    @classmethod
    def confirmed(cls, page, words):
        """Where somebody has found exactly these words right, since the page was published last."""
        since = cls.objects.filter(page=page.pk, revision__gte=page.live_revision_id or 0)
        return since.filter(words=words, checked_at__isnull=False)

    @property
    def is_answered(self):
        return self.checked_at is not None or self.remarked_at is not None

    @property
    def is_over(self):
        """Its days have passed, an editor has taken it back, or it was made before links were personal."""
        return not self.words or self.ended_at is not None or self.made_at + LIVES <= timezone.now()
