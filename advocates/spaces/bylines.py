"""Under what somebody wrote: the person, and the mandate of that moment. It stays when the person leaves."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from advocates.core.viewer import Viewer
from advocates.spaces.models import Kind


class Byline(models.Model):
    """A person with a mandate; or, without either, the name that a guest gave or that was imported."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    mandate = models.ForeignKey(
        "organisations.Mandate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_as = models.CharField(max_length=150, blank=True)
    lang = models.CharField(max_length=16)

    class Meta:
        abstract = True


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes: the ids that a byline stores."""

    person_id: int
    mandate_id: int
    organisation_id: int

    def fields(self) -> dict[str, Any]:
        return {"person_id": self.person_id, "mandate_id": self.mandate_id}


def author_of(viewer: Viewer) -> Author:
    """The viewer with the mandate that acts; only somebody with one may write."""
    held = viewer.acting
    assert viewer.person is not None  # noqa: S101 - the fence lets nobody else in
    return Author(viewer.person.pk, held.id, held.organisation)


@dataclass(frozen=True, slots=True)
class Signature:
    """What stands above a text."""

    name: str
    organisation: str
    country: str
    tile: str

    @property
    def line(self) -> str:
        """Person and organisation in one line."""
        return f"{self.name}, {self.organisation}" if self.organisation else self.name


@dataclass(frozen=True, slots=True)
class Protected:
    """Whether a writer, or the group, chose not to be found. Where many read their names are not shown."""

    person: bool = False
    group: bool = False

    @classmethod
    def where(cls, kind: str, person: bool | None, group: bool | None) -> "Protected":
        """For a text in a space of that kind: among named people everybody is named."""
        return NOBODY if kind in NAMED else cls(bool(person), bool(group))

    @classmethod
    def of(cls, written: Any, kind: str) -> "Protected":
        """Of a byline whose person and organisation were fetched."""
        person, mandate = written.person, written.mandate
        group = mandate is not None and mandate.organisation.is_protected
        return cls.where(kind, person is not None and person.is_protected, group)


NOBODY = Protected()
# Who reads there is named as well.
NAMED = frozenset({Kind.COMMITTEE.value, Kind.ROOM.value, Kind.DIRECT.value})


def signature(
    name: str, organisation: str, country: str, slug: str, protected: Protected = NOBODY
) -> Signature:
    """Of a person whose account is gone the organisation is left, which keeps its words.

    Of somebody protected the group is left, of a protected group nothing.
    """
    if protected.group:
        return Signature(_("A member of the network"), "", "", "protected")
    if protected.person:
        return Signature(_("A representative"), organisation, country, slug)
    if name:
        return Signature(name, organisation, country, slug)
    if organisation:
        return Signature(_("Former representative"), organisation, country, slug)
    return Signature(_("Somebody who has left"), "", "", "")


def signature_of(written: Any, kind: str) -> Signature:
    """Of a text in a space of that kind, whose person and organisation were fetched; without country and tile."""
    name = written.person.full_name if written.person is not None else written.written_as
    organisation = written.mandate.organisation.name if written.mandate is not None else ""
    return signature(name, organisation, "", "", Protected.of(written, kind))
