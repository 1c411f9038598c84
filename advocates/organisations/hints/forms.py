"""Forms for telling us. They ask for nobody's private name or number, for an address only of who wants an answer."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from advocates.core.visitorforms import VisitorForm
from advocates.organisations import validators as valid
from advocates.organisations.geo.countries import COUNTRIES, country_name, sort_key
from advocates.organisations.models import Hint
from advocates.organisations.proposals.forms import WebsiteField

PURPOSE = "correction"
MOST = 2000
FACTS = ("topic", "text", "source", "name", "country", "city", "website", "reporter")
NO_NAMES = gettext_lazy("Write no names or telephone numbers of private persons.")


class HintForm(VisitorForm):
    """What both forms have: where it is known from, and whether somebody wants to know what became of it."""

    purpose = PURPOSE

    source = WebsiteField(
        required=False, max_length=300, label=gettext_lazy("Where can we see this?"),
        help_text=gettext_lazy("A web address, if there is one."), validators=[valid.web_address],
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "url"}),
    )  # fmt: skip
    reporter = forms.EmailField(
        required=False, label=gettext_lazy("Your e-mail address, if you want to know what became of it"),
        help_text=gettext_lazy(
            "We use it for one mail and then erase it. The group does not see it. Leave it empty if you need no answer."
        ),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
    )  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """The fields of the hint."""
        cleaned = self.cleaned_data
        return {name: cleaned[name] for name in FACTS if name in cleaned}


def _text(**kwargs: Any) -> forms.CharField:
    return forms.CharField(
        max_length=MOST,
        validators=[valid.PlainText(formula=False)],
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        **kwargs,
    )


class CorrectionForm(HintForm):
    """What is not right in an entry."""

    topic = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"), choices=Hint.Topic.choices, widget=forms.RadioSelect
    )
    text = _text(label=gettext_lazy("How is it really?"), help_text=NO_NAMES)
    field_order = ("topic", "text", "source", "reporter")


class SuggestionForm(HintForm):
    """A group that is missing."""

    name = forms.CharField(
        max_length=200, label=gettext_lazy("Name of the group"), validators=[valid.PlainText()],
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    city = forms.CharField(
        max_length=120, required=False, label=gettext_lazy("City"), validators=[valid.PlainText()],
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip
    website = WebsiteField(
        required=False, max_length=300, label=gettext_lazy("Website"), validators=[valid.web_address],
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "url"}),
    )  # fmt: skip
    text = _text(required=False, label=gettext_lazy("What do you know about the group?"), help_text=NO_NAMES)
    field_order = ("name", "country", "city", "website", "text", "source", "reporter")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        named = sorted(
            ((code, country_name(code, language)) for code in COUNTRIES),
            key=lambda pair: sort_key(pair[1], language),
        )
        self.fields["country"].choices = [("", _("None (online)")), *named]  # type: ignore[attr-defined]
