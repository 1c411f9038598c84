"""Countries and territories (ISO 3166-1): where they lie, what is spoken there, what they are called.

Codes, label points and languages are in `data/countries.json` (made by `scripts/map/` from Natural Earth and
Unicode CLDR); names come from CLDR through Babel. Nothing here knows the database.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from types import MappingProxyType

from babel import Locale, UnknownLocaleError

SEARCH_LANGUAGES = ("en", "es", "ar", "fr", "pt", "ru", "de", "ja", "zh", "tr")
EARTH_KM = 6371.0

# CLDR keeps short names apart from the long ones that Babel reads.
SHORT_NAMES: Mapping[str, Mapping[str, str]] = {
    "HK": {
        "en": "Hong Kong", "es": "Hong Kong", "ar": "هونغ كونغ", "fr": "Hong Kong", "pt": "Hong Kong",
        "ru": "Гонконг", "de": "Hongkong", "ja": "香港", "zh": "香港", "tr": "Hong Kong",
    },
    "MO": {
        "en": "Macao", "es": "Macao", "ar": "ماكاو", "fr": "Macao", "pt": "Macau",
        "ru": "Макао", "de": "Macau", "ja": "マカオ", "zh": "澳门", "tr": "Makao",
    },
    "PS": {
        "en": "Palestine", "es": "Palestina", "ar": "فلسطين", "fr": "Palestine", "pt": "Palestina",
        "ru": "Палестина", "de": "Palästina", "ja": "パレスチナ", "zh": "巴勒斯坦", "tr": "Filistin",
    },
    "MM": {"en": "Myanmar"},
}  # fmt: skip

# What people type and CLDR does not say.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "AE": ("UAE", "Emirates", "Emiratos"), "BA": ("Bosnia", "BiH"), "BN": ("Brunei Darussalam",),
    "CD": ("DR Congo", "DRC", "RDC", "Democratic Republic of the Congo", "Zaire"),
    "CG": ("Republic of the Congo", "Congo Republic"), "CI": ("Ivory Coast", "Costa de Marfil"),
    "CN": ("PRC", "People's Republic of China"), "CV": ("Cabo Verde",), "CZ": ("Czech Republic", "República Checa"),
    "DE": ("Deutschland",), "EH": ("Sahrawi",), "FK": ("Malvinas",), "FM": ("Federated States of Micronesia",),
    "GB": ("UK", "U.K.", "Great Britain", "Britain", "England", "Scotland", "Wales", "Northern Ireland", "Inglaterra"),
    "HK": ("Hongkong",), "IR": ("Persia",), "KP": ("DPRK", "Korea"),
    "KR": ("ROK", "Korea", "Republic of Korea", "Corea"), "LA": ("Lao", "Lao PDR"), "LK": ("Ceylon",),
    "MK": ("Macedonia", "FYROM"), "MM": ("Burma",), "MO": ("Macau",),
    "NL": ("Holland", "Holanda", "The Netherlands"), "PS": ("Palestinian Territories", "West Bank", "Gaza"),
    "RU": ("Russian Federation",), "SY": ("Syrian Arab Republic",), "SZ": ("Swaziland", "Suazilandia"),
    "TL": ("East Timor",), "TR": ("Turkey", "Turkiye"), "TW": ("Republic of China", "Formosa"), "TZ": ("Zanzibar",),
    "US": ("USA", "U.S.A.", "U.S.", "America", "United States of America", "EEUU", "EE. UU.", "EUA"),
    "VA": ("Holy See",), "VN": ("Viet Nam",),
}  # fmt: skip

# Arabic letters that people write in more than one way (hamza seats, final alef and teh), to one form each.
ARABIC_FORMS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ئ": "ي", "ى": "ي", "ة": "ه", "ـ": ""}
)
AFTER_ALL = "\uffff"
# Letters that stand apart from their base letter in a language's alphabet.
OWN_LETTERS: Mapping[str, Mapping[str, str]] = {
    "es": {"ñ": f"n{AFTER_ALL}"},
    "tr": {"ç": f"c{AFTER_ALL}", "ğ": f"g{AFTER_ALL}", "ı": f"h{AFTER_ALL}", "ö": f"o{AFTER_ALL}",
           "ş": f"s{AFTER_ALL}", "ü": f"u{AFTER_ALL}"},
    "ru": {"й": f"и{AFTER_ALL}"},
}  # fmt: skip
# Letters with a stroke do not fall apart under Unicode normalisation.
STROKED = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "’": "'"})


@dataclass(frozen=True)
class Country:
    """A country or territory: codes, a label point on its land, languages (official first)."""

    code: str
    alpha3: str
    lat: float
    lon: float
    languages: tuple[str, ...]


def _load() -> dict[str, Country]:
    raw = json.loads((Path(__file__).parent / "data" / "countries.json").read_text())
    return {
        code: Country(code, row["alpha3"], row["lat"], row["lon"], tuple(row["languages"]))
        for code, row in raw.items()
    }


COUNTRIES: Mapping[str, Country] = MappingProxyType(_load())


@cache
def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        return None


def _cldr_name(kind: str, code: str, language: str) -> str:
    """From the language, else from English, else the code itself."""
    for locale in (_locale(language), _locale("en")):
        names: Mapping[str, str] = getattr(locale, kind, {})
        if code in names:
            return str(names[code])
    return code


@lru_cache(maxsize=8192)
def country_name(code: str, language: str) -> str:
    """The short common name of a country in a language; English where CLDR has none, the code if all fails."""
    code = code.upper()
    return SHORT_NAMES.get(code, {}).get(_base(language), "") or _cldr_name("territories", code, language)


@cache
def country_search_names(code: str) -> frozenset[str]:
    """Everything by which people look for a country: its names in ten languages, ISO codes, common aliases."""
    code = code.upper()
    names = {country_name(code, language) for language in SEARCH_LANGUAGES}
    names |= {_cldr_name("territories", code, language) for language in SEARCH_LANGUAGES}
    names |= {code, *ALIASES.get(code, ())}
    if code in COUNTRIES:
        names.add(COUNTRIES[code].alpha3)
    return frozenset(names)


@lru_cache(maxsize=8192)
def language_name(code: str, language: str) -> str:
    """The name of a language (ISO 639) in another language, as it stands in the middle of a sentence."""
    return _cldr_name("languages", code.replace("-", "_"), language)


@cache
def language_own_name(code: str) -> str:
    """What a language calls itself, with a capital letter where its script has one."""
    name = _cldr_name("languages", code.replace("-", "_"), code)
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=8192)
def sort_key(text: str, language: str) -> str:
    """A key that puts names in the order of a reader's alphabet: accents folded, own letters kept apart."""
    text = unicodedata.normalize(
        "NFC", text.replace("İ", "i").replace("I", "ı") if language == "tr" else text
    )
    lowered = text.lower().translate(ARABIC_FORMS)
    own = OWN_LETTERS.get(_base(language), {})
    return "".join(own.get(letter) or _folded(letter) for letter in lowered)


