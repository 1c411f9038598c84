"""Two entries side by side: which fields differ, whose side each takes, and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage

from advocates.core.uploads import Picture
from advocates.organisations.actions import Entry
from advocates.organisations.models import Organisation

KEPT, GONE, BOTH = "kept", "gone", "both"
# What only makes sense together; the first gives its name to the choice.
TOGETHER = {
    "local_name": ("local_name", "local_language"),
    "precision": ("precision", "latitude", "longitude"),
    "confirmed_on": ("confirmed_on", "confirmed_by"),
    # What a group is to the network is never put together from two.
    "state": ("state", "member_since"),
}
LISTS = ("countries", "languages", "disease_areas", "services", "sources")
ALONE = (
    "name", "acronym", "country", "city", "website", "public_email", "answered_by", "founded_year", "private_contact",
    "private_email", "private_phone",
)  # fmt: skip
ORDER = (
    "name", "local_name", "acronym", "state", "country", "countries", "city", "precision", "languages",
    "disease_areas", "services", "website", "public_email", "answered_by", "founded_year", "sources", "confirmed_on",
    "private_contact", "private_email", "private_phone", "note",
)  # fmt: skip
DESCRIPTION = "description_"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two entries with its descriptions and channels."""

    entry: Organisation
    descriptions: Mapping[str, str]
    channels: tuple[tuple[str, str], ...]

    def value(self, name: str) -> Any:
        """What stands in a field, or in a group of fields that belong together."""
        if name.startswith(DESCRIPTION):
            return self.descriptions.get(name.removeprefix(DESCRIPTION), "")
        if name == "channels":
            return [list(pair) for pair in self.channels]
        fields = TOGETHER.get(name, (name,))
        values = [getattr(self.entry, field) for field in fields]
        return values[0] if len(fields) == 1 else values


def side(entry: Organisation) -> Side:
    """Read one of the two."""
    texts = {text.lang: text.text for text in entry.descriptions.all()}
    return Side(entry, texts, tuple((channel.kind, channel.value) for channel in entry.channels.all()))


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which the two differ, with the sides that can be chosen and the one that is proposed."""

    name: str
    kept: Any
    gone: Any
    sides: tuple[str, ...]
    proposed: str


def differences(kept: Side, gone: Side) -> list[Difference]:
    """The fields for which a side has to be chosen; what only one of the two has is proposed."""
    languages = sorted(kept.descriptions.keys() | gone.descriptions.keys())
    names = (*ORDER, *(f"{DESCRIPTION}{code}" for code in languages), "channels", "logo")
    return [
        _difference(name, kept.value(name), gone.value(name))
        for name in names
        if kept.value(name) != gone.value(name)
    ]


def _difference(name: str, kept: Any, gone: Any) -> Difference:
    can_unite = name in LISTS or name in {"channels", "note"}
    sides = (BOTH, KEPT, GONE) if can_unite else (KEPT, GONE)
    if name == "state":
        return Difference(name, kept, gone, sides, KEPT)
    has_nothing = kept in (None, "", []) or (isinstance(kept, list) and not kept[-1] and not kept[0])
    # “Country only” with no point says less than a place on the map.
    if name == "precision":
        has_nothing = kept[1] is None and gone[1] is not None
    return Difference(name, kept, gone, sides, BOTH if can_unite else GONE if has_nothing else KEPT)


def merged_entry(kept: Side, gone: Side, choices: Mapping[str, str]) -> Entry:
    """What the one that stays will say; a field without a choice takes what is proposed.

    Reads the file of the logo where the other one's is chosen, so call it outside of transactions.
    """
    chosen = {
        each.name: choices.get(each.name, each.proposed)
        if choices.get(each.name) in each.sides
        else each.proposed
        for each in differences(kept, gone)
    }
    fields = {
        field: value
        for name in ORDER
        for field, value in _fields(name, kept, gone, chosen.get(name, KEPT)).items()
    }
    if fields["country"]:
        fields["countries"] = _united([fields["country"]], fields["countries"])
    texts = {
        code: _picked(f"{DESCRIPTION}{code}", kept, gone, chosen)
        for code in sorted(kept.descriptions.keys() | gone.descriptions.keys())
    }
    channels = [tuple(pair) for pair in _picked("channels", kept, gone, chosen)]
    logo = _picture(gone.entry) if chosen.get("logo") == GONE else None
    is_without = chosen.get("logo") == GONE and logo is None
    return Entry(fields, {code: text for code, text in texts.items() if text}, channels, logo, is_without)


def _fields(name: str, kept: Side, gone: Side, choice: str) -> dict[str, Any]:
    fields = TOGETHER.get(name, (name,))
    if choice == BOTH:
        one, other = kept.value(name), gone.value(name)
        united = _united(one, other) if isinstance(one, list) else _joined(one, other)
        return {name: united}
    source = (gone if choice == GONE else kept).entry
    return {field: getattr(source, field) for field in fields}


def _picked(name: str, kept: Side, gone: Side, chosen: Mapping[str, str]) -> Any:
    choice = chosen.get(name, KEPT)
    if choice == BOTH:
        return _united(kept.value(name), gone.value(name))
    return (gone if choice == GONE else kept).value(name)


def _united(one: list[Any], other: list[Any]) -> list[Any]:
    return [*one, *(each for each in other if each not in one)]


def _joined(one: str, other: str) -> str:
    return "\n\n".join(text for text in (one, other) if text)


def _picture(entry: Organisation) -> Picture | None:
    if not entry.logo:
        return None
    try:
        with default_storage.open(entry.logo) as file:
            return Picture(file.read(), entry.logo_width, entry.logo_height)
    except FileNotFoundError:
        return None
