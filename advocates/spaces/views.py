"""Who can see this: linked from every private page."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from advocates.core.access import Audience, audience
from advocates.core.paging import Page, page_number, paginate
from advocates.core.viewer import Role, Viewer, viewer_of
from advocates.organisations.geo.countries import country_name
from advocates.organisations.models import Mandate
from advocates.organisations.models.mandates import MandateQuerySet, countries_of
from advocates.spaces.bylines import NAMED
from advocates.spaces.models import Kind, Space, SpaceSeat

ON_PAGE = 50


@audience(Audience.MEMBER)
@require_safe
def space(request: HttpRequest, space: str) -> HttpResponse:
    """The organisations and countries that read here, the newest first; in a space of few, the people."""
    return _page(request, get_object_or_404(Space.objects.visible_to(viewer_of(request)), public_id=space))


@audience(Audience.MEMBER)
@require_safe
def everybody(request: HttpRequest) -> HttpResponse:
    """Who reads what is shown to all members."""
    found = Space.objects.visible_to(viewer_of(request)).filter(kind=Kind.MEMBERS).first()
    # Its readers follow from its kind alone, also before anything was written there.
    return _page(request, found or Space(kind=Kind.MEMBERS))


def _page(request: HttpRequest, shown: Space) -> HttpResponse:
    viewer, number = viewer_of(request), page_number(request.GET.get("page", ""))
    is_of_few = shown.kind in NAMED
    page = (people_in if is_of_few else organisations_of)(viewer, shown, number)
    context = {"space": shown, "page": page, "rows": page.items, "is_of_few": is_of_few}
    return render(request, "spaces/space.html", context)


def people_in(viewer: Viewer, shown: Space, number: int) -> Page[dict[str, Any]]:
    """Everybody who reads among few, by name, with their groups; who came last stands first."""
    now = timezone.now()
    seats = SpaceSeat.objects.visible_to(viewer).filter(space=shown).counting_at(now)
    seated = seats.order_by("-joined_at", "-pk").values_list("person", "person__full_name", "joined_at")
    came: dict[int, tuple[str, datetime | None]] = {person: (name, joined) for person, name, joined in seated}
    groups: dict[int, list[str]] = {}
    for mandate in readers(viewer, shown).select_related("person", "organisation").order_by("-starts_at"):
        came.setdefault(mandate.person_id, (mandate.person.full_name, None))
        groups.setdefault(mandate.person_id, []).append(mandate.organisation.name)
    rows = [
        {"name": name, "groups": dict.fromkeys(groups.get(person, ())), "since": joined}
        for person, (name, joined) in came.items()
    ]
    return paginate(rows, str(number), ON_PAGE)


def organisations_of(viewer: Viewer, shown: Space, number: int) -> Page[dict[str, Any]]:
    """One row for each organisation that reads in a space, with its country and since when it is a member."""
    language = get_language() or "en"
    found = (
        readers(viewer, shown)
        .values(
            "organisation__name", "organisation__country", "organisation__slug", "organisation__member_since"
        )
        .distinct()
        .order_by("-organisation__member_since", "organisation__name")
    )
    count = found.count()
    pages = max(1, -(-count // ON_PAGE))
    if number > pages:
        raise Http404
    rows = [
        {
            "name": row["organisation__name"],
            "slug": row["organisation__slug"],
            "country": country_name(row["organisation__country"], language),
            "since": row["organisation__member_since"],
        }
        for row in found[(number - 1) * ON_PAGE : number * ON_PAGE]
    ]
    return Page(rows, number, pages, count)


def readers(viewer: Viewer, shown: Space) -> MandateQuerySet:
    """The mandates whose people read there; protected people and groups are not among them."""
    now = timezone.now()
    listed = Mandate.objects.listed_for(viewer, now)
    if shown.kind in {Kind.PUBLIC, Kind.MEMBERS}:
        return listed
    seated = Q(
        person__in=SpaceSeat.objects.visible_to(viewer).filter(space=shown).valid_at(now).values("person")
    )
    if shown.kind == Kind.REGION:
        near = Q(organisation__country__in=countries_of([shown.region]))
        return listed.filter(seated | near | _holding(Role.REGIONAL, now, shown.region))
    return listed.filter(seated | _holding(shown.role, now)) if shown.role else listed.filter(seated)


def _holding(role: str, now: datetime, scope: str = "") -> Q:
    """Whose people have a task at a moment, for one region where it has one."""
    grants = Q(person__role_grants__role=role, person__role_grants__starts_at__lte=now)
    running = Q(person__role_grants__ends_at=None) | Q(person__role_grants__ends_at__gt=now)
    return grants & running & Q(person__role_grants__scope=scope)
