"""The sources that are read for the editors."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core import limits
from advocates.core.access import Audience, audience
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_of
from advocates.publishing.models import Source
from advocates.publishing.taking_in import actions
from advocates.publishing.taking_in.failures import sentence
from advocates.publishing.taking_in.forms import form_for

EDITORS = audience(Audience.EDITOR, Audience.STAFF)


def seen(request):
    return Source.objects.visible_to(viewer_of(request))


@EDITORS
@require_safe
def sources(request):
    """Each source with how its last reading went."""
    rows = list(seen(request).order_by("stopped_at", "kind", "name", "pk"))
    for row in rows:
        row.reason = sentence(row.failure) if row.failure else ""
    context = {"sources": rows, "has_trials": any(row.is_of_trials for row in rows)}
    return render(request, "publishing/taking_in/sources.html", context)


@EDITORS
@require_http_methods(["GET", "HEAD", "POST"])
def source_new(request, kind):
    """Begin to read a source."""
    if kind not in Source.Kind.values:
        raise Http404
    return asked(
        request, kind, None, lambda fields: actions.add_source(actor=person_of(request), fields=fields)
    )


@EDITORS
@require_http_methods(["GET", "HEAD", "POST"])
def source_edit(request, source):
    """Change what is read."""
    known = get_object_or_404(seen(request), public_id=source)

    def change(fields):
        actions.change_source(actor=person_of(request), source=known, fields=fields)

    return asked(request, known.kind, known, change)


def asked(request, kind, source, do):
    form, status = form_for(kind, request.POST if request.method == "POST" else None, source), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                do(form.fields_of_source)
                return redirect("publishing_taking_in:sources")
            except Refused as refused:
                form.add_error(None, refused.sentence)
                status = 409
    context = {"form": form, "source": source, "kind": Source.Kind(kind)}
    return render(request, "publishing/taking_in/source.html", context, status=status)


@EDITORS
@require_POST
def source_read(request, source):
    """Read it now."""
    return done(request, source, counted(actions.read_now))


@EDITORS
@require_POST
def source_stop(request, source):
    """Read it no more."""
    return done(request, source, actions.stop_source)


@EDITORS
@require_POST
def source_resume(request, source):
    """Read it again."""
    return done(request, source, counted(actions.resume_source))


def counted(deed):
    """A deed after which the source is read at once: whoever runs it is not asked without end. Raises `TooOften`."""

    def do(*, actor, source):
        limits.count("source-read-by", str(actor.pk))
        limits.count("source-read", str(source.pk))
        deed(actor=actor, source=source)

    return do


def done(request, source, deed):
    known = get_object_or_404(seen(request), public_id=source)
    deed(actor=person_of(request), source=known)
    return redirect("publishing_taking_in:sources")
