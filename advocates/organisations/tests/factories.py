"""Entries for tests, made by the same deed as real ones."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import advocates
from advocates.organisations import actions, directory
from advocates.organisations.importing import COLUMNS, import_organisations
from advocates.organisations.models import Organisation
from advocates.organisations.vocabulary import Service, State

REAL_FILE = Path(advocates.__file__).parent / "organisations" / "data" / "organisations.csv"
PRIVATE = {
    "private_contact": "Zebrapine Quillsworth",
    "private_email": "zebrapine@example.org",
    "private_phone": "+15550100777",
    "note": "Zebrapine note of the back office",
}
PLACES = ("DE", "AT", "FR", "BR", "JP", "EG", "KE", "")
DISEASES = ("cml", "leukaemia", "lymphoma", "gist")
TONGUES = ("de", "fr", "pt", "ja", "ar", "en")
SERVICES = tuple(Service.values)


def make_organisation(
    name: str = "Example Group",
    *,
    country: str = "DE",
    descriptions: Mapping[str, str] | None = None,
    channels: Sequence[tuple[str, str]] = (),
    **fields: Any,
) -> Organisation:
    """An entry as a deed of the directory leaves it; the index is made anew when it is asked for next."""
    fields.setdefault("countries", [country] if country else [])
    content = {"name": name, "country": country, **fields}
    entry = actions.Entry(content, descriptions or {}, channels)
    made = actions.create_organisation(actor=None, entry=entry)
    directory.forget()
    return made


def make_merged(name: str, into: Organisation) -> Organisation:
    """An entry whose group became part of another one."""
    return make_organisation(name, state=State.MERGED, merged_into=into)


def make_many(number: int) -> None:
    """So many different entries, always the same ones; every eighth belongs to no country."""
    for at in range(number):
        make_organisation(
            f"Group {at:04d}",
            country=PLACES[at % len(PLACES)],
            languages=[TONGUES[at % len(TONGUES)], *(["es"] if at % 5 == 0 else [])],
            disease_areas=[DISEASES[at % len(DISEASES)]],
            services=list(SERVICES[: at % 4]),
            city=f"Town {at % 7}" if at % 3 else "",
            state=State.MEMBER if at % 10 == 0 else State.LISTED,
        )


def load_real_directory() -> None:
    """The shipped file, as `import-organisations` loads it."""
    import_organisations(REAL_FILE)
    directory.forget()


def write_csv(path: Path, *rows: Mapping[str, str], columns: Sequence[str] = COLUMNS) -> Path:
    """A file for the import; a row names only the cells that matter to it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows({"name": "Group", "country_code": "DE", "languages": "de", **row} for row in rows)
    return path
