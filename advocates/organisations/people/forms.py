"""Looking for people; and what somebody shows of themselves."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from advocates.accounts.introductions import Expertise
from advocates.core.languages import NETWORK_LANGUAGES
from advocates.core.profile import in_language, profile
from advocates.organisations import directory
from advocates.organisations.geo.countries import country_name, language_own_name, sort_key


class LookForm(forms.Form):
    """A name of a person or group, a region, a country, a language that somebody reads, what they know about."""

    mark_optional = False
    q = forms.CharField(
        label=gettext_lazy("Name of a person or group"), max_length=100, required=False,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )  # fmt: skip
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Reads"), required=False)
    expertise = forms.ChoiceField(label=gettext_lazy("Knows about"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every, language = pgettext_lazy("filter", "Any"), get_language() or "en"
        regions = [(region.id, in_language(region.names, language)) for region in profile().regions.values()]
        self.fields["region"].choices = [("", every), *regions]  # type: ignore[attr-defined]
        tongues = [(code, language_own_name(code)) for code in NETWORK_LANGUAGES]
        self.fields["language"].choices = [("", every), *tongues]  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", every), *member_countries(language)]  # type: ignore[attr-defined]
        self.fields["expertise"].choices = [("", every), *Expertise.choices]  # type: ignore[attr-defined]


def member_countries(language: str) -> list[tuple[str, str]]:
    """Where the directory shows a member, by name; made once for each state of the directory and language."""
    groups = directory.index()
    known: list[tuple[str, str]] | None = groups.maps.get(f"countries of members:{language}")  # type: ignore[assignment]
    if known is None:
        codes = {entry.country for entry in groups.entries if entry.is_member and entry.country}
        named = [(code, country_name(code, language)) for code in codes]
        known = sorted(named, key=lambda pair: sort_key(pair[1], language))
        groups.maps[f"countries of members:{language}"] = known
    return known


class IntroductionForm(forms.Form):
    """What other members read of oneself in the directory of people."""

    mark_optional = False
    expertise = forms.MultipleChoiceField(
        label=gettext_lazy("What may others ask you about?"),
        choices=Expertise.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("A few words about your work for the group"),
        help_text=gettext_lazy("Members alone read it. Please write nothing about your health."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    lang = forms.ChoiceField(label=gettext_lazy("Language of these words"))
    shows_languages = forms.BooleanField(label=gettext_lazy("Show which languages I read"), required=False)
    shows_address = forms.BooleanField(
        label=gettext_lazy("Show my email address"),
        help_text=gettext_lazy("Without it, others write to you here."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tongues = [(code, language_own_name(code)) for code in NETWORK_LANGUAGES]
        self.fields["lang"].choices = tongues  # type: ignore[attr-defined]


class ProtectionForm(forms.Form):
    """One's own name in the directory of people."""

    is_protected = forms.BooleanField(
        label=gettext_lazy("Protect me"),
        help_text=gettext_lazy(
            "Your name is not in the directory of people, nobody can mention you, and "
            "where many read, your texts are by “a representative” of your group. "
            "Colleagues of your own group still see you."
        ),
        required=False,
    )


class GroupProtectionForm(forms.Form):
    """The group in everything public."""

    is_protected = forms.BooleanField(
        label=gettext_lazy("Protect our group"),
        help_text=gettext_lazy(
            "The group is in no public list, map, search or open data, its page does not exist for others, and "
            "where many read it is not named. "
            "Its people keep their access."
        ),
        required=False,
    )
