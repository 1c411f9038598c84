"""A part that is drawn once and filled many times."""

from django.utils import translation
from django.utils.safestring import SafeString

from advocates.core.stencils import kept, once_per_language, open_holes, stencil


def drawn(text: str, **values):
    """A stencil of this text, in which each value has a hole."""
    holes = open_holes(list(values))
    return kept(("a test", text), lambda: text.format(**holes)).fill(values)


def test_what_fills_a_hole_is_escaped():
    assert drawn("<b>{name}</b>", name='<script>"&') == "<b>&lt;script&gt;&quot;&amp;</b>"


def test_what_is_safe_stays_as_it_is():
    assert drawn("<b>{name}</b>", name=SafeString("<i>x</i>")) == "<b><i>x</i></b>"


def test_the_whole_may_be_drawn_as_it_is():
    assert isinstance(drawn("{name}", name="x"), SafeString)


def test_percents_and_braces_of_the_text_are_text():
    assert drawn("100 % of {name} %(name)s", name="50 % {x}") == "100 % of 50 % {x} %(name)s"


def test_a_value_cannot_make_a_hole():
    assert drawn("{name}{other}", name="\x01other\x02", other="secret") == "\x01other\x02secret"


def test_each_language_has_its_own():
    found = {}
    for language in ("en", "es"):
        with translation.override(language):
            found[language] = kept("in each language", translation.get_language).fill({})
    assert found == {"en": "en", "es": "es"}


def test_what_it_decides_by_makes_another_one():
    gone = {
        kind: stencil("forum/_post_gone.html", ("number", "moved_to"), gone=kind)
        for kind in ("hidden", "moved")
    }
    assert "/members/forum/p/" in "".join(gone["moved"].between)
    assert "/members/forum/p/" not in "".join(gone["hidden"].between)


def test_it_is_drawn_once():
    count = []
    for _twice in range(2):
        kept("drawn once", lambda: count.append(1) or "x")
    assert count == [1]


def test_a_number_is_worded_once_in_each_language():
    worded = []

    @once_per_language
    def say(count):
        worded.append(count)
        return f"{count} {translation.get_language()}"

    for language in ("en", "es", "en"):
        with translation.override(language):
            assert say(2) == f"2 {language}"
    assert worded == [2, 2]


def test_the_same_hole_twice_and_none():
    assert drawn("{name}, {name}", name="<") == "&lt;, &lt;"
    assert drawn("nothing to fill") == "nothing to fill"
