"""What a field of an entry may hold; each says in one sentence what is wrong and what to write."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from babel import Locale
from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

from advocates.core.profile import profile
from advocates.organisations.geo.countries import COUNTRIES
from advocates.organisations.vocabulary import Service

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
LANGUAGE_CODES = frozenset(
    code for code in map(str, Locale("en").languages) if code.isalpha() and len(code) in {2, 3}
)
MOST_CODES = 60


def known_country(code: str) -> None:
    """An ISO 3166-1 alpha-2 code in capitals."""
    if code not in COUNTRIES:
        raise ValidationError(
            _("“%(code)s” is not a country code. Use two letters, such as DE."), params={"code": code}
        )


def known_language(code: str) -> None:
    """An ISO 639 code."""
    if code not in LANGUAGE_CODES:
        raise ValidationError(
            _("“%(code)s” is not a language code. Use letters such as es."), params={"code": code}
        )


def _each(codes: object, check: object) -> None:
    if not isinstance(codes, list) or len(codes) > MOST_CODES or len(set(map(str, codes))) != len(codes):
        raise ValidationError(_("This must be a list without doubles."))
    for code in codes:
        check(code)  # type: ignore[operator]


def known_countries(codes: Sequence[str]) -> None:
    _each(codes, known_country)


def known_languages(codes: Sequence[str]) -> None:
    _each(codes, known_language)


def known_diseases(ids: Sequence[str]) -> None:
    """Ids of the profile's diseases."""
    _each(ids, _one_of(profile().diseases))


def known_services(ids: Sequence[str]) -> None:
    _each(ids, _one_of(Service.values))


def known_sources(addresses: Sequence[str]) -> None:
    _each(addresses, web_address)


def _one_of(allowed: Iterable[str]) -> object:
    known = frozenset(allowed)

    def check(value: str) -> None:
        if value not in known:
            raise ValidationError(_("“%(value)s” is not one of the known words."), params={"value": value})

    return check


def web_address(address: str) -> None:
    """An http or https address with a host; nothing that could run script or carry a password."""
    try:
        parts = urlsplit(address)
        good = parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and not parts.username
    except ValueError:
        good = False
    if not good or re.search(r"[\s<>\"\\^`{|}\x00-\x1f]", address):
        raise ValidationError(_("Write a web address that starts with https:// or http://."))


def phone_number(number: str) -> None:
    """International form (E.164): +, country code, digits."""
    if not E164.fullmatch(number):
        raise ValidationError(
            _("Write the number with + and the country code, digits only, such as +441234567890.")
        )


@deconstructible
class PlainText:
    """No control characters, no formula for a spreadsheet, nothing that turns the direction of its surroundings."""

    _bad = re.compile(
        "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
    )

    def __init__(self, *, formula: bool = True) -> None:
        self.formula = formula

    def __call__(self, text: str) -> None:
        if self._bad.search(text):
            raise ValidationError(
                _("This text contains signs that cannot be seen. Type it again without them.")
            )
        if self.formula and text[:1] in {"=", "+", "-", "@", "\t", "\r"}:
            raise ValidationError(_("A name cannot begin with “%(sign)s”."), params={"sign": text[0]})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PlainText) and other.formula == self.formula

    def __hash__(self) -> int:
        return hash(self.formula)
