"""What a proposal says, field by field: plain values that can be stored, compared, chosen from and written.

The names are the entry's own, but for texts (`description:es`) and channels (all of them at once).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from advocates.organisations.actions import Entry
from advocates.organisations.forms import OrganisationForm
from advocates.organisations.geo.countries import country_name, language_name, language_own_name
from advocates.organisations.models import Organisation
from advocates.organisations.presenting import disease_names, shown_value
from advocates.organisations.vocabulary import ChannelKind, Service

TEXT = "description:"
FIELDS = (
    "name", "local_name", "acronym", "country", "countries", "city", "languages", "disease_areas", "services",
    "website", "public_email", "founded_year",
)  # fmt: skip
PRIVATE = ("private_contact", "private_email", "private_phone")
# Where a place changes, the point on the map is no longer that of the group.
PLACE = frozenset({"country", "city"})
Content = dict[str, Any]


def content_of(organisation: Organisation) -> Content:
    """The entry as it is now, under the names that proposals use."""
    content: Content = {name: getattr(organisation, name) for name in (*FIELDS, *PRIVATE)}
    content |= {f"{TEXT}{text.lang}": text.text for text in organisation.descriptions.all()}
    content["channels"] = [[channel.kind, channel.value] for channel in organisation.channels.all()]
    return content


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same: the order of a list and the breaks of a text make no difference."""
    if isinstance(one, list) and isinstance(other, list):
        return sorted(map(str, one)) == sorted(map(str, other))
    return one == other or (not one and not other) or _plain(one) == _plain(other)


def _plain(value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names in `after` whose value is another one than before."""
    return [name for name in after if not same(before.get(name), after[name])]


def entry_with(organisation: Organisation, content: Mapping[str, Any], **further: Any) -> Entry:
    """The entry with these values taken over, for the actions; what is not named stays as it is."""
    now = content_of(organisation)
    fields = {name: value for name, value in content.items() if name in (*FIELDS, *PRIVATE)}
    if any(not same(now[name], fields.get(name, now[name])) for name in PLACE):
        fields |= {"latitude": None, "longitude": None}
    merged = {**now, **content}
    texts = {name.removeprefix(TEXT): text for name, text in merged.items() if name.startswith(TEXT) and text}
    return Entry({**fields, **further}, texts, [(kind, value) for kind, value in merged["channels"]])


def label_of(name: str) -> str:
    """The word for a field, as the form calls it."""
    if name.startswith(TEXT):
        return _("Description: %(language)s") % {"language": language_own_name(name.removeprefix(TEXT))}
    field = OrganisationForm.base_fields.get(name)
    label = str(field.label) if field else name
    return label[:1].upper() + label[1:]


def words_of(name: str, value: Any, language: str) -> str:
    """A value as somebody reads it: names for codes, one channel a line."""
    if not value:
        return shown_value(value)
    if name == "country":
        return country_name(value, language)
    if name == "channels":
        return "\n".join(f"{_kind(kind)}: {text}" for kind, text in value)
    if name in _NAMES:
        return ", ".join(_NAMES[name](value, language))
    return shown_value(value)


_NAMES: dict[str, Any] = {
    "countries": lambda codes, language: [country_name(code, language) for code in codes],
    "languages": lambda codes, language: [language_name(code, language) for code in codes],
    "disease_areas": disease_names,
    "services": lambda ids, _language: [str(Service(each).label) for each in ids if each in Service.values],
}


def _kind(kind: str) -> str:
    return str(ChannelKind(kind).label) if kind in ChannelKind.values else kind


def comparison(
    organisation: Organisation, before: Mapping[str, Any], content: Mapping[str, Any], language: str
) -> list[dict[str, Any]]:
    """Field by field: what is stored now, what is proposed, and what was there before where that is a third value."""
    now = content_of(organisation)
    return [
        {
            "name": name,
            "label": label_of(name),
            "now": words_of(name, now.get(name), language),
            "proposed": words_of(name, content[name], language),
            "before": words_of(name, before.get(name), language),
            "has_moved": not same(before.get(name), now.get(name)),
            "is_done": same(now.get(name), content[name]),
        }
        for name in in_order(content)
    ]


def in_order(names: Iterable[str]) -> list[str]:
    """The names as the form has them."""
    order = (*FIELDS, "channels", *PRIVATE)
    return sorted(names, key=lambda name: (order.index(name) if name in order else len(FIELDS), name))
