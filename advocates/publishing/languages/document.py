"""The document that goes to a translator and comes back: numbered paragraphs, each with a place for the translation.

It is made of lines alone, so that it comes through every word processor, mail and clipboard. `[12]` stands before a
paragraph of the source, `[12=]` before its translation; the first line says of which revision of which page it is.
"""

import re
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

KEY = re.compile(r"\[#(\d{1,18})-(\d{1,18})-([a-z]{2,3}(?:-[a-z0-9]{2,8})*)\]")
NUMBER = re.compile(r"[ \t]*\[(\d{1,6})(=?)\][ \t]?(.*)", re.DOTALL)
# A line of the text that looks like one of ours.
LOOKS_LIKE = re.compile(r"(?m)^(?=\\*[ \t]*\[(?:#|\d))")
PROTECTED = re.compile(r"\\+[ \t]*\[(?:#|\d)")
# What word processors put in, and nobody types.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufeff]")


@dataclass(frozen=True, slots=True)
class Filled:
    """What came back: of which page, revision and language; the translations by number; numbers that stand twice."""

    page: int = 0
    revision: int = 0
    language: str = ""
    words: dict = field(default_factory=dict)
    doubled: list = field(default_factory=list)


def lines_of(key, paragraphs, translated):
    """The lines of a document: a paragraph with its number, below it the translation where there is one already."""
    yield f"[#{key[0]}-{key[1]}-{key[2]}]"
    for number, paragraph in enumerate(paragraphs, start=1):
        yield ""
        yield f"[{number}] {_protected(paragraph.text)}"
        yield f"[{number}=] {_protected(translated.get(paragraph.name, ''))}"


def as_text(title, hints, lines):
    """For any program that opens text."""
    return "\n".join([title, "", *hints, "", *lines, ""])


def as_html(language, title, hints, lines):
    """For any word processor. `language` is that of the hints."""
    body = "\n".join(
        f"<p>{escape(line, quote=False)}</p>" for whole in lines if whole for line in whole.split("\n")
    )
    told = "\n".join(f"<p>{escape(hint)}</p>" for hint in hints)
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title></head>\n'
        f"<body><h1>{escape(title)}</h1>\n{told}\n{body}\n</body></html>\n"
    )


def _protected(text):
    return LOOKS_LIKE.sub(lambda _match: "\\", text.replace("\r\n", "\n").replace("\r", "\n"))


def clean(text):
    """With line ends of one kind, and without what nobody typed."""
    return UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def read(text):
    """What somebody filled in. Lines before the first number, and the source, are not read."""
    text = clean(text)
    key = KEY.search(text)
    words, doubled, current = {}, [], None
    for line in text[key.end() if key else 0 :].split("\n"):
        found = NUMBER.match(line)
        if found and found[2]:
            current = int(found[1])
            if current in words:
                doubled.append(current)
            words[current] = [found[3]]
        elif found:
            current = None
        elif current is not None:
            words[current].append(line[1:] if PROTECTED.match(line) else line)
    told = {number: _unprotected_first(lines) for number, lines in words.items()}
    about = (int(key[1]), int(key[2]), key[3]) if key else (0, 0, "")
    return Filled(*about, {n: said for n, said in told.items() if said}, sorted(set(doubled)))


def _unprotected_first(lines):
    first = lines[0][1:] if PROTECTED.match(lines[0]) else lines[0]
    return "\n".join([first, *lines[1:]]).strip()


class _Lines(HTMLParser):
    """The text of a document in HTML, a line for each paragraph."""

    BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "li", "tr", "td", "br", "body"})
    SILENT = frozenset({"style", "script", "title"})

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lines, self.silent = [""], 0

    def handle_starttag(self, tag, attrs):
        if tag in self.SILENT:
            self.silent += 1
        if tag in self.BLOCKS:
            self.lines.append("")

    def handle_endtag(self, tag):
        if tag in self.SILENT and self.silent:
            self.silent -= 1
        if tag in self.BLOCKS:
            self.lines.append("")

    def handle_data(self, data):
        if not self.silent:
            # Word processors break lines where they like.
            self.lines[-1] += re.sub(r"[ \t\r\n]+", " ", data)


def text_of_html(html):
    """The lines of a document that a word processor has saved as HTML."""
    parser = _Lines()
    parser.feed(html)
    parser.close()
    return "\n".join(line.strip() for line in parser.lines if line.strip())
