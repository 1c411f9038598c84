"""Bring pages in: send an archive, look at what would happen, then let it happen."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.secrets import Unreadable
from advocates.core.viewer import viewer_of
from advocates.wiki.carrying import actions, policies
from advocates.wiki.carrying.forms import InForm
from advocates.wiki.carrying.lines import Fate
from advocates.wiki.models import Archive
from advocates.wiki.showing import trail
from advocates.wiki.views import space_of


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def space_in(request: HttpRequest, space: str) -> HttpResponse:
    """Send an archive; nothing of it is brought in by that."""
    viewer = viewer_of(request)
    found = space_of(viewer, space)
    if not policies.can_bring_in(viewer, found):
        raise PermissionDenied
    is_sent = request.method == "POST"
    form = InForm(request.POST, request.FILES, viewer=viewer) if is_sent else InForm(viewer=viewer)
    if is_sent and form.is_valid():
        values = form.cleaned_data
        try:
            kept = actions.keep(
                actor=person_of(request), space=found, content=values["archive"], lang=values["lang"]
            )
            return redirect("wiki:archive", kept.public_id)
        except ValidationError as error:
            form.add_error("archive", error)
    context = {"form": form, "space": found, "crumbs": trail(found, last=_("Bring in"))}
    return render(request, "wiki/carrying/space_in.html", context, status=422 if is_sent else 200)


def shown_in(request: HttpRequest, archive: Archive, sentence: str = "") -> HttpResponse:
    """What would become of each file; when it is done, what has become of them."""
    viewer = viewer_of(request)
    if not policies.can_bring_in(viewer, archive.space):
        raise Http404
    context = {
        "archive": archive,
        "space": archive.space,
        "crumbs": trail(archive.space, last=_("Bring in")),
        "sentence": sentence,
    }
    if archive.state == Archive.State.READY:
        try:
            shown = actions.plan_of(viewer, archive)
        except (FileNotFoundError, Unreadable) as error:
            raise Http404 from error
        context |= {
            "plan": shown,
            "added": shown.of(Fate.ADDED),
            "changed": shown.of(Fate.CHANGED),
            "added_files": shown.files_of(Fate.ADDED),
            "same": [*shown.of(Fate.SAME), *shown.files_of(Fate.SAME)],
            "refused": [*shown.of(Fate.REFUSED), *shown.files_of(Fate.REFUSED)],
            "left": [*shown.of(Fate.LEFT), *shown.files_of(Fate.LEFT)],
        }
    return render(request, "wiki/carrying/archive_in.html", context, status=409 if sentence else 200)


@audience(Audience.MEMBER)
@require_POST
def archive_bring(request: HttpRequest, archive: str) -> HttpResponse:
    """Bring in what was looked at; what has changed since is shown again."""
    viewer = viewer_of(request)
    mine = Archive.objects.visible_to(viewer).select_related("space")
    found = get_object_or_404(mine, public_id=archive, way=Archive.Way.IN)
    if not policies.can_bring_in(viewer, found.space):
        raise PermissionDenied
    seen = {name: request.POST.get(name, "") for name in ("sha256", "digest")}
    try:
        actions.bring_in(viewer=viewer, archive=found, **seen)
    except (actions.PlanChanged, actions.AlreadyDone) as refused:
        found.refresh_from_db(fields=["state"])
        return shown_in(request, found, refused.sentence)
    return redirect("wiki:archive", found.public_id)
