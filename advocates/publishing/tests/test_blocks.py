"""What editors can put on a page, and that none of it can break or endanger it."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import StructBlockValidationError

from advocates.publishing import blocks
from advocates.publishing.forms import is_taken


@pytest.fixture
def drawn(visitor, new_page):
    def draw(*body):
        new_page(body=list(body))
        return visitor.get("/history/").content.decode()

    return draw


def test_every_block_is_drawn(drawn):
    text = drawn(
        ("heading", {"text": "A part", "level": "3"}),
        ("text", "<p>One <b>word</b></p><ul><li>point</li></ul>"),
        ("quote", {"text": "Said\nthis", "source": "Somebody"}),
        ("facts", [{"name": "Founded", "value": "<p>2007</p>"}]),
        ("table", {"caption": "Years", "columns": ["a", "b"], "rows": [{"cells": ["1", "2"]}]}),
        ("notice", {"kind": "warn", "text": "<p>Careful</p>"}),
        ("button", {"label": "Go", "page": None, "address": "https://example.org/"}),
    )
    for markup in (
        '<h3 dir="auto">A part</h3>',
        '<p dir="auto">One <b>word</b></p>',
        '<li dir="auto">point</li>',
        "<blockquote",
        '<dt dir="auto">Founded</dt>',
        '<caption dir="auto">Years</caption>',
        '<th scope="col" dir="auto">a</th>',
        "notice--warn",
        'href="https://example.org/"',
    ):
        assert markup in text


def test_text_of_plain_fields_is_escaped(drawn):
    evil = "<script>alert(1)</script>"
    text = drawn(
        ("heading", {"text": evil, "level": "2"}),
        ("quote", {"text": evil, "source": evil}),
        ("button", {"label": evil, "page": None, "address": "/x/"}),
        ("table", {"caption": evil, "columns": [evil, "b"], "rows": [{"cells": [evil, "2"]}]}),
    )
    assert evil not in text
    assert "&lt;script&gt;" in text


def test_a_button_to_a_page_that_is_gone_is_not_drawn(drawn, about):
    about.unpublish()
    assert "Nowhere" not in drawn(("button", {"label": "Nowhere", "page": about, "address": ""}))


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//evil.example", "data:text/html,x", "vbscript:x", "ftp://x"]
)
def test_addresses_with_other_schemes_are_refused(address):
    block = blocks.Button()
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python({"label": "Go", "page": None, "address": address}))


@pytest.mark.parametrize(
    "address", ["https://example.org", "http://example.org", "/directory/", "mailto:a@example.org"]
)
def test_addresses_that_are_taken(address):
    block = blocks.Button()
    assert (
        block.clean(block.to_python({"label": "Go", "page": None, "address": address}))["address"] == address
    )


def test_a_link_leads_to_one_place():
    block = blocks.Button()
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python({"label": "Go", "page": None, "address": ""}))


def test_rows_of_a_table_have_as_many_cells_as_it_has_columns():
    block = blocks.Table()
    value = {"caption": "c", "columns": ["a", "b"], "rows": [{"cells": ["1"]}]}
    with pytest.raises(ValidationError):
        block.clean(block.to_python(value))


@pytest.mark.parametrize(
    ("slug", "taken"),
    [
        ("directory", True),
        ("manage", True),
        ("members", True),
        ("es", True),
        ("search", True),
        ("history", False),
    ],
)
def test_addresses_of_other_parts_of_the_site_are_not_given_to_pages(english_home, slug, taken):
    assert is_taken(english_home, slug) is taken


def test_addresses_below_about(about):
    assert is_taken(about, "facts")
    assert is_taken(about, "funding")
    assert not is_taken(about, "team")


def test_such_an_address_is_refused_with_a_sentence(editor, english_home):
    url = f"/manage/pages/add/publishing/standardpage/{english_home.pk}/"
    form = {"title": "Directory", "slug": "directory", "body-count": "0", "action-publish": "yes"}
    counts = {f"comments-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}
    answer = editor.post(url, form | counts)
    assert answer.status_code == 200
    assert "This address belongs to another part of the site" in answer.content.decode()


def test_a_new_page_can_be_published(editor, visitor, english_home):
    url = f"/manage/pages/add/publishing/standardpage/{english_home.pk}/"
    form = {
        "title": "Our team",
        "slug": "team",
        "summary": "Who we are",
        "body-count": "0",
        "action-publish": "yes",
    }
    counts = {f"comments-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}
    assert editor.post(url, form | counts).status_code == 302
    assert "Who we are" in visitor.get("/team/").content.decode()
