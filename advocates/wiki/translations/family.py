"""The pages of a family, and their texts side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from advocates.core import documents
from advocates.core.languages import direction
from advocates.core.viewer import Viewer
from advocates.organisations.geo.countries import language_name, language_own_name
from advocates.spaces.models import Space
from advocates.wiki import linking
from advocates.wiki.models import FamilyPage, PageOrigin, TranslationClaim, WikiPage
from advocates.wiki.translations.tracing import Origin, Side, carried, read


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language as it is shown."""

    code: str
    name: str
    direction: str


def tongue(code: str) -> Tongue:
    return Tongue(code, language_name(code, get_language() or "en"), direction(code))


def own_tongue(code: str) -> Tongue:
    """A language as those who read it call it: for links to a page in that language."""
    return Tongue(code, language_own_name(code), direction(code))


def members(viewer: Viewer, page: WikiPage) -> list[WikiPage]:
    """The pages that say the same, with this one, by language."""
    own = FamilyPage.objects.visible_to(viewer).filter(page=page.pk)
    found = WikiPage.objects.visible_to(viewer).standing().filter(in_family__family__in=own.values("family"))
    there = list(
        found.filter(space=page.space_id).select_related("in_family").defer("html").order_by("lang", "pk")
    )
    return there or [page]


def in_language(viewer: Viewer, page: WikiPage, lang: str) -> WikiPage | None:
    """The page of the family in a language."""
    return next((each for each in members(viewer, page) if each.lang == lang and each.pk != page.pk), None)


def claims(viewer: Viewer, pages: list[WikiPage], now: Any) -> list[TranslationClaim]:
    """Who is translating one of these pages."""
    found = TranslationClaim.objects.visible_to(viewer).held(now).filter(page__in=[each.pk for each in pages])
    return list(found.select_related("person").order_by("into"))


def origins_at(page: int, number: int, text: str) -> list[Origin | None]:
    """The origins of the paragraphs of a revision, carried over from the last translation before it."""
    last = PageOrigin.objects.filter(page=page, number__lte=number).order_by("-number").first()
    if last is None:
        return []
    then = text if last.number == number else last.then()
    return carried(read(last.pieces), then, text)


def sides(own: tuple[int, int] | None, source: tuple[int, int]) -> tuple[Side, Side]:
    """A page and the one that it is made from, each with the revision that is compared; for who may read both."""
    source_page, source_number = source
    source_text = PageOrigin.texts_of(source_page, {source_number}).get(source_number, "")
    if own is None:
        return Side(0, ""), Side(source_page, source_text)
    own_page, own_number = own
    own_text = PageOrigin.texts_of(own_page, {own_number}).get(own_number, "")
    own_origins = origins_at(own_page, own_number, own_text)
    numbers = {each.number for each in own_origins if each and each.page == source_page}
    return (
        Side(own_page, own_text, own_origins),
        Side(
            source_page,
            source_text,
            origins_at(source_page, source_number, source_text),
            PageOrigin.texts_of(source_page, numbers),
        ),
    )


def stored_all(texts: Sequence[str], space: Space) -> list[str]:
    """Texts as they were typed, with ids in their links; one question for all of them."""
    titles = [link.target for text in texts for link in documents.links_in(text)]
    found = linking.find(space, [title for title in titles if not title.startswith("#")])
    ids = {title: f"#{page.public_id}" for title, page in found.items()}
    return [documents.replace_links(text, ids) for text in texts]
