"""Members translate an article of the knowledge base: what there is, the document, and handing it in."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Locale

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.languages import direction
from advocates.core.limits import count
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_of
from advocates.organisations.geo.countries import language_own_name
from advocates.publishing.languages import taking
from advocates.publishing.languages.forms import FilledForm
from advocates.publishing.languages.freshness import newest_changes
from advocates.publishing.languages.handing import document_of, reported
from advocates.publishing.models import KnowledgeArticle, OfferedTranslation
from advocates.publishing.offering import actions, notices
from advocates.publishing.offering.forms import ReturnForm

MEMBERS, EDITORS = audience(Audience.MEMBER), audience(Audience.EDITOR, Audience.STAFF)


@dataclass(frozen=True, slots=True)
class Tongue:
    """An article in one language, as its readers know it: `page` is what is published, None for nothing."""

    language: str
    name: str
    direction: str
    page: Any
    state: str
    # What the viewer has handed in, the newest; None for nothing.
    own: Any


@MEMBERS
@require_safe
def knowledge_translate(request, article):
    """In which languages an article is there, is older, and is missing."""
    source = source_or_404(request, article)
    context = {"page": source, "tongues": tongues_of(viewer_of(request), source)}
    return render(request, "publishing/offering/knowledge_translate.html", context)


@MEMBERS
@require_http_methods(["GET", "HEAD", "POST"])
def knowledge_translate_into(request, article, language):
    """The document of one language, and the way back to the editors; what became of what one handed in."""
    source = source_or_404(request, article)
    tongue = tongue_or_404(viewer_of(request), source, language)
    form, report, status = FilledForm(), None, 200
    if request.method == "POST":
        count("translation", str(person_of(request).pk))
        form = FilledForm(request.POST, request.FILES)
        report, status = reported(form, source, language, is_published=True), 422
        if form.is_valid():
            try:
                given = {"page": source, "language": language, "text": form.cleaned_data["text_given"]}
                actions.hand_in(actor=person_of(request), **given)
                messages.success(request, thanks(report))
                return redirect("publishing_members:knowledge_translate_into", source.public_id, language)
            except Refused as refused:
                form.add_error(None, refused.sentence)
                status = 409
    if tongue.own:
        notices.seen(request, [tongue.own])
    context = {"page": source, "tongue": tongue, "form": form, "report": report}
    return render(request, "publishing/offering/knowledge_translate_into.html", context, status=status)


def thanks(report):
    """And whether the article has moved on while somebody translated."""
    if not report.changed:
        return _("Thank you. The editors have your translation now.")
    return _(
        "Thank you. The editors have your translation now. The article has changed since you took the document; they "
        "see where."
    )


@MEMBERS
@require_safe
def knowledge_document(request, article, language, kind):
    """The document with what is published, and with the words of the published translation."""
    source = source_or_404(request, article)
    tongue = tongue_or_404(viewer_of(request), source, language)
    newest = taking.newest_of(source)
    return document_of(source, language, kind, newest=newest, translation=tongue.page)


@EDITORS
@require_http_methods(["GET", "HEAD", "POST"])
def offer_return(request, offer):
    """Say why nothing is made of it."""
    found = get_object_or_404(
        OfferedTranslation.objects.visible_to(viewer_of(request))
        .waiting()
        .select_related("page__locale", "made_by"),
        public_id=offer,
    )
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.return_offer(actor=person_of(request), offer=found, reason=reason, lang=get_language())
        messages.success(request, _("Whoever translated it is told."))
        return redirect("publishing_waiting:waiting")
    context = {"offer": found, "form": form, "name": language_own_name(found.language)}
    return render(
        request, "publishing/offering/offer_return.html", context, status=422 if form.errors else 200
    )


def source_or_404(request, article):
    """An article that the viewer reads; of a translation the article of which it is one, where they read that."""
    seen = KnowledgeArticle.objects.visible_to(viewer_of(request)).select_related("locale")
    page = get_object_or_404(seen, public_id=article)
    return seen.filter(pk=page.translated_from_id).first() or page


def tongues_of(viewer, source):
    """Every language but the article's own."""
    same = KnowledgeArticle.objects.visible_to(viewer).filter(translation_key=source.translation_key)
    pages = {page.locale_id: page for page in same.select_related("locale")}
    offers = OfferedTranslation.objects.visible_to(viewer).filter(page=source.pk, made_by=viewer.person)
    own = {offer.language: offer for offer in offers.order_by("made_at", "pk")}
    newest = newest_changes(source.pk)
    return [
        Tongue(
            locale.language_code,
            language_own_name(locale.language_code),
            direction(locale.language_code),
            page := pages.get(locale.pk),
            state_of(source, page, newest),
            own.get(locale.language_code),
        )
        for locale in Locale.objects.exclude(pk=source.locale_id).order_by("language_code")
    ]


def state_of(source, page, newest):
    """Without a word of drafts: missing, older, its own text, or up to date; `newest` are those of the source."""
    if page is None:
        return "missing"
    if page.translated_from_id != source.pk or page.translated_revision is None:
        return "own"
    if (newest["medical"] or 0) > page.translated_revision:
        return "medical"
    return "older" if (newest["any"] or 0) > page.translated_revision else "current"


def tongue_or_404(viewer, source, language):
    found = [tongue for tongue in tongues_of(viewer, source) if tongue.language == language]
    if not found:
        raise Http404
    return found[0]
