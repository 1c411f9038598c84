"""A page in its languages, a translation beside its original, and what waits for translators."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.refused import Refused
from advocates.core.viewer import Viewer, viewer_of
from advocates.spaces.bylines import author_of
from advocates.spaces.drafts import composer
from advocates.spaces.tongues import choices_for
from advocates.wiki import disputing, linking
from advocates.wiki.actions import EditConflict, TitleTaken
from advocates.wiki.models import WikiPage
from advocates.wiki.showing import context_of, page_of, trail
from advocates.wiki.translations import actions, keeping, policies, waiting
from advocates.wiki.translations.family import (
    claims,
    in_language,
    members,
    sides,
    stored_all,
    tongue,
)
from advocates.wiki.translations.forms import MOST_ROWS, Beside, TranslationForm, Words
from advocates.wiki.translations.tracing import Row, Side, composed, origins_of, rows

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])


def _standing(request: HttpRequest, public_id: str) -> WikiPage:
    found = page_of(viewer_of(request), public_id)
    if found.is_deleted:
        raise Http404
    return found


@audience(Audience.MEMBER)
@require_safe
def page_languages(request: HttpRequest, page: str) -> HttpResponse:
    """In which languages the page is, how old each is, who is at another one, and which might come."""
    viewer, found = viewer_of(request), _standing(request, page)
    family = members(viewer, found)
    there = {each.lang for each in family}
    held = claims(viewer, family, timezone.now())
    taken = {each.into for each in held}
    may_translate = policies.can_translate(viewer, found)
    offered = [code for code in waiting.languages_of(viewer) if code not in there | taken]
    others = [code for code, _name in choices_for(viewer) if code not in {*there, *taken, *offered}]
    person = viewer.person
    context = {
        **context_of(found),
        "crumbs": trail(found.space, found, _("Languages")),
        "tab": "languages",
        "may_change": may_translate,
        "family": [{"page": each, "tongue": tongue(each.lang), "older": _older(each)} for each in family],
        "claims": [
            {
                "claim": each,
                "tongue": tongue(each.into),
                "is_mine": person is not None and each.person_id == person.pk,
            }
            for each in held
        ],
        "offered": [tongue(code) for code in offered] if may_translate else [],
        "others": [tongue(code) for code in others] if may_translate else [],
    }
    return render(request, "wiki/translations/page_languages.html", context)


def _older(page: WikiPage) -> int:
    return page.in_family.older if hasattr(page, "in_family") else 0


@dataclass(frozen=True, slots=True)
class Work:
    """One translation at work: from which revision of which page, and from which one of its own."""

    source: WikiPage
    page: WikiPage | None
    source_revision: int
    base_revision: int
    rows: list[Row]
    source_side: Side


def _work(given: Mapping[str, Any], source: WikiPage, page: WikiPage | None) -> Work:
    """The revisions that the form was made from, so that its fields are the same when it or its draft comes back."""
    numbers = [source.revision, page.revision if page else 0]
    for place, name in enumerate(("source_revision", "base_revision")):
        sent = str(given.get(name, ""))
        if sent.isascii() and sent.isdigit() and len(sent) < 10 and int(sent) <= numbers[place]:
            numbers[place] = int(sent)
    own = (page.pk, numbers[1]) if page and numbers[1] else None
    own_side, source_side = sides(own, (source.pk, numbers[0]))
    found = rows(own_side, source_side)
    if len(found) > MOST_ROWS:
        raise Refused(
            _(
                "This page has too many paragraphs to be translated side by side. Divide it into several pages."
            ),
            next_url=source.address,
            next_label=_("Back to the page"),
        )
    return Work(source, page, numbers[0], numbers[1], found, source_side)


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def page_translate(request: HttpRequest, page: str, lang: str) -> HttpResponse:
    """Translate a page, or bring its translation up to date: paragraph by paragraph beside the original."""
    viewer, source = viewer_of(request), _standing(request, page)
    if not policies.may_become(viewer, source, lang):
        raise Http404
    if not policies.can_translate(viewer, source):
        raise PermissionDenied
    there = in_language(viewer, source, lang)
    draft = composer.composer_of(request, keeping.key_of(source.public_id, lang), source.space)
    sent = keeping.with_pieces(request.POST)
    work = _work(sent or (draft.used.extra if draft.used else {}), source, there)
    kept = composer.filled(draft)
    initial = {**kept, "source_revision": work.source_revision, "base_revision": work.base_revision}
    given: dict[str, Any] = {"viewer": viewer, "beside": _beside(work), "lang": lang}
    form, status = TranslationForm(sent or None, initial=initial, **given), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            answer = _write(request, work, lang, form)
            if isinstance(answer, WikiPage):
                composer.spend(request, draft.key)
                return redirect("wiki:page", answer.public_id)
            status = answer
        composer.keep_refused(request, draft.key)
    conflicts = disputing.places_of(form, there) if there else []
    context = {
        **context_of(source),
        "crumbs": trail(source.space, source, _("Translate")),
        "conflicts": conflicts,
        "is_new_dispute": bool(conflicts) and status == 409 and not form.errors,
        "form": form,
        "draft": draft,
        "there": there,
        "source": tongue(source.lang),
        "target": tongue(lang),
        "claims": _others_at(viewer, source, lang),
    }
    return render(request, "wiki/translations/page_translate.html", context, status=status)


def _beside(work: Work) -> Beside:
    kept = [text for row in work.rows for text in (row.source, row.own, row.was)]
    typed = linking.typed_all(kept, work.source.space)
    words = [Words(*typed[at : at + 3]) for at in range(0, len(typed), 3)]
    return Beside(work.rows, words, work.page is None)


def _others_at(viewer: Viewer, source: WikiPage, lang: str) -> list[Any]:
    person = viewer.person
    held = claims(viewer, members(viewer, source), timezone.now())
    return [each for each in held if each.into == lang and (person is None or each.person_id != person.pk)]


def _write(request: HttpRequest, work: Work, lang: str, form: TranslationForm) -> WikiPage | int:
    """The page as it is saved; or with which status the form is shown again."""
    values, texts = form.cleaned_data, stored_all(form.texts, work.source.space)
    sent = composed(work.rows, texts)
    dispute = disputing.dispute_of(form, work.page) if work.page else None
    if dispute is not None and dispute.is_more(sent):
        return _dispute(form, work, sent, values["disputed_now"])
    text = sent if dispute is None else dispute.settled_anew(sent)
    if text is None:
        form.add_error(None, disputing.both_ways())
        return 422
    translated = actions.Translated(
        text,
        lang,
        values["summary"] or _("Translated from %(language)s") % {"language": tongue(work.source.lang).name},
        origins_of(work.rows, texts, form.kept, work.source_side, work.source_revision),
        work.rows,
        work.base_revision,
        values["sending"],
        values["disputed_now"] if dispute else 0,
    )
    try:
        made = _saved(form, work, translated)
    except EditConflict as conflict:
        return _dispute(form, work, sent, conflict.number)
    except Refused as refused:
        form.add_error("title" if isinstance(refused, TitleTaken) else None, refused.sentence)
        return 409
    messages.success(request, _("Your translation is saved, with your name in its history."))
    return made


def _dispute(form: TranslationForm, work: Work, sent: str, number: int) -> int:
    """The form with what was sent, to be shown beside a revision that somebody else has saved."""
    form.dispute(disputed_text=linking.typed(sent, work.source.space), disputed_now=number)
    return 409


def _saved(form: TranslationForm, work: Work, translated: actions.Translated) -> WikiPage:
    author = author_of(form.viewer)
    if work.page is None:
        title = form.cleaned_data["title"]
        return actions.begin(author=author, source=work.source, title=title, translated=translated)
    actions.save(author=author, page=work.page, source=work.source, translated=translated)
    return work.page


@audience(Audience.MEMBER)
@require_POST
def translation_claim(request: HttpRequest, page: str, lang: str) -> HttpResponse:
    """Say that one is translating the page, for seven days."""
    viewer, found = viewer_of(request), _standing(request, page)
    if not policies.may_become(viewer, found, lang):
        raise Http404
    if not policies.can_translate(viewer, found):
        raise PermissionDenied
    actions.claim(actor=person_of(request), page=found, into=lang)
    return redirect("wiki:page_translate", found.public_id, lang)


@audience(Audience.MEMBER)
@require_POST
def translation_release(request: HttpRequest, page: str, lang: str) -> HttpResponse:
    """Give it back."""
    found = _standing(request, page)
    actions.release(actor=person_of(request), page=found, into=lang)
    return redirect("wiki:page_languages", found.public_id)


@audience(Audience.MEMBER)
@require_safe
def translations(request: HttpRequest) -> HttpResponse:
    """Pages to translate into the languages that the viewer reads."""
    viewer = viewer_of(request)
    context = {
        "reads": [tongue(code) for code in waiting.languages_of(viewer)],
        "behind": [
            {"page": each.page, "tongue": tongue(each.page.lang), "older": each.older}
            for each in waiting.behind(viewer)
        ],
        "missing": [
            {**row, "tongue": tongue(row["lang"]), "into": [tongue(code) for code in row["into"]]}
            for row in waiting.missing(viewer)
        ],
        "crumbs": [{"label": _("Wiki"), "url": "/members/wiki/"}],
    }
    return render(request, "wiki/translations/translations.html", context)
