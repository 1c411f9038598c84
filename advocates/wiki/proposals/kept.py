"""A revision as it was when it was proposed: reviewers read this, and nothing that came later reaches the editors."""

from dataclasses import replace
from typing import Any

from django.utils import timezone

from advocates.files.models import File, FileUse, LibraryFile
from advocates.wiki import linking, rendering
from advocates.wiki.filing import pictures
from advocates.wiki.models import PAGE_FILES, PageFile, PageProposal, PageRevision, WikiPage


def keeping(page: WikiPage, revision: PageRevision) -> dict[str, Any]:
    """Fields of a proposal: what the links of its revision are called now, and which pictures stand in it."""
    titles = linking.titles_of(revision.source, page.space)
    shown = pictures.of_files(PageFile.hung_at(page.pk, revision.number), revision.lang)
    html = rendering.draw_in_words(linking.in_words(revision.source, titles))
    used = pictures.placed(html, shown)[1]
    named = {each.name.casefold(): [each.public_id, each.alt] for each in shown if each.public_id in used}
    return {"titles": titles, "pictures": named}


def text_of(proposal: PageProposal, revision: PageRevision) -> str:
    """As people type it; links to other pages are words, as everybody will read them."""
    return linking.in_words(revision.source, proposal.titles)


def html_of(proposal: PageProposal, revision: PageRevision) -> str:
    """The same drawn, with its pictures."""
    files = {file.public_id: file for file in PageFile.hung_at(proposal.page_id, proposal.number)}
    shown = [
        replace(picture, alt=alt, lang=revision.lang)
        for public_id, alt in proposal.pictures.values()
        for picture in pictures.of_files([files[public_id]] if public_id in files else [], revision.lang)
    ]
    return pictures.placed(rendering.draw_in_words(text_of(proposal, revision)), shown)[0]


def pictures_of(proposal: PageProposal) -> dict[str, tuple[File, str]]:
    """By their names in the text the pictures that may become public, each with what it shows.

    They still hang on the page, nobody has hidden them, and no library keeps them back until its day.
    """
    files = {file.public_id: file for file in _hanging(proposal)}
    early = LibraryFile.kept_back([file.pk for file in files.values()], timezone.now())
    return {
        name: (files[public_id], alt)
        for name, (public_id, alt) in proposal.pictures.items()
        if public_id in files and files[public_id].pk not in early
    }


def _hanging(proposal: PageProposal) -> list[File]:
    wanted = {public_id for public_id, _alt in proposal.pictures.values()}
    if not wanted:
        return []
    found = FileUse.hanging_on(PAGE_FILES, [proposal.page_id])
    return [use.file for use in found.filter(file__public_id__in=wanted)]
