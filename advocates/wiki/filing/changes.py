"""Which files came to a page, went, or have a new version: said by a sign and words, never by colour."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from advocates.core.asking import written_once
from advocates.core.viewer import Viewer
from advocates.wiki.models import PageFile

SIGNS = {"added": "+", "removed": "−", "renewed": "↻"}


class FileChange(NamedTuple):
    """One file; `old` and `new` are the ids under which it was and is, empty where it was not or is not."""

    name: str
    old: str
    new: str

    @property
    def kind(self) -> str:
        if self.old and self.new:
            return "renewed"
        return "added" if self.new else "removed"

    @property
    def sign(self) -> str:
        return SIGNS[self.kind]

    @property
    def label(self) -> str:
        """What stands before its name."""
        if self.kind == "renewed":
            return _("New version of a file:")
        return _("File added:") if self.kind == "added" else _("File taken off:")


# Name and id of a file.
Named = tuple[str, str]


def paired(gone: Iterable[Named], come: Iterable[Named]) -> list[FileChange]:
    """What came for something of the same name is a new version of it."""
    left, found = list(gone), list[FileChange]()
    for name, new in come:
        earlier = next((each for each in left if each[0] == name), None)
        if earlier is not None:
            left.remove(earlier)
        found.append(FileChange(name, earlier[1] if earlier is not None else "", new))
    return [*found, *(FileChange(name, old, "") for name, old in left)]


def between(page: int, old: int, new: int) -> list[FileChange]:
    """From one revision to another; whoever asks has checked who may read both."""
    before, after = PageFile.named_at(page, old), PageFile.named_at(page, new)
    return paired(
        [each for each in before if each not in after], [each for each in after if each not in before]
    )


def by_revision(viewer: Viewer, page: int, first: int, last: int) -> dict[int, list[FileChange]]:
    """With each of these revisions; one question."""
    gone: dict[int, list[Named]] = {}
    come: dict[int, list[Named]] = {}
    for came, went, name, public_id in _changed(viewer, page, first, last):
        come.setdefault(came, []).append((name, public_id))
        if went is not None:
            gone.setdefault(went, []).append((name, public_id))
    return {
        number: paired(gone.get(number, ()), come.get(number, ()))
        for number in {*gone, *come}
        if first <= number <= last
    }


@written_once
def _changed(viewer: Viewer, page: int, first: int, last: int) -> "QuerySet[PageFile, tuple[Any, ...]]":
    found = PageFile.objects.visible_to(viewer).filter(page=page).changed_between(first, last)
    return found.order_by("position", "pk").values_list("came", "went", "file__name", "file__public_id")


def drawn(changes: Sequence[FileChange]) -> SafeString:
    """As a list, with ways to the files."""
    return SafeString(render_to_string("wiki/filing/_changes.html", {"changes": changes}) if changes else "")
