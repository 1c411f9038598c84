"""Links to a draft in the back office, and what a link leads to."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.languages import direction
from advocates.core.refused import Refused
from advocates.publishing.checking import actions
from advocates.publishing.checking.forms import CheckForm
from advocates.publishing.models import Article, DraftLook

SHOWN = 50


@audience(Audience.EDITOR, Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def draft_links(request, page):
    """Who was shown an article, and who has checked it; a POST makes a link, whose address is shown this once."""
    found = get_object_or_404(Page.objects.filter(depth__gt=1), pk=page).specific
    if not isinstance(found, Article):
        raise Http404
    url = ""
    if request.method == "POST":
        _look, url = actions.show_draft(actor=person_of(request), page=found)
    looks = (
        DraftLook.objects.filter(page=found.pk).select_related("made_by").order_by("-made_at", "-pk")[:SHOWN]
    )
    context = {"page": found, "looks": looks, "url": url}
    return render(request, "publishing/checking/draft_links.html", context)


def draft(request, value):
    """The revision as it will be read. A POST says who has checked it."""
    look = get_object_or_404(DraftLook.objects.select_related("revision"), public_id=value)
    form, status = CheckForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.confirm(look=look, **form.cleaned_data)
                look.refresh_from_db()
                status = 200
            except Refused as refused:
                form.add_error(None, refused.sentence)
                status = 409
    shown = look.revision.as_object()
    context = {
        "page": shown,
        "look": look,
        "form": form,
        "direction": direction(shown.language),
        "is_checked": look.checked_at is not None and status == 200,
    }
    return render(request, "publishing/checking/draft.html", context, status=status)
