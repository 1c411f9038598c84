"""The libraries: what each space keeps, one file with its versions, and every deed on it."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.crumbs import way
from advocates.core.refused import Refused, TooOften
from advocates.core.viewer import viewer_of
from advocates.files import serving
from advocates.files.library import actions, links, listing, policies, showing, telling
from advocates.files.library.forms import (
    AddForm,
    ChangeForm,
    DeleteForm,
    FilterForm,
    ReplaceForm,
    filter_fields,
    languages_for,
)
from advocates.files.models import FileUse, LibraryFile
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Space

Crumbs = list[dict[str, str]]
SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])


@audience(Audience.MEMBER)
@require_safe
def libraries(request: HttpRequest) -> HttpResponse:
    """The spaces with their files, and what is new in all of them."""
    viewer, now = viewer_of(request), timezone.now()
    shelves = listing.shelves(viewer, now)
    spaces = {shelf.space.pk: shelf.space for shelf in shelves}
    latest = listing.latest(viewer, shelves, now)
    context = {
        "shelves": showing.draw_shelves(shelves),
        "latest": showing.draw_rows(latest, spaces, now, with_space=True),
    }
    return render(request, "files/libraries.html", context)


@audience(Audience.MEMBER)
@require_safe
def library(request: HttpRequest, space: str) -> HttpResponse:
    """The files of a space, the newest first."""
    viewer, shown, now = viewer_of(request), _space(request, space), timezone.now()
    languages = languages_for(viewer)
    is_asked = any(map(request.GET.get, FilterForm.base_fields))
    form = FilterForm(request.GET, languages=languages) if is_asked else None
    asked = form.cleaned_data if form and form.is_valid() else {}
    part = listing.page_of(viewer, shown, asked, request.GET.get("before", ""), now)
    context = {
        "space": shown,
        "way": way(_crumbs(shown)),
        "form": form,
        "fields": form if form and form.errors else filter_fields(languages, asked),
        "files": showing.draw_rows(part.files, {shown.pk: shown}, now),
        "older": part.older,
        "is_filtered": any(asked.values()),
        "is_deleted": bool(asked.get("deleted")),
        "words": " ".join(str(asked.get("q") or "").split()),
        "may_add": policies.can_add(viewer, shown),
    }
    return render(request, "files/library.html", context, status=422 if form and form.errors else 200)


@audience(Audience.MEMBER)
@require_safe
def library_attached(request: HttpRequest, space: str) -> HttpResponse:
    """What hangs on posts of a space."""
    viewer, shown = viewer_of(request), _space(request, space)
    found, older = listing.attached_in(viewer, shown, request.GET.get("before", ""))
    context = {
        "space": shown,
        "attached": found,
        "older": older,
        "crumbs": _crumbs(shown, _("Attached to posts and pages")),
    }
    return render(request, "files/library_attached.html", context)


def _crumbs(space: Space, last: str = "", item: LibraryFile | None = None) -> Crumbs:
    """The way to a page."""
    way = [
        {"label": pgettext("members' navigation", "Files"), "url": reverse("files:libraries")},
        {"label": space.name, "url": reverse("files:library", args=[space.public_id])},
    ]
    if item is not None:
        way.append({"label": item.title, "url": reverse("files:library_file", args=[item.public_id])})
    return [*way, {"label": last, "url": ""}] if last else way


def _space(request: HttpRequest, public_id: str) -> Space:
    found = listing.space_with_library(viewer_of(request), public_id)
    if found is None:
        raise Http404
    return found


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def library_add(request: HttpRequest, space: str) -> HttpResponse:
    """Add a file to a space."""
    viewer, shown = viewer_of(request), _space(request, space)
    if not policies.can_add(viewer, shown):
        raise PermissionDenied
    person = person_of(request)
    form = AddForm(*_sent(request), viewer=viewer, initial={"lang": person.language})
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        told = form.told({values["lang"]: " ".join(values["alt"].split())})
        author, uploaded = author_of(viewer), values["upload"]
        status, made = _taken(
            form,
            lambda: actions.add_file(
                author=author, space=shown, uploaded=uploaded, told=told, once=values["once"]
            ),
        )
        if made is not None:
            return redirect("files:library_file", made.public_id)
    else:
        status = 422 if form.errors else 200
    context = {"space": shown, "form": form, "crumbs": _crumbs(shown, _("Add a file"))}
    return render(request, "files/library_add.html", context, status=status)


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _taken(form: forms.Form, deed: Any) -> tuple[int, Any]:
    """What a deed with a file made; or the status of the answer, with the reason in the form."""
    try:
        return 200, deed()
    except ValidationError as refused:
        form.add_error("upload", refused.messages)
        return 422, None
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return 409, None
    except TooOften:
        form.add_error("upload", _("Those are many files in one hour. Send the others later."))
        return 429, None


@audience(Audience.MEMBER)
@require_safe
def library_file(request: HttpRequest, item: str) -> HttpResponse:
    """One file: what it is, its versions, what speaks of it; of a deleted one since when and why."""
    viewer, shown = viewer_of(request), _item(request, item)
    may_change = policies.can_change(viewer, shown)
    if shown.deleted_at is not None:
        crumbs = _crumbs(shown.space, item=shown)
        gone = {
            "item": shown,
            "deleted_by": showing.deleted_by(shown),
            "may_change": may_change,
            "crumbs": crumbs,
        }
        return render(request, "files/library_gone.html", gone)
    telling.seen(request, shown)
    context = {
        "item": shown,
        "crumbs": _crumbs(shown.space, item=shown),
        "is_watched": telling.is_watched(person_of(request), shown),
        "may_report": shown.person_id != person_of(request).pk,
        "versions": list(shown.versions()),
        "line": links.line_of(shown.title, shown.public_id),
        "places": listing.used_in(viewer, shown),
        "may_change": may_change,
    }
    return render(request, "files/library_file.html", context)


def _item(request: HttpRequest, public_id: str) -> LibraryFile:
    found = LibraryFile.objects.visible_to(viewer_of(request))
    related = ("space", "current", "person", "mandate__organisation", "deleted_by")
    return get_object_or_404(found.select_related(*related), public_id=public_id)


@audience(Audience.MEMBER)
@require_safe
def library_content(request: HttpRequest, item: str) -> HttpResponse:
    """The current version itself; the right to it is looked up on every request."""
    return serving.answer(request, _version(request, item).file, is_small=False)


@audience(Audience.MEMBER)
@require_safe
def library_small(request: HttpRequest, item: str) -> HttpResponse:
    """The small picture of the current version."""
    file = _version(request, item).file
    if not file.small_stored_as:
        raise Http404
    return serving.answer(request, file, is_small=True)


@audience(Audience.MEMBER)
@require_safe
def library_version(request: HttpRequest, item: str, number: int) -> HttpResponse:
    """An older version, by the same right."""
    return serving.answer(request, _version(request, item, number).file, is_small=False)


def _version(request: HttpRequest, public_id: str, number: int | None = None) -> FileUse:
    item = get_object_or_404(
        LibraryFile.objects.visible_to(viewer_of(request)).standing(), public_id=public_id
    )
    versions = item.versions() if number is None else item.versions().filter(position=number)
    found = versions.first()
    if found is None:
        raise Http404
    return found


def _changeable(request: HttpRequest, public_id: str, *, is_deleted: bool = False) -> LibraryFile:
    """One that the viewer may change; a deleted one can only be brought back."""
    item = _item(request, public_id)
    if not policies.can_change(viewer_of(request), item):
        raise PermissionDenied
    if item.deleted_at is not None and not is_deleted:
        raise actions.IsDeleted
    return item


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def library_change(request: HttpRequest, item: str) -> HttpResponse:
    """Say something else of a file."""
    shown = _changeable(request, item)
    data = request.POST if request.method == "POST" else None
    form = ChangeForm(data, viewer=viewer_of(request), item=shown)
    if form.is_bound and form.is_valid():
        actions.change_file(actor=person_of(request), item=shown, told=form.told(form.alts()))
        return redirect("files:library_file", item)
    context = {"item": shown, "form": form, "crumbs": _crumbs(shown.space, _("Change"), shown)}
    return render(request, "files/library_change.html", context, status=422 if form.errors else 200)


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def library_replace(request: HttpRequest, item: str) -> HttpResponse:
    """Put a new version where the old one was."""
    shown = _changeable(request, item)
    last = shown.versions().first()
    form = ReplaceForm(*_sent(request), initial={"based_on": last.position if last else 0})
    status = 200
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        author = author_of(viewer_of(request))
        status, made = _taken(
            form,
            lambda: actions.replace_file(
                author=author,
                item=shown,
                uploaded=values["upload"],
                note=values["note"],
                based_on=values["based_on"],
            ),
        )
        if made is not None:
            return redirect("files:library_file", item)
    elif form.is_bound:
        status = 422
    context = {"item": shown, "form": form, "crumbs": _crumbs(shown.space, _("New version"), shown)}
    return render(request, "files/library_replace.html", context, status=status)


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def library_delete(request: HttpRequest, item: str) -> HttpResponse:
    """Say what speaks of it, ask why, and delete it."""
    shown = _changeable(request, item)
    form = DeleteForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        actions.delete_file(actor=person_of(request), item=shown, reason=form.cleaned_data["reason"])
        return redirect("files:library_file", item)
    context = {
        "item": shown,
        "form": form,
        "places": listing.used_in(viewer_of(request), shown),
        "crumbs": _crumbs(shown.space, _("Delete"), shown),
    }
    return render(request, "files/library_delete.html", context, status=422 if form.errors else 200)


@audience(Audience.MEMBER)
@require_POST
def library_restore(request: HttpRequest, item: str) -> HttpResponse:
    """Bring a deleted one back."""
    actions.restore_file(actor=person_of(request), item=_changeable(request, item, is_deleted=True))
    return redirect("files:library_file", item)


@audience(Audience.MEMBER)
@require_POST
def library_watch(request: HttpRequest, item: str) -> HttpResponse:
    """Hear of new versions."""
    telling.watch(person=person_of(request), item=_item(request, item))
    return redirect("files:library_file", item)


@audience(Audience.MEMBER)
@require_POST
def library_unwatch(request: HttpRequest, item: str) -> HttpResponse:
    """Hear of it no more."""
    shown = _item(request, item)
    telling.stop(person_of(request).pk, shown.pk)
    return redirect("files:library_file", item)
