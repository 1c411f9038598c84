"""What the source has to say: every marked text of the package's Python files and templates."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation import templatize

from catalogues import PACKAGE, ROOT

SKIPPED = {"tests", "migrations", "static", "locale"}
# What each function's arguments mean; Django's names beside gettext's own.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"(?<!\w)(_|n?p?gettext)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)")
# What is left of `{# Translators: … #}`; it may quote a marked text.
COMMENT = re.compile(r"# Translators.*")

Found = tuple[str, int, str | tuple[str, ...], str | None]


def texts() -> Catalog:
    """A catalogue without translations of everything that is marked in the source."""
    catalogue = Catalog(charset="utf-8")
    for file, line, message, context in _found():
        catalogue.add(message, locations=[(file, line)], context=context)
    return catalogue


def _found() -> Iterator[Found]:
    for path in sorted(PACKAGE.rglob("*")):
        if SKIPPED.isdisjoint(path.relative_to(PACKAGE).parts) and path.is_file():
            if path.suffix == ".py":
                yield from _python(path)
            elif "templates" in path.parts and path.suffix in {".html", ".txt", ".xml"}:
                yield from _template(path)


def _python(path: Path) -> Iterator[Found]:
    with path.open("rb") as file:
        for line, message, _comments, context in extract("python", file, KEYWORDS):
            yield _name(path), line, message, context


def _template(path: Path) -> Iterator[Found]:
    code = COMMENT.sub("", templatize(path.read_text(encoding="utf-8"), origin=str(path)))
    for call in CALL.finditer(code):
        function = call[1]
        arguments = list(ast.literal_eval(f"[{call[2]}]"))
        context = arguments.pop(0) if "pgettext" in function else None
        message = (arguments[0], arguments[1]) if function.startswith("n") else arguments[0]
        yield _name(path), code.count("\n", 0, call.start()) + 1, message, context


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
