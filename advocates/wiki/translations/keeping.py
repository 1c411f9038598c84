"""Drafts of translations: where they belong, and a form that comes back with its text in one piece."""

from collections.abc import Mapping, Sequence

from django.http import QueryDict

from advocates.core.identifiers import LENGTH
from advocates.core.viewer import Viewer
from advocates.spaces.drafts import places
from advocates.spaces.drafts.pieces import PREFIX, parted
from advocates.spaces.drafts.places import Place
from advocates.spaces.tongues import choices_for
from advocates.wiki.models import WikiPage
from advocates.wiki.translations import policies

KIND = "translation"


def key_of(page: str, lang: str) -> str:
    """Of the draft of a translation of a page; letters and digits alone."""
    return f"{KIND}:{page}{_plain(lang)}"


def _plain(lang: str) -> str:
    return "".join(sign for sign in lang if sign.isalnum())


def with_pieces(sent: QueryDict) -> QueryDict:
    """What was sent; where the text came back in one piece, as after signing in again, in its fields once more."""
    if not sent or any(name.startswith(PREFIX) for name in sent):
        return sent
    found = sent.copy()
    for number, text in parted(sent.get("text", "")).items():
        found[f"{PREFIX}{number}"] = text
    return found


def _find(viewer: Viewer, ids: Sequence[str]) -> Mapping[str, Place]:
    codes = {_plain(code): code for code, _name in choices_for(viewer)}
    wanted = [(each, each[:LENGTH], codes[each[LENGTH:]]) for each in ids if each[LENGTH:] in codes]
    pages = WikiPage.objects.visible_to(viewer).standing().select_related("space").defer("html")
    found = {
        page.public_id: page for page in pages.filter(public_id__in=[page for _key, page, _lang in wanted])
    }
    return {
        key: Place(
            found[page].space,
            found[page].title,
            f"/members/wiki/{page}/languages/{lang}/",
            lang=found[page].lang,
            may_write=policies.can_translate(viewer, found[page]),
        )
        for key, page, lang in wanted
        if page in found and policies.may_become(viewer, found[page], lang)
    }


def register_all() -> None:
    """Called when the app is ready."""
    places.register(KIND, _find, extras=("source_revision", "base_revision", "summary"), is_in_pieces=True)
