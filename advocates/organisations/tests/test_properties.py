"""Rules of folding, words and typing errors that hold for every text."""

import pytest
from django.http import QueryDict
from hypothesis import example, given
from hypothesis import strategies as st

from advocates.core.folding import asked_words, fold, words
from advocates.organisations.directory import FACETS, Query
from advocates.organisations.finding import as_parameters, asked_of
from advocates.organisations.geo.countries import COUNTRIES
from advocates.organisations.vocabulary import Service
from advocates.organisations.wordindex import WordIndex, one_error_apart

few_letters = st.text(alphabet="abc", max_size=6)
any_text = st.text(max_size=60)


@given(any_text)
@example("ℌ™℡ Ǆ ŉ İı ß ẞ")
@example("الآن ٱلْقُرآن ـ ىة ؤئ")
@example("ガ ｶﾞ 각 ไทย น้ำ")
def test_folding_again_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(any_text)
def test_capitals_do_not_matter(text):
    assert fold(text.casefold()) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pelouchová", "pelouchova"),
        ("Łódź", "lodz"),
        ("STRASSE", "Straße"),
        ("BİNSENDER", "binsender"),
        ("Diyarbakır", "diyarbakir"),
        ("Ήπατος", "ηπατος"),
        ("Алёна", "алена"),
        ("أمل", "امل"),
        ("جمعية", "جمعيه"),
        ("مُرضى", "مرضي"),
        ("שָׁלוֹם", "שלום"),
        ("ＣＭＬ", "cml"),
        ("ﾂﾊﾞｻ", "ツバサ"),
        ("CML™", "cmltm"),
        ("Cafe\u0301", "café"),
    ],
)
def test_one_spelling_for_all(one, other):
    assert fold(one) == fold(other)


@given(any_text)
@example("الجمعية المصرية")
@example("慢性骨髄性白血病 CML 患")
def test_every_text_is_found_by_itself(text):
    assert set(asked_words(text)) <= set(words(text))


@given(any_text)
def test_words_hold_no_syntax(text):
    for word in asked_words(text):
        assert word
        assert not set(word) & set(" \x00\"'*%:()-+^~<>&;,.")


def edits(one: str, other: str) -> int:
    """Damerau and Levenshtein's distance (optimal string alignment), by the book."""
    table = {(i, -1): i + 1 for i in range(-1, len(one))} | {(-1, j): j + 1 for j in range(-1, len(other))}
    for i, left in enumerate(one):
        for j, right in enumerate(other):
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (left != right))
            if i and j and left == other[j - 1] and one[i - 1] == right:
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(one) - 1, len(other) - 1]


@given(few_letters, few_letters)
@example("ab", "ba")
@example("", "a")
@example("abab", "baba")
def test_one_error_apart_as_counted_by_the_book(one, other):
    assert one_error_apart(one, other) == (edits(one, other) <= 1)


@given(st.lists(st.text(alphabet="abcd", min_size=4, max_size=7), min_size=1, max_size=8), st.data())
def test_index_finds_each_word_that_is_one_error_away(known, data):
    index = WordIndex()
    for position, word in enumerate(known):
        index.add([word], position)
    asked = data.draw(st.text(alphabet="abcd", min_size=4, max_size=8))
    near = index.find([asked])[-1]
    expected = [word.startswith(asked) for word in known]
    if not any(expected):
        expected = [edits(word, asked) <= 1 for word in known]
    assert [bool(near >> position & 1) for position in range(len(known))] == expected


@given(
    st.builds(
        Query,
        text=any_text.map(lambda text: " ".join(text.replace("\x00", " ").split())),
        region=st.sampled_from(["", "latin-america", "western-europe"]),
        country=st.sampled_from(["", *sorted(COUNTRIES)]),
        language=st.sampled_from(["", "es", "ar", "zh"]),
        disease=st.sampled_from(["", "cml", "gist"]),
        services=st.lists(st.sampled_from(Service.values), unique=True, max_size=4).map(tuple),
    )
)
def test_the_address_says_the_whole_query(query):
    asked = asked_of(QueryDict(as_parameters(query)))
    assert (asked.query, asked.errors) == (query, {})
    assert query.is_empty == (not query.text and not any(query.values_of(facet) for facet in FACETS))
