"""For whom a link is made, and what its reader has found."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from advocates.accounts.roles import holders_of
from advocates.core.viewer import Role
from advocates.organisations import validators as valid

MOST = 4000


def _line(**kwargs):
    return forms.CharField(max_length=150, validators=[valid.PlainText(formula=False)], **kwargs)


class ReaderForm(forms.Form):
    """Name and role, as they will stand under the article if the editors put them there."""

    name = _line(label=_("Whom you show it to: name"), widget=forms.TextInput(attrs={"dir": "auto"}))
    role = _line(
        label=_("What this person is"),
        help_text=_("For example: blood doctor, Lisbon"),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the page and the mail"), choices=settings.INTERFACE_LANGUAGES
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_(
            "Then the link goes there and nowhere else, and the address is not kept. Empty: you hand the link over "
            "yourself."
        ),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )

    def clean_email(self):
        email = self.cleaned_data["email"]
        people = holders_of(Role.EDITOR) | holders_of(Role.STAFF)
        if email and people.filter(email__iexact=email).exists():
            raise ValidationError(
                _("This is the address of somebody who publishes here. Show it to somebody outside."),
                code="editor",
            )
        return email


class RemarkForm(forms.Form):
    """What is not right."""

    remark = forms.CharField(
        label=_("What is not right"),
        help_text=_("Where it stands, and what it should say. The people who wrote it read this."),
        max_length=MOST,
        validators=[valid.PlainText(formula=False)],
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
