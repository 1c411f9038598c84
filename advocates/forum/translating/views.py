"""Pages across languages: one post in all its languages, a translation, and what waits for translators."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.languages import direction
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_of
from advocates.forum.actions import Written
from advocates.forum.models import Post, Translation, TranslationWish
from advocates.forum.post_views import context_of, post_of
from advocates.forum.showing import written
from advocates.forum.translating import actions, policies
from advocates.forum.translating.beside import beside, languages_of
from advocates.forum.translating.forms import TranslationForm, WishForm
from advocates.forum.translating.waiting import MOST_SHOWN, wishes_for
from advocates.forum.views import permalink
from advocates.organisations.geo.countries import language_name
from advocates.spaces.bylines import author_of

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])


def _standing(request: HttpRequest, public_id: str) -> Post:
    found = post_of(request, public_id)
    if not policies.stands(found):
        raise Http404
    return found


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def post_languages(request: HttpRequest, post: str) -> HttpResponse:
    """A post and its translations; a POST asks for one more."""
    viewer, found = viewer_of(request), _standing(request, post)
    texts = beside(viewer, found.pk)
    skip = {found.lang, *(text.lang for text in texts)}
    form = WishForm(request.POST or None, reads=languages_of(viewer), skip=skip)
    if request.method == "POST":
        if not policies.can_wish(viewer, found):
            raise PermissionDenied
        if form.is_valid():
            actions.wish(actor=person_of(request), post=found, into=form.cleaned_data["into"])
            messages.success(request, _("Members who read both languages see your wish now."))
            return redirect("translating:post_languages", found.public_id)
    status = 422 if request.method == "POST" else 200
    context = {
        **context_of(found),
        "form": form,
        "texts": [(text, written(text.html)) for text in texts],
        "wishes": _wishes(request, found),
        "mine": _own_languages(request, found, skip),
    }
    return render(request, "forum/translating/post_languages.html", context, status=status)


def _wishes(request: HttpRequest, post: Post) -> list[str]:
    shown = get_language() or "en"
    found = TranslationWish.objects.visible_to(viewer_of(request)).filter(post=post).order_by("wished_at")
    return [language_name(code, shown) for code in found.values_list("into", flat=True)]


def _own_languages(request: HttpRequest, post: Post, skip: set[str]) -> list[tuple[str, str]]:
    """Into which the viewer could translate it."""
    viewer, shown = viewer_of(request), get_language() or "en"
    codes = [code for code in languages_of(viewer) if code not in skip]
    return [
        (code, language_name(code, shown)) for code in codes if policies.can_translate(viewer, post, code)
    ]


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def post_translate(request: HttpRequest, post: str, lang: str) -> HttpResponse:
    """Write a post in another language, or change what one wrote so."""
    viewer, found = viewer_of(request), _standing(request, post)
    if not policies.may_become(found, lang):
        raise Http404
    there = Translation.objects.visible_to(viewer).filter(post=found, lang=lang).first()
    if not policies.can_translate(viewer, found, lang) or (there and not policies.can_change(viewer, there)):
        raise PermissionDenied
    initial = {"text": there.source if there else "", "revision": found.revision}
    form, status = TranslationForm(request.POST or None, lang=lang, initial=initial), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _write(request, found, lang, form)
                return redirect(permalink(found, found.topic))
            except Refused as refused:
                form.add_error(None, refused.sentence)
                status = 409
    context = {**context_of(found), "form": form, "target": _tongue(lang), "source": _tongue(found.lang)}
    return render(request, "forum/translating/post_translate.html", context, status=status)


def _write(request: HttpRequest, post: Post, lang: str, form: TranslationForm) -> None:
    values = form.cleaned_data
    text = Written(values["text"], lang)
    author = author_of(viewer_of(request))
    actions.translate(author=author, post=post, written=text, of_revision=values["revision"])
    messages.success(request, _("Your translation stands beside the original, with your name."))


def _tongue(code: str) -> dict[str, str]:
    return {"code": code, "name": language_name(code, get_language() or "en"), "dir": direction(code)}


@audience(Audience.MEMBER)
@require_safe
def translations(request: HttpRequest) -> HttpResponse:
    """What others would like to read and the viewer could write."""
    viewer, now = viewer_of(request), timezone.now()
    found = wishes_for(viewer).select_related("post__topic__space", "post__topic__category")
    rows: list[dict[str, Any]] = [
        {
            "wish": wish,
            "post": wish.post,
            "source": _tongue(wish.post.lang),
            "target": _tongue(wish.into),
            "is_mine": wish.claimed_by_id == person_of(request).pk
            and wish.claimed_until is not None
            and wish.claimed_until > now,
        }
        for wish in found[:MOST_SHOWN]
    ]
    context = {"rows": rows, "reads": [_tongue(code) for code in languages_of(viewer)]}
    return render(request, "forum/translating/translations.html", context)


def _wish(request: HttpRequest, public_id: str) -> TranslationWish:
    found = TranslationWish.objects.visible_to(viewer_of(request)).select_related("post__topic__space")
    return get_object_or_404(found, public_id=public_id)


@audience(Audience.MEMBER)
@require_POST
def wish_claim(request: HttpRequest, wish: str) -> HttpResponse:
    """Take a wish upon oneself; nobody else can for 48 hours."""
    found = _wish(request, wish)
    if not policies.can_translate(viewer_of(request), found.post, found.into):
        raise PermissionDenied
    actions.claim(actor=person_of(request), wish=found)
    return redirect("translating:post_translate", found.post.public_id, found.into)


@audience(Audience.MEMBER)
@require_POST
def wish_release(request: HttpRequest, wish: str) -> HttpResponse:
    """Give a wish back."""
    actions.release(actor=person_of(request), wish=_wish(request, wish))
    return redirect("translating:translations")
