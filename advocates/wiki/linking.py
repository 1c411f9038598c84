"""Links between the pages of a space: typed by title, stored by id, drawn with the title of today.

A title is only looked up in the page's own space, so that whoever reads the page may know it. A page of another space
is linked by its address, with words of one's own. A page that went to another space keeps here the title it had then,
and its address leads whoever may read it to it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from advocates.core import documents
from advocates.core.asking import written_once
from advocates.core.identifiers import LENGTH
from advocates.core.markup import Named
from advocates.spaces.models import Space
from advocates.wiki.models import PageName, name_key

# Of different pages in one text; what comes after them stays words.
MOST_LINKS = 500
_ID = re.compile(rf"#([0-9a-z]{{{LENGTH}}})")
# What would end a link too early.
_BREAKING = re.compile(r"[\[\]|\n#\\]")


PAGE = ("page_id", "page__public_id", "page__title", "left_as")


@dataclass(frozen=True, slots=True)
class Target:
    """A page of the space."""

    pk: int
    public_id: str
    title: str


def find(space: Space, targets: Iterable[str]) -> dict[str, Target]:
    """The pages that targets of links name, by id or by any title that they have or had."""
    ids: dict[str, str] = {}
    keys: dict[str, list[str]] = {}
    for target in list(dict.fromkeys(targets))[:MOST_LINKS]:
        if match := _ID.fullmatch(target):
            ids[match[1]] = target
        elif key := name_key(target):
            keys.setdefault(key, []).append(target)
    return _by_key(space, keys) | _by_id(space, ids)


def _by_key(space: Space, keys: dict[str, list[str]]) -> dict[str, Target]:
    found: dict[str, Target] = {}
    if keys:
        for key, pk, public_id, title, left_as in _named(space.pk, list(keys)):
            found |= dict.fromkeys(keys[key], Target(pk, public_id, left_as or title))
    return found


@written_once
def _named(space: int, keys: list[str]) -> QuerySet[PageName, Any]:
    return PageName.objects.filter(space=space, key__in=keys).values_list("key", *PAGE)


def _by_id(space: Space, ids: dict[str, str]) -> dict[str, Target]:
    """By the pages' ids alone: with the space, the database would look through all names of the space."""
    rows = _with_ids(list(ids)) if ids else []
    return {
        ids[public_id]: Target(pk, public_id, left_as or title)
        for where, pk, public_id, title, left_as in rows
        if where == space.pk
    }


@written_once
def _with_ids(ids: list[str]) -> QuerySet[PageName, Any]:
    return PageName.objects.filter(page__public_id__in=ids).values_list("space_id", *PAGE)


def stored(source: str, space: Space) -> str:
    """What was typed, with the ids of the pages that are there; what is not there keeps its title."""
    titles = [link.target for link in documents.links_in(source) if not _ID.fullmatch(link.target)]
    found = find(space, titles) if titles else {}
    return documents.replace_links(source, {title: f"#{page.public_id}" for title, page in found.items()})


def typed(source: str, space: Space) -> str:
    """What is stored, as people type it: with the titles of today."""
    return typed_all([source], space)[0]


def typed_all(texts: Sequence[str], space: Space) -> list[str]:
    """The same for several texts; one question for all of them."""
    ids = [link.target for text in texts for link in documents.links_in(text) if _ID.fullmatch(link.target)]
    found = find(space, ids) if ids else {}
    titles = {target: page.title for target, page in found.items() if can_be_typed(page.title)}
    return [documents.replace_links(text, titles) for text in texts]


def titles_of(source: str, space: Space) -> dict[str, str]:
    """The titles of today of the pages that a stored text names by id, for a text that has to stay as it is."""
    ids = [link.target for link in documents.links_in(source) if _ID.fullmatch(link.target)]
    return {target: page.title for target, page in find(space, ids).items()} if ids else {}


def in_words(source: str, titles: Mapping[str, str]) -> str:
    """A stored text without a way to any page: each link by id is its words, or else the title that was kept of it."""
    words = {
        link.target: _BREAKING.sub(" ", titles.get(link.target) or _("another page"))
        for link in documents.links_in(source)
        if _ID.fullmatch(link.target)
    }
    return documents.links_as_words(source, words)


def can_be_typed(title: str) -> bool:
    """Whether a link by this title would be one; a page with another title is linked by its id."""
    return not _BREAKING.search(title)


def names_for(
    space: Space, targets: Iterable[str], found: Mapping[str, Target], lang: str
) -> dict[str, Named]:
    """What links are drawn as: the page's title, or an invitation to begin the page; `lang` is that of the text."""
    names: dict[str, Named] = {}
    for target in list(dict.fromkeys(targets))[:MOST_LINKS]:
        if page := found.get(target):
            names[target] = Named(page.title, f"/members/wiki/{page.public_id}/")
        elif match := _ID.fullmatch(target):
            # Which title it has is for those to know who may open it.
            with override(lang):
                names[target] = Named(_("A page in another space"), f"/members/wiki/{match[1]}/")
        elif name_key(target):
            query = urlencode({"title": target[:200]})
            names[target] = Named(target, f"/members/wiki/s/{space.public_id}/new/?{query}")
    return names


def wishes(targets: Iterable[str], found: Mapping[str, Target]) -> dict[str, str]:
    """The titles that name no page yet, by their key."""
    left = [target for target in list(targets)[:MOST_LINKS] if target not in found]
    return {name_key(each): each[:200] for each in left if name_key(each) and not _ID.fullmatch(each)}