def _base(language: str) -> str:
    return language.partition("-")[0]


def _folded(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", letter.translate(STROKED))
    return "".join(part for part in parts if not unicodedata.combining(part))


def distance_km(a: str, b: str) -> float:
    """Great-circle distance between the label points of two countries."""
    one, two = COUNTRIES[a], COUNTRIES[b]
    lat1, lat2 = radians(one.lat), radians(two.lat)
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin(radians(two.lon - one.lon) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def nearest_countries(
    code: str, candidates: Iterable[str], languages: Iterable[str] | None = None, limit: int = 5
) -> list[str]:
    """The candidates that help a reader in `code` best: near, and in a language that the reader shares.

    Score, lower is better: the distance in kilometres, divided by 3 where the candidate's first language is the
    reader's first, by 2 where any of its languages is among the reader's; a shared language thus outweighs a
    longer way, but not the whole world. `languages` are the reader's; without them, the country's own count.
    """
    spoken = tuple(languages) if languages is not None else COUNTRIES[code].languages

    def score(other: str) -> float:
        theirs = COUNTRIES[other].languages
        share = 3 if spoken and theirs[:1] == spoken[:1] else 2 if set(spoken) & set(theirs) else 1
        return distance_km(code, other) / share

    return sorted((other for other in set(candidates) if other != code and other in COUNTRIES), key=score)[
        :limit
    ]
