"""What changed, so that people see it: words, paragraphs that came and went, and what was only moved."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocates.wiki.difference import Change, compare, plainly, words_of
from advocates.wiki.paragraphs import canonical, key_of, pieces
from tests.patience import patience

ONE, TWO, THREE = "The first paragraph.", "The second paragraph.", "The third paragraph."
TEXTS = st.lists(
    st.sampled_from(
        ["Alpha beta", "Alpha gamma", "## Delta", "- epsilon", "| a | b |", "", "", "مرحبا بكم", "慢性骨髄性"]
    ),
    max_size=14,
).map("\n".join)


def changes(old: str, new: str) -> list[str]:
    return [row.change for row in compare(old, new).rows]


def marked(words) -> str:
    return "".join(f"[{each.text}]" if each.is_other else each.text for each in words)


class TestWords:
    def test_only_the_words_that_changed(self):
        row = compare("Nepal: not yet. Patients pay 100%.", "Nepal: yes, since 2026. Patients pay 0%.").rows[
            0
        ]
        assert row.change is Change.CHANGED
        assert marked(row.old) == "Nepal: [not yet]. Patients pay [100]%."
        assert marked(row.new) == "Nepal: [yes, since 2026]. Patients pay [0]%."

    @pytest.mark.parametrize(
        ("old", "new", "gone", "come"),
        [
            ("慢性骨髄性白血病の患者会", "慢性骨髄性白血病の家族会", "患者", "家族"),
            ("نسأل الطبيب كل شهر", "نسأل الطبيب كل أسبوع", "شهر", "أسبوع"),
            ("हम हर महीने मिलते हैं", "हम हर सप्ताह मिलते हैं", "महीने ", "सप्ताह "),
        ],
    )
    def test_in_every_script(self, old, new, gone, come):
        row = compare(old, new).rows[0]
        assert [each.text for each in row.old if each.is_other] == [gone]
        assert [each.text for each in row.new if each.is_other] == [come]

    def test_how_many_came_and_went(self):
        found = compare("One two three.", "One two four, five.")
        assert (found.added, found.removed) == (2, 1)

    @given(st.text(max_size=80))
    def test_words_are_the_text(self, text):
        assert "".join(words_of(text)) == text


class TestParagraphs:
    def test_what_came_and_what_went(self):
        assert changes(f"{ONE}\n\n{TWO}", f"{ONE}\n\n{TWO}\n\n- entirely new") == ["same", "same", "added"]
        assert changes(f"{ONE}\n\n- gone for good\n\n{TWO}", f"{ONE}\n\n{TWO}") == ["same", "removed", "same"]

    def test_detail_7_a_moved_one_is_moved_and_not_deleted_and_written_anew(self):
        found = compare(f"{ONE}\n\n{TWO}\n\n{THREE}\n\nEnd", f"{TWO}\n\n{THREE}\n\n{ONE}\n\nEnd")
        assert (found.added, found.removed, found.moved) == (0, 0, 1)
        assert {row.change: row.is_down for row in found.rows if row.change is not Change.SAME} == {
            Change.MOVED_AWAY: True,
            Change.MOVED_HERE: True,
        }

    def test_rows_of_a_table_are_compared_row_by_row(self):
        old = "| India | 2014 |\n| Nepal | not yet |\n| Peru | |"
        assert changes(old, old.replace("not yet", "since 2026")) == ["same", "changed", "same"]

    def test_something_quite_different_is_no_change_of_it(self):
        assert set(changes("Ask the ministry first.", "Wir treffen uns jeden Montag.")) == {
            "added",
            "removed",
        }

    def test_signs_of_the_markup_are_not_in_the_way(self):
        found = compare(
            "## A plan\n\n- **One** thing\n\n| a | b |", "## A plan\n\n- **Two** things\n\n| a | b |"
        )
        assert [marked(row.new or row.old) for row in found.rows] == ["A plan", "• [Two things]", "a │ b"]

    def test_but_a_change_of_the_signs_alone_is_shown(self):
        row = compare("Never ever alone", "Never **ever** alone").rows[0]
        assert (marked(row.old), marked(row.new)) == ("Never ever alone", "Never [**]ever[** ]alone")

    def test_the_same_is_nothing(self):
        assert compare(ONE, f"{ONE}\n\n").is_empty


class TestAlways:
    @given(TEXTS, TEXTS)
    @settings(max_examples=300)
    def test_each_side_is_its_text(self, old, new):
        """Nothing is left out on either side, and nothing is made up."""
        rows = compare(old, new).rows
        olds = [marked(row.old).replace("[", "").replace("]", "") for row in rows if row.old]
        news = [
            marked(row.new or row.old).replace("[", "").replace("]", "")
            for row in rows
            if row.new or row.change is Change.SAME
        ]
        both = ([plainly(key_of(each)) for each in pieces(canonical(text))] for text in (old, new))
        assert [sorted(olds), news] == [sorted(next(both)), next(both)]

    @given(TEXTS)
    def test_nothing_changed_is_shown_as_nothing(self, text):
        assert compare(text, text).is_empty


class TestFast:
    @pytest.mark.parametrize("kind", ["paragraphs", "one", "rows", "same words", "all new"])
    def test_a_hundred_thousand_letters(self, kind):
        sentence = "Ask the committee when it meets, number {}, and bring somebody along. "
        many = [sentence.format(number) for number in range(1_400)]
        olds = {
            "paragraphs": "\n\n".join(many),
            "one": "".join(many),
            "rows": "\n".join(f"| {each} | x |" for each in many),
            "same words": "word " * 20_000,
            "all new": "\n\n".join(many),
        }
        old = olds[kind]
        new = old.replace("committee", "ministry", 300).replace("word", "other", 9_000)
        if kind == "all new":
            new = "\n\n".join(
                f"Wir fragen {number} das Ministerium, jede Woche wieder." for number in range(1_800)
            )
        start = process_time()
        found = compare(old[:100_000], new[:100_000])
        assert process_time() - start < patience(2)
        assert not found.is_empty
