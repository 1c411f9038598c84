"""What is read for the editors."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from advocates.core import fetch, targets
from advocates.core.fetch_failures import FetchFailed
from advocates.core.languages import NETWORK_LANGUAGES
from advocates.core.profile import profile
from advocates.organisations import validators as valid
from advocates.organisations.enquiries.forms import language_choices
from advocates.publishing.models import Source
from advocates.publishing.models.taken_in import MOST_TERMS
from advocates.publishing.trials.words import STATUSES

FIRST_STATUSES = ("RECRUITING",)


class FeedForm(forms.Form):
    """A feed of others."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("As it will stand in articles as their source, for example: Journal of Blood"),
        max_length=120,
        validators=[valid.PlainText(formula=False)],
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    address = forms.URLField(
        label=_("Address of the feed"),
        help_text=_("RSS, Atom or JSON. It starts with https://."),
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )
    lang = forms.ChoiceField(label=_("Language"), help_text=_("In which it is written."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lang"].choices = language_choices(NETWORK_LANGUAGES)

    def clean_address(self):
        """An address that `fetch` would ask; where it leads is looked at each time it is read."""
        try:
            return targets.read(self.cleaned_data["address"], fetch.PORTS).url
        except FetchFailed as failure:
            raise ValidationError(failure.sentence) from failure

    @property
    def fields_of_source(self):
        return {**self.cleaned_data, "kind": Source.Kind.FEED, "terms": "", "statuses": []}


class TrialsForm(forms.Form):
    """The one question that is put to the register of trials."""

    terms = forms.CharField(
        label=_("Names of the disease, in English"),
        help_text=_("One in each line, as the register may call it. A trial is found by any of them."),
        max_length=MOST_TERMS,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr"}),
    )
    statuses = forms.MultipleChoiceField(
        label=_("Which trials"), choices=STATUSES, widget=forms.CheckboxSelectMultiple
    )

    def clean_terms(self):
        lines = [" ".join(line.split()) for line in self.cleaned_data["terms"].splitlines()]
        return "\n".join(line for line in lines if line)

    @property
    def fields_of_source(self):
        return {
            **self.cleaned_data, "kind": Source.Kind.TRIALS, "name": "ClinicalTrials.gov", "address": "", "lang": "en"
        }  # fmt: skip


def first_terms():
    """The main disease's English names, from the profile."""
    disease = profile().diseases[profile().main_disease]
    return "\n".join(filter(None, [disease.names.get("en", ""), *disease.synonyms.get("en", ())]))


def form_for(kind, data=None, source=None):
    """The form of a kind, as it is first drawn or with what was sent."""
    if kind == Source.Kind.TRIALS:
        first = {"terms": first_terms(), "statuses": FIRST_STATUSES}
        return TrialsForm(data, initial=initial_of(source, "terms", "statuses") or first)
    return FeedForm(data, initial=initial_of(source, "name", "address", "lang"))


def initial_of(source, *names):
    return {name: getattr(source, name) for name in names} if source else {}
