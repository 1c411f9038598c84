"""What stands above a text in its file: title, language, source, date, revision and byline, a line each."""

import json
import re
from collections.abc import Mapping
from typing import Any

from advocates.wiki.paragraphs import canonical

MARK = "---"
MOST_LINES = 60
# Says of a page that it stands in an earlier part of the archive, and here only for those below it.
AGAIN = "again"
_LINE = re.compile(r"([A-Za-z][A-Za-z0-9_-]{0,40})[ \t]*:[ \t]*(.*)")


def written(fields: Mapping[str, Any], text: str) -> str:
    """A file: every value as JSON in one line, which is also how other programs read it."""
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    return "\n".join([MARK, *lines, MARK, "", text, ""])


def read(text: str) -> tuple[dict[str, str], str]:
    """The fields, by their names in small letters, and the text; a file without any is all text."""
    whole = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = whole.split("\n")
    if lines[0].rstrip() != MARK:
        return {}, canonical(whole)
    for end, line in enumerate(lines[1 : MOST_LINES + 1], 1):
        if line.rstrip() in {MARK, "..."}:
            return _fields(lines[1:end]), canonical("\n".join(lines[end + 1 :]))
    return {}, canonical(whole)


def listed(words: str) -> list[dict[str, Any]]:
    """A value that is a list of things with names; empty where it is anything else."""
    try:
        found = json.loads(words) if words.startswith("[") else []
    except (ValueError, RecursionError):
        return []
    return [each for each in found if isinstance(each, dict)]


def _fields(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        if match := _LINE.fullmatch(line):
            found[match[1].lower()] = _value(match[2].strip())
    return found


def _value(words: str) -> str:
    if words.startswith('"'):
        try:
            return str(json.loads(words))
        except ValueError:
            return words.strip('"')
    if len(words) > 1 and words[0] == words[-1] == "'":
        return words[1:-1].replace("''", "'")
    return words
