"""Person, the roles that the network grants, and what belongs to an account."""

import uuid
import zoneinfo
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from advocates.accounts.addresses import canonical_address, validate_address
from advocates.core.viewer import Role, Viewer


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """A person with a hashed password; the address is stored in the form in which it is compared."""
        address = canonical_address(email)
        validate_address(address)
        person = self.model(email=address, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=canonical_address(username or ""))


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in. What they may do follows from roles and mandates, never from this row."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    full_name = models.CharField(_("full name"), max_length=150)
    language = models.CharField(_("language of the site"), max_length=16, default="en")
    reads = models.JSONField(_("other languages you read"), default=list, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    # By their own choice: not in the directory of people, and nobody mentions them.
    is_protected = models.BooleanField(_("protected"), default=False)
    is_demonstration = models.BooleanField(default=False)
    # Part of what a session is tied to: raising it ends every session of the person at once.
    session_epoch = models.PositiveIntegerField(default=0)
    # The factors were lost and removed: a new one has to be set up before anything else opens.
    owes_second_factor = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    # Name, addresses and keys are gone; the row stays for what points at it.
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The last day of use, written once a day: nobody needs to know the hour.
    last_used_on = models.DateField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_once")]

    def __str__(self) -> str:
        return self.full_name or (str(_("Erased account")) if self.erased_at else self.email)

    def clean(self) -> None:
        self.email = canonical_address(self.email)
        validate_address(self.email)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    @property
    def name_among_many(self) -> str:
        """Where many read, somebody protected has no name."""
        return str(_("A representative")) if self.is_protected else self.full_name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The person's time zone; UTC where this machine does not know it."""
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return zoneinfo.ZoneInfo("UTC")

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        value = f"{self.session_epoch}:{self.password}"
        return salted_hmac("advocates.accounts.session", value, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_staff(self) -> bool:
        """Django's admin is not mounted; libraries that ask are told no."""
        return False


class Introduction(models.Model):
    """What somebody tells the other members of themselves; without a row, nothing but languages is shown."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="introduction")
    # Ids of `introductions.Expertise`.
    expertise = models.JSONField(default=list, blank=True)
    text = models.TextField(max_length=600, blank=True)
    lang = models.CharField(max_length=16, default="en")
    shows_languages = models.BooleanField(default=True)
    shows_address = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.person_id)


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def valid_at(self, moment: datetime) -> "RoleGrantQuerySet":
        return self.open_at(moment).filter(starts_at__lte=moment)

    def open_at(self, moment: datetime) -> "RoleGrantQuerySet":
        """Those that have not ended, also where they begin later."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=moment))


ROLES = [(role.value, role.value) for role in Role]


class RoleGrant(models.Model):
    """A role of a person, from an instant to an instant; for a region where the role has one."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=16, choices=ROLES)
    # A region's id: always for its representative, where it is wished for a moderator.
    scope = models.CharField(max_length=64, blank=True)
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = models.Manager.from_queryset(RoleGrantQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")), name="role_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["person", "role", "scope"],
                condition=Q(ends_at=None),
                name="role_granted_once_without_end",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.REGIONAL.value, scope=""), name="role_regional_has_region"
            ),
            models.CheckConstraint(
                condition=Q(scope="") | Q(role__in=[Role.REGIONAL.value, Role.MODERATOR.value]),
                name="role_region_fits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class StaffProposal(models.Model):
    """Somebody is to run the site: one person proposes it, another confirms it. Only then is the role given."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="staff_proposals")
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    # When it was confirmed, or withdrawn (then nobody has confirmed it).
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(closed_at=None), name="staff_proposed_once"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("proposed_by")),
                name="staff_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(proposed_by=models.F("person")), name="staff_proposed_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.proposed_at:%Y-%m-%d}"


class ClosureQuerySet(models.QuerySet["Closure"]):
    def pauses(self) -> "ClosureQuerySet":
        """Those that end by themselves."""
        return self.filter(kind=Closure.Kind.SUSPENDED, ends_at__isnull=False)

    def running_at(self, moment: datetime) -> "ClosureQuerySet":
        return self.filter(lifted_at=None, ends_at__gt=moment)


class Closure(models.Model):
    """An account is closed, from when to when and why: for a while, or because its person has died."""

    class Kind(models.TextChoices):
        SUSPENDED = "suspended", pgettext_lazy("state of an account", "Suspended")
        DECEASED = "deceased", pgettext_lazy("state of an account", "In memory")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="closures")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.TextField(blank=True)
    lang = models.CharField(max_length=16, default="en")
    at = models.DateTimeField(default=timezone.now)
    closed_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    lifted_reason = models.TextField(blank=True)
    # A pause: until when, what its person says to it, and why it stands nevertheless.
    ends_at = models.DateTimeField(null=True, blank=True)
    appeal = models.TextField(blank=True)
    appeal_lang = models.CharField(max_length=16, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = models.Manager.from_queryset(ClosureQuerySet)()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(lifted_at=None), name="account_closed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"

    @property
    def is_running(self) -> bool:
        """Whether it is a pause that has not ended."""
        return self.lifted_at is None and self.ends_at is not None and self.ends_at > timezone.now()


class DataExportQuerySet(models.QuerySet["DataExport"]):
    def visible_to(self, viewer: Viewer) -> "DataExportQuerySet":
        """One's own, made, and not over yet."""
        if viewer.person is None:
            return self.none()
        return self.filter(person=viewer.person.pk, made_at__gt=timezone.now() - DataExport.LIVES)


class DataExport(models.Model):
    """Everything of one person as a file, made by the worker and theirs alone to open, for 48 hours."""

    LIVES = timedelta(hours=48)
    # One that was not made by then never will be.
    GIVEN_UP = timedelta(days=3)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="data_exports")
    asked_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True, blank=True)
    # A random name in the storage, and the key that opens it: whoever deletes the key has deleted the file.
    stored_as = models.CharField(max_length=100, blank=True)
    sealed_key = models.CharField(max_length=200, blank=True)

    objects = models.Manager.from_queryset(DataExportQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["person", "-asked_at"], name="data_export_of_person")]

    def __str__(self) -> str:
        return f"export of {self.person_id}"

    @property
    def ends_at(self) -> datetime | None:
        """Until when it can be opened."""
        return self.made_at + self.LIVES if self.made_at else None

    @classmethod
    def over(cls, now: datetime) -> models.QuerySet["DataExport"]:
        """Those that nobody can open any more, or that were never made."""
        return cls.objects.filter(Q(made_at__lte=now - cls.LIVES) | Q(asked_at__lte=now - cls.GIVEN_UP))
