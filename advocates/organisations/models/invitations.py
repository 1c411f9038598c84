"""Invitations: somebody is asked to speak for an organisation. What became of one is computed, never stored."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from advocates.core.viewer import Role, Viewer
from advocates.organisations.models.entry import Organisation
from advocates.organisations.models.mandates import Mandate

LIVES = timedelta(days=14)
REMINDED_BEFORE = timedelta(days=3)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, viewer: Viewer) -> "InvitationQuerySet":
        """Staff see all; administrators those of their own organisations; nobody else learns who was asked."""
        if viewer.has_role(Role.STAFF):
            return self
        own = [held.organisation for held in viewer.mandates if held.is_administrator]
        return self.filter(organisation__in=own)

    def open(self) -> "InvitationQuerySet":
        """Neither accepted nor taken back; also those whose time is over, which can be sent again."""
        return self.filter(accepted_at=None, revoked_at=None)

    def waiting_at(self, moment: datetime) -> "InvitationQuerySet":
        """Sent or handed over, and still to be accepted."""
        return self.open().filter(expires_at__gt=moment)

    def in_state(self, state: str, moment: datetime) -> "InvitationQuerySet":
        """Those that `state_at` says this of."""
        waiting = self.waiting_at(moment).filter(asked_at=None)
        found = {
            Invitation.State.ACCEPTED: self.exclude(accepted_at=None),
            Invitation.State.REVOKED: self.exclude(revoked_at=None),
            Invitation.State.PREPARED: self.open().filter(expires_at=None),
            Invitation.State.EXPIRED: self.open().filter(expires_at__lte=moment, asked_at=None),
            Invitation.State.ASKED: self.open().exclude(asked_at=None),
            Invitation.State.OPENED: waiting.exclude(opened_at=None),
            Invitation.State.BOUNCED: waiting.filter(opened_at=None).exclude(bounced_at=None),
            Invitation.State.LINK: waiting.filter(opened_at=None, bounced_at=None).exclude(link_made_at=None),
            Invitation.State.SENT: waiting.filter(opened_at=None, bounced_at=None, link_made_at=None),
        }
        return found[Invitation.State(state)]


class Invitation(models.Model):
    """Somebody is asked to speak for an organisation in a role. One row for each address and organisation."""

    class State(models.TextChoices):
        PREPARED = "prepared", pgettext_lazy("state of an invitation", "Not sent yet")
        SENT = "sent", pgettext_lazy("state of an invitation", "Sent")
        LINK = "link", pgettext_lazy("state of an invitation", "Link made")
        BOUNCED = "bounced", pgettext_lazy("state of an invitation", "The mail came back")
        OPENED = "opened", pgettext_lazy("state of an invitation", "Opened")
        ASKED = "asked", pgettext_lazy("state of an invitation", "Waits for your agreement")
        EXPIRED = "expired", pgettext_lazy("state of an invitation", "Time is over")
        ACCEPTED = "accepted", pgettext_lazy("state of an invitation", "Accepted")
        REVOKED = "revoked", pgettext_lazy("state of an invitation", "Taken back")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=16, choices=Mandate.Role)
    # Empty where somebody is only reached by a link that is passed on.
    address = models.CharField(max_length=254, blank=True)
    name = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=16)
    # On the list with which the network began: accepting it makes the organisation a member.
    is_founding = models.BooleanField(default=False)
    # Empty mandate: the network's office invited.
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    invited_under = models.ForeignKey(Mandate, models.PROTECT, null=True, blank=True, related_name="+")
    # Which of its links is the valid one: a new one makes those before it void. No link is kept anywhere.
    link_number = models.PositiveIntegerField(default=0)
    # The address that whoever holds a passed-on link says is theirs; opening the mail to it proves it.
    claimed_address = models.CharField(max_length=254, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    link_made_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    # Somebody wants to accept with an account of another address.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(InvitationQuerySet)()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="invitation_accepted_or_revoked"
            ),
            models.UniqueConstraint(
                fields=["organisation", "address"],
                condition=Q(accepted_at=None, revoked_at=None) & ~Q(address=""),
                name="invitation_open_once_for_address",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(is_founding=True, revoked_at=None),
                name="invitation_founding_once",
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="invitation_by_end")]

    def __str__(self) -> str:
        return f"{self.pk} for {self.organisation_id}"

    @classmethod
    def of_person(cls, number: int, at: Q) -> InvitationQuerySet:
        """Those that one person was sent or accepted, for that person; `at` says where their addresses stand."""
        return cls.objects.filter(at | Q(accepted_by_id=number) | Q(asked_by_id=number))

    @classmethod
    def of_link(cls, number: int, link_number: int) -> "Invitation | None":
        """The invitation of a link or a mail, None where a newer link made that one void. Whoever holds it may."""
        found = cls.objects.filter(pk=number, link_number=link_number)
        return found.select_related("organisation", "invited_by").first()

    @classmethod
    def over_since(cls, moment: datetime) -> InvitationQuerySet:
        """Accepted, taken back or run out before a moment; those that were never sent count from their first day."""
        ended = Q(accepted_at__lt=moment) | Q(revoked_at__lt=moment) | Q(expires_at__lt=moment)
        return cls.objects.filter(ended | Q(expires_at=None, created_at__lt=moment))

    @classmethod
    def ending_before(cls, end: datetime, now: datetime) -> InvitationQuerySet:
        """Those whose people are still to be reminded; the next to end comes first."""
        waiting = cls.objects.waiting_at(now).filter(expires_at__lte=end, reminded_at=None, asked_at=None)
        return waiting.select_related("organisation", "invited_by").order_by("expires_at", "id")

    def state_at(self, moment: datetime) -> "Invitation.State":
        """What has become of it."""
        is_over = self.expires_at is not None and self.expires_at <= moment
        found = [
            (self.accepted_at is not None, self.State.ACCEPTED),
            (self.revoked_at is not None, self.State.REVOKED),
            (self.asked_at is not None, self.State.ASKED),
            (self.expires_at is None, self.State.PREPARED),
            (is_over, self.State.EXPIRED),
            (self.opened_at is not None, self.State.OPENED),
            (self.bounced_at is not None, self.State.BOUNCED),
            (self.link_made_at is not None, self.State.LINK),
        ]
        return next((state for holds, state in found if holds), self.State.SENT)

    @property
    def state(self) -> "Invitation.State":
        """What has become of it by now."""
        return self.state_at(timezone.now())

    @property
    def is_open(self) -> bool:
        """Neither accepted nor taken back."""
        return self.accepted_at is None and self.revoked_at is None

    @property
    def is_by_hand(self) -> bool:
        """Whether the valid link is one that is passed on, not mailed."""
        return self.link_made_at is not None
