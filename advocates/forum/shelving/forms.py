"""Forms of the office: the words of a category in each language, a new committee, a seat."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocates.accounts.addresses import canonical_address
from advocates.accounts.models import Person
from advocates.core.languages import INTERFACE_LANGUAGES
from advocates.core.names import look, require_honest
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

    def check(self, name: str) -> None:
        """Raises `ValidationError` for a name that hides something."""
        require_honest(name)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        names = self.texts("name")
        for code, text in names.items():
            try:
                self.check(text)
            except ValidationError as error:
                self.add_error(f"name_{code}", error)
        if not any(names.values()):
            self.add_error(f"name_{INTERFACE_LANGUAGES[0][0]}", _("Give a name in at least one language."))
        return cleaned


class CommitteeForm(NamesForm):
    """A space of named people; nobody shall take it for another one."""

    def __init__(self, *args: Any, taken: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = {look(name) for name in taken}

    def check(self, name: str) -> None:
        super().check(name)
        if name and look(name) in self.taken:
            raise ValidationError(_("There is a space with this name, or one that looks the same, already."))


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
