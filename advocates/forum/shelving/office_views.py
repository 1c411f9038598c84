"""The office arranges where members talk: spaces, categories, who sits in a committee. It reads nothing there."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.accounts.views.own import person_of as actor_of
from advocates.core.access import Audience, audience
from advocates.core.viewer import viewer_of
from advocates.forum.models import Category
from advocates.forum.shelving import actions
from advocates.forum.shelving.forms import CategoryForm, CommitteeForm, SeatForm, initial_of, person_of
from advocates.spaces.actions import end_seat, give_seat, open_committee
from advocates.spaces.models import Kind, Space, SpaceSeat

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])


@audience(Audience.STAFF)
@require_safe
def space_list(request: HttpRequest) -> HttpResponse:
    """Shared spaces and committees with their categories; of rooms and messages not even the number."""
    seats = Count("seats", filter=Q(seats__left_at=None), distinct=True)
    found = Space.objects.listed_for(viewer_of(request)).annotate(seats_count=seats)
    spaces = found.prefetch_related("categories").order_by("kind", "id")
    return render(request, "forum/manage/spaces.html", {"spaces": spaces})


def _space(request: HttpRequest, public_id: str) -> Space:
    return get_object_or_404(Space.objects.listed_for(viewer_of(request)), public_id=public_id)


def _category(request: HttpRequest, public_id: str) -> Category:
    found = Category.objects.listed_for(viewer_of(request)).select_related("space")
    return get_object_or_404(found, public_id=public_id)


@audience(Audience.STAFF)
@SHOW_OR_CHANGE
def committee_new(request: HttpRequest) -> HttpResponse:
    """A committee of named people, with a category of the same name."""
    spaces = Space.objects.listed_for(viewer_of(request))
    taken = [name for space in spaces for name in (space.name, *space.names.values())]
    form = CommitteeForm(request.POST or None, taken=taken)
    if request.method == "POST" and form.is_valid():
        names = {language: text for language, text in form.texts("name").items() if text}
        made = open_committee(actor=actor_of(request), names=names)
        actions.add_category(actor=actor_of(request), space=made, shelf=actions.Shelf(names, {}))
        return redirect("office_space", made.public_id)
    context = {"form": form, "title": _("New committee")}
    return render(request, "forum/manage/words.html", context, status=422 if form.errors else 200)


@audience(Audience.STAFF)
@SHOW_OR_CHANGE
def office_space(request: HttpRequest, space: str) -> HttpResponse:
    """A space: its categories, and for a committee who sits there; a POST gives somebody a seat."""
    shown = _space(request, space)
    form = SeatForm(request.POST or None)
    if request.method == "POST" and shown.kind == Kind.COMMITTEE and form.is_valid():
        person = person_of(form.cleaned_data["email"])
        if person is None:
            form.no_such_person()
        else:
            give_seat(actor=actor_of(request), space=shown, person=person)
            messages.success(request, _("Saved."))
            return redirect("office_space", shown.public_id)
    seats = SpaceSeat.objects.listed_for(viewer_of(request)).filter(space=shown, left_at=None)
    context = {
        "space": shown,
        "categories": shown.categories.all(),
        "seats": seats.select_related("person").order_by("joined_at"),
        "form": form if shown.kind == Kind.COMMITTEE else None,
    }
    return render(request, "forum/manage/space.html", context, status=422 if form.errors else 200)


@audience(Audience.STAFF)
@require_POST
def office_seat_end(request: HttpRequest, seat: str) -> HttpResponse:
    """Somebody reads nothing there from the next request on."""
    found = SpaceSeat.objects.listed_for(viewer_of(request)).select_related("space")
    ended = get_object_or_404(found, public_id=seat)
    end_seat(actor=actor_of(request), seat=ended)
    messages.success(request, _("Saved."))
    return redirect("office_space", ended.space.public_id)


@audience(Audience.STAFF)
@SHOW_OR_CHANGE
def office_category_new(request: HttpRequest, space: str) -> HttpResponse:
    """A further category of a space."""
    shown = _space(request, space)
    form = CategoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_category(actor=actor_of(request), space=shown, shelf=form.shelf)
        messages.success(request, _("Saved."))
        return redirect("office_space", shown.public_id)
    context = {"form": form, "space": shown, "title": _("New category")}
    return render(request, "forum/manage/words.html", context, status=422 if form.errors else 200)


@audience(Audience.STAFF)
@SHOW_OR_CHANGE
def office_category(request: HttpRequest, category: str) -> HttpResponse:
    """The words of a category, and who begins topics there."""
    shown = _category(request, category)
    initial = {
        **initial_of(shown.names, shown.abouts), "is_for_announcements": shown.is_for_announcements
    }  # fmt: skip
    form = CategoryForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.change_category(actor=actor_of(request), category=shown, shelf=form.shelf)
        messages.success(request, _("Saved."))
        return redirect("office_space", shown.space.public_id)
    context = {"form": form, "space": shown.space, "category": shown, "title": shown.name}
    return render(request, "forum/manage/words.html", context, status=422 if form.errors else 200)


@audience(Audience.STAFF)
@require_POST
def office_category_close(request: HttpRequest, category: str) -> HttpResponse:
    shown = _category(request, category)
    actions.close_category(actor=actor_of(request), category=shown)
    return redirect("office_space", shown.space.public_id)


@audience(Audience.STAFF)
@require_POST
def office_category_reopen(request: HttpRequest, category: str) -> HttpResponse:
    shown = _category(request, category)
    actions.reopen_category(actor=actor_of(request), category=shown)
    return redirect("office_space", shown.space.public_id)


@audience(Audience.STAFF)
@require_POST
def office_category_up(request: HttpRequest, category: str) -> HttpResponse:
    shown = _category(request, category)
    actions.move_category_up(actor=actor_of(request), category=shown)
    return redirect("office_space", shown.space.public_id)


urlpatterns = [
    path("spaces/", space_list, name="office_spaces"),
    path("spaces/new/", committee_new, name="office_committee_new"),
    path("spaces/seats/<slug:seat>/end/", office_seat_end, name="office_seat_end"),
    path("spaces/categories/<slug:category>/", office_category, name="office_category"),
    path("spaces/categories/<slug:category>/close/", office_category_close, name="office_category_close"),
    path("spaces/categories/<slug:category>/reopen/", office_category_reopen, name="office_category_reopen"),
    path("spaces/categories/<slug:category>/up/", office_category_up, name="office_category_up"),
    path("spaces/<slug:space>/", office_space, name="office_space"),
    path("spaces/<slug:space>/categories/new/", office_category_new, name="office_category_new"),
]
