"""What editors have written for members alone."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from advocates.core.access import Audience, audience
from advocates.core.viewer import viewer_of
from advocates.publishing.knowledge import listing
from advocates.publishing.models import KnowledgeArticle

MEMBERS = audience(Audience.MEMBER)


@MEMBERS
@require_safe
def knowledge_inside(request):
    """All of it, by language and in the order of its topics."""
    articles = KnowledgeArticle.objects.visible_to(viewer_of(request)).inside().in_order()
    return render(request, "publishing/members/knowledge_inside.html", {"articles": articles[: listing.MOST]})


@MEMBERS
@require_safe
def knowledge_read(request, article):
    """One article."""
    seen = KnowledgeArticle.objects.visible_to(viewer_of(request)).inside().select_related("locale")
    page = get_object_or_404(seen, public_id=article)
    return render(request, "publishing/members/knowledge_read.html", {"page": page, **page.reading()})
