"""Who has checked it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from advocates.organisations import validators as valid


def _line(**kwargs):
    return forms.CharField(max_length=150, validators=[valid.PlainText(formula=False)], **kwargs)


class CheckForm(forms.Form):
    """Name and role, as they will stand under the article if the editors put them there."""

    name = _line(label=_("Your name"), widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}))
    role = _line(
        label=_("What you are"),
        help_text=_("For example: blood doctor, Lisbon"),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
