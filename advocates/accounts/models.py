"""Person, the roles that the network grants, and what belongs to an account."""

import uuid
import zoneinfo
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from advocates.accounts.addresses import canonical_address, validate_address
from advocates.core.viewer import Role


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
    is_demonstration = models.BooleanField(default=False)
    # Part of what a session is tied to: raising it ends every session of the person at once.
    session_epoch = models.PositiveIntegerField(default=0)
    joined_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_once")]

    def __str__(self) -> str:
        return self.full_name or self.email

    def clean(self) -> None:
        self.email = canonical_address(self.email)
        validate_address(self.email)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

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


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def valid_at(self, moment: datetime) -> "RoleGrantQuerySet":
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=moment), starts_at__lte=moment)


class RoleGrant(models.Model):
    """A role of a person, from an instant to an instant."""

    ROLES = [(role.value, role.value) for role in Role]

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=16, choices=ROLES)
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
                fields=["person", "role"], condition=Q(ends_at=None), name="role_granted_once_without_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"
