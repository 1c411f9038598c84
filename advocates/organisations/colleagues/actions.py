"""What happens to mandates and colleagues when a person changes their name or dies; who the colleagues are."""

from django.utils import timezone

from advocates.accounts import actions as accounts
from advocates.accounts.models import Closure, Person, RoleGrant
from advocates.core.profile import profile
from advocates.core.refused import Refused
from advocates.core.viewer import Role
from advocates.organisations.colleagues import mails
from advocates.organisations.mandates.actions import Term, end_mandate, grant_mandate, planned_end
from advocates.organisations.models import Mandate


def sign_out_colleague(*, actor: Person, mandate: Mandate) -> None:
    """End every session of somebody whose phone was stolen; the person is told by mail."""
    accounts.end_sessions_of(actor=actor, person=mandate.person)


def follow_rename(person: Person, old: str) -> None:
    """The administrators of the person's organisations see the old name and the new one.

    Where there is no other administrator, the representatives of the region do.
    """
    mandates = mandates_of(person)
    valid = Mandate.objects.valid_at(timezone.now()).filter(role=Mandate.Role.ADMINISTRATOR)
    near = valid.filter(organisation__in=[mandate.organisation_id for mandate in mandates])
    told = list(Person.objects.filter(pk__in=near.values("person"), is_active=True).exclude(pk=person.pk))
    if not told:
        told = [each for each in representatives_of(regions_of(mandates)) if each.pk != person.pk]
    mails.tell_renamed(person, old, told)


def follow_death(actor: Person | None, closure: Closure) -> None:
    """The mandates end, with the reason that the person has died; the colleagues are told gently."""
    person = closure.person
    told = colleagues_of(person)
    for mandate in Mandate.objects.open_at(timezone.now()).filter(person=person):
        end_mandate(actor=actor, mandate=mandate, ending=Mandate.Ending.DIED)
    mails.tell_died(person, told)


def follow_undone(actor: Person | None, closure: Closure) -> None:
    """The mandates that ended with the memorial begin anew, to their old end; what came in between stays."""
    ended = Mandate.objects.filter(
        person=closure.person, ending=Mandate.Ending.DIED, ends_at__gte=closure.at, deputy_of=None
    )
    for mandate in ended.select_related("organisation"):
        until = planned_end(mandate)
        if until is not None and until <= timezone.now():
            continue
        try:
            grant_mandate(
                actor=actor,
                person=closure.person,
                organisation=mandate.organisation,
                role=mandate.role,
                term=Term(proof=mandate.proof, until=until),
            )
        except Refused:
            # The organisation has left the network meanwhile, or gave a mandate anew: there is nothing to mend.
            continue
    mails.tell_lives(closure.person, colleagues_of(closure.person))


def mandates_of(person: Person) -> list[Mandate]:
    """The mandates of a person that are valid now, with their organisations."""
    return list(Mandate.objects.valid_at(timezone.now()).filter(person=person).select_related("organisation"))


def is_alone(mandate: Mandate) -> bool:
    """Whether nobody else speaks for the organisation."""
    others = Mandate.objects.valid_at(timezone.now()).filter(organisation=mandate.organisation_id)
    return not others.exclude(person=mandate.person_id).filter(person__is_active=True).exists()


def colleagues_of(person: Person) -> list[Person]:
    """Everybody who speaks for one of the person's organisations now; for a group of one, its region's people."""
    mandates = mandates_of(person)
    valid = Mandate.objects.valid_at(timezone.now())
    others = valid.filter(organisation__in=[mandate.organisation_id for mandate in mandates])
    found = Person.objects.filter(pk__in=others.values("person"), is_active=True).exclude(pk=person.pk)
    if found:
        return list(found.order_by("pk"))
    return [each for each in representatives_of(regions_of(mandates)) if each.pk != person.pk]


def regions_of(mandates: list[Mandate]) -> set[str]:
    """The regions in which the organisations of mandates are."""
    return {profile().region_of(mandate.organisation.country) for mandate in mandates}


def representatives_of(regions: set[str]) -> list[Person]:
    """The representatives of regions at this moment."""
    held = RoleGrant.objects.filter(role=Role.REGIONAL, scope__in=regions - {""}).valid_at(timezone.now())
    return list(Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("pk"))
