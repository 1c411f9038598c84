"""An entry as it was at a moment, with everything private, in a form that can be stored and brought back."""

from collections.abc import Mapping
from typing import Any

from advocates.organisations.actions import Entry
from advocates.organisations.models import EDITABLE_FIELDS, Organisation

# Beside what people can change.
FURTHER = ("logo_width", "logo_height", "is_published", "imported_hash")


def stored_form(entry: Organisation) -> dict[str, Any]:
    """Everything about the entry."""
    return {**entry.snapshot(), **{name: getattr(entry, name) for name in FURTHER}}


def bring_back(entry: Organisation, before: Mapping[str, Any]) -> None:
    """Set the fields of an entry (not saving it) as they were."""
    for name in (*EDITABLE_FIELDS, "logo", *FURTHER):
        field: Any = Organisation._meta.get_field(name.removesuffix("_id"))
        value = before[name]
        setattr(entry, name, value if name.endswith("_id") else field.to_python(value))


def parts_of(before: Mapping[str, Any]) -> Entry:
    """Its descriptions and channels."""
    return Entry({}, dict(before["descriptions"]), [(kind, value) for kind, value in before["channels"]])
