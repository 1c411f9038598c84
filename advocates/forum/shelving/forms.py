"""Forms of the office: the words of a category in each language, a new committee, a seat."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocates.accounts.addresses import canonical_address
from advocates.accounts.models import Person
from advocates.core.languages import INTERFACE_LANGUAGES
from advocates.forum.shelving.actions import Shelf


class NamesForm(forms.Form):
    """A name in each language of the site; one is enough."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, language in INTERFACE_LANGUAGES:
            label = gettext_lazy("Name (%(language)s)") % {"language": language}
            self.fields[f"name_{code}"] = forms.CharField(label=label, max_length=80, required=False)

    def texts(self, kind: str) -> dict[str, str]:
        """The texts of one kind by language."""
        return {
            code: " ".join(str(self.cleaned_data.get(f"{kind}_{code}") or "").split())
            for code, _language in INTERFACE_LANGUAGES
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(self.texts("name").values()):
            self.add_error(f"name_{INTERFACE_LANGUAGES[0][0]}", _("Give a name in at least one language."))
        return cleaned


class CategoryForm(NamesForm):
    """A category: names, purposes, and who begins topics there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, language in INTERFACE_LANGUAGES:
            label = gettext_lazy("What it is for (%(language)s)") % {"language": language}
            self.fields[f"about_{code}"] = forms.CharField(label=label, max_length=200, required=False)
        self.fields["is_for_announcements"] = forms.BooleanField(
            label=gettext_lazy("Only moderators begin topics here; everybody can answer."), required=False
        )

    @property
    def shelf(self) -> Shelf:
        return Shelf(self.texts("name"), self.texts("about"), bool(self.cleaned_data["is_for_announcements"]))


class SeatForm(forms.Form):
    """Somebody by the address of their account."""

    email = forms.EmailField(label=gettext_lazy("E-mail address of the person"), max_length=254)

    def clean_email(self) -> str:
        return canonical_address(str(self.cleaned_data["email"]))

    def no_such_person(self) -> None:
        self.add_error("email", _("Nobody with this address has an account here."))


def initial_of(names: dict[str, str], abouts: dict[str, str]) -> dict[str, str]:
    """What the form of a category shows."""
    return {
        **{f"name_{code}": text for code, text in names.items()},
        **{f"about_{code}": text for code, text in abouts.items()},
    }


def person_of(email: str) -> Person | None:
    return Person.objects.filter(email=email, is_active=True).first()
