"""The form of who looks after a page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from advocates.core.viewer import Viewer
from advocates.organisations.mandates.speaking import by_organisation
from advocates.wiki.models import WikiPage

MONTHS = (3, 6, 12, 24)


class CareForm(forms.Form):
    """One takes a page over for one's own organisation, leaves it with who has it, or gives it up."""

    owner = forms.ChoiceField(label=_("Which organisation looks after it?"), required=False)
    months = forms.TypedChoiceField(label=_("When is it to be looked at again?"), coerce=int)

    def __init__(self, *args: Any, viewer: Viewer, page: WikiPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = {str(held.organisation): held.name for held in by_organisation(viewer.mandates).values()}
        has_it = {str(page.owner_id): vars(page)["owner_name"]} if page.owner_id else {}
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("None")), *({**has_it, **self.own}).items()]
        months: Any = self.fields["months"]
        each = [
            (number, ngettext("In %(count)d month", "In %(count)d months", number) % {"count": number})
            for number in MONTHS
        ]
        months.choices = [(0, _("Never")), *each]
        self.initial = {"owner": str(page.owner_id or ""), "months": page.review_months, **self.initial}

    @property
    def organisation(self) -> int | None:
        return int(self.cleaned_data["owner"]) if self.cleaned_data["owner"] else None
