"""Forms of messages: a new conversation, one more person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advocates.core.mailable import storable
from advocates.forum.forms import TextForm, new_sending
from advocates.organisations.models import Mandate

MOST_FOUND = 20


def _who(mandate: Mandate) -> str:
    return f"{mandate.person.full_name} · {mandate.organisation.name}"


class PeopleChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """People by the mandate under which they are found; whoever is not listed cannot be chosen."""

    def label_from_instance(self, obj: Any) -> str:
        return _who(obj)


class MessageForm(TextForm):
    """Whom, about what, and the first message. `find` looks for more people and keeps what was written."""

    q = forms.CharField(
        label=_("Find somebody by name or group"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )
    to = PeopleChoice(
        queryset=None,
        to_field_name="public_id",
        label=_("To"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one person."),
            "invalid_choice": _("Somebody whom you chose cannot be written to. Choose again."),
            "invalid_pk_value": _("Somebody whom you chose cannot be written to. Choose again."),
        },
    )
    subject = forms.CharField(
        label=_("Subject"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    sending = forms.CharField(max_length=40, widget=forms.HiddenInput)

    field_order = ("q", "to", "subject", "text", "lang")

    def __init__(self, *args: Any, people: Any, offered: list[Mandate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = people
        to.choices = [(str(each.public_id), _who(each)) for each in offered]
        if not self.is_bound:
            self.initial.setdefault("sending", new_sending())

    def clean_subject(self) -> str:
        return " ".join(storable(str(self.cleaned_data["subject"])).split())


class AddForm(forms.Form):
    """One more person, among those that were found."""

    mark_optional = False
    q = forms.CharField(
        label=_("Find somebody by name or group"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )
