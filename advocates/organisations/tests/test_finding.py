"""What people type, and the groups that they find by it."""

import time
from collections.abc import Iterable
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advocates.core.folding import asked_words, words
from advocates.organisations import listing
from advocates.organisations.directory import FACETS, Index, Query
from advocates.organisations.geo.countries import country_name
from advocates.organisations.vocabulary import Service
from tests.patience import patience

some = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def found(groups: Index, text: str, language: str = "en", **filters) -> list[str]:
    query = Query(text=text, **filters)
    return [groups.entries[at].name for at in groups.positions(groups.select(query), language)]


def countries_of(groups: Index, text: str) -> set[str]:
    return {code for entry in groups.taken(groups.select(Query(text=text)).bits) for code in entry.countries}


class TestNames:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("IZUMI", "IZUMI Japan"),
            ("いずみの会", "IZUMI Japan"),
            ("Blodcancerförbundet", "Swedish Blood Cancer Association"),
            ("blodcancerforbundet", "Swedish Blood Cancer Association"),
            ("ASSOCIACAO BRASILEIRA", "ABRALE"),
            ("abrale", "ABRALE"),
            ("srgnt", "Sorgenti"),
            ("binsender", "BİNSENDER"),
            ("BINSENDER", "BİNSENDER"),
            ("losemi lenfoma", "LLMBİR"),
            ("przewlekla bialaczke", "Ogólnopolskie Stowarzyszenie Pomocy Chorym na Przewlekłą Białaczkę Szpikową"),
            ("Parents’ Organisation", "Parents' Organisation for Children with CML"),
            ("cancereux", "Association El Amel d'aide aux cancéreux"),
            ("asociatia romana de cancere rare", "ARCrare"),
            ("leikemijas slimnieku", "Association of Support for Leukemia Patients"),
            ("lym", "Lymphoma Action"),
        ],
    )  # fmt: skip
    def test_own_and_english_and_short_with_and_without_accents(self, groups, text, name):
        assert name in found(groups, text)

    @pytest.mark.parametrize(
        ("script", "text", "name"),
        [
            ("Chinese", "髓緣", "台灣髓緣之友協會"),
            ("Chinese", "癌症", "台灣全癌症病友連線"),
            ("Japanese", "つば", "血液情報広場・つばさ"),
            ("Japanese", "家族", "IZUMI Japan"),
            ("Korean", "루산", "Leu Hiking Club"),
            ("Korean", "환우", "Korea Leukemia and Blood Cancer Patients Organization (KLBPO)"),
            ("Thai", "ชม", "Thai Leukaemia Friends"),
            ("Thai", "มะเร็ง", "Thai Leukaemia Friends"),
            ("Arabic", "أم", "Association AMAL"),
            ("Arabic", "ام", "Association AMAL"),
            ("Arabic", "مص", "الجمعية المصرية لدعم مرضى سرطان الدم المزمن"),
            ("Hebrew", "תק", "Hebrew Hope"),
            ("Cyrillic", "На", "Надежда"),
            ("Cyrillic", "со", "VOOG Sodeystvie"),
            ("Greek", "ελ", "Ελπίδα Ζωής"),
            ("Greek", "ασ", "Hellenic Group of Patients with Chronic Lymphocytic Leukemia"),
        ],
    )
    def test_two_letters_suffice_in_every_script(self, groups, script, text, name):
        assert name in found(groups, text)

    def test_every_group_is_found_by_each_of_its_own_names(self, groups):
        for entry in groups.entries:
            for name in filter(None, (entry.name, entry.local_name, entry.acronym)):
                assert entry.name in found(groups, name), name

    def test_whole_words_of_names_come_first_then_beginnings_then_places_and_diseases(self, groups):
        names = found(groups, "leukemia")
        tiers = ["leukemia" in [*words(name)] for name in (_all_names(groups, shown) for shown in names)]
        assert tiers == sorted(tiers, reverse=True)
        assert tiers[0]
        assert not tiers[-1]

    def test_a_name_comes_before_the_groups_of_a_place_of_that_name(self, groups):
        names = found(groups, "japan")
        assert names[0] == "IZUMI Japan"
        assert len(names) == 3


def _all_names(groups: Index, name: str) -> str:
    entry = next(entry for entry in groups.entries if entry.name == name)
    return f"{entry.name} {entry.local_name} {entry.acronym}"


