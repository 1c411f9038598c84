"""The worker tells people of what was recorded in the stream; opening a proposal reads its notices."""

from django.http import HttpRequest
from django.utils import timezone

from advocates.accounts.views.own import person_of
from advocates.core.models import StreamEntry
from advocates.notifications import actions as telling
from advocates.notifications.actions import News
from advocates.notifications.bell import is_ringing, quieten
from advocates.notifications.models import Urgency
from advocates.organisations.models import Mandate
from advocates.wiki.models import How, PageProposal, PageRevision, Watching
from advocates.wiki.proposals.notices.sentences import ACCEPTED, PROPOSAL, PUBLIC, REFUSED, WAITS
from advocates.wiki.watching import actions as watching
from advocates.wiki.watching.watchers import watchers_of


def tell_of_waiting(entry: StreamEntry) -> None:
    """It waits: of those who watch the page whoever may review it, so that nobody hears of it without need."""
    proposal = _proposal_of(entry)
    if proposal is None or proposal.state != PageProposal.State.OPEN:
        return
    levels = watchers_of(proposal.page)
    urgencies = {
        person: Urgency.AT_ONCE if levels[person] == How.AT_ONCE else Urgency.WISH
        for person in _without_part(proposal, set(levels))
    }
    telling.tell(_news(WAITS, proposal), urgencies)


def tell_of_acceptance(entry: StreamEntry) -> None:
    _tell_proposer(ACCEPTED, entry)


def tell_of_refusal(entry: StreamEntry) -> None:
    _tell_proposer(REFUSED, entry)


def tell_of_publishing(entry: StreamEntry) -> None:
    _tell_proposer(PUBLIC, entry)


def _tell_proposer(kind: str, entry: StreamEntry) -> None:
    proposal = _proposal_of(entry)
    if proposal is None or proposal.person_id is None:
        return
    not_by_mail = Watching.objects.filter(person=proposal.person_id, page=proposal.page_id, how=How.NONE)
    urgency = Urgency.SITE if not_by_mail.exists() else Urgency.WISH
    telling.tell(_news(kind, proposal), {proposal.person_id: urgency})


def _proposal_of(entry: StreamEntry) -> PageProposal | None:
    found = PageProposal.objects.filter(pk=entry.target_id, page__deleted_at=None)
    return found.select_related("page", "mandate").defer("page__html").first()


def _news(kind: str, proposal: PageProposal) -> News:
    return News(kind, PROPOSAL, proposal.pk, proposal.pk, number=1, space=proposal.page.space_id)


def _without_part(proposal: PageProposal, people: set[int]) -> set[int]:
    """Without those who wrote or proposed it, and without everybody of their organisations."""
    wrote = PageRevision.objects.filter(page=proposal.page_id, number=proposal.number)
    asked = PageProposal.objects.filter(pk=proposal.pk)
    columns = ("person", "mandate__organisation")
    rows = [*wrote.values_list(*columns), *asked.values_list(*columns)]
    groups = {group for _person, group in rows if group}
    theirs = Mandate.objects.valid_at(timezone.now()).filter(person__in=people, organisation__in=groups)
    return people - {person for person, _group in rows} - set(theirs.values_list("person", flat=True))


def stop(person_id: int, proposal_id: int) -> None:
    """No more mail about the page of a proposal."""
    page = PageProposal.objects.filter(pk=proposal_id).values_list("page", flat=True).first()
    if page is not None:
        watching.stop(person_id, page)


def seen(request: HttpRequest, proposal: PageProposal) -> None:
    """The viewer has it before them: what they were told of it is read."""
    if is_ringing(request, PROPOSAL, proposal.pk):
        telling.read_about(person=person_of(request), about=PROPOSAL, about_id=proposal.pk)
        quieten(request, PROPOSAL, proposal.pk)
