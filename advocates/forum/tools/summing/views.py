"""Writing a summary, and how it read before."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from advocates.core import markup
from advocates.core.access import Audience, audience
from advocates.core.viewer import viewer_of
from advocates.forum.models import TopicSummary
from advocates.forum.showing import written
from advocates.forum.tools import policies
from advocates.forum.tools.forms import SummaryForm
from advocates.forum.tools.summing.actions import Parts, SummedUpMeanwhile, composed, write_summary
from advocates.forum.tools.views import SHOW_OR_CHANGE, context_of, topic_for
from advocates.spaces.bylines import author_of

VERSIONS = 50


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def topic_summary(request: HttpRequest, topic: str) -> HttpResponse:
    """What was decided, what is open, who does what. Everybody who takes part may write it."""
    viewer = viewer_of(request)
    found = topic_for(viewer, topic)
    if not policies.can_summarise(viewer, found):
        raise PermissionDenied
    last = TopicSummary.objects.visible_to(viewer).filter(topic=found).first()
    initial: dict[str, Any] = {"base": last.revision if last else 0}
    if last is not None:
        initial |= {"decided": last.decided, "open": last.open, "who": last.who, "lang": last.lang}
    form = SummaryForm(request.POST if request.method == "POST" else None, viewer=viewer, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                write_summary(author=author_of(viewer), topic=found, parts=form.parts())
                messages.success(request, _("The summary stands beside the topic, with your name."))
                return redirect("forum:topic", found.public_id)
            except SummedUpMeanwhile as refused:
                form.renew_base(last.revision if last else 0)
                form.add_error(None, refused.sentence)
                status = 409
    more = {"before": last, "html": _html(last), "is_changed": status == 409}
    context = context_of(found, _("Sum up a topic"), form=form, **more)
    return render(request, "forum/tools/topic_summary.html", context, status=status)


def _html(summary: TopicSummary | None) -> str:
    if summary is None:
        return ""
    parts = Parts(summary.decided, summary.open, summary.who, summary.lang, summary.revision)
    return written(markup.render(composed(parts)))


@audience(Audience.MEMBER)
@require_safe
def topic_summary_history(request: HttpRequest, topic: str) -> HttpResponse:
    """Each version, the newest first; whoever reads the topic reads them."""
    viewer = viewer_of(request)
    found = topic_for(viewer, topic)
    related = ("person", "mandate__organisation")
    rows = TopicSummary.objects.visible_to(viewer).filter(topic=found).select_related(*related)[:VERSIONS]
    versions = [{"summary": each, "html": _html(each)} for each in rows]
    context = context_of(found, _("Earlier summaries"), versions=versions)
    return render(request, "forum/tools/topic_summary_history.html", context)
