"""An entry of the directory: what is public, what stays in the back office, and the history of both."""

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advocates.core.asking import written_once
from advocates.core.names import require_honest
from advocates.core.viewer import Role, Viewer
from advocates.organisations import logos
from advocates.organisations import validators as valid
from advocates.organisations.vocabulary import (
    IN_DIRECTORY,
    AnsweredBy,
    ChannelKind,
    ConfirmedBy,
    Precision,
    State,
)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, viewer: Viewer) -> "OrganisationQuerySet":
        """Published entries that are not protected, and one's own; staff also see all others."""
        if viewer.has_role(Role.STAFF):
            return self
        public = Q(is_published=True, is_protected=False)
        own = [held.organisation for held in viewer.mandates]
        return self.filter(public | Q(pk__in=own)) if own else self.filter(public)

    def once_at(self, slug: str) -> "OrganisationQuerySet":
        """Those that had this address before it was changed."""
        return self.filter(changes__changes__slug__0=slug)

    def end_of(self, gone: "Organisation") -> "Organisation | None":
        """The last in the row of successors of an entry, if it is among these; those between need not be."""
        seen, current = {gone.pk}, gone
        while current.merged_into_id and current.merged_into_id not in seen:
            current = Organisation.objects.get(pk=current.merged_into_id)
            seen.add(current.pk)
        return self.filter(pk=current.pk).first() if current is not gone else None

    def in_directory(self) -> "OrganisationQuerySet":
        """Those that lists, map, counts and open data show: active ones, not those that closed or merged."""
        return self.filter(state__in=IN_DIRECTORY)


class Organisation(models.Model):
    """A patient group. `state` says what it is to the network; only `member` may be shown as a member."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("address on this site"), max_length=120, unique=True, allow_unicode=True)
    name = models.CharField(
        _("name"),
        max_length=200,
        validators=[valid.PlainText()],
        help_text=_("In English or in Latin letters, if there is one."),
    )
    local_name = models.CharField(
        _("name in the group's own language"), max_length=200, blank=True, validators=[valid.PlainText()]
    )
    local_language = models.CharField(
        _("language of that name"), max_length=16, blank=True, validators=[valid.known_language]
    )
    acronym = models.CharField(_("short name"), max_length=40, blank=True, validators=[valid.PlainText()])
    country = models.CharField(
        _("country"), max_length=2, blank=True, validators=[valid.known_country],
        help_text=_("Where the group is. Leave it empty for an online community that belongs to no country."),
    )  # fmt: skip
    countries = models.JSONField(
        _("countries served"), default=list, blank=True, validators=[valid.known_countries]
    )
    city = models.CharField(_("city"), max_length=120, blank=True, validators=[valid.PlainText()])
    precision = models.CharField(
        _("how finely the place may be shown"), max_length=8, choices=Precision, default=Precision.COUNTRY
    )
    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=5, null=True, blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )  # fmt: skip
    longitude = models.DecimalField(
        _("longitude"), max_digits=8, decimal_places=5, null=True, blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )  # fmt: skip
    languages = models.JSONField(_("languages"), default=list, blank=True, validators=[valid.known_languages])
    disease_areas = models.JSONField(
        _("diseases"), default=list, blank=True, validators=[valid.known_diseases]
    )
    services = models.JSONField(
        _("what the group offers"), default=list, blank=True, validators=[valid.known_services]
    )
    website = models.CharField(_("website"), max_length=300, blank=True, validators=[valid.web_address])
    # The random key of a file in the storage, which has no address of its own; `actions` write it.
    logo = models.CharField(max_length=60, blank=True, editable=False)
    logo_width = models.PositiveSmallIntegerField(default=0, editable=False)
    logo_height = models.PositiveSmallIntegerField(default=0, editable=False)
    public_email = models.EmailField(_("public e-mail address"), blank=True)
    answered_by = models.CharField(_("who answers"), max_length=8, choices=AnsweredBy, blank=True)
    founded_year = models.PositiveSmallIntegerField(
        _("year founded"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1800), MaxValueValidator(2100)],
    )
    sources = models.JSONField(_("sources"), default=list, blank=True, validators=[valid.known_sources])
    state = models.CharField(
        _("what it is to the network"), max_length=10, choices=State, default=State.LISTED
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )
    member_since = models.DateField(_("member since"), null=True, blank=True)
    is_published = models.BooleanField(_("published"), default=True)
    # By the group's own choice: a member that only the network's staff and its own people can see.
    is_protected = models.BooleanField(_("protected"), default=False, editable=False)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=12, choices=ConfirmedBy, blank=True)

    private_contact = models.CharField(_("private contact: name"), max_length=150, blank=True)
    private_email = models.EmailField(_("private contact: e-mail address"), blank=True)
    private_phone = models.CharField(
        _("private contact: telephone"), max_length=16, blank=True, validators=[valid.phone_number]
    )
    note = models.TextField(_("note for the back office"), blank=True, help_text=_("Never shown in public."))

    revision = models.PositiveIntegerField(default=1, editable=False)
    imported_hash = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = models.Manager.from_queryset(OrganisationQuerySet)()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_name"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="organisation_point_on_earth",
            ),
            models.CheckConstraint(
                condition=~Q(precision=Precision.COUNTRY) | Q(latitude=None), name="organisation_point_as_agreed"
            ),
            models.CheckConstraint(
                condition=Q(state=State.MERGED, merged_into__isnull=False)
                | (~Q(state=State.MERGED) & Q(merged_into=None)),
                name="organisation_merged_has_successor",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="organisation_not_its_successor"
            ),
            models.CheckConstraint(
                condition=Q(website="") | Q(website__startswith="https://") | Q(website__startswith="http://"),
                name="organisation_website_is_web",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on=None, confirmed_by="") | (Q(confirmed_on__isnull=False) & ~Q(confirmed_by="")),
                name="organisation_confirmed_by_somebody",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "country", "name"], name="organisation_by_place")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.slug])

    @classmethod
    def at(cls, slug: str, viewer: Viewer) -> "Organisation | None":
        """The entry at an address, if the viewer may see it."""
        return next(iter(_at(slug, viewer)), None)

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it: what is kept for others, named elsewhere or written to asks this."""
        return self.is_published and not self.is_protected

    @property
    def is_member(self) -> bool:
        return self.state == State.MEMBER

    @property
    def shown_logo(self) -> logos.Shown | None:
        return logos.shown(self.slug, self.logo, (self.logo_width, self.logo_height))

    def without_more(self) -> None:
        """Spare two queries where it is known that the entry has neither descriptions nor channels."""
        self._prefetched_objects_cache = {
            "descriptions": Description.objects.none(),
            "channels": Channel.objects.none(),
        }

    def clean(self) -> None:
        if not self.country and not self.languages:
            raise ValidationError(
                {"country": _("Give a country, or at least one language for an online community.")}
            )
        if self.precision == Precision.COUNTRY and self.latitude is not None:
            raise ValidationError({"precision": _("A point needs the precision “city” or “address”.")})
        if (self.latitude is None) != (self.longitude is None):
            raise ValidationError({"latitude": _("Give both latitude and longitude, or neither.")})
        if (self.state == State.MERGED) != (self.merged_into_id is not None):
            raise ValidationError(
                {"merged_into": _("A successor belongs to, and only to, “now part of another organisation”.")}
            )
        if bool(self.confirmed_on) != bool(self.confirmed_by):
            raise ValidationError({"confirmed_on": _("Give the date and who confirmed, or neither.")})
        self._require_honest_names()

    def _require_honest_names(self) -> None:
        errors = {}
        for field in ("name", "local_name", "acronym"):
            try:
                require_honest(getattr(self, field))
            except ValidationError as error:
                errors[field] = error
        if errors:
            raise ValidationError(errors)

    def snapshot(self) -> dict[str, Any]:
        """Everything about the entry that people can change, for comparing and for the history."""
        fields = {name: _plain(getattr(self, name)) for name in EDITABLE_FIELDS}
        fields["logo"] = self.logo
        fields["descriptions"] = {text.lang: text.text for text in self.descriptions.all()}
        fields["channels"] = [[channel.kind, channel.value] for channel in self.channels.all()]
        return fields


