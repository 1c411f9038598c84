"""Who will read a page in another space, and who no longer: said before it is moved."""

from dataclasses import dataclass

from advocates.core.viewer import Viewer
from advocates.organisations.models.mandates import MandateQuerySet
from advocates.spaces.bylines import NAMED
from advocates.spaces.models import Space
from advocates.spaces.views import readers

MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Group:
    """People, or the organisations for which they speak, by name; `more` are not named."""

    names: list[str]
    more: int


@dataclass(frozen=True, slots=True)
class Change:
    """Who reads then and does not now, and the other way round."""

    gains: Group
    loses: Group


def change(viewer: Viewer, old: Space, new: Space) -> Change:
    """Two questions each way. Who is protected reads there, too, and is neither named nor counted."""
    before, after = readers(viewer, old), readers(viewer, new)
    return Change(_group(after, before, old, new), _group(before, after, old, new))


def _group(those: MandateQuerySet, without: MandateQuerySet, *spaces: Space) -> Group:
    """Where only few read, people are named; else groups of which nobody reads on the other side."""
    # A person who speaks for two groups reads for both.
    people = those.exclude(person__in=without.values("person"))
    if all(each.kind in NAMED for each in spaces):
        names = people.order_by("person__full_name").values_list("person__full_name", flat=True).distinct()
        count = people.values("person").distinct().count()
    else:
        names = people.order_by("organisation__name").values_list("organisation__name", flat=True).distinct()
        count = people.values("organisation").distinct().count()
    named = list(names[:MOST_NAMED])
    return Group(named, max(0, count - len(named)))
