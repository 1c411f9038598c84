"""How much script a page brings: little to read, the editor only once somebody writes."""

import gzip
import re

import pytest

from advocates.core.assets import STATIC

READING, EDITOR = ("composer.js", "since.js"), "editor"
MOST_TO_READ, MOST_TO_WRITE = 5_000, 20_000


def packed(names) -> int:
    return sum(len(gzip.compress((STATIC / "js" / name).read_bytes(), 9)) for name in names)


def editor() -> list[str]:
    return [path.name for path in (STATIC / "js").glob(f"{EDITOR}*.js")]


def test_a_page_that_is_read_brings_little():
    assert 0 < packed(READING) <= MOST_TO_READ


def test_nor_does_the_editor_bring_much():
    assert len(editor()) >= 6
    assert packed(editor()) <= MOST_TO_WRITE


@pytest.mark.parametrize("name", READING)
def test_the_editor_is_loaded_when_it_is_used(name):
    text = (STATIC / "js" / name).read_text(encoding="utf-8")
    assert not re.search(r"^import ", text, re.MULTILINE)