class TestPlaces:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("Germany", "DE"), ("Alemania", "DE"), ("ألمانيا", "DE"), ("Deutschland", "DE"), ("Германия", "DE"),
            ("ドイツ", "DE"), ("德国", "DE"), ("Almanya", "DE"), ("Allemagne", "DE"), ("Alemanha", "DE"),
            ("Turkey", "TR"), ("Türkiye", "TR"), ("turkiye", "TR"), ("Holland", "NL"), ("UK", "GB"),
            ("Ivory Coast", "CI"), ("Côte d’Ivoire", "CI"), ("cote d'ivoire", "CI"), ("مصر", "EG"), ("日本", "JP"),
            ("韩国", "KR"), ("Корея", "KR"), ("Czech Republic", "CZ"), ("Palestine", "PS"), ("Hong Kong", "HK"),
            ("Taiwan", "TW"), ("USA", "US"), ("Brasil", "BR"), ("Marruecos", "MA"), ("المغرب", "MA"), ("مغرب", "MA"),
            ("Utrecht", "NL"), ("torun", "PL"), ("Sao Paulo", "BR"), ("Forli", "IT"), ("Алматы", "KZ"),
            ("λευκωσια", "CY"),
        ],
    )  # fmt: skip
    def test_country_in_ten_languages_and_city(self, groups, text, code):
        assert code in countries_of(groups, text)

    @pytest.mark.parametrize("language", ["en", "es", "ar", "fr", "pt", "ru", "de", "ja", "zh", "tr"])
    def test_every_country_with_a_group_by_its_name(self, groups, language):
        for code in groups.facts.by_country:
            assert code in countries_of(groups, country_name(code, language)), (code, language)

    @pytest.mark.parametrize("text", ["Iran", "Islandia", "أيسلندا", "冰岛"])
    def test_a_country_without_a_group_is_not_taken_for_another(self, groups, text):
        assert found(groups, text) == []
        instead = listing.instead(groups, Query(text=text), "en")
        assert instead["country"]["code"] in {"IR", "IS"}
        assert instead["near"]
        assert instead["region_count"]


class TestDiseases:
    @pytest.mark.parametrize(
        ("text", "disease"),
        [
            ("CML", "cml"), ("LMC", "cml"), ("ХМЛ", "cml"), ("KML", "cml"), ("慢粒", "cml"),
            ("chronic myelogenous leukemia", "cml"), ("leucemia mieloide crónica", "cml"),
            ("leukaemia", "leukaemia"), ("leukemia", "leukaemia"), ("اللوكيميا", "leukaemia"), ("لوكيميا", "leukaemia"),
            ("白血病", "leukaemia"), ("лейкоз", "leukaemia"), ("lösemi", "leukaemia"), ("Blutkrebs", "leukaemia"),
            ("Waldenström", "waldenstrom"), ("waldenstrom", "waldenstrom"), ("gist", "gist"),
            ("sickle cell", "sickle-cell-disease"),
            ("drépanocytose", "sickle-cell-disease"), ("bone marrow transplant", "stem-cell-transplantation"),
        ],
    )  # fmt: skip
    def test_by_name_abbreviation_and_synonym_in_many_languages(self, groups, text, disease):
        bits = groups.facets["disease"][disease]
        assert bits
        assert bits & groups.select(Query(text=text)).bits == bits


class TestTypingErrors:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("abrlae", "ABRALE"),
            ("leukonet", "LeukaNET e.V. (Leukämie-Online)"),
            ("hematn", "Hematon"),
            ("hemmaton", "Hematon"),
            ("Blodcancerförbunbet", "Swedish Blood Cancer Association"),
            ("содейтсвие", "VOOG Sodeystvie"),
            ("ελπιδδα", "Ελπίδα Ζωής"),
            ("المصرة", "الجمعية المصرية لدعم مرضى سرطان الدم المزمن"),
            ("frinds mumbai", "Friends of Max"),
        ],
    )
    def test_one_in_a_word_is_forgiven(self, groups, text, name):
        assert name in found(groups, text)

    @some
    @given(st.data())
    def test_one_anywhere_in_any_name_is_forgiven(self, groups, data):
        entry = data.draw(st.sampled_from(groups.entries))
        long = [word for word in asked_words(entry.name) if len(word) >= 5]
        if not long:
            return
        word = data.draw(st.sampled_from(long))
        wrong = data.draw(st.sampled_from(_with_one_error(word)))
        asked = [wrong if other == word else other for other in asked_words(entry.name)[:12]]
        assert entry.name in found(groups, " ".join(asked))
        if not any(known.startswith(wrong) for known in groups.words._all):
            assert entry.name in found(groups, wrong)

    def test_short_words_are_taken_as_they_are(self, groups):
        assert "ALMA" not in found(groups, "alm x")
        assert found(groups, "qzx") == []


def _with_one_error(word: str) -> list[str]:
    at = range(1, len(word) - 1)
    return [
        *(word[:i] + word[i + 1 :] for i in at),
        *(word[:i] + "x" + word[i + 1 :] for i in at),
        *(word[:i] + "x" + word[i:] for i in at),
        *(word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in at),
    ]


