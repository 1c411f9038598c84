"""Translations in the back office: what there is, the way out to a translator and back."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Locale, Page

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_of
from advocates.organisations.geo.countries import language_own_name
from advocates.publishing.languages import actions, comparing, listing, taking
from advocates.publishing.languages.forms import TakeForm
from advocates.publishing.languages.handing import document_of, report_of, reported
from advocates.publishing.models import OfferedTranslation, OwnPage
from advocates.publishing.offering.actions import Settled

EDITORS = audience(Audience.EDITOR, Audience.STAFF)


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
    held = source.get_translation_or_none(locale)
    return document_of(
        source,
        language,
        kind,
        newest=taking.newest_of(source, actions.is_ticked(source, locale.pk)),
        translation=held.get_latest_revision_as_object() if held else None,
    )


@EDITORS
@require_http_methods(["GET", "HEAD", "POST"])
def translation_take(request, page, language):
    """The documents of one language, and the way back: a POST makes or changes the draft.

    `?offer=` is what a member has handed in: it stands in the form, and is settled by the draft.
    """
    source, locale = both(page, language)
    held, offer = source.get_translation_or_none(locale), offer_at(request, source, language)
    base = held.latest_revision_id or 0 if held else 0
    form, status = TakeForm(initial={"base": base, "text": offer.text if offer else ""}), 200
    report = report_of(offer.text, source) if offer else None
    if request.method == "POST":
        form = TakeForm(request.POST, request.FILES)
        report, status = reported(form, source, language), 422
        if form.is_valid():
            try:
                draft = actions.take_in(
                    actor=person_of(request),
                    source=source,
                    locale=locale,
                    filled=form.cleaned_data["filled"],
                    base=form.cleaned_data["base"],
                    offer=offer,
                )
                return redirect("wagtailadmin_pages:edit", draft.pk)
            except Refused as refused:
                form.add_error(None, refused.sentence)
                status = 409
    shown = listing.standing_of(locale, held, source.get_latest_revision())
    context = {"page": source, "standing": shown, "form": form, "report": report, "offer": offer}
    return render(request, "publishing/languages/translation_take.html", context, status=status)


def offer_at(request, source, language):
    """What a member has handed in for this page and language, and waits; None where none is asked for."""
    key = request.GET.get("offer", "")
    waiting = OfferedTranslation.objects.visible_to(viewer_of(request)).waiting()
    of_page = waiting.filter(page=source.pk, language=language).select_related("made_by")
    found = of_page.filter(public_id=key).first() if key else None
    if key and found is None:
        raise Settled
    return found


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
