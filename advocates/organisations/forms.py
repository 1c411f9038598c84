"""Forms of an entry: codes typed as names, channels and sources one a line, a text per language."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from advocates.core import uploads
from advocates.core.folding import fold
from advocates.core.languages import direction
from advocates.core.profile import in_language, profile
from advocates.organisations import validators as valid
from advocates.organisations.actions import Entry
from advocates.organisations.geo.countries import (
    COUNTRIES,
    country_name,
    country_search_names,
    language_name,
    language_own_name,
    sort_key,
)
from advocates.organisations.logos import LARGEST_SIDE
from advocates.organisations.models import EDITABLE_FIELDS, Channel, Organisation
from advocates.organisations.vocabulary import ChannelKind, Service, State

MOST_DESCRIPTION = 4000


@lru_cache(maxsize=1)
def country_codes() -> Mapping[str, str]:
    """Every folded name and code of a country to its code."""
    return {fold(name): code for code in COUNTRIES for name in (code, *country_search_names(code))}


@lru_cache(maxsize=1)
def language_codes() -> Mapping[str, str]:
    """Folded names of languages (own, and in the interface's languages) and codes, to their codes."""
    names = {fold(name): code for code in valid.LANGUAGE_CODES for name in _language_names(code)}
    return {**names, **{code: code for code in valid.LANGUAGE_CODES}}


def _language_names(code: str) -> Iterable[str]:
    yield language_own_name(code)
    for tongue, _name in settings.INTERFACE_LANGUAGES:
        yield language_name(code, tongue)


class NamesField(forms.CharField):
    """Codes typed as names in any language of the site, or as codes, separated by commas."""

    def __init__(
        self, known: Callable[[], Mapping[str, str]], name: Callable[[str, str], str], **kwargs: Any
    ) -> None:
        self.known, self.name = known, name
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return ", ".join(self.name(code, get_language() or "en") for code in value)
        return value

    def to_python(self, value: Any) -> Any:
        names = [
            part.strip()
            for part in (value or "").replace("،", ",").replace(";", ",").split(",")
            if part.strip()
        ]
        unknown = [part for part in names if fold(part) not in self.known()]
        if unknown:
            raise ValidationError(
                _("We do not know “%(name)s”. Write names or codes, with commas between them.")
                % {"name": unknown[0]}
            )
        return list(dict.fromkeys(self.known()[fold(part)] for part in names))


class LinesField(forms.CharField):
    """A list, one item a line."""

    widget = forms.Textarea(attrs={"rows": 3, "dir": "ltr"})

    def __init__(self, check: Callable[[str], None], **kwargs: Any) -> None:
        self.check = check
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = list(dict.fromkeys(line.strip() for line in (value or "").splitlines() if line.strip()))
        for number, line in enumerate(lines, start=1):
            try:
                self.check(line)
            except ValidationError as error:
                reason = " ".join(error.messages)
                raise ValidationError(
                    _("Line %(number)s: %(reason)s") % {"number": number, "reason": reason}
                ) from error
        return lines


class PictureField(forms.FileField):
    """A picture; what it is worth comes out of `uploads`, never out of its name or sender."""

    widget = forms.FileInput(attrs={"accept": uploads.ACCEPTED})

    def to_python(self, data: Any) -> Any:
        uploaded = super().to_python(data)
        return uploads.picture(uploaded, largest_side=LARGEST_SIDE) if uploaded else None


def known_channel(line: str) -> None:
    """`kind value`, such as `whatsapp +441234567890`."""
    kind, _space, value = line.partition(" ")
    if kind not in ChannelKind.values:
        raise ValidationError(_("Begin with one of: %(kinds)s.") % {"kinds": ", ".join(ChannelKind.values)})
    Channel(kind=kind, value=value.strip()).clean()


if TYPE_CHECKING:
    Form = forms.ModelForm[Organisation]
else:
    # Django's own class cannot be subscripted when the program runs.
    Form = forms.ModelForm


def description_codes(written: Iterable[str], spoken: Iterable[str]) -> list[str]:
    """In which languages an entry is described: those of the site, then those of its texts and of the group."""
    own = [code for code in [*written, *spoken] if code in valid.LANGUAGE_CODES]
    return list(dict.fromkeys([code for code, _name in settings.INTERFACE_LANGUAGES] + own))


class EntryForm(Form):
    """What whoever knows a group can say of it: the office's form and the group's own derive from this one."""

    country = forms.ChoiceField(required=False, label=gettext_lazy("country"))
    countries = NamesField(
        country_codes, country_name, label=gettext_lazy("countries served"),
        help_text=gettext_lazy("Names or codes, with commas between them. The country above is always served."),
    )  # fmt: skip
    languages = NamesField(
        language_codes, language_name, label=gettext_lazy("languages"),
        help_text=gettext_lazy("Names or codes, with commas between them."),
    )  # fmt: skip
    disease_areas = forms.MultipleChoiceField(
        required=False, label=gettext_lazy("diseases"), widget=forms.CheckboxSelectMultiple
    )
    services = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("what the group offers"),
        choices=Service.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Organisation
        fields: tuple[str, ...] = (
            "name", "local_name", "acronym", "country", "countries", "city", "languages", "disease_areas", "services",
            "website", "public_email", "founded_year",
        )  # fmt: skip
        widgets = {  # noqa: RUF012 - Django's way of saying it
            "member_since": forms.DateInput(attrs={"type": "date"}),
            "confirmed_on": forms.DateInput(attrs={"type": "date"}),
            "note": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            "name": forms.TextInput(attrs={"dir": "auto"}),
            "local_name": forms.TextInput(attrs={"dir": "auto"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        named = sorted(
            ((country_name(code, language), code) for code in COUNTRIES),
            key=lambda pair: sort_key(pair[0], language),
        )
        self.fields["country"].choices = [("", _("None (online)")), *((code, name) for name, code in named)]  # type: ignore[attr-defined]
        diseases = [(area.id, in_language(area.names)) for area in profile().diseases.values()]
        self.fields["disease_areas"].choices = diseases  # type: ignore[attr-defined]
        self.description_languages = self._add_descriptions()
        for field in self.fields.values():
            field.label = capfirst(str(field.label)) if field.label else field.label

    def _add_descriptions(self) -> list[str]:
        written = (
            {text.lang: text.text for text in self.instance.descriptions.all()} if self.instance.pk else {}
        )
        codes = description_codes(written, self.instance.languages or ())
        for code in codes:
            self.fields[f"description_{code}"] = forms.CharField(
                required=False,
                initial=written.get(code, ""),
                max_length=MOST_DESCRIPTION,
                validators=[valid.PlainText(formula=False)],
                label=_("Description: %(language)s") % {"language": language_own_name(code)},
                widget=forms.Textarea(attrs={"rows": 4, "lang": code, "dir": direction(code)}),
            )
        return codes

    def clean_countries(self) -> list[str]:
        """The country that the group is in is always among those it serves."""
        country, served = self.cleaned_data.get("country"), self.cleaned_data["countries"]
        return [country, *(code for code in served if code != country)] if country else served


_MEMBERSHIP = frozenset({State.MEMBER, State.SUSPENDED})


class OrganisationForm(EntryForm):
    """An entry as staff write it. It only checks; `actions` write."""

    base_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    channels = LinesField(
        known_channel, label=gettext_lazy("telephone and other channels"),
        help_text=gettext_lazy("One a line: the kind, a space, and the number with + or the web address."),
    )  # fmt: skip
    sources = LinesField(
        valid.web_address, label=gettext_lazy("sources"), help_text=gettext_lazy("One web address a line.")
    )
    logo = PictureField(
        required=False, label=gettext_lazy("logo"),
        help_text=gettext_lazy(
            "PNG, JPEG, WebP or GIF, at most 10 MB. It is shown on a white ground, and made smaller."
        ),
    )  # fmt: skip
    remove_logo = forms.BooleanField(required=False, label=gettext_lazy("remove the present logo"))

    class Meta(EntryForm.Meta):
        fields = tuple(name.removesuffix("_id") for name in EDITABLE_FIELDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _(
            "Left empty, it is made from the name. Old addresses lead to the new one."
        )
        if self.instance.pk:
            self.initial["base_revision"] = self.instance.revision
            self.initial["channels"] = [
                f"{channel.kind} {channel.value}" for channel in self.instance.channels.all()
            ]
        if not self.instance.logo:
            del self.fields["remove_logo"]
        self._leave_membership_out()

    def _leave_membership_out(self) -> None:
        """Membership begins with a decision and ends with a reason, each on its own page; never by a list in a form."""
        now = State(self.instance.state)
        within = {now, State.MERGED} if now in _MEMBERSHIP else set(State) - _MEMBERSHIP
        field = self.fields["state"]
        field.choices = [choice for choice in State.choices if choice[0] in within]  # type: ignore[attr-defined]
        field.help_text = _("Membership begins and ends on the page “Membership”.")

    def clean_slug(self) -> str:
        """Emptied, an entry keeps its address; a new one gets it from its name."""
        return str(self.cleaned_data["slug"] or self.initial.get("slug", ""))

    def clean_merged_into(self) -> Organisation | None:
        """Whoever leads on leads to an entry that stands by itself; so nobody is ever led around in a circle."""
        successor: Organisation | None = self.cleaned_data["merged_into"]
        is_new = successor is not None and successor.pk != self.instance.merged_into_id
        if is_new and successor is not None and successor.merged_into_id:
            raise ValidationError(_("This entry is itself part of another one. Choose that one."))
        return successor

    def clean_private_phone(self) -> str:
        return str(self.cleaned_data["private_phone"]).replace(" ", "")

    def full_clean(self) -> None:
        """A browser does not send a file twice, so whoever has to mend something else is told."""
        super().full_clean()
        if self.is_bound and self.errors and self.cleaned_data.get("logo"):
            self.choose_logo_again()

    def choose_logo_again(self) -> None:
        """Say that the file did not stay in the form as the texts did."""
        self.add_error("logo", _("The logo is not stored yet. Choose the file again before you save."))

    def entry(self) -> Entry:
        """The checked content, for the actions."""
        cleaned = self.cleaned_data
        fields = {
            name: cleaned[name.removesuffix("_id")] for name in EDITABLE_FIELDS if name != "merged_into_id"
        }
        fields["merged_into"] = cleaned["merged_into"]
        texts = {code: cleaned[f"description_{code}"].strip() for code in self.description_languages}
        channels = [
            (kind, value.strip())
            for kind, _space, value in (line.partition(" ") for line in cleaned["channels"])
        ]
        written, logo = {code: text for code, text in texts.items() if text}, cleaned.get("logo")
        return Entry(fields, written, channels, logo, not logo and cleaned.get("remove_logo", False))
