"""Countries: complete, placed on their land, found by the names that people use."""

import pytest

from advocates.organisations.geo.countries import (
    COUNTRIES,
    SEARCH_LANGUAGES,
    country_name,
    country_search_names,
    distance_km,
    language_name,
    language_own_name,
    nearest_countries,
    sort_key,
)


def test_every_country_of_iso_3166_is_there_with_point_and_languages() -> None:
    assert len(COUNTRIES) == 249
    for code, country in COUNTRIES.items():
        assert code == country.code
        assert len(country.alpha3) == 3
        assert -90 <= country.lat <= 90
        assert -180 <= country.lon <= 180
        assert country.languages, code
        assert len(set(country.languages)) == len(country.languages)


@pytest.mark.parametrize(
    ("code", "lat", "lon"),
    [
        ("FR", (43, 50), (-3, 7)),
        ("US", (30, 45), (-115, -80)),
        ("NO", (58, 64), (5, 12)),
        ("CL", (-37, -30), (-73, -69)),
        ("RU", (50, 60), (30, 60)),
        ("GF", (2, 6), (-55, -51)),
        ("PS", (31, 33), (34, 36)),
        ("FJ", (-19, -16), (177, 180)),
    ],
)
def test_a_label_point_lies_in_the_part_that_people_think_of(code: str, lat: tuple, lon: tuple) -> None:
    country = COUNTRIES[code]
    assert lat[0] < country.lat < lat[1]
    assert lon[0] < country.lon < lon[1]


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("CH", ("de",)),
        ("BE", ("nl", "fr")),
        ("NO", ("no",)),
        ("TW", ("zh",)),
        ("CA", ("en", "fr")),
        ("EG", ("ar",)),
    ],
)
def test_official_languages_come_first(code: str, first: tuple) -> None:
    assert COUNTRIES[code].languages[: len(first)] == first


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("TR", "en", "Türkiye"),
        ("CZ", "en", "Czechia"),
        ("HK", "en", "Hong Kong"),
        ("PS", "es", "Palestina"),
        ("DE", "ar", "ألمانيا"),
        ("de", "ja", "ドイツ"),
        ("DE", "zh-hans", "德国"),
        ("DE", "xx", "Germany"),
        ("DE", "../etc", "Germany"),
        ("ZQ", "en", "ZQ"),
    ],
)
def test_names_are_the_common_ones_and_fall_back_to_english(code: str, language: str, name: str) -> None:
    assert country_name(code, language) == name


def test_every_country_has_a_name_in_each_of_the_ten_languages() -> None:
    for code in COUNTRIES:
        for language in SEARCH_LANGUAGES:
            assert country_name(code, language) != code


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("GB", "UK"),
        ("US", "USA"),
        ("NL", "Holland"),
        ("CI", "Ivory Coast"),
        ("TR", "Turkey"),
        ("TR", "Türkiye"),
        ("CZ", "Czech Republic"),
        ("KR", "South Korea"),
        ("KP", "North Korea"),
        ("DE", "Alemania"),
        ("DE", "DEU"),
        ("DE", "DE"),
        ("EG", "مصر"),
        ("HK", "Hong Kong"),
        ("HK", "香港"),
    ],
)
def test_a_country_is_found_by_what_people_type(code: str, typed: str) -> None:
    assert typed in country_search_names(code)


def test_languages_have_a_name_and_their_own_name() -> None:
    assert language_name("de", "es") == "alemán"
    assert language_name("zz", "en") == "zz"
    assert language_own_name("es") == "Español"
    assert language_own_name("ar") == "العربية"
    assert language_own_name("no") == "Norsk"


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("es", ["Ándale", "Boa", "Nz", "Ñu", "Oa"]),
        ("en", ["Åland", "Albania", "Øster", "Peru", "São Tomé", "Spain"]),
        ("tr", ["Cibuti", "Çekya", "Çin", "Danimarka", "Hindistan", "Irak", "İran", "İtalya", "Japonya"]),
        ("ar", ["إسبانيا", "أستراليا", "بلجيكا"]),
        ("de", ["Ägypten", "Albanien", "Österreich", "Polen"]),
    ],
)
def test_names_sort_as_readers_expect(language: str, names: list) -> None:
    assert sorted(set(names), key=lambda name: sort_key(name, language)) == names


def test_arabic_is_ordered_without_regard_to_hamza() -> None:
    assert sort_key("أمل", "ar") == sort_key("امل", "ar") == sort_key("إمل", "ar")


def test_distance_is_symmetric_and_plausible() -> None:
    assert distance_km("FR", "FR") == 0
    assert distance_km("FR", "DE") == pytest.approx(distance_km("DE", "FR"))
    assert 500 < distance_km("FR", "DE") < 800
    assert distance_km("FJ", "WS") < 1500, "over the antimeridian, not round the world"


def test_nearest_prefers_a_shared_language_to_a_little_less_distance() -> None:
    assert nearest_countries("TG", ["GH", "NG", "CI", "DE"])[0] == "CI"
    assert nearest_countries("TG", ["GH", "NG", "CI", "DE"], languages=["en"])[0] == "GH"
    assert nearest_countries("LY", ["MA", "IT", "EG"], limit=1) == ["EG"]


def test_nearest_leaves_out_the_country_itself_and_unknown_codes() -> None:
    assert nearest_countries("FR", ["FR", "XX", "BE"]) == ["BE"]
    assert nearest_countries("AQ", []) == []
