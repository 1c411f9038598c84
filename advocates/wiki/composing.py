"""What the wiki's forms keep: drafts of a new page and of a change. Its kinds of places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest

from advocates.core.viewer import Viewer
from advocates.files import composing as files
from advocates.spaces.drafts import composer, places
from advocates.spaces.drafts.places import Place
from advocates.spaces.models import Space
from advocates.wiki import policies, writers
from advocates.wiki.models import WikiPage

NEW, CHANGE = "newpage", "page"


@dataclass(frozen=True, slots=True)
class Writing:
    """A form in which somebody writes, and its draft."""

    request: HttpRequest
    draft: composer.Composer
    files: files.Files
    # A new version of a file could not be taken.
    has_refused: bool = False

    @property
    def is_unfinished(self) -> bool:
        """Without scripts: files were added first, or one of them could not be taken."""
        return "add_files" in self.request.POST or self.has_errors

    @property
    def has_errors(self) -> bool:
        return self.has_refused or bool(self.files.errors)

    def unfinished(self, form: Any) -> int:
        """The status with which the form is shown once more; nothing else in it was asked yet."""
        if not self.has_errors:
            form.errors.clear()
        return 422 if self.has_errors else 200

    def context(self) -> dict[str, Any]:
        return {"draft": self.draft, "files": self.files}

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
    """What belongs to this form; from a sent one its files are taken in."""
    key = f"{kind}:{public_id}"
    draft = composer.composer_of(request, key, space)
    if request.method == "POST":
        return Writing(request, draft, files.take(request, key, space))
    named = draft.used.extra.get("files", []) if draft.used else []
    return Writing(request, draft, files.files_of(request, key, named))


def register_all() -> None:
    """Called when the app is ready."""
    places.register(NEW, _new_pages, extras=("parent",))
    places.register(CHANGE, _changes, extras=("base_revision", "summary", "part"))


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
            others=partial(writers.still, viewer, each),
        )
        for each in found
    }
