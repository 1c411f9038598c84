"""Mandates: who speaks for which organisation, from when to when. Access follows from those that are valid now."""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from advocates.core.asking import written_once
from advocates.core.profile import profile
from advocates.core.viewer import Role, Viewer
from advocates.organisations.models.entry import Organisation
from advocates.organisations.vocabulary import State


def countries_of(regions: Iterable[str]) -> list[str]:
    """The countries of regions, by code."""
    known = profile().regions
    return sorted(code for region in regions if region in known for code in known[region].countries)


class MandateQuerySet(models.QuerySet["Mandate"]):
    def valid_at(self, moment: datetime) -> "MandateQuerySet":
        """Begun, not ended, and of an organisation that is a member and not suspended."""
        return self.running_at(moment).filter(organisation__state=State.MEMBER)

    def running_at(self, moment: datetime) -> "MandateQuerySet":
        """Begun and not ended, whatever their organisation is to the network."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=moment), starts_at__lte=moment)

    def open_at(self, moment: datetime) -> "MandateQuerySet":
        """Those that have not ended, also where they begin later."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=moment))

    def visible_to(self, viewer: Viewer) -> "MandateQuerySet":
        """Staff see all; somebody with a mandate sees those of their own organisations, and those of the regions
        that they represent; nobody else sees any.
        """
        if viewer.has_role(Role.STAFF):
            return self
        own = Q(organisation__in=[held.organisation for held in viewer.mandates])
        return self.filter(own | Q(organisation__country__in=countries_of(viewer.regions)))

    def listed_for(self, viewer: Viewer, moment: datetime) -> "MandateQuerySet":
        """Who speaks for whom now, as members may look it up: nobody who is protected, but for colleagues and staff."""
        if not viewer.mandates:
            return self.none()
        own = [held.organisation for held in viewer.mandates]
        open_to_all = Q(person__is_protected=False, organisation__is_protected=False)
        return self.valid_at(moment).filter(open_to_all | Q(organisation__in=own), person__is_active=True)


class Mandate(models.Model):
    """A person speaks for an organisation, in a role, from an instant to an instant."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", pgettext_lazy("role in an organisation", "Administrator")
        REPRESENTATIVE = "representative", pgettext_lazy("role in an organisation", "Representative")

    class Ending(models.TextChoices):
        """Why a mandate ended. Nobody is asked more than this."""

        RUN_OUT = "run-out", pgettext_lazy("end of a mandate", "Its time was over")
        LEFT = "left", pgettext_lazy("end of a mandate", "The person left")
        ENDED = "ended", pgettext_lazy("end of a mandate", "The organisation ended it")
        REPLACED = "replaced", pgettext_lazy("end of a mandate", "Another role took its place")
        DIED = "died", pgettext_lazy("end of a mandate", "The person died")
        MOVED = "moved", pgettext_lazy("end of a mandate", "Moved to another organisation")
        NETWORK = "network", pgettext_lazy("end of a mandate", "The network ended it")
        ERASED = "erased", pgettext_lazy("end of a mandate", "The person had the account erased")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mandates")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="mandates")
    role = models.CharField(max_length=16, choices=Role)
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    # How the network knows; for those who may see the mandate.
    proof = models.CharField(max_length=300, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    # Why the office ended it; for those who run the site.
    ending_note = models.CharField(max_length=300, blank=True)
    # Whose place somebody takes for some weeks; that person's own mandate goes on.
    deputy_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="deputies")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = models.Manager.from_queryset(MandateQuerySet)()

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="mandate_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(ends_at=None),
                name="mandate_once_without_end",
            ),
            models.CheckConstraint(
                condition=Q(deputy_of=None) | Q(ends_at__isnull=False), name="mandate_of_deputy_has_end"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "starts_at"], name="mandate_of_person"),
            models.Index(fields=["organisation", "starts_at"], name="mandate_of_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.organisation_id}"

    @classmethod
    def held_by(cls, person: Any, moment: datetime) -> MandateQuerySet:
        """What somebody holds; whoever asks decides about that person."""
        return cls.objects.valid_at(moment).filter(person=person)

    @classmethod
    def held_in(cls, countries: Collection[str] | None, moment: datetime) -> MandateQuerySet:
        """What is held by whom in these countries, or anywhere; whoever asks decides what they show of it."""
        held = cls.objects.valid_at(moment)
        return held if countries is None else held.filter(organisation__country__in=countries)

    @classmethod
    def of_viewer(cls, moment: datetime) -> MandateQuerySet:
        """Part of the viewer's statement: what the person of the outer question holds, the oldest first."""
        held = cls.objects.filter(person=OuterRef("pk")).valid_at(moment)
        return held.order_by("starts_at", "id")

    @classmethod
    def of_person(cls, number: int) -> MandateQuerySet:
        """Everything that one person holds or held, for that person."""
        return cls.objects.filter(person_id=number)

    @property
    def speaker(self) -> str:
        """Who holds or held it; whoever had their account erased has no name any more, their group's words stay."""
        return self.person.full_name or _("Former representative of %(organisation)s") % {
            "organisation": self.organisation.name
        }

    @classmethod
    def has_begun_before(cls, person_id: int, moment: datetime) -> bool:
        """Whether somebody spoke for an organisation at or before a moment, whatever became of that mandate."""
        return bool(_begun_before(person_id, moment))

    def is_running(self, moment: datetime | None = None) -> bool:
        """Whether it has begun and has not ended."""
        now = moment or timezone.now()
        return self.starts_at <= now and (self.ends_at is None or self.ends_at > now)


@written_once
def _begun_before(person_id: int, moment: datetime) -> QuerySet[Mandate, tuple[int]]:
    return Mandate.objects.filter(person=person_id, starts_at__lte=moment).values_list("pk")[:1]


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def visible_to(self, viewer: Viewer) -> "HandOverQuerySet":
        """The colleagues of today; nobody from elsewhere, staff neither."""
        return self.filter(mandate__organisation__in=[held.organisation for held in viewer.mandates])


class HandOver(models.Model):
    """What somebody who stops leaves to the colleagues: who goes on, and what they should know."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mandate = models.OneToOneField(Mandate, models.CASCADE, related_name="hand_over")
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    lang = models.CharField(max_length=16)
    note = models.TextField(max_length=4000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = models.Manager.from_queryset(HandOverQuerySet)()

    def __str__(self) -> str:
        return f"hand-over of {self.mandate_id}"

    @classmethod
    def by_person(cls, number: int) -> HandOverQuerySet:
        """What one person left, for that person."""
        return cls.objects.filter(mandate__person_id=number)

    @classmethod
    def left_before(cls, moment: datetime) -> HandOverQuerySet:
        """Those of people who stopped longer ago than that."""
        return cls.objects.filter(created_at__lt=moment)
