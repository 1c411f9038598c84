"""The worker tells the owners of a room of a report in it; opening the case reads the notice."""

from django.http import HttpRequest
from django.utils import timezone

from advocates.accounts.views.own import person_of
from advocates.core.models import StreamEntry
from advocates.moderation.models import Case
from advocates.moderation.notices.sentences import CASE, REPORTED
from advocates.notifications import actions as telling
from advocates.notifications.actions import News
from advocates.notifications.bell import is_ringing, quieten
from advocates.notifications.models import Urgency
from advocates.spaces.models import Kind, SpaceSeat


def tell_of_flag(entry: StreamEntry) -> None:
    """Once a case, however many report the same; not whose words they are, and nobody where moderators look."""
    case = Case.objects.filter(pk=entry.data["case"], space__kind=Kind.ROOM).first()
    if case is None:
        return
    owners = SpaceSeat.objects.valid_at(timezone.now()).filter(space=case.space_id, is_owner=True)
    people = set(owners.values_list("person", flat=True)) - {case.author_id}
    news = News(REPORTED, CASE, case.pk, case.pk, space=case.space_id)
    telling.tell(news, dict.fromkeys(people, Urgency.WISH))


def stop(_person_id: int, _case_id: int) -> None:
    """Nobody is told twice of one case, so there is nothing to end."""


def seen(request: HttpRequest, case: Case) -> None:
    """Whoever looks at the case has read that there is one."""
    if is_ringing(request, CASE, case.pk):
        telling.read_about(person=person_of(request), about=CASE, about_id=case.pk)
        quieten(request, CASE, case.pk)
