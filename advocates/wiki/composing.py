"""What the wiki's forms keep: drafts of a new page and of a change. Its kinds of places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from advocates.core.viewer import Viewer
from advocates.spaces.drafts import composer, places
from advocates.spaces.drafts.places import Place
from advocates.spaces.models import Space
from advocates.wiki import policies
from advocates.wiki.models import WikiPage

NEW, CHANGE = "newpage", "page"


@dataclass(frozen=True, slots=True)
class Writing:
    """A form in which somebody writes, and its draft."""

    request: HttpRequest
    draft: composer.Composer

    def initial(self, **values: Any) -> dict[str, Any]:
        """The form's first values: the draft's, where one was asked for."""
        return {**values, **composer.filled(self.draft)}

    def keep(self) -> None:
        """The form was refused: what it held is a draft now."""
        composer.keep_refused(self.request, self.draft.key)

    def spend(self) -> None:
        """The form was accepted."""
        composer.spend(self.request, self.draft.key)


def begun(request: HttpRequest, kind: str, public_id: str, space: Space) -> Writing:
    """What belongs to this form."""
    return Writing(request, composer.composer_of(request, f"{kind}:{public_id}", space))


def register_all() -> None:
    """Called when the app is ready."""
    places.register(NEW, _new_pages, extras=("parent",))
    places.register(CHANGE, _changes, extras=("base_revision", "summary"))


def _new_pages(viewer: Viewer, ids: Sequence[str]) -> Mapping[str, Place]:
    found = Space.objects.visible_to(viewer).filter(public_id__in=ids)
    return {
        each.public_id: Place(
            each,
            each.name,
            f"/members/wiki/s/{each.public_id}/new/",
            may_write=policies.can_begin_page(viewer, each),
        )
        for each in found
        if each.kind in policies.WITH_PAGES
    }


def _changes(viewer: Viewer, ids: Sequence[str]) -> Mapping[str, Place]:
    found = (
        WikiPage.objects.visible_to(viewer).filter(public_id__in=ids).select_related("space").defer("html")
    )
    return {
        each.public_id: Place(
            each.space,
            each.title,
            f"{each.address}edit/",
            lang=each.lang,
            may_write=policies.can_change_page(viewer, each),
        )
        for each in found
    }
