"""Longer texts: notes, links between pages, headings with addresses; and nothing in them runs or takes for ever."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocates.core import documents, markup
from advocates.core.markup import Named
from advocates.core.tests.danger_words import DANGEROUS

NAMES = {
    "Home": Named("Our <home>", "/members/wiki/abc/"),
    "New": Named("New", "/members/wiki/s/x/new/?title=New"),
}


def drawn(source: str) -> str:
    document = documents.read(source)
    return document.written(NAMES, [f"s{number}" for number, _heading in enumerate(document.headings, 1)])


class TestLinks:
    def test_a_page_has_its_title_of_today_or_the_words_that_were_written(self):
        assert '<a href="/members/wiki/abc/"' in drawn("[[Home]]")
        assert "<bdi>Our &lt;home&gt;</bdi></a>" in drawn("[[Home]]")
        assert "<bdi>my place</bdi></a>" in drawn("[[Home|my place]]")

    def test_in_a_table_the_bar_is_no_new_cell(self):
        found = drawn("| a | b |\n|---|---|\n| [[Home|my place]] | x |")
        assert found.count("<td") == 2
        assert "my place" in found

    @pytest.mark.parametrize("code", ["`[[Home]]`", "    [[Home]]", "```\n[[Home]]\n```"])
    def test_in_code_it_is_what_was_typed(self, code):
        document = documents.read(code)
        assert "[[Home]]" in document.written(NAMES, [])
        assert list(document.used) == []

    @pytest.mark.parametrize(
        "text", ["[[]]", "[[|x]]", "[[a\nb]]", "[[", "[[[[Home]]]]", "[[" + "a" * 500 + "]]"]
    )
    def test_what_is_none_is_left_as_words(self, text):
        assert "<p" in drawn(text)

    def test_targets_are_replaced_and_words_stay(self):
        assert (
            documents.replace_links("[[Home|x]] [[ Home ]] [[New]]", {"Home": "#1"})
            == "[[#1|x]] [[#1]] [[New]]"
        )


class TestNotes:
    def test_numbered_as_they_come_and_linked_both_ways(self):
        found = drawn("One[^b] two[^a] again[^b]\n\n[^a]: First\n[^b]: Second *one*\ngoes on")
        assert found.index('href="#note-1">1') < found.index('href="#note-2">2')
        assert '<li id="note-1" dir="auto">Second <em>one</em> goes on <a href="#ref-1">' in found
        assert found.count('id="ref-1"') == 1

    def test_what_has_no_note_is_words(self):
        assert "[^x]" in drawn("One[^x]")

    def test_notes_of_notes_end(self):
        assert drawn("a[^1]\n\n[^1]: see[^2]\n[^2]: see[^1]").count("<li") == 2


class TestHeadings:
    @pytest.mark.parametrize(
        ("source", "levels"),
        [
            ("## A\n\n### B\n\n## C", [2, 3, 2]),
            ("# A\n\n#### B\n\n###### C\n\n####### D", [2, 3, 4]),
            ("### A\n\n# B", [2, 2]),
        ],
    )
    def test_no_level_is_left_out(self, source, levels):
        assert [heading.level for heading in documents.read(source).headings] == levels

    def test_each_has_its_address_and_a_link_to_it(self):
        found = drawn("# A *plan*\n\nText\n\n## [[Home]]")
        assert (
            '<h2 dir="auto" id="s1">A <em>plan</em> <a class="anchor" href="#s1" aria-labelledby="s1">#</a></h2>'
            in found
        )
        assert [heading.text for heading in documents.read("# A *plan*\n\n## [[Home]]").headings] == [
            "A plan",
            "Home",
        ]


class TestHarmless:
    @pytest.mark.parametrize("text", DANGEROUS)
    def test_nothing_runs_wherever_it_stands(self, text):
        for source in (
            text,
            f"# {text}",
            f"[[{text}]]",
            f"[[Home|{text}]]",
            f"x[^1]\n\n[^1]: {text}",
            f"| {text} |\n|---|",
        ):
            found = drawn(source)
            cleaned = markup.clean(found)
            assert "<script" not in found.lower()
            assert " on" not in "".join(
                part.partition(">")[0] for part in found.lower().split("<")[1:]
            ).replace(" one", "")
            assert markup.clean(cleaned) == cleaned

    @given(st.text(max_size=200))
    def test_any_text_is_drawn(self, text):
        assert isinstance(drawn(text), str)

    @pytest.mark.parametrize(
        "text",
        [
            "| a | b |\n|---|---|\n" + "| x | y |\n" * 10_000, ">" * 5_000 + "x", "[" * 50_000, "[[a]]" * 19_000,
            "[^1]" * 20_000 + "\n\n[^1]: x", "".join("  " * deep + "- x\n" for deep in range(200)), "*a " * 30_000,
        ],
        ids=["rows", "quotes", "brackets", "links", "notes", "lists", "stars"],
    )  # fmt: skip
    def test_nothing_takes_for_ever(self, text):
        start = perf_counter()
        drawn(text)
        assert perf_counter() - start < 10
