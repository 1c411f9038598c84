"""What editors have written for members alone."""

from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from advocates.core.access import Audience, audience
from advocates.core.viewer import viewer_of
from advocates.publishing import addresses
from advocates.publishing.knowledge import listing
from advocates.publishing.models import KnowledgeArticle
from advocates.publishing.readers.views import answered

MEMBERS = audience(Audience.MEMBER)


@MEMBERS
@require_safe
def knowledge_inside(request):
    """What there is in the reader's language, and as a path for each level; then what there is in others alone."""
    found = KnowledgeArticle.objects.visible_to(viewer_of(request)).inside().in_order()[: listing.MOST]
    own, elsewhere = listing.in_own_language(found, get_language())
    paths = listing.paths_of(own, KnowledgeArticle.Level)
    context = {"articles": own, "paths": paths, "elsewhere": elsewhere}
    return render(request, "publishing/members/knowledge_inside.html", context)


@MEMBERS
@require_safe
def knowledge_read(request, article):
    """One article."""
    page = article_or_404(request, article)
    context = {"page": page, **page.reading(), "translations": in_languages(viewer_of(request), page)}
    return render(request, "publishing/members/knowledge_read.html", context)


@MEMBERS
@require_http_methods(["GET", "HEAD", "POST"])
def knowledge_feedback(request, article):
    """Whether it helped, and what should be different; nobody learns who has said it, as in public."""
    page = article_or_404(request, article)
    return answered(request, page, "publishing/members/knowledge_feedback.html")


def article_or_404(request, article):
    seen = KnowledgeArticle.objects.visible_to(viewer_of(request)).inside().select_related("locale")
    return get_object_or_404(seen, public_id=article)


def in_languages(viewer, page):
    """The article in each language in which this reader may read it, in the order of the languages."""
    same = KnowledgeArticle.objects.visible_to(viewer).filter(translation_key=page.translation_key)
    order = [code for code, _name in settings.LANGUAGES]
    known = [each for each in same.select_related("locale") if each.language in order]
    known.sort(key=lambda each: order.index(each.language))
    return addresses.named(known, page.language)
