"""Newsletters in the back office: the list, one of them, and what is done with it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.paging import paginate
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_of
from advocates.publishing.models import Newsletter
from advocates.publishing.newsletter import actions, picking, policies, tasks
from advocates.publishing.newsletter.forms import ApproveForm, LanguageForm, PlanForm, RefuseForm
from advocates.publishing.newsletter.notices import actions as telling

EDITORS = audience(Audience.EDITOR, Audience.STAFF)
SHOWN = 30


def found(request, public_id):
    """The newsletter that the address names."""
    return get_object_or_404(Newsletter.objects.visible_to(viewer_of(request)), public_id=public_id)


def to_one(newsletter):
    return redirect("publishing_newsletter:newsletter_one", newsletter.public_id)


@EDITORS
@require_safe
def newsletter_list(request):
    """All of them, the newest first, and the form that begins one."""
    return show_list(request, LanguageForm(initial={"language": request.LANGUAGE_CODE}))


def show_list(request, form, status=200):
    rows = Newsletter.objects.visible_to(viewer_of(request)).prefetch_related("versions")
    page = paginate(rows.order_by("-made_at", "-pk"), request.GET.get("page", ""), SHOWN)
    context = {"page": page, "form": form}
    return render(request, "publishing/newsletter/newsletter_list.html", context, status=status)


@EDITORS
@require_POST
def newsletter_new(request):
    """Begin one in a language."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return show_list(request, form, status=422)
    language = form.cleaned_data["language"]
    made = actions.begin(actor=person_of(request), language=language)
    return redirect("publishing_newsletter:newsletter_version", made.public_id, language)


@EDITORS
@require_safe
def newsletter_one(request, newsletter):
    """Its versions, how it stands, and what can be done now."""
    one = found(request, newsletter)
    telling.seen(request, one)
    return show(request, one)


def show(request, newsletter, *, plan=None, refusing=None, status=200):
    """The page of one newsletter; `plan` and `refusing` are forms that could not be taken."""
    versions = list(newsletter.versions.select_related("newsletter"))
    for version in versions:
        moment = version.read_from
        version.too_late = list(picking.too_late(version, moment))
        version.is_empty = version.items.exists() and not picking.says_something(version, moment)
    known = [version.language for version in versions]
    context = {
        "newsletter": newsletter,
        "versions": versions,
        "form": plan or PlanForm(initial={"planned_for": newsletter.planned_for}),
        "refusing": refusing or RefuseForm(initial={"revision": newsletter.revision}),
        "adding": LanguageForm(known=known),
        "may_approve": policies.can_approve(viewer_of(request), newsletter),
        "expected": tasks.expected(newsletter),
        "figures": tasks.figures_of(newsletter),
        "minutes": minutes_until(newsletter.leaves_at),
    }
    return render(request, "publishing/newsletter/newsletter_one.html", context, status=status)


def minutes_until(moment):
    """Whole minutes, rounded up; 0 when it has come."""
    return max(0, -(-int((moment - timezone.now()).total_seconds()) // 60)) if moment else 0


@EDITORS
@require_POST
def newsletter_language(request, newsletter):
    """A further language, which begins with the same articles where they are there in it."""
    one = found(request, newsletter)
    form = LanguageForm(request.POST, known=list(one.versions.values_list("language", flat=True)))
    if not form.is_valid():
        return show(request, one, status=422)
    language = form.cleaned_data["language"]
    pages = picking.translated(one, language)
    actions.add_language(actor=person_of(request), newsletter=one, language=language, pages=pages)
    return redirect("publishing_newsletter:newsletter_version", one.public_id, language)


@EDITORS
@require_POST
def newsletter_hand_in(request, newsletter):
    """Somebody else is to approve it."""
    one, form = found(request, newsletter), PlanForm(request.POST)
    if not form.is_valid():
        return show(request, one, plan=form, status=422)
    try:
        actions.hand_in(actor=person_of(request), newsletter=one, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return show(request, one, plan=form, status=409)
    messages.success(request, _("Handed in. Somebody else who writes here can approve it now."))
    return to_one(one)


@EDITORS
@require_POST
def newsletter_approve(request, newsletter):
    """A second person has read it: it leaves in ten minutes."""
    one, form = found(request, newsletter), ApproveForm(request.POST)
    if not policies.can_approve(viewer_of(request), one):
        raise PermissionDenied
    if not form.is_valid():
        return show(request, one, status=422)
    try:
        actions.approve(actor=person_of(request), newsletter=one, **form.cleaned_data)
    except Refused as refused:
        return show_refused(request, one, refused)
    return to_one(one)


def show_refused(request, newsletter, refused):
    """Not now: why, on the page as it stands by now."""
    newsletter.refresh_from_db()
    messages.error(request, refused.sentence)
    return show(request, newsletter, status=409)


@EDITORS
@require_POST
def newsletter_refuse(request, newsletter):
    """A second person has read it: something must be changed first."""
    one, form = found(request, newsletter), RefuseForm(request.POST)
    if not policies.can_approve(viewer_of(request), one):
        raise PermissionDenied
    if not form.is_valid():
        return show(request, one, refusing=form, status=422)
    try:
        actions.refuse(
            actor=person_of(request), newsletter=one, language=request.LANGUAGE_CODE, **form.cleaned_data
        )
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return show(request, one, refusing=form, status=409)
    messages.success(request, _("It is a draft again, and whoever wrote in it is told why."))
    return to_one(one)


@EDITORS
@require_POST
def newsletter_take_back(request, newsletter):
    """A draft again, before anything of it has left."""
    one = found(request, newsletter)
    try:
        actions.take_back(actor=person_of(request), newsletter=one)
    except Refused as refused:
        return show_refused(request, one, refused)
    messages.success(request, _("Taken back: it is a draft again, and nothing of it was sent."))
    return to_one(one)
