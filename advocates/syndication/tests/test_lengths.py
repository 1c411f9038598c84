"""How networks count."""

import regex
from hypothesis import given
from hypothesis import strategies as st

from advocates.syndication.posting.lengths import MOST, fits, graphemes, length, shortened
from advocates.syndication.posting.models import Network

URL = "https://example.org/news/a-long-address-that-counts-as-twenty-three/"


def test_an_address_counts_as_twenty_three_at_mastodon_and_as_it_is_elsewhere():
    assert length("mastodon", f"See {URL}.") == 4 + 23 + 1
    assert length("bluesky", f"See {URL}.") == 5 + len(URL)


def test_marks_do_not_count():
    assert graphemes("é") == graphemes("e\u0301") == 1
    assert graphemes("مَرْحَبًا") == 5


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_never_fewer_than_unicode_counts(text):
    assert graphemes(text) >= len(regex.findall(r"\X", text))


@given(st.text(max_size=700), st.text(max_size=400), st.sampled_from(list(Network)))
def test_whatever_the_words_it_fits_and_the_address_is_whole(title, summary, network):
    text = shortened(network, [part for part in (title, summary) if part] or ["x"], URL)
    assert fits(network, text)
    assert text.endswith(URL)


def test_a_server_with_a_measure_of_its_own():
    assert not fits("mastodon", "x" * 501)
    assert fits("mastodon", "x" * 501, 1000)
    assert MOST[Network.BLUESKY] == 300
