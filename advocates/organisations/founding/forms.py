"""Forms of the founding: the list, and what one person may do alone."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocates.accounts.addresses import canonical_address
from advocates.accounts.forms import address_field
from advocates.accounts.models import Person
from advocates.core.viewer import VISITOR, Viewer
from advocates.organisations.founding.importing import Plan, make_plan
from advocates.organisations.import_rows import Unreadable, decoded
from advocates.organisations.models import Organisation
from advocates.organisations.vocabulary import State

MOST_BYTES = 2 * 1024 * 1024


class ListForm(forms.Form):
    """The list as a file, or its text, which can be mended on the page."""

    file = forms.FileField(label=gettext_lazy("File (CSV, UTF-8)"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Or the lines themselves"),
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "ltr", "spellcheck": "false", "wrap": "off"}),
    )
    plan: Plan
    content: str

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.errors:
            return values
        try:
            self.content = self._content(values.get("file"), values.get("text", ""))
            self.plan = make_plan(self.content)
        except Unreadable as error:
            raise ValidationError(str(error)) from error
        return values

    def _content(self, file: Any, text: str) -> str:
        if file is None and not text.strip():
            raise ValidationError(_("Choose a file, or write its lines into the field."))
        if file is None:
            return text.replace("\r\n", "\n")
        if file.size is None or file.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 2 MB. Split it."))
        return decoded(file.read())


class AloneForm(forms.Form):
    """Which organisation is accepted, and who speaks for it from now on."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"), queryset=Organisation.objects.visible_to(VISITOR).none()
    )
    address = address_field(
        gettext_lazy("Email of its administrator"),
        help_text=gettext_lazy("Somebody who has an account here already; that can be you."),
        autocomplete="off",
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Organisation.objects.visible_to(viewer).filter(state__in=(State.LISTED, State.MEMBER))
        self.fields["organisation"].queryset = found.order_by("name", "id")  # type: ignore[attr-defined]

    def clean_address(self) -> Person:
        address = canonical_address(self.cleaned_data["address"])
        person = Person.objects.filter(email=address, is_active=True).first()
        if person is None:
            raise ValidationError(
                _("Nobody has an account with this address. Put the organisation on the list instead.")
            )
        return person
