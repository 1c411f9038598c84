"""How a file of a library comes into a text: by a line that its page gives."""

import re
from html import unescape

import pytest

from advocates.core import markup
from advocates.files.tests.factories import keep
from advocates.files.tests.libraries import address
from advocates.forum.tests.factories import make_shelf

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "title",
    ["Plan", "Plan [draft] 1", "a\\b]", "](https://evil.example/) [", "<b>خطة</b>", "*a* `b` &amp; _c_"],
)
def test_whatever_its_title_the_line_becomes_one_link_with_its_words(member, title):
    item = keep(member.person, make_shelf().space, title)
    shown = member.get(address(item)).text
    line = unescape(re.search(r'id="line-text"[^>]* value="([^"]+)"', shown)[1])
    drawn = markup.render(line)
    assert re.findall(r'href="([^"]+)"', drawn) == [address(item)]
    assert markup.to_text(drawn) == title
