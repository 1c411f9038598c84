"""Form controls for what news are about."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from advocates.organisations.geo.countries import COUNTRIES, country_name, sort_key


class CountrySelect(forms.Select):
    """All countries by name, in the language of whoever chooses."""

    def optgroups(self, name, value, attrs=None):
        language = get_language() or "en"
        named = sorted(
            ((code, country_name(code, language)) for code in COUNTRIES),
            key=lambda row: sort_key(row[1], language),
        )
        self.choices = [("", _("Choose a country")), *named]
        return super().optgroups(name, value, attrs)
