"""The steps that ask for rows: money, people; and the last one, with what the applicant declares."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from advocates.accounts.addresses import canonical_address, is_shared, validate_address
from advocates.organisations.applications import codes
from advocates.organisations.applications.fields import Shown, StepForm, line_field, percent_over
from advocates.organisations.models import Mandate

FIRST_YEAR = 1990


class RowsForm(StepForm):
    """So many rows of the same fields; an empty row says nothing, a half-filled one is asked about."""

    mark_optional = False
    rows_offered = 5
    row_fields: tuple[str, ...] = ()

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for number in range(1, self.rows_offered + 1):
            for name, field in self.new_row().items():
                field.required = False
                self.fields[f"{name}_{number}"] = field

    def new_row(self) -> dict[str, forms.Field]:
        raise NotImplementedError

    @property
    def drawn_rows(self) -> list[list[BoundField]]:
        """The fields of each row, for the template."""
        return [
            [self[f"{name}_{number}"] for name in self.row_fields]
            for number in range(1, self.rows_offered + 1)
        ]

    def rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Rows in which something was written, with their numbers."""
        for number in range(1, self.rows_offered + 1):
            row = {name: self.cleaned_data.get(f"{name}_{number}") for name in self.row_fields}
            has_words = any(self.data.get(f"{name}_{number}") for name in self.typed_fields)
            if has_words:
                yield number, row

    # Fields in which something is typed; a choice that has a first value does not make a row.
    typed_fields: tuple[str, ...] = ()


class FundingForm(RowsForm):
    """Where the money comes from, how much of it, and when."""

    rows_offered = 6
    row_fields = ("source", "kind", "share", "year")
    typed_fields = ("source", "share")

    class Kind(models.TextChoices):
        MEMBERS = "members", pgettext_lazy("source of money", "Members, patients, families")
        DONATIONS = "donations", pgettext_lazy("source of money", "Donations of other people")
        FOUNDATION = "foundation", pgettext_lazy("source of money", "A foundation or charity")
        PUBLIC = "public", pgettext_lazy("source of money", "Government or public body")
        COMPANY = "company", pgettext_lazy("source of money", "A company")
        OTHER = "other", pgettext_lazy("source of money", "Something else")

    no_money = forms.BooleanField(label=gettext_lazy("We have no money at all."), required=False)

    def new_row(self) -> dict[str, forms.Field]:
        years = [MinValueValidator(FIRST_YEAR), MaxValueValidator(timezone.localdate().year)]
        short = {"inputmode": "numeric", "class": "field__input--short"}
        return {
            "source": line_field(gettext_lazy("Who gave it")),
            "kind": forms.ChoiceField(
                label=gettext_lazy("Kind of source"), choices=[("", _("Choose")), *self.Kind.choices]
            ),
            "share": forms.IntegerField(
                label=gettext_lazy("Share in percent"),
                validators=[MinValueValidator(0), MaxValueValidator(100)],
                widget=forms.TextInput(attrs=short),
            ),
            "year": forms.IntegerField(
                label=gettext_lazy("Year"), validators=years, widget=forms.TextInput(attrs=short)
            ),
        }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        rows = list(self.rows())
        for number, row in rows:
            for name in self.row_fields:
                if row[name] in (None, "") and f"{name}_{number}" not in self.errors:
                    self.add_error(f"{name}_{number}", _("Fill in the whole row, or leave all of it empty."))
        if not rows and not values.get("no_money"):
            self.add_error("no_money", _("Write where your money comes from, or tick that you have none."))
        if rows and values.get("no_money"):
            self.add_error("no_money", _("You have written sources of money. Take them out, or this tick."))
        self._sums(rows)
        return values

    def _sums(self, rows: list[tuple[int, dict[str, Any]]]) -> None:
        sums = Counter[int]()
        last: dict[int, int] = {}
        for number, row in rows:
            if isinstance(row["share"], int) and isinstance(row["year"], int):
                sums[row["year"]] += row["share"]
                last[row["year"]] = number
        for year, total in sums.items():
            if total > 100:
                self.add_error(f"share_{last[year]}", percent_over(total))

    def shown(self) -> Iterator[Shown]:
        self.is_valid()
        if self.cleaned_data.get("no_money"):
            yield Shown(str(self.fields["no_money"].label), [_("Yes")])
        kinds = {value: str(label) for value, label in self.Kind.choices}
        for _number, row in self.rows():
            year, kind = row["year"] or "", kinds.get(str(row["kind"]), "")
            share = _("%(share)s percent") % {"share": row["share"]} if row["share"] is not None else ""
            yield Shown(f"{row['source'] or ''} ({year})", [part for part in (kind, share) if part])


