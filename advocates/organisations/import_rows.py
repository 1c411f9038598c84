"""A CSV file of groups: read as a whole, then row by row; what cannot be used is refused with its line and reason."""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from advocates.core.folding import fold
from advocates.core.profile import profile
from advocates.organisations import exporting
from advocates.organisations.models import Organisation
from advocates.organisations.vocabulary import State

COLUMNS = (
    "name", "local_name", "country_code", "city", "website", "languages", "disease_areas", "member", "source_url",
)  # fmt: skip
# Names the entry that a row is about; only files that were exported here have it.
ADDRESS_COLUMN = "slug"
MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 50_000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Unreadable(Exception):
    """The file as a whole cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row that was not loaded."""

    line: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """A good row: its line in the file, the entry it describes, and the hash of its cells."""

    line: int
    key: tuple[str, str]
    fields: Mapping[str, object]
    hash: str
    slug: str = ""

    @property
    def name(self) -> str:
        return str(self.fields["name"])


def read(path: Path) -> str:
    """The text of a file, or `Unreadable`."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unreadable(_("The file is larger than 20 MB. Split it, or check that it is the right one."))
        raw = path.read_bytes()
    except OSError as error:
        raise Unreadable(_("The file cannot be read: %(reason)s.") % {"reason": error.strerror}) from error
    return decoded(raw)


def decoded(raw: bytes) -> str:
    """Bytes as text, or `Unreadable`."""
    if len(raw) > MOST_BYTES:
        raise Unreadable(_("The file is larger than 20 MB. Split it, or check that it is the right one."))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Unreadable(
            _("Line %(line)s is not UTF-8. Save the file again as “CSV UTF-8”.") % {"line": line}
        ) from error
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise Unreadable(_("Line %(line)s contains a NUL sign; this is not a CSV file.") % {"line": line})
    return text


def checked_rows(text: str, refused: list[Refusal], most_rows: int) -> Iterator[Row]:
    """The good rows; the others are added to `refused`."""
    seen: dict[tuple[str, ...], int] = {}
    for line, cells in _cells(text, most_rows):
        name = cells["name"].strip()
        try:
            row = _row(line, cells)
            # Two entries may have one name; their addresses tell them apart.
            key = (row.slug,) if row.slug else row.key
            if key in seen:
                raise ValueError(
                    _("This is the same organisation as in line %(line)s.") % {"line": seen[key]}
                )
            seen[key] = line
        except ValidationError as error:
            refused.append(Refusal(line, _in_one_line(name), _in_one_line(_reasons(error))))
        except ValueError as error:
            refused.append(Refusal(line, _in_one_line(name), _in_one_line(str(error))))
        else:
            yield row


def _in_one_line(text: str) -> str:
    # A refused cell may hold line breaks and escape sequences, and the report goes to a terminal and into logs.
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)[:300]


def _cells(text: str, most_rows: int) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with the number of its first line; a cell may hold line breaks, and empty lines are no rows."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        heading = _heading(next(reader, []))
        begun = reader.line_num
        for number, cells in enumerate(reader):
            line, begun = begun + 1, reader.line_num
            if number >= most_rows:
                raise Unreadable(_("The file has more than %(most)s rows.") % {"most": most_rows})
            if cells:
                yield (
                    line,
                    dict(zip(heading, cells, strict=False))
                    if len(cells) == len(heading)
                    else {"name": cells[0]},
                )
    except csv.Error as error:
        raise Unreadable(
            _("Line %(line)s is not CSV: %(reason)s.") % {"line": reader.line_num, "reason": error}
        ) from error


def _heading(names: list[str]) -> list[str]:
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        raise Unreadable(_("The file has no column %(names)s.") % {"names": ", ".join(missing)})
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise Unreadable(_("The file has the column %(names)s twice.") % {"names": ", ".join(twice)})
    return names


def _row(line: int, cells: Mapping[str, str]) -> Row:
    if not cells.keys() >= set(COLUMNS):
        raise ValueError(
            _("The row has not as many cells as the heading. Put cells with commas in quotation marks.")
        )
    values = {column: _unquoted(cells[column].strip()) for column in COLUMNS}
    for column, value in values.items():
        if value.startswith(FORMULA_STARTS):
            raise ValueError(
                _("%(column)s begins with “%(sign)s”, like a formula.") % {"column": column, "sign": value[0]}
            )
    if values["member"] not in {"", "yes", "no"}:
        raise ValueError(
            _("member is “%(value)s”; write yes, or leave it empty.") % {"value": values["member"]}
        )
    fields = _fields(values)
    # Checked as an entry of its own; its address is made when it is written.
    Organisation(**fields, slug="checked").full_clean(validate_unique=False, validate_constraints=False)
    digest = hashlib.sha256("\x1f".join(values[column] for column in COLUMNS).encode()).hexdigest()
    slug = cells.get(ADDRESS_COLUMN, "").strip()[:120]
    return Row(line, (fold(values["name"]), values["country_code"]), fields, digest, slug)


def _unquoted(value: str) -> str:
    """Without the sign that our own exports put before what a spreadsheet would run."""
    return value[1:] if value[:1] == "'" and value[1:].startswith(exporting.FORMULA_STARTS) else value


def _fields(values: Mapping[str, str]) -> dict[str, object]:
    country, city = values["country_code"], values["city"]
    local_name = values["local_name"] if values["local_name"] != values["name"] else ""
    languages = _list(values["languages"], ";")
    return {
        "name": values["name"],
        "local_name": local_name,
        # The column says "in the organisation's own language", so one language alone must be that.
        "local_language": languages[0] if local_name and len(languages) == 1 else "",
        "country": country,
        "countries": [country] if country else [],
        "city": city,
        "precision": "city" if city else "country",
        "website": values["website"],
        "languages": languages,
        "disease_areas": list(dict.fromkeys(_disease(word) for word in _list(values["disease_areas"], ";"))),
        "sources": _list(values["source_url"], " ; "),
        "state": State.MEMBER if values["member"] == "yes" else State.LISTED,
    }


def _list(text: str, separator: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in text.split(separator) if part.strip()))


def _disease(word: str) -> str:
    found = disease_words().get(fold(word))
    if found is None:
        raise ValueError(_("“%(word)s” is not among the diseases of the profile.") % {"word": word})
    return found


@lru_cache(maxsize=1)
def disease_words() -> dict[str, str]:
    """Every folded name, synonym and abbreviation of a disease, to its id; ids win over names, names over synonyms."""
    words: dict[str, str] = {}
    for disease in profile().diseases.values():
        for synonyms in disease.synonyms.values():
            words.update({fold(word): disease.id for word in synonyms if fold(word) not in words})
    for disease in profile().diseases.values():
        for name in disease.names.values():
            bare = re.sub(r"\s*\(.*\)$", "", name)
            words.update({fold(name): disease.id, fold(bare): disease.id})
            words.setdefault(fold(name[len(bare) :].strip(" ()")), disease.id)
    words.update({fold(disease_id): disease_id for disease_id in profile().diseases})
    words.pop("", None)
    return words


def _reasons(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    names = {"country": "country_code", "sources": "source_url"}
    return " ".join(
        f"{names.get(name, name)}: {' '.join(texts)}" for name, texts in error.message_dict.items()
    )
