"""Who may propose a revision, and who may review that: never anybody of the organisations that wrote or proposed it."""

from advocates.core.viewer import Viewer
from advocates.spaces import policies as spaces
from advocates.spaces.models import Kind
from advocates.wiki import policies
from advocates.wiki.models import PageProposal, PageRevision, WikiPage


def can_propose(viewer: Viewer, page: WikiPage) -> bool:
    """Whoever takes part in the space; out of a room only who owns it."""
    if not policies.can_change_page(viewer, page):
        return False
    return page.space.kind != Kind.ROOM or spaces.can_run(viewer, page.space)


def can_review(viewer: Viewer, proposal: PageProposal) -> bool:
    """Somebody who takes part in the space, none of whose organisations had a hand in it."""
    if viewer.person is None or not policies.can_change_page(viewer, proposal.page):
        return False
    people, organisations = involved(viewer, proposal)
    mine = {held.organisation for held in viewer.mandates}
    return viewer.person.pk not in people and mine.isdisjoint(organisations)


def involved(viewer: Viewer, proposal: PageProposal) -> tuple[set[int], set[int]]:
    """The people and organisations that wrote the revision or proposed it."""
    columns = ("person", "mandate__organisation")
    wrote = PageRevision.objects.visible_to(viewer).filter(page=proposal.page_id, number=proposal.number)
    asked = PageProposal.objects.visible_to(viewer).filter(pk=proposal.pk)
    rows = [*wrote.values_list(*columns), *asked.values_list(*columns)]
    return {person for person, _group in rows if person}, {group for _person, group in rows if group}


def can_withdraw(viewer: Viewer, proposal: PageProposal) -> bool:
    """Who has proposed it, until it is reviewed."""
    return viewer.person is not None and proposal.person_id == viewer.person.pk
