"""Parts that the steps of the form are made of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from advocates.core.names import require_honest
from advocates.core.profile import in_language, profile
from advocates.organisations import validators as valid
from advocates.organisations.forms import NamesField
from advocates.organisations.geo.countries import COUNTRIES, country_name, sort_key
from advocates.organisations.models import Application

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MOST_VALUES = 100
LONGEST_VALUE = 20_000
LONGEST_TEXT = 4000
Label: TypeAlias = "str | _StrPromise"


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of what was filled in."""

    label: str
    values: Sequence[str]
    is_text: bool = False


class StepForm(forms.Form):
    """One step. It reads what the browser sent, or what is stored of that, and says whether it is complete."""

    # Whether the step asks for files, too.
    has_papers: ClassVar[bool] = False

    def __init__(self, data: QueryDict | None = None, *, application: Application, **kwargs: Any) -> None:
        self.application = application
        super().__init__(data, **kwargs)

    def shown(self) -> Iterator[Shown]:
        """What was filled in, for reading; what cannot be used is left out."""
        if not hasattr(self, "cleaned_data"):
            self.is_valid()
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value not in (None, "", [], False) and not isinstance(field.widget, forms.HiddenInput):
                is_text = isinstance(field.widget, forms.Textarea)
                yield Shown(str(field.label), list(words_of(field, value)), is_text)

    def forgiving(self) -> "StepForm":
        """The same, without saying what is missing: somebody comes back to what they left half done."""
        self.full_clean()
        self._errors = forms.utils.ErrorDict()
        return self


def words_of(field: forms.Field, value: Any) -> Iterator[str]:
    """A value as people read it."""
    if isinstance(field, forms.ChoiceField):
        names = {str(key): str(label) for key, label in field.choices}  # type: ignore[misc, union-attr]
        for each in value if isinstance(value, list) else [value]:
            yield names.get(str(each), str(each))
    elif isinstance(field, NamesField):
        yield from (field.name(code, get_language() or "en") for code in value)
    elif value is True:
        yield _("Yes")
    elif isinstance(value, list):
        yield from map(str, value)
    else:
        yield str(value)


def sent_fields(form: StepForm, sent: QueryDict) -> dict[str, list[str]]:
    """What the browser sent for the fields of a step, in a form that every database can store."""
    return {
        name: [storable(value) for value in sent.getlist(name)[:MOST_VALUES]]
        for name in form.fields
        if name in sent
    }


def storable(text: str) -> str:
    """Without what no database keeps; the end of a very long text is cut off."""
    return text.replace("\0", "").encode(errors="replace").decode()[:LONGEST_VALUE]


def as_sent(stored: Mapping[str, Sequence[str]]) -> QueryDict:
    """What is stored of a step, as a form reads it."""
    data = QueryDict(mutable=True)
    for name, values in stored.items():
        data.setlist(name, list(values))
    return data


def text_field(label: Label, *, hint: Label = "", required: bool = True, rows: int = 5) -> forms.CharField:
    """A longer text in any language."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=LONGEST_TEXT,
        validators=[valid.PlainText(formula=False)],
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
    )


def line_field(
    label: Label, *, most: int = 200, hint: Label = "", required: bool = True, is_name: bool = False
) -> forms.CharField:
    """A short text; a name is one that hides nothing."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=most,
        validators=[valid.PlainText(), require_honest] if is_name else [valid.PlainText()],
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


def radio_field(label: Label, choices: Sequence[tuple[str, Label]], hint: Label = "") -> forms.ChoiceField:
    """One of a few; none is chosen beforehand."""
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, help_text=hint)


def countries_by_name() -> list[tuple[str, str]]:
    """Every country in the language of the page."""
    language = get_language() or "en"
    named = ((country_name(code, language), code) for code in COUNTRIES)
    return [(code, name) for name, code in sorted(named, key=lambda pair: sort_key(pair[0], language))]


def diseases() -> list[tuple[str, str]]:
    """The diseases that the network knows."""
    return [(area.id, in_language(area.names)) for area in profile().diseases.values()]


def percent_over(total: int) -> str:
    """What is said where shares are more than the whole."""
    return _("The shares of one year come to %(total)s percent. Together they can be 100 at most.") % {
        "total": total
    }
