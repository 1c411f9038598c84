"""Links to a draft in the back office."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.models import Page

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.viewer import viewer_of
from advocates.publishing.checking import actions, notices
from advocates.publishing.checking.forms import ReaderForm
from advocates.publishing.models import Article, DraftLook

EDITORS = audience(Audience.EDITOR, Audience.STAFF)
SHOWN = 50


@EDITORS
@require_http_methods(["GET", "HEAD", "POST"])
def draft_links(request, page):
    """Who was shown an article, and what they said. A POST makes a link for somebody: mailed, or shown this once."""
    found = get_object_or_404(Page.objects.filter(depth__gt=1), pk=page).specific
    if not isinstance(found, Article):
        raise Http404
    form, url, status = ReaderForm(initial={"language": get_language()}), "", 200
    if request.method == "POST":
        form = ReaderForm(request.POST)
        if form.is_valid():
            reader = actions.Reader(**form.cleaned_data)
            look, url = actions.show_draft(actor=person_of(request), page=found, reader=reader)
            if look.is_mailed:
                messages.success(request, _("The link is on its way by e-mail."))
                return redirect("publishing_checking:draft_links", found.pk)
            form = ReaderForm(initial={"language": reader.language})
        else:
            status = 422
    looks = DraftLook.objects.visible_to(viewer_of(request)).filter(page=found.pk).newest_first()
    shown = list(looks.select_related("made_by")[:SHOWN])
    notices.seen(request, shown)
    context = {"page": found, "looks": shown, "url": url, "form": form}
    return render(request, "publishing/checking/draft_links.html", context, status=status)


@EDITORS
@require_POST
def draft_link_end(request, look):
    """Take a link back."""
    found = look_of(request, look)
    actions.end_link(actor=person_of(request), look=found)
    return redirect("publishing_checking:draft_links", found.page_id)


@EDITORS
@require_POST
def draft_answer_close(request, look):
    """Somebody has dealt with what was said."""
    actions.close_look(actor=person_of(request), look=look_of(request, look))
    return redirect("publishing_waiting:waiting")


def look_of(request, look):
    return get_object_or_404(DraftLook.objects.visible_to(viewer_of(request)), public_id=look)
