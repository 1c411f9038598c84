"""The shipped profile is complete, and a broken one says in one sentence what is wrong."""

import tomllib
from copy import deepcopy
from pathlib import Path

import pytest
from django.conf import settings

from advocates.core import profile as profiles
from advocates.core.languages import NETWORK_LANGUAGES
from advocates.organisations.geo.countries import COUNTRIES

SHIPPED = Path(settings.PACKAGE) / "profiles" / "cml.toml"


@pytest.fixture(scope="module")
def shipped() -> profiles.Profile:
    return profiles.load(str(SHIPPED))


class TestTheShippedOne:
    def test_every_country_of_the_world_is_in_exactly_one_region(self, shipped):
        listed = [code for region in shipped.regions.values() for code in region.countries]
        assert sorted(listed) == sorted(COUNTRIES)
        assert {shipped.region_of(code) for code in COUNTRIES} == set(shipped.regions)
        assert shipped.region_of("XX") == ""

    def test_every_disease_has_a_name_in_the_ten_languages(self, shipped):
        for disease in shipped.diseases.values():
            assert set(disease.names) >= set(NETWORK_LANGUAGES), disease.id
            assert set(disease.synonyms) <= set(NETWORK_LANGUAGES), disease.id

    def test_every_region_has_a_name_in_the_ten_languages(self, shipped):
        assert all(set(region.names) >= set(NETWORK_LANGUAGES) for region in shipped.regions.values())

    def test_what_the_interface_shows_is_in_the_languages_of_the_interface(self, shipped):
        languages = {code for code, _name in settings.INTERFACE_LANGUAGES}
        assert set(shipped.taglines) >= languages
        assert all(set(criterion) >= languages for criterion in shipped.criteria)
        assert len(shipped.criteria) == 6

    def test_no_word_is_written_twice(self, shipped):
        for disease in shipped.diseases.values():
            for words in disease.synonyms.values():
                assert len({word.casefold() for word in words}) == len(words), disease.id

    def test_no_claim_about_the_network_is_shipped(self):
        assert not {"funding", "members", "statements", "contact"} & set(
            tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
        )


class TestLanguage:
    TEXTS = {"en": "English", "ar": "العربية"}  # noqa: RUF012 - never changed

    @pytest.mark.parametrize(
        ("language", "text"), [("ar", "العربية"), ("ar-eg", "العربية"), ("en", "English"), ("ja", "English")]
    )
    def test_the_asked_one_or_english(self, language, text):
        assert profiles.in_language(self.TEXTS, language) == text

    def test_whatever_there_is(self):
        assert profiles.in_language({"tr": "Türkçe"}, "ar") == "Türkçe"
        assert profiles.in_language({}, "ar") == ""


def without(data, *path):
    data = deepcopy(data)
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    return data


class TestABrokenOne:
    @pytest.fixture
    def data(self):
        return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))

    @pytest.mark.parametrize(
        "path",
        [
            ("network",), ("diseases",), ("regions",), ("network", "names"), ("network", "short_name"),
            ("network", "main_disease"), ("diseases", 0, "id"), ("diseases", 0, "names"), ("regions", 0, "countries"),
            ("criteria", 0, "text"),
        ],
    )  # fmt: skip
    def test_what_is_missing_is_named(self, data, path):
        with pytest.raises(KeyError, match=str(path[-1])):
            profiles.parse(without(data, *path))

    def test_a_main_disease_that_is_not_there(self, data):
        data["network"]["main_disease"] = "plague"
        with pytest.raises(ValueError, match="main_disease"):
            profiles.parse(data)

    def test_a_country_in_two_regions(self, data):
        data["regions"][1]["countries"].append("DE")
        with pytest.raises(ValueError, match="DE is in two regions"):
            profiles.parse(data)

    @pytest.mark.parametrize("kind", ["diseases", "regions"])
    def test_an_id_twice(self, data, kind):
        data[kind].append({**data[kind][0], "countries": []})
        with pytest.raises(ValueError, match="same id"):
            profiles.parse(data)

    def test_a_colour_by_day_and_by_night(self, data):
        data["colours"] = {"primary": "#2C3A8C", "hero": {"day": "#123", "night": "#ABCDEF"}}
        assert profiles.parse(data).colours == (
            profiles.Colour("primary", "#2C3A8C", "#2C3A8C"),
            profiles.Colour("hero", "#123", "#ABCDEF"),
        )

    @pytest.mark.parametrize(
        "value", ["red", "#12", "#12345G", "#FFF;} body{x:y", 7, {"day": "#FFF", "night": 1}]
    )
    def test_a_colour_that_is_none(self, data, value):
        data["colours"] = {"primary": value}
        with pytest.raises(ValueError, match="primary must be written like"):
            profiles.parse(data)

    @pytest.mark.parametrize("names", [{}, {"en": ""}, {"en": 7}])
    def test_names_that_are_none(self, data, names):
        data["regions"][0]["names"] = names
        with pytest.raises(ValueError, match="text for each language"):
            profiles.parse(data)

    @pytest.mark.parametrize(
        "text", ["[", "\0", "network = 'x'", "[network]\nnames = 'x'", "[[diseases]]\nid = []"]
    )
    def test_one_sentence(self, tmp_path, text):
        file = tmp_path / "profile.toml"
        file.write_text(text)
        with pytest.raises(SystemExit) as stopped:
            profiles.load(str(file))
        sentence = str(stopped.value)
        assert sentence.startswith(f"advocates: The profile {file} cannot be used: ")
        assert "\n" not in sentence
        assert "Error" not in sentence

    def test_a_file_in_another_encoding(self, tmp_path):
        file = tmp_path / "profile.toml"
        file.write_bytes("short_name = 'é'".encode("latin-1"))
        with pytest.raises(SystemExit):
            profiles.load(str(file))