class TestAnyInput:
    @pytest.mark.parametrize(
        "text",
        ['"', "'", "\\", "%", "_", "*", "a*", "%%%", "\x00", "a\x00b", "(", ")", "OR", "NEAR(a b)", "-cml", "^a",
         "name:x", "' OR 1=1 --", "\ud800", "\ufffe", "🎗️", "́" * 1000, " ", "\u202e", "{}", "AND NOT", "+", "&",
         "<script>"],
    )  # fmt: skip
    def test_is_never_an_error(self, groups, text):
        assert isinstance(found(groups, text), list)

    @pytest.mark.parametrize("operator", ["%", "_", "*", "?", ".", ".*"])
    def test_there_are_no_wildcards(self, groups, operator):
        assert found(groups, operator) == []
        assert "Hematon" not in found(groups, f"hem{operator}ton")

    @pytest.mark.parametrize(
        ("text", "same"),
        [
            ('"cml"', "cml"),
            ("-cml", "cml"),
            ("name:abrale", "name abrale"),
            ("cml*", "cml"),
            ("hematon^2", "hematon 2"),
        ],
    )
    def test_there_is_no_search_language(self, groups, text, same):
        assert found(groups, text) == found(groups, same)

    @some
    @given(st.text(max_size=200), st.sampled_from(["en", "ar", "zh"]))
    def test_finds_each_group_once(self, groups, text, language):
        names = found(groups, text, language)
        assert len(names) == len(set(names)) == groups.select(Query(text=text)).count

    @pytest.mark.parametrize(
        "text", ["a " * 5000, "x" * 10_000, "白" * 10_000, "́" * 10_000, "cml" * 3333, '"' * 10_000]
    )
    def test_long_text_costs_little(self, groups, text):
        found(groups, "warm up")
        begun = time.process_time()
        found(groups, text)
        assert time.process_time() - begun < patience(0.5)


queries = st.builds(
    Query,
    text=st.sampled_from(["", "", "cml", "leuk", "blood cancer", "amal", "xyzzy"]),
    region=st.sampled_from(["", "latin-america", "western-europe", "asia-pacific", "middle-east-africa"]),
    country=st.sampled_from(["", "ES", "DE", "IT", "EG", "IS"]),
    language=st.sampled_from(["", "es", "ar", "en", "ja"]),
    disease=st.sampled_from(["", "cml", "leukaemia", "gist", "sickle-cell-disease"]),
    services=st.lists(st.sampled_from(Service.values), max_size=2, unique=True).map(tuple),
)


class TestFacets:
    @some
    @given(queries)
    def test_selection_is_what_counting_by_hand_gives(self, groups, query):
        by_text = set(found(groups, query.text)) if query.text else {entry.name for entry in groups.entries}
        expected = {
            entry.name
            for entry in groups.entries
            if entry.name in by_text
            and all(set(query.values_of(facet)) <= set(entry.values_of(facet)) for facet in FACETS)
        }
        assert set(_names(groups.taken(groups.select(query).bits))) == expected

    @some
    @given(queries, st.sampled_from(FACETS))
    def test_a_count_is_what_choosing_its_value_gives(self, groups, query, facet):
        counts = groups.counts(facet, groups.select(query))
        for value in groups.facets[facet]:
            assert counts.get(value, 0) == groups.select(_choosing(query, facet, value)).count, value

    @some
    @given(queries)
    def test_list_map_and_counts_agree(self, groups, query):
        selection = groups.select(query)
        positions = groups.positions(selection, "en")
        assert len(positions) == selection.count == listing.summary(groups, selection)["groups"]
        sections = listing.sections(groups, selection, positions, "en")
        assert sum(len(section.rows) for section in sections) == selection.count
        if not query.text:
            assert all(section.count == len(section.rows) for section in sections)
        by_country = groups.counts("country", selection)
        if not query.country:
            assert len(by_country) == listing.summary(groups, selection)["countries"]

    def test_facts_are_what_counting_by_hand_gives(self, groups):
        facts = groups.facts
        assert facts.members == sum(entry.is_member for entry in groups.entries)
        assert facts.online == 1
        assert sum(facts.by_region.values()) == facts.listed - facts.online
        assert facts.by_country["ES"] == 7


def _choosing(query: Query, facet: str, value: str) -> Query:
    parts = {name: getattr(query, name) for name in Query.__dataclass_fields__}
    if facet == "service":
        return Query(**{**parts, "services": tuple(dict.fromkeys([*query.services, value]))})
    return Query(**{**parts, facet: value})


def _names(entries: Iterable) -> list[str]:
    return [entry.name for entry in entries]


class TestOrder:
    def test_by_country_then_name_as_the_reader_sorts_them(self, groups):
        for language in ("en", "es", "ar"):
            shown = [groups.entries[at].country for at in groups.positions(groups.select(Query()), language)]
            assert shown[-1] == ""
            changes = [code for code, before in zip(shown, ["?", *shown], strict=False) if code != before]
            assert len(changes) == len(set(changes))

    def test_spanish_puts_germany_first(self, groups):
        entries = [groups.entries[at] for at in islice(groups.positions(groups.select(Query()), "es"), 3)]
        assert {entry.country for entry in entries} == {"DE"}
