"""The register's English names of countries, as codes."""

from functools import cache

from advocates.organisations.geo.countries import ALIASES, COUNTRIES, country_name

# What the register writes and neither CLDR nor our other names say.
REGISTER = {
    "korea, republic of": "KR",
    "south korea": "KR",
    "korea, democratic people's republic of": "KP",
    "iran, islamic republic of": "IR",
    "turkey (türkiye)": "TR",
    "moldova, republic of": "MD",
    "macedonia, the former yugoslav republic of": "MK",
    "north macedonia": "MK",
    "congo, the democratic republic of the": "CD",
    "lao people's democratic republic": "LA",
    "tanzania, united republic of": "TZ",
    "palestinian territory, occupied": "PS",
    "palestinian territories, occupied": "PS",
    "bosnia and herzegovina": "BA",
    "côte d'ivoire": "CI",
    "czechia": "CZ",
    "former serbia and montenegro": "RS",
}


@cache
def _codes():
    # Aliases first: where several countries share a word, a country's own name wins.
    shared = {}
    for code, names in ALIASES.items():
        for name in names:
            shared.setdefault(name.lower(), set()).add(code)
    found = {name: next(iter(codes)) for name, codes in shared.items() if len(codes) == 1}
    found |= {country_name(code, "en").lower(): code for code in COUNTRIES}
    return found | REGISTER


def code_of(name):
    """ISO code of a country by the register's name; empty for one that we do not know."""
    return _codes().get(name.lower(), "")
