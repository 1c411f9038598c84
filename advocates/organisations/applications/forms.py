"""The steps that are about the organisation itself."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from advocates.accounts.addresses import validate_address
from advocates.core import uploads
from advocates.core.names import refuse_ours
from advocates.core.visitorforms import VisitorForm
from advocates.organisations import validators as valid
from advocates.organisations.applications import doubles
from advocates.organisations.applications.fields import (
    StepForm,
    countries_by_name,
    diseases,
    line_field,
    radio_field,
    text_field,
)
from advocates.organisations.forms import LinesField, NamesField, country_codes, language_codes
from advocates.organisations.geo.countries import country_name, language_name
from advocates.organisations.models import Paper
from advocates.organisations.vocabulary import Service

NEW = "new"
YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
MOST_LINKS = 10


class StartForm(VisitorForm):
    """Where the link to the form is mailed to."""

    purpose = "join"

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("We send a link to it. With the link you fill in the form, today or later."),
        max_length=254,
        validators=[validate_address],
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )


class GroupForm(StepForm):
    """Whether the organisation is in the directory already."""

    entry = forms.CharField(
        max_length=120,
        error_messages={"required": gettext_lazy("Choose your group, or say that it is not listed.")},
    )

    def clean_entry(self) -> str:
        slug = str(self.cleaned_data["entry"])
        if slug != NEW and doubles.claimable(slug) is None:
            raise ValidationError(_("This entry cannot be chosen. Look for your group once more."))
        return slug

    def shown(self) -> Any:
        return iter(())


class OrganisationForm(StepForm):
    """The organisation, as the directory will show it."""

    name = line_field(
        gettext_lazy("Name of the organisation"),
        hint=gettext_lazy("In English or in Latin letters, if there is such a name."),
        is_name=True,
    )
    local_name = line_field(gettext_lazy("Name in your own language"), required=False, is_name=True)
    country = forms.ChoiceField(label=gettext_lazy("Country"))
    city = line_field(gettext_lazy("City"), most=120, required=False)
    countries = NamesField(
        country_codes, country_name, label=gettext_lazy("Other countries that you help in"),
        help_text=gettext_lazy("Names or codes, with commas between them."),
    )  # fmt: skip
    languages = NamesField(
        language_codes, language_name, label=gettext_lazy("Languages in which you help"),
        help_text=gettext_lazy("Names or codes, with commas between them."),
    )  # fmt: skip
    disease_areas = forms.MultipleChoiceField(
        label=gettext_lazy("Diseases that you work on"), widget=forms.CheckboxSelectMultiple
    )
    services = forms.MultipleChoiceField(
        label=gettext_lazy("What you offer"),
        choices=Service.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    website = forms.CharField(
        label=gettext_lazy("Website"),
        required=False,
        max_length=300,
        validators=[valid.web_address],
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
    )
    public_email = forms.EmailField(
        label=gettext_lazy("Public e-mail address"),
        help_text=gettext_lazy("For patients who look for help. Everybody will be able to read it."),
        required=False,
        widget=forms.EmailInput(attrs={"dir": "ltr"}),
    )

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["country"].choices = [("", _("Choose a country")), *countries_by_name()]  # type: ignore[attr-defined]
        self.fields["disease_areas"].choices = diseases()  # type: ignore[attr-defined]
        self.fields["languages"].required = True

    def clean_name(self) -> str:
        refuse_ours(self.cleaned_data["name"])
        return str(self.cleaned_data["name"])

    def clean_local_name(self) -> str:
        refuse_ours(self.cleaned_data["local_name"])
        return str(self.cleaned_data["local_name"])

    def clean_languages(self) -> list[str]:
        if not self.cleaned_data["languages"]:
            raise ValidationError(_("Write at least one language."))
        return list(self.cleaned_data["languages"])


class StatusForm(StepForm):
    """What it is in law, who leads it, and whether it is there to stay."""

    class Legal(models.TextChoices):
        REGISTERED = "registered", gettext_lazy("It is registered")
        IN_PROCESS = "in-process", gettext_lazy("It is being registered")
        INTENDING = "intending", gettext_lazy("It intends to register")

    class Leads(models.TextChoices):
        PATIENTS = "patients", pgettext_lazy("who leads a group", "Patients")
        RELATIVES = "relatives", pgettext_lazy("who leads a group", "Relatives or carers")
        PROFESSIONALS = "professionals", pgettext_lazy("who leads a group", "Doctors or nurses")
        OTHERS = "others", pgettext_lazy("who leads a group", "Other people, such as staff or a foundation")

    legal = radio_field(gettext_lazy("Is your organisation registered in law?"), Legal.choices)
    registration = line_field(
        gettext_lazy("Where, and under which number or name"),
        required=False,
        hint=gettext_lazy("If it is registered or being registered."),
    )
    led_by = forms.MultipleChoiceField(
        label=gettext_lazy("Who decides in your organisation?"),
        help_text=gettext_lazy("Choose all that are true."),
        choices=Leads.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    non_profit = radio_field(gettext_lazy("Does it work without profit?"), YES_NO)
    is_lasting = radio_field(
        gettext_lazy("Is it there to stay?"),
        YES_NO,
        gettext_lazy("A project or campaign with an end cannot be a member."),
    )
    status_note = text_field(
        gettext_lazy("Is there anything else that we should know about this?"), required=False, rows=3
    )


class ActivitiesForm(StepForm):
    """What it has done."""

    founded_year = forms.IntegerField(
        label=gettext_lazy("Since which year does it work?"),
        required=False,
        validators=[MinValueValidator(1800), MaxValueValidator(2100)],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "field__input--short"}),
    )
    done = text_field(
        gettext_lazy("What did your organisation do in the last two years?"),
        hint=gettext_lazy("A few sentences in any language: meetings, advice, campaigns, publications."),
        rows=8,
    )
    links = LinesField(
        valid.web_address,
        label=gettext_lazy("Pages that show it"),
        help_text=gettext_lazy("One web address a line."),
    )

    def clean_founded_year(self) -> int | None:
        year: int | None = self.cleaned_data["founded_year"]
        if year and year > timezone.localdate().year:
            raise ValidationError(_("This year lies in the future."))
        return year

    def clean_links(self) -> list[str]:
        links = list(self.cleaned_data["links"])
        if len(links) > MOST_LINKS:
            raise ValidationError(_("Write at most %(most)s addresses.") % {"most": MOST_LINKS})
        return links


class PapersForm(StepForm):
    """Why there are no papers yet; the papers themselves are sent one by one."""

    has_papers = True

    why_none = text_field(
        gettext_lazy("If you have no papers yet: why?"),
        hint=gettext_lazy("A young group may have none. Say so in a sentence."),
        required=False,
        rows=3,
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("why_none") and not self.application.papers.exists():
            self.add_error("why_none", _("Add at least one paper, or write why there is none."))
        return values


class PaperForm(forms.Form):
    """One paper; what it is worth comes out of `uploads`, never out of its name or sender."""

    kind = forms.ChoiceField(label=gettext_lazy("What is it?"), choices=Paper.Kind.choices)
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A PDF or a picture (a photograph of the paper is fine), at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": uploads.ACCEPTED_PAPERS}),
        max_length=200,
    )


class AnswerForm(forms.Form):
    """An answer to a question of the reviewers."""

    text = text_field(
        gettext_lazy("Your answer"),
        hint=gettext_lazy("In any language. The reviewers of your application read it."),
    )


class AppealForm(forms.Form):
    """Why somebody else should look at it."""

    text = text_field(
        gettext_lazy("Why should it be decided otherwise?"),
        hint=gettext_lazy("In any language. Two other people read everything anew, and what you write here."),
        rows=8,
    )
