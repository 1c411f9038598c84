"""Translations in the back office: what there is, the way out to a translator and back."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Locale, Page

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_of
from advocates.organisations.geo.countries import language_own_name
from advocates.publishing.languages import actions, comparing, document, listing, taking
from advocates.publishing.languages.forms import FilledForm
from advocates.publishing.languages.paragraphs import paragraphs_of
from advocates.publishing.models import OwnPage

EDITORS = audience(Audience.EDITOR, Audience.STAFF)
TYPES = {"txt": "text/plain; charset=utf-8", "html": "text/html; charset=utf-8"}


def source_at(key):
    """A page that can be translated; of one that is a translation itself, its source."""
    found = get_object_or_404(Page.objects.filter(depth__gt=1), pk=key).specific
    if not isinstance(found, OwnPage):
        raise Http404
    return found


def both(key, language):
    """A page, and the language that it is to be in."""
    source = source_at(key)
    locale = get_object_or_404(Locale.objects.exclude(pk=source.locale_id), language_code=language)
    return source, locale


@EDITORS
@require_safe
def translations(request):
    """What is older, begun, and missing in a language; what is older in any."""
    locales = list(Locale.objects.order_by("language_code"))
    asked = next((each for each in locales if each.language_code == request.GET.get("language")), None)
    context = {
        "locales": [(each.language_code, language_own_name(each.language_code)) for each in locales],
        "language": asked.language_code if asked else "",
        "older": listing.older_ones(viewer_of(request), asked.pk if asked else None),
        "drafts": listing.drafts_in(asked.pk) if asked else (),
        "missing": listing.missing_in(asked.pk) if asked else (),
    }
    return render(request, "publishing/languages/translations.html", context)


@EDITORS
@require_safe
def translation_document(request, page, language, kind):
    """The document for a translator, as it is saved."""
    source, locale = both(page, language)
    if kind not in TYPES:
        raise Http404
    number, now = taking.newest_of(source, actions.is_ticked(source, locale.pk))
    held = source.get_translation_or_none(locale)
    draft = held.get_latest_revision_as_object() if held else None
    there = taking.kept_words(draft, now, taking.source_then(source, draft)) if draft else {}
    lines = list(document.lines_of((source.pk, number, language), paragraphs_of(now), there))
    title = f"{now.title} → {language_own_name(language)}"
    texts = {
        "txt": lambda: "\ufeff" + document.as_text(title, hints(), lines),
        "html": lambda: document.as_html(get_language(), title, hints(), lines),
    }
    answer = HttpResponse(texts[kind](), content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{source.slug[:60]}-{language}.{kind}"'
    return answer


def hints():
    """What a translator is told."""
    return [
        _(
            "Write each translation behind the number with the equals sign, as in [1=]. Leave everything else as it is."
        ),
        _("Marks like <b>…</b> or <link1>…</link1> belong around the same words in your language."),
    ]


@EDITORS
@require_http_methods(["GET", "HEAD", "POST"])
def translation_take(request, page, language):
    """The documents of one language, and the way back: a POST makes or changes the draft."""
    source, locale = both(page, language)
    held = source.get_translation_or_none(locale)
    base = held.latest_revision_id or 0 if held else 0
    form, report, status = FilledForm(initial={"base": base}), None, 200
    if request.method == "POST":
        form = FilledForm(request.POST, request.FILES)
        report, status = reported(form, source, language), 422
        if form.is_valid():
            try:
                draft = actions.take_in(
                    actor=person_of(request),
                    source=source,
                    locale=locale,
                    filled=form.cleaned_data["filled"],
                    base=form.cleaned_data["base"],
                )
                return redirect("wagtailadmin_pages:edit", draft.pk)
            except Refused as refused:
                form.add_error(None, refused.sentence)
                status = 409
    shown = listing.standing_of(locale, held, source.get_latest_revision())
    context = {"page": source, "standing": shown, "form": form, "report": report}
    return render(request, "publishing/languages/translation_take.html", context, status=status)


def reported(form, source, language):
    """Hold the document against the page; what is wrong stands in the form then. None for no document."""
    if not form.is_valid():
        return None
    filled = form.cleaned_data["filled"]
    then = taking.revision_of(source, filled.revision) if filled.page == source.pk else None
    if then is None or filled.language != language:
        form.add_error(
            None,
            _("This is not a document of this page in this language. Its first line says of which it is."),
        )
        return None
    _number, newest = taking.newest_of(source)
    report = taking.report_on(filled, then, newest)
    if not report.is_fine(form.cleaned_data["with_gaps"]):
        form.add_error(
            None, _("Nothing was saved. What is wrong stands below, by the numbers of the paragraphs.")
        )
    return report


@EDITORS
@require_safe
def translation_changes(request, page, language):
    """What was changed in the source since the translation was made, word by word."""
    source, locale = both(page, language)
    held = source.get_translation_or_none(locale)
    if held is None:
        raise Http404
    draft = held.get_latest_revision_as_object()
    before, (_number, newest) = taking.source_then(source, draft), taking.newest_of(source)
    context = {
        "page": source,
        "standing": listing.standing_of(locale, held, source.get_latest_revision()),
        "rows": comparing.changed(before, newest) if before else None,
    }
    return render(request, "publishing/languages/translation_changes.html", context)


@EDITORS
@require_POST
def translation_current(request, page, language):
    """It needs no change."""
    source, locale = both(page, language)
    held = source.get_translation_or_none(locale)
    if held is None:
        raise Http404
    actions.mark_current(actor=person_of(request), source=source, translation=held)
    return redirect("publishing_languages:page_translations", source.pk)