# In the order of the form.
EDITABLE_FIELDS = (
    "name", "local_name", "local_language", "acronym", "slug", "country", "countries", "city", "precision",
    "latitude", "longitude", "languages", "disease_areas", "services", "website", "public_email", "answered_by",
    "founded_year", "sources", "state", "merged_into_id", "member_since", "confirmed_on", "confirmed_by",
    "private_contact", "private_email", "private_phone", "note",
)  # fmt: skip
PRIVATE_FIELDS = ("private_contact", "private_email", "private_phone", "note")


@written_once
def _at(slug: str, viewer: Viewer) -> OrganisationQuerySet:
    return Organisation.objects.visible_to(viewer).filter(slug=slug)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | list | bool) else str(value)


class Description(models.Model):
    """What a group says about itself, in one language."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="descriptions")
    lang = models.CharField(_("language"), max_length=16, validators=[valid.known_language])
    text = models.TextField(_("text"), max_length=4000, validators=[valid.PlainText(formula=False)])
    html = models.TextField(editable=False)

    class Meta:
        ordering = ["lang"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "lang"], name="description_once_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.lang}"


class Channel(models.Model):
    """One public way to reach a group: a number in E.164, or a web address."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="channels")
    kind = models.CharField(_("kind"), max_length=12, choices=ChannelKind)
    value = models.CharField(_("number or address"), max_length=300)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "kind", "value"], name="channel_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"

    def clean(self) -> None:
        check = (
            valid.phone_number
            if self.value.startswith("+") or self.kind == ChannelKind.PHONE
            else valid.web_address
        )
        try:
            check(self.value)
        except ValidationError as error:
            raise ValidationError({"value": error.messages}) from error


class OrganisationChange(models.Model):
    """One change of an entry: who, when, and each changed field before and after."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="changes")
    revision = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    deed = models.CharField(max_length=20)
    changes = models.JSONField(default=dict)
    # Why, where the deed asks for it; for those who run the site.
    reason = models.TextField(blank=True)
    lang = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "revision"], name="change_once_a_revision")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} r{self.revision} {self.deed}"
