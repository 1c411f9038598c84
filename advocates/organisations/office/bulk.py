"""Deeds that can be done to many entries at once; other parts may register more of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from advocates.core.folding import fold
from advocates.core.profile import in_language, profile
from advocates.core.refused import Refused
from advocates.organisations import actions
from advocates.organisations.actions import Entry, SomebodyElseChanged
from advocates.organisations.forms import language_codes
from advocates.organisations.models import Organisation
from advocates.organisations.validators import MOST_CODES
from advocates.organisations.vocabulary import State

Act = Callable[[models.Model | None, Organisation, Any], None]


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done to each chosen entry by `act(actor, organisation, value)`, in a transaction of its own.

    `act` raises `Refused` or `ValidationError` where it cannot be done; that is listed, and the others go on. `field`
    makes the form's field for the value, where the deed needs one.
    """

    name: str
    label: str | Promise
    act: Act
    field: Callable[[], forms.Field] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one entry; an empty reason means that it was done."""

    organisation: Organisation
    reason: str = ""


_deeds: dict[str, Deed] = {}


def register_deed(deed: Deed) -> None:
    """Offer a deed below the list of entries; called when an app is ready."""
    _deeds[deed.name] = deed


def deeds() -> Iterable[Deed]:
    """All deeds, in the order in which they were registered."""
    return _deeds.values()


def deed_of(name: str) -> Deed | None:
    return _deeds.get(name)


def do_to_each(
    *, actor: models.Model | None, deed: Deed, chosen: Iterable[tuple[Organisation, int]], value: Any
) -> list[Outcome]:
    """Do it to each entry that is still at the revision at which it was chosen; says what became of each."""
    return [Outcome(entry, _try(actor, deed, entry, revision, value)) for entry, revision in chosen]


def _try(actor: models.Model | None, deed: Deed, entry: Organisation, revision: int, value: Any) -> str:
    try:
        if entry.revision != revision:
            raise SomebodyElseChanged(entry)
        deed.act(actor, entry, value)
    except SomebodyElseChanged:
        return _("Somebody else changed this entry in the meantime.")
    except Refused as refused:
        return refused.sentence
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _publish(actor: models.Model | None, entry: Organisation, _value: Any) -> None:
    if entry.is_published:
        raise Refused(_("It is published already."))
    actions.publish_organisation(actor=actor, organisation=entry)


def _unpublish(actor: models.Model | None, entry: Organisation, _value: Any) -> None:
    if not entry.is_published:
        raise Refused(_("It is not published."))
    actions.unpublish_organisation(actor=actor, organisation=entry)


def _set_state(actor: models.Model | None, entry: Organisation, value: str) -> None:
    if entry.state not in {State.LISTED, State.FORMER}:
        raise Refused(_("Members, and groups that are part of others, are changed one by one."))
    _edit(actor, entry, {"state": value})


def _add_area(actor: models.Model | None, entry: Organisation, value: str) -> None:
    _add(actor, entry, "disease_areas", value)


def _add_language(actor: models.Model | None, entry: Organisation, value: str) -> None:
    _add(actor, entry, "languages", value)


def _add(actor: models.Model | None, entry: Organisation, name: str, value: str) -> None:
    present: list[str] = getattr(entry, name)
    if value in present:
        raise Refused(_("It has this already."))
    if len(present) >= MOST_CODES:
        raise Refused(_("Its list is full."))
    _edit(actor, entry, {name: [*present, value]})


def _edit(actor: models.Model | None, entry: Organisation, fields: dict[str, Any]) -> None:
    if all(getattr(entry, name) == value for name, value in fields.items()):
        raise Refused(_("It is so already."))
    content = Entry(
        fields,
        {text.lang: text.text for text in entry.descriptions.all()},
        [(channel.kind, channel.value) for channel in entry.channels.all()],
    )
    actions.edit_organisation(actor=actor, organisation=entry, base_revision=entry.revision, entry=content)


def _state_field() -> forms.Field:
    # Whether a group is a member is decided in the network, group by group.
    choices = [(state.value, state.label) for state in (State.LISTED, State.FORMER)]
    return forms.ChoiceField(label=_("New state"), choices=choices)


def _area_field() -> forms.Field:
    areas = [(area.id, in_language(area.names)) for area in profile().diseases.values()]
    return forms.ChoiceField(label=_("Disease"), choices=areas)


class LanguageField(forms.CharField):
    """One language, typed as its name or code."""

    def to_python(self, value: Any) -> str:
        typed = str(value or "").strip()
        if typed and fold(typed) not in language_codes():
            raise ValidationError(
                _("We do not know “%(name)s”. Write one name or code.") % {"name": typed[:40]}
            )
        return language_codes()[fold(typed)] if typed else ""


def _language_field() -> forms.Field:
    return LanguageField(
        label=_("Language"), help_text=_("Its name or code, such as Spanish or es."), max_length=60
    )


def register_own() -> None:
    """Called when the app is ready."""
    for deed in (
        Deed("publish", pgettext_lazy("deed to many entries", "Publish"), _publish),
        Deed(
            "unpublish", pgettext_lazy("deed to many entries", "Take out of the public directory"), _unpublish
        ),
        Deed("state", pgettext_lazy("deed to many entries", "Set the state"), _set_state, _state_field),
        Deed("area", pgettext_lazy("deed to many entries", "Add a disease"), _add_area, _area_field),
        Deed("language", gettext_lazy("Add a language"), _add_language, _language_field),
    ):
        register_deed(deed)
