"""What hangs on pages, in the members' search: a page is found by the names and the words of its files."""

from collections.abc import Iterable

from advocates.files.models import File, FileUse
from advocates.wiki.models import PAGE_FILES


def hung_on(pages: Iterable[int]) -> dict[int, list[File]]:
    """By page, what hangs on it and is not hidden; whoever asks has checked who reads the pages. One question."""
    found: dict[int, list[File]] = {}
    for use in FileUse.hanging_on(PAGE_FILES, pages).select_related("file__text"):
        found.setdefault(use.target, []).append(use.file)
    return found


def said_by(file: File) -> str:
    """Its name, what it shows in every language, and the words that were read in it."""
    inside = getattr(file, "text", None)
    shown = [file.alt, *file.alts.values()]
    return " ".join(" ".join([file.name, *shown, inside.text if inside is not None else ""]).split())
