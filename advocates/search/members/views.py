"""The page of the members' search. What somebody looks for is stored nowhere."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, pgettext_lazy
from django.views.decorators.http import require_safe

from advocates.accounts.views.own import person_of
from advocates.core import limits
from advocates.core.access import Audience, audience
from advocates.core.paging import Page, paginate
from advocates.core.viewer import Viewer, viewer_of
from advocates.search.members import files, finding, names, showing
from advocates.search.members.asking import terms_of
from advocates.search.members.finding import MOST_CANDIDATES, Found, Question
from advocates.search.members.forms import FilterForm
from advocates.search.members.knowledge import knowledge
from advocates.search.sources import MOST_CHARACTERS, clean

ON_PAGE, IN_OVERVIEW = 20, 5
KINDS = {
    "topics": pgettext_lazy("what was found", "Topics"),
    "posts": pgettext_lazy("what was found", "Posts"),
    "pages": pgettext_lazy("what was found", "Pages"),
    "files": pgettext_lazy("what was found", "Files"),
    "knowledge": pgettext_lazy("what was found", "Knowledge"),
    "people": pgettext_lazy("what was found", "People"),
    "organisations": pgettext_lazy("what was found", "Groups"),
}
# What can be told apart by space, writer, language and day.
WRITTEN: dict[str, tuple[Callable[[Viewer, Question], Found], Callable[..., list[showing.Hit]]]] = {
    "topics": (finding.topics, showing.topic_hits),
    "posts": (finding.posts, showing.post_hits),
    "pages": (finding.pages, showing.page_hits),
    "files": (files.files, files.file_hits),
}
# What has no space, writer or day of its own.
DRAWN: dict[str, Callable[..., showing.Hit]] = {
    "knowledge": showing.knowledge_hit,
    "people": showing.person_hit,
    "organisations": showing.group_hit,
}


@dataclass(frozen=True, slots=True)
class Part:
    """What was found of one kind: all of it by ids or rows, and those that are shown."""

    kind: str
    heading: Any
    page: Page[Any]
    hits: Sequence[showing.Hit]
    is_cut: bool
    is_alike: bool
    is_partial: bool = False


@audience(Audience.MEMBER)
@require_safe
def members_search(request: HttpRequest) -> HttpResponse:
    """Everything that the viewer may read and that holds all the words, by kind."""
    viewer, typed = viewer_of(request), request.GET.get("q", "")
    text, kind = clean(typed), request.GET.get("kind", "")
    if kind and kind not in KINDS:
        raise Http404
    form = FilterForm(request.GET, viewer=viewer)
    parts: list[Part] = []
    if text:
        limits.count("members-search", str(person_of(request).pk))
    if terms_of(text) and form.is_valid():
        parts = _parts(viewer, _question(viewer, text, form.cleaned_data), kind, request.GET.get("page", ""))
    context = {
        "q": text,
        "form": form,
        "kind": kind,
        "kinds": KINDS.items(),
        "parts": parts,
        "has_hits": any(part.hits for part in parts),
        "is_partial": any(part.is_partial for part in parts),
        "most": MOST_CANDIDATES,
        "longest": MOST_CHARACTERS,
        "is_shortened": len(typed) > MOST_CHARACTERS,
        "is_filtered": any(form.data.get(name) for name in form.fields),
    }
    return render(request, "search/members.html", context, status=200 if form.is_valid() else 422)


def _question(viewer: Viewer, text: str, asked: dict[str, Any]) -> Question:
    by = asked["by"].strip()
    return Question(
        text=text,
        space=asked["space"],
        category=asked["category"],
        lang=asked["language"],
        after=asked["after"],
        before=asked["before"],
        by=names.writers(viewer, by, get_language() or "en") if by else None,
        terms=tuple(finding.asked_terms(viewer, text)),
    )


def _parts(viewer: Viewer, question: Question, kind: str, number: str) -> list[Part]:
    """Of one kind a page; of all kinds the first few. A question about writing finds no people and groups."""
    if kind:
        return [_part(viewer, question, kind, (number, ON_PAGE))]
    is_about_writing = question != Question(question.text, terms=question.terms)
    asked: Iterable[str] = WRITTEN if is_about_writing else KINDS
    found = [_part(viewer, question, each, ("", IN_OVERVIEW)) for each in asked]
    return [part for part in found if part.hits or part.is_partial]


def _part(viewer: Viewer, question: Question, kind: str, shown: tuple[str, int]) -> Part:
    number, size = shown
    language = get_language() or "en"
    if kind in WRITTEN:
        find, draw = WRITTEN[kind]
        found = find(viewer, question)
        page = paginate(found.ids, number, size)
        hits = draw(viewer, page.items, found.terms)
        return Part(kind, KINDS[kind], page, hits, found.is_cut, found.is_alike, found.is_partial)
    terms, rows = terms_of(question.text), _named(viewer, question.text, kind)
    named: Page[Any] = paginate(rows, number, size)
    drawn = [DRAWN[kind](row, terms, language) for row in named.items]
    return Part(kind, KINDS[kind], named, drawn, is_cut=False, is_alike=False)


def _named(viewer: Viewer, text: str, kind: str) -> Sequence[Any]:
    if kind == "knowledge":
        return knowledge(viewer, text)
    return (
        names.people(viewer, text) if kind == "people" else names.groups(viewer, text, get_language() or "en")
    )
