"""Where a reader answers. Never cached, never indexed; nothing about the reader is kept."""

from django.db import transaction
from django.http import Http404
from django.shortcuts import render

from advocates.core.access import Audience, audience
from advocates.core.content_languages import language_of_content
from advocates.core.i18n import in_language
from advocates.core.viewer import VISITOR
from advocates.core.visitorforms import accepts
from advocates.publishing import addresses, routing
from advocates.publishing.models import KnowledgeArticle
from advocates.publishing.moved import moved_from, onward
from advocates.publishing.readers import actions
from advocates.publishing.readers.forms import FeedbackForm


@audience(Audience.PUBLIC)
def article_feedback(request, topic, slug):
    """Whether an article helped, and what should be different. What was written at an old address is taken there."""
    path = f"knowledge/{topic}/{slug}/"
    article = article_at(path)
    here = in_language(f"/{path}", article.language)
    if request.method != "POST" and addresses.address_of(article) != here:
        return onward(request, article, "feedback/")
    return answered(request, article, "publishing/knowledge/article_feedback.html")


def answered(request, article, template):
    """The form under an article that the reader may see, or the thanks for what it said."""
    form, is_told = FeedbackForm(request.POST if request.method == "POST" else None), False
    if request.method == "POST" and (is_told := accepts(request, form)):
        tell(article, form)
    context = {"article": article, "form": form, "is_told": is_told}
    return render(request, template, context, status=form.status)


def article_at(path):
    """The public article that stands, or once stood, at a path of the reader's language; Http404 for none."""
    found = routing.page_at(path, language_of_content())
    seen = KnowledgeArticle.objects.visible_to(VISITOR).select_related("locale")
    at = seen.filter(pk=found.pk).first() if found else None
    article = at or moved_from(path, language_of_content(), seen)
    if article is None:
        raise Http404
    return article


def tell(article, form):
    """Once for each form that was opened."""
    with transaction.atomic():
        if form.spend():
            cleaned = form.cleaned_data
            # Where the browser did no work, a word may still be right; a count of such answers is not.
            helped = cleaned["helped"] if form.is_proved else ""
            actions.tell(article=article, helped=helped, text=cleaned["text"], lang=language_of_content())
