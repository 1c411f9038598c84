"""Whom and what a post names by an id: people and groups it calls, posts it quotes.

The rows say which references of a text count. Names are put in from them, so that a reference that somebody typed by
hand to what they may not see stays as it is, and so that a post can be found again when a name has changed.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from advocates.core.viewer import Role
from advocates.forum.models.conversation import Post
from advocates.organisations.models import Mandate, Organisation
from advocates.organisations.models.mandates import MandateQuerySet, countries_of
from advocates.spaces.models import Kind, Space, SpaceSeat


class Mention(models.Model):
    """One person, one organisation, one quoted post, or everybody who reads the space."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="mentions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="+")
    quoted = models.ForeignKey(Post, models.CASCADE, null=True, blank=True, related_name="quotations")
    is_everybody = models.BooleanField(default=False)
    # Named in the text and told nothing: in a quotation, or where they cannot read it.
    is_silent = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(person__isnull=False, organisation=None, quoted=None, is_everybody=False)
                    | Q(person=None, organisation__isnull=False, quoted=None, is_everybody=False)
                    | Q(person=None, organisation=None, quoted__isnull=False, is_everybody=False)
                    | Q(person=None, organisation=None, quoted=None, is_everybody=True)
                ),
                name="mention_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["post", "person"], condition=Q(person__isnull=False), name="mention_person_once"
            ),
            models.UniqueConstraint(
                fields=["post", "organisation"],
                condition=Q(organisation__isnull=False),
                name="mention_organisation_once",
            ),
            models.UniqueConstraint(
                fields=["post", "quoted"], condition=Q(quoted__isnull=False), name="mention_quoted_once"
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.post_id} names {self.person_id or self.organisation_id or self.quoted_id or 'everybody'}"
        )

    @classmethod
    def of_person(cls, person: Any) -> "models.QuerySet[Mention]":
        """Where somebody is called, and where their words are quoted."""
        return cls.objects.filter(Q(person=person) | Q(quoted__person=person))


def mentionable(moment: Any) -> MandateQuerySet:
    """The mandates of people who may be called somewhere: nobody who is protected, by their colleagues neither."""
    return Mandate.objects.valid_at(moment).filter(
        person__is_active=True, person__is_protected=False, organisation__is_protected=False
    )


def readers(found: MandateQuerySet, space: Space, moment: Any) -> MandateQuerySet:
    """Those of some mandates whose people read a space now."""
    if space.kind in {Kind.PUBLIC, Kind.MEMBERS}:
        return found
    seats = SpaceSeat.objects.filter(space=space).valid_at(moment)
    opened = Q(person__in=seats.values("person"))
    if space.kind == Kind.REGION:
        opened |= Q(organisation__country__in=countries_of([space.region]))
        opened |= _holders(Role.REGIONAL, moment, space.region)
    elif space.role:
        opened |= _holders(space.role, moment)
    return found.filter(opened)


def _holders(role: str, moment: Any, scope: str = "") -> Q:
    grants: dict[str, Any] = {
        "person__role_grants__role": role,
        "person__role_grants__starts_at__lte": moment,
    }
    if scope:
        grants["person__role_grants__scope"] = scope
    running = Q(person__role_grants__ends_at=None) | Q(person__role_grants__ends_at__gt=moment)
    return Q(**grants) & running


def open_to_all_of(space: Space) -> Q:
    """Of topics: those that everybody who reads a space reads too."""
    wider = Q(space=space) | Q(space__kind=Kind.PUBLIC)
    return wider if space.kind == Kind.PUBLIC else wider | Q(space__kind=Kind.MEMBERS)
