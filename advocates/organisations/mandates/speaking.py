"""Speaking as: whoever holds several mandates chooses in each form under which one they act.

The choice travels in the form, never in the session: two windows may speak for two groups.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advocates.core.viewer import Viewer
from advocates.organisations.mandates.held import Held

FIELD = "speaking_as"


class SpeakingForm(forms.Form):
    """Derive from this and give the viewer; after `is_valid()`, `form.acting` is the mandate, `form.viewer` acts.

    With one mandate nothing is drawn; with several a choice stands first, with the one that acts now set. A choice
    that has ended meanwhile is an error of the field, with all that was typed still in the form.
    """

    # Where the one who chooses must never slip into the first, as in a vote.
    always_asks = False

    def __init__(
        self, *args: Any, viewer: Viewer, among: Iterable[Held] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._viewer = viewer
        self.among = by_organisation(viewer.mandates if among is None else among)
        # Also drawn for one, where the form was made when there were several: it says what has ended.
        if len(self.among) != 1 or self._names_another():
            self._ask()

    def _names_another(self) -> bool:
        name = self.add_prefix(FIELD)
        return self.is_bound and name in self.data and self.data[name] not in self.among

    def _ask(self) -> None:
        named = [(key, held.name) for key, held in self.among.items()]
        acting = getattr(self._viewer.acting, "public_id", "")
        self.fields[FIELD] = forms.ChoiceField(
            label=_("Speaking as"),
            help_text=_("You speak for several groups. Which one is this for?"),
            choices=[("", _("Choose a group")), *named] if self.always_asks else named,
            initial="" if self.always_asks else str(acting),
            error_messages={
                "invalid_choice": _("You no longer speak for this group. Choose one for which you do."),
                "required": _("Choose the group for which you speak."),
            },
        )
        self.order_fields([FIELD])

    @property
    def acting(self) -> Held:
        """The mandate that was chosen, or the only one."""
        only = next(iter(self.among), "")
        return self.among[self.cleaned_data[FIELD] if FIELD in self.fields else only]

    @property
    def viewer(self) -> Viewer:
        """The viewer, acting under that mandate."""
        return self._viewer.acting_under(self.acting)


def by_organisation(among: Iterable[Held]) -> dict[str, Held]:
    """One mandate for each organisation, an administrator's before a deputy's.

    Named by the organisation: a mandate may give way to one with another role while somebody writes.
    """
    found: dict[str, Held] = {}
    for held in among:
        key = str(held.public_id)
        if key not in found or held.is_administrator:
            found[key] = held
    return found


def acting_for(viewer: Viewer, organisation: int) -> Held | None:
    """The viewer's mandate for one organisation."""
    own = [held for held in viewer.mandates if held.organisation == organisation]
    return next(iter(by_organisation(own).values()), None)
