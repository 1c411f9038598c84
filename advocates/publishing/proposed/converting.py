"""A text of the wiki as the blocks of an article: what editors can edit is left, and no way into the members' area."""

import posixpath
from html import escape
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup
from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from advocates.core import documents
from advocates.publishing.blocks import TEXT_FEATURES
from advocates.publishing.proposed.forms import PRIVATE

# What a heading, a cell of a table, a heading of a column and the words for a picture may have at most.
LONGEST, LONGEST_CELL, LONGEST_COLUMN, LONGEST_ALT = 120, 300, 80, 250
COLUMNS, ROWS = range(2, 9), range(1, 201)
HEADINGS = ("h2", "h3", "h4")


def body_of(source, title="", copied=None):
    """Blocks of a text: headings, text, tables, pictures, and its notes with the numbers that stand in the text.

    `copied` has for the name of a picture its copy and what it shows; a picture that it does not have is left out.
    Tables without a heading above them are called as the article is, by its `title`.
    """
    soup = BeautifulSoup(drawn(source), "html.parser")
    for link in soup.find_all("a"):
        if not is_public(link.get("href", "")):
            link.unwrap()
    for sign in soup.find_all("sup"):
        sign.replace_with(f"[{sign.get_text()}]")
    highest = min((each.name for each in soup.find_all(HEADINGS, recursive=False)), default="")
    blocks, above = [], title
    for element in list(soup.find_all(True, recursive=False)):
        if element.name in HEADINGS:
            above = words_of(element) or above
            blocks += heading_block(element, highest)
        elif element.name == "ol" and "notes" in element.get("class", []):
            blocks += notes_blocks(element)
        else:
            blocks += blocks_of(element, above, copied or {})
    return blocks


def drawn(source):
    """HTML in which links to pages are words already."""
    return documents.read(source).written({}, [])


def pictures_in(source):
    """The names of the files that stand in a text as pictures, each once, as the text writes them."""
    soup = BeautifulSoup(drawn(source), "html.parser")
    return list(dict.fromkeys(picture["data-file"] for picture in soup.find_all("img")))


def is_public(address):
    """Whether everybody may follow it: to another site, or to a public page of this one."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    if parts.scheme == "mailto":
        return True
    is_ours = not parts.netloc or parts.hostname == urlsplit(settings.SITE_URL).hostname
    if not is_ours:
        return parts.scheme in {"http", "https"}
    path = posixpath.normpath(f"/{unquote(parts.path).lstrip('/')}").casefold()
    return address.startswith(("/", "http")) and not path.startswith(PRIVATE)


def words_of(element):
    return " ".join(element.get_text().split())


def heading_block(element, highest):
    """One that is too long for a heading stands as bold text: no word is lost."""
    words = words_of(element)
    if len(words) > LONGEST:
        return text_block(f"<p><b>{escape(words)}</b></p>")
    level = "2" if element.name == highest else "3"
    return [("heading", {"text": words, "level": level})] if words else []


def blocks_of(element, above, copied):
    """Text, and after it the tables and pictures that stood in it."""
    tables = [box.extract() for box in element.find_all("div", class_="table-box")]
    if "table-box" in element.get("class", []):
        tables, element = [element], None
    found = [picture for each in [element, *tables] if each for picture in each.find_all("img")]
    shown = [block for picture in found for block in picture_block(picture.extract(), copied)]
    text = text_block(str(lines_kept(element))) if element else []
    return [*text, *(block for table in tables for block in table_block(table, above)), *shown]


def lines_kept(element):
    """What was typed as it stands, as in a form to copy, keeps its lines."""
    for typed in [element] if element.name == "pre" else element.find_all("pre"):
        lines = typed.get_text().strip("\n").split("\n")
        new = BeautifulSoup(f"<p>{'<br/>'.join(map(escape, lines))}</p>", "html.parser").p
        if typed is element:
            return new
        typed.replace_with(new)
    return element


def text_block(html):
    converter = ContentstateConverter(features=TEXT_FEATURES)
    kept = converter.to_database_format(converter.from_database_format(html))
    return [("text", kept)] if documents.to_text(kept).strip() else []


def table_block(box, above):
    """A table; one that is larger than the block can be is lines of text."""
    rows = [[words_of(cell) for cell in row.find_all(["th", "td"])] for row in box.find_all("tr")]
    columns, cells = rows[0], rows[1:]
    fits = len(columns) in COLUMNS and len(cells) in ROWS
    fits = fits and all(len(each) <= LONGEST_COLUMN for each in columns)
    if not fits or any(len(each) > LONGEST_CELL for row in cells for each in row):
        return text_block("".join(f"<p>{escape(' · '.join(filter(None, row)))}</p>" for row in rows))
    value = {
        "caption": above[:200],
        # A column without a heading has a stroke for one: the block wants some words.
        "columns": [each or "–" for each in columns],
        "rows": [{"cells": row} for row in cells],
    }
    return [("table", value)]


def picture_block(picture, copied):
    image, alt = copied.get(picture["data-file"], (None, ""))
    words = picture["alt"] or alt
    return [("picture", {"image": image, "alt": words[:LONGEST_ALT]})] if image else []


def notes_blocks(element):
    """The notes under a heading of their own; their numbers are those in the text."""
    for number, note in enumerate(element.find_all("li", recursive=False), start=1):
        for sign in note.find_all(string=f"↑ {number}"):
            sign.extract()
    return [("heading", {"text": _("Notes"), "level": "2"}), *text_block(str(element))]
