"""The whole directory as CSV for the office: private fields too, and columns that the import reads."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from advocates.organisations.exporting import safe_cell
from advocates.organisations.import_rows import ADDRESS_COLUMN, COLUMNS
from advocates.organisations.models import EDITABLE_FIELDS, Organisation
from advocates.organisations.vocabulary import State

# Under another name, or in other words, among the columns of the import.
IMPORTED = frozenset(
    {"name", "local_name", "country", "city", "website", "languages", "disease_areas", "sources"}
)
FURTHER = tuple(
    name for name in EDITABLE_FIELDS if name not in IMPORTED and name not in {"slug", "merged_into_id"}
)
HEADING = (
    ADDRESS_COLUMN, *COLUMNS, *FURTHER, "merged_into", "is_published", "descriptions", "channels", "changed_at",
)  # fmt: skip


def as_csv(entries: Iterable[Organisation]) -> bytes:
    """UTF-8 with a byte-order mark, which spreadsheets need, and no cell that they would run as a formula."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADING)
    for entry in entries:
        writer.writerow([safe_cell(value) for value in _cells(entry)])
    return file.getvalue().encode("utf-8-sig")


def _cells(entry: Organisation) -> Iterator[Any]:
    yield entry.slug
    yield from (entry.name, entry.local_name, entry.country, entry.city, entry.website)
    yield from (entry.languages, entry.disease_areas, "yes" if entry.state == State.MEMBER else "")
    yield " ; ".join(entry.sources)
    yield from (_text(getattr(entry, name)) for name in FURTHER)
    yield entry.merged_into.slug if entry.merged_into else ""
    yield "yes" if entry.is_published else "no"
    yield "\n\n".join(f"{text.lang}: {text.text}" for text in entry.descriptions.all())
    yield "\n".join(f"{channel.kind} {channel.value}" for channel in entry.channels.all())
    yield entry.changed_at.isoformat()


def _text(value: Any) -> Any:
    return value if isinstance(value, list) else "" if value is None else str(value)