class PeopleForm(RowsForm):
    """Who will speak for the organisation, and is invited when it is accepted."""

    rows_offered = 4
    row_fields = ("person", "email", "role")
    typed_fields = ("person", "email")

    def new_row(self) -> dict[str, forms.Field]:
        return {
            "person": line_field(gettext_lazy("Full name"), most=150, is_name=True),
            "email": forms.EmailField(
                label=gettext_lazy("Own e-mail address"),
                max_length=254,
                validators=[validate_address, nobodys_address],
                widget=forms.EmailInput(attrs={"dir": "ltr"}),
            ),
            "role": forms.ChoiceField(
                label=gettext_lazy("Role"), choices=[("", _("Choose")), *Mandate.Role.choices]
            ),
        }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        rows = list(self.rows())
        seen: set[str] = set()
        for number, row in rows:
            for name in self.row_fields:
                if not row[name] and f"{name}_{number}" not in self.errors:
                    self.add_error(f"{name}_{number}", _("Fill in the whole row, or leave all of it empty."))
            address = canonical_address(row["email"] or "")
            if address and address in seen:
                self.add_error(f"email_{number}", _("This address stands in two rows."))
            seen.add(address)
        if not any(row["role"] == Mandate.Role.ADMINISTRATOR for _number, row in rows):
            self.add_error(
                "role_1",
                _("Name at least one administrator: somebody who says who speaks for the organisation."),
            )
        return values

    def shown(self) -> Iterator[Shown]:
        self.is_valid()
        roles = {value: str(label) for value, label in Mandate.Role.choices}
        for _number, row in self.rows():
            parts = (row["email"] or "", roles.get(str(row["role"]), ""))
            yield Shown(row["person"] or "", [part for part in parts if part])

    def people(self) -> list[dict[str, str]]:
        """Name, address and role of each."""
        self.is_valid()
        return [
            {"name": row["person"], "email": canonical_address(row["email"]), "role": row["role"]}
            for _number, row in self.rows()
            if row["person"] and row["email"] and row["role"]
        ]


def nobodys_address(address: str) -> None:
    """An address that several people read cannot be one person's way in."""
    if is_shared(address):
        raise ValidationError(
            _("This looks like an address that several people read. Give the person's own address.")
        )


class ConductForm(StepForm):
    """The code of conduct in its exact version, and what the applicant declares. Nothing is ticked beforehand."""

    version = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    accepts_code = forms.BooleanField(label=gettext_lazy("Our organisation accepts this code of conduct."))
    is_true = forms.BooleanField(label=gettext_lazy("What we have written is true and complete."))
    may_speak = forms.BooleanField(label=gettext_lazy("I may make this application for the organisation."))
    people_agree = forms.BooleanField(
        label=gettext_lazy("The people whom we have named know it and agree to be invited.")
    )

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.code = codes.current(get_language() or "en")
        self.is_outdated = False
        if self.code is None:
            del self.fields["accepts_code"]
            del self.fields["version"]
        else:
            self.initial["version"] = self.code.version
            if self.is_bound and self.data.get("version") != self.code.version:
                self.ask_anew(self.code.version)

    def ask_anew(self, version: str) -> None:
        """What was ticked under another version is not ticked under this one."""
        self.is_outdated = bool(self.data.get("accepts_code"))
        data: Any = self.data
        self.data = data = data.copy()
        data["version"] = version
        data.pop("accepts_code", None)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.is_outdated:
            self.errors.pop("accepts_code", None)
            self.add_error(
                "accepts_code",
                _("There is a newer version of the code of conduct. Please read and accept it."),
            )
        return values

    def consents(self) -> list[tuple[str, str, str]]:
        """What was agreed to: its name, the version, and the very words."""
        version = self.code.version if self.code else ""
        return [
            (name, version if name == "accepts_code" else "", str(field.label))
            for name, field in self.fields.items()
            if self.cleaned_data.get(name) is True
        ]
