"""Pages of lists: every item on exactly one page, and nonsense in the address is not found, never an error of ours."""

import pytest
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as some

from advocates.core.paging import MOST_PAGES, cursor, page_number, paginate, position

sizes = some.integers(1, 60)
counts = some.integers(0, 400)


class TestPages:
    @given(counts, sizes)
    def test_every_item_is_on_exactly_one_page(self, count, size):
        items = list(range(count))
        first = paginate(items, "", size)
        pages = [paginate(items, str(number), size) for number in range(1, first.pages + 1)]
        assert [item for page in pages for item in page.items] == items
        assert all(page.count == count for page in pages)
        assert all(len(page.items) == size for page in pages[:-1])

    @given(counts, sizes)
    def test_forwards_and_backwards(self, count, size):
        items = list(range(count))
        page, seen = paginate(items, "1", size), 1
        assert page.previous is None
        while page.next:
            following = paginate(items, str(page.next), size)
            assert following.previous == page.number
            page, seen = following, seen + 1
        assert seen == page.pages

    @given(counts, sizes)
    def test_after_the_last_is_not_found(self, count, size):
        items = list(range(count))
        with pytest.raises(Http404):
            paginate(items, str(paginate(items, "", size).pages + 1), size)

    def test_an_empty_list_has_one_page(self):
        page = paginate([], "", 20)
        assert (page.number, page.pages, page.count, list(page.items)) == (1, 1, 0, [])
        assert (page.previous, page.next, page.shown_numbers) == (None, None, [1])

    @given(some.integers(1, 200), some.data())
    def test_the_numbers_that_are_drawn(self, pages, data):
        number = data.draw(some.integers(1, pages))
        shown = paginate(range(pages), str(number), 1).shown_numbers
        drawn = [each for each in shown if each is not None]
        assert {1, number, pages} <= set(drawn)
        assert drawn == sorted(set(drawn))
        assert len(shown) <= 7
        for before, gap, after in zip(shown, shown[1:], shown[2:], strict=False):
            assert gap is not None or after - before > 1


class TestTheNumberInTheAddress:
    @pytest.mark.parametrize(
        ("text", "number"), [("", 1), ("1", 1), ("7", 7), ("007", 7), (str(MOST_PAGES), MOST_PAGES)]
    )
    def test_a_number(self, text, number):
        assert page_number(text) == number

    @pytest.mark.parametrize(
        "text",
        [
            "0", "-1", "1e9", "NaN", "inf", "1.0", "+1", " 1", "1 ", "1\n", "\0", "１", "²", "৩", "x", "0x1", "1_0",
            str(MOST_PAGES + 1), "9" * 5000, "None", "1;2", "1'--",
        ],
    )  # fmt: skip
    def test_nonsense_is_not_found(self, text):
        with pytest.raises(Http404):
            page_number(text)

    @given(some.text())
    def test_whatever_is_asked(self, text):
        try:
            number = page_number(text)
        except Http404:
            return
        assert 1 <= number <= MOST_PAGES


class TestCursors:
    @given(some.integers(0, 10**12))
    def test_it_comes_back(self, place):
        assert position(cursor(place, "list"), "list") == place

    @given(some.integers(0, 10**12))
    def test_of_another_list_is_refused(self, place):
        with pytest.raises(ValueError, match="cursor"):
            position(cursor(place, "one"), "other")

    @given(some.text(some.characters(), max_size=200))
    def test_one_that_we_did_not_make_is_refused(self, text):
        with pytest.raises(ValueError, match=r".+"):
            position(text, "list")

    @given(some.integers(0, 10**6), some.data())
    def test_one_that_was_changed_is_refused(self, place, data):
        made = cursor(place, "list")
        at = data.draw(some.integers(0, len(made) - 1))
        sign = data.draw(some.sampled_from("abcXYZ019-_:"))
        changed = made[:at] + sign + made[at + 1 :]
        if changed != made:
            with pytest.raises(ValueError, match=r".+"):
                position(changed, "list")

    def test_it_does_not_show_what_it_holds(self):
        assert "123456" not in cursor(123456, "list")
