"""Two changes of one text: both survive, nothing comes twice, nothing is lost; what cannot be merged is shown."""

from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from advocates.wiki.merge import merge
from advocates.wiki.paragraphs import canonical, key_of, pieces, together
from tests.patience import patience

BASE = "One\n\nTwo\n\nThree\n\nFour"
LINES = st.sampled_from(
    [
        "Alpha",
        "Beta",
        "## Gamma",
        "- delta",
        "- epsilon",
        "| a | b |",
        "",
        "",
        "```",
        "> zeta",
        "[^1]: eta",
        "1. theta",
    ]
)
TEXTS = st.lists(LINES, max_size=14).map("\n".join)


class TestParagraphs:
    @given(TEXTS)
    def test_together_they_are_the_text(self, text):
        assert together(pieces(canonical(text))) == canonical(text)

    @given(st.text(alphabet="a-|#`>[^]: \n\t1.", max_size=60))
    @example("1\n-\n1")
    def test_whatever_the_signs(self, text):
        assert together(pieces(canonical(text))) == canonical(text)

    def test_rows_items_and_headings_are_pieces_of_their_own(self):
        text = "# A\nplain\ngoes on\n- one\n- two\n  of it\n\n| a |\n|---|\n| b |"
        assert [key_of(piece) for piece in pieces(text)] == [
            "# A", "plain\ngoes on", "- one", "- two\n  of it", "| a |", "|---|", "| b |",
        ]  # fmt: skip

    def test_code_is_one_piece_whatever_stands_in_it(self):
        assert len(pieces("```\n- a\n\n- b\n```\n\nend")) == 2


class TestMerge:
    def test_changes_of_different_paragraphs_both_stand(self):
        merged = merge(BASE, BASE.replace("One", "Uno"), BASE.replace("Four", "Cuatro"))
        assert (merged.text, merged.conflicts) == ("Uno\n\nTwo\n\nThree\n\nCuatro", ())

    def test_neighbours_too(self):
        merged = merge(BASE, BASE.replace("Two", "Dos"), BASE.replace("Three", "Tres"))
        assert (merged.text, merged.conflicts) == ("One\n\nDos\n\nTres\n\nFour", ())

    def test_rows_of_a_table_are_neighbours(self):
        table = "| Country | Since |\n|---|---|\n| India | 2014 |\n| Peru | |"
        theirs, mine = table.replace("2014", "2015"), f"{table}\n| Nepal | 2026 |"
        assert merge(table, theirs, mine).text == f"{theirs}\n| Nepal | 2026 |"

    def test_the_same_change_stands_once(self):
        both = BASE.replace("Two", "Dos") + "\n\nFive"
        assert merge(BASE, both, both + "\n\nSix").text == both + "\n\nSix"

    def test_two_additions_at_the_same_place_both_stand(self):
        assert (
            merge(BASE, f"{BASE}\n\nFrom her", f"{BASE}\n\nFrom me").text == f"{BASE}\n\nFrom her\n\nFrom me"
        )

    def test_one_paragraph_changed_twice_is_a_conflict(self):
        merged = merge(BASE, BASE.replace("Two", "Dos"), BASE.replace("Two", "Deux"))
        assert [(each.base, each.theirs, each.mine) for each in merged.conflicts] == [("Two", "Dos", "Deux")]
        assert merged.text == BASE.replace("Two", "Deux")

    @pytest.mark.parametrize(
        ("chosen", "stands"),
        [
            (("theirs", "mine"), "Dos\n\nThree\n\nQuatre"),
            (("both", "theirs"), "Dos\n\nDeux\n\nThree\n\nCuatro"),
            (("theirs",), "Dos\n\nThree\n\nQuatre"),
        ],
    )
    def test_where_it_was_chosen_that_stands(self, chosen, stands):
        theirs = BASE.replace("Two", "Dos").replace("Four", "Cuatro")
        mine = BASE.replace("Two", "Deux").replace("Four", "Quatre")
        assert merge(BASE, theirs, mine, chosen).text == f"One\n\n{stands}"

    def test_so_is_a_change_of_what_the_other_has_deleted(self):
        merged = merge(BASE, "One\n\nThree\n\nFour", BASE.replace("Two", "Deux"))
        assert [(each.theirs, each.mine) for each in merged.conflicts] == [("", "Deux")]

    def test_what_stands_alone_does_not_melt_with_its_neighbour(self):
        assert merge("# A\ntext", "text", "Before\n\n# A\ntext").text.split("\n") == ["Before", "", "text"]

    @pytest.mark.parametrize("unit", ["same", "- same", "| same |"])
    def test_ten_thousand_equal_lines_take_no_time(self, unit):
        many = "\n\n".join([unit] * 10_000)
        start = process_time()
        merged = merge(many, f"{many}\n\nend", f"start\n\n{many}")
        assert process_time() - start < patience(2)
        assert merged.text == f"start\n\n{many}\n\nend"


def keys(text: str) -> set[str]:
    return {key_of(piece) for piece in pieces(canonical(text))}


class TestAlways:
    @given(TEXTS, TEXTS, TEXTS)
    @settings(max_examples=300)
    def test_no_line_disappears(self, base, theirs, mine):
        """What one of them has added stands in the text, or in a conflict that both are shown."""
        merged = merge(base, theirs, mine)
        shown = canonical("\n\n".join([merged.text, *(each.theirs for each in merged.conflicts)])).split("\n")
        for text in (theirs, mine):
            for piece in keys(text) - keys(base):
                assert set(piece.split("\n")) <= set(shown)

    @given(TEXTS, TEXTS, TEXTS)
    def test_what_nobody_took_away_stays(self, base, theirs, mine):
        merged = merge(base, theirs, mine)
        assert keys(base) & keys(theirs) & keys(mine) <= keys(merged.text) | {
            key for each in merged.conflicts for key in keys(f"{each.theirs}\n\n{each.mine}")
        }

    @given(TEXTS, TEXTS)
    def test_equal_changes_appear_once(self, base, changed):
        assert merge(base, changed, changed).text == canonical(changed)

    @given(TEXTS, TEXTS)
    def test_who_changed_nothing_takes_nothing_away(self, base, changed):
        assert merge(base, changed, base).text == canonical(changed)
        assert merge(base, base, changed).text == canonical(changed)

    @given(
        st.lists(st.integers(0, 10**6), min_size=2, max_size=12, unique=True),
        st.data(),
    )
    def test_disjoint_changes_both_survive(self, numbers, data):
        base = [f"Paragraph {number}" for number in numbers]
        places = data.draw(st.lists(st.sampled_from(range(len(base))), min_size=2, max_size=2, unique=True))
        theirs, mine = list(base), list(base)
        theirs[places[0]] += " theirs"
        mine[places[1]] += " mine"
        merged = merge("\n\n".join(base), "\n\n".join(theirs), "\n\n".join(mine))
        both = [one if one != was else other for was, one, other in zip(base, theirs, mine, strict=True)]
        assert (merged.text, merged.conflicts) == ("\n\n".join(both), ())
