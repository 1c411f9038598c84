"""The program that reads one feed of strangers (RSS, Atom, JSON Feed), with little memory and time.

`uploads` starts it by its path, apart from the server and from everything that the server knows. The feed comes in at
standard input; what it lists goes out at standard output as JSON, one line for each entry: plain words, no markup.
A document type, in which entities could be declared, ends it.
"""

import json
import resource
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any
from xml.parsers import expat

UNREADABLE, ENTITIES = 3, 4
MOST_ENTRIES = 100
MOST_WORDS = {"title": 300, "text": 1000, "link": 2000, "id": 2000, "date": 100}
DEEPEST = 100
ENTRIES = frozenset({"item", "entry"})
FEEDS = frozenset({"rss", "feed", "RDF"})
# What an entry's parts are called in the three languages of feeds, the better word first.
NAMES = {
    "id": ("guid", "id"),
    "title": ("title",),
    "link": ("link", "url", "external_url"),
    "date": ("published", "pubDate", "date_published", "date", "issued", "updated", "date_modified"),
    "text": ("description", "summary", "content", "encoded", "content_text", "content_html"),
}
KNOWN = frozenset(name for names in NAMES.values() for name in names)
SILENT = frozenset({"script", "style", "template"})

Entry = dict[str, str]


class Entities(Exception):
    """Somebody declares a document type."""


class Plain(HTMLParser):
    """The words of a text that may be markup."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.silent += tag in SILENT
        self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in SILENT))
        self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def plain(text: str, most: int) -> str:
    """The words alone, on one line; what was written as markup twice over stays as it is and is no markup for us."""
    reader = Plain()
    reader.feed(text[:50_000])
    reader.close()
    words = " ".join("".join(reader.words).split())
    return "".join(sign for sign in words if sign.isprintable())[:most]


class Reader:
    """Collects the entries of an XML feed."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.path: list[str] = []
        self.entry: dict[str, str] | None = None
        self.words: list[str] = []
        self.is_feed = False

    def read(self, content: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self.refuse
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler = self.text
        parser.Parse(content, True)

    def refuse(self, *_anything: Any) -> None:
        raise Entities

    def start(self, name: str, attributes: dict[str, str]) -> None:
        short = name.rpartition(" ")[2]
        self.is_feed = self.is_feed or (not self.path and short in FEEDS)
        self.path.append(short)
        if len(self.path) > DEEPEST:
            raise ValueError("too deep")
        if self.entry is None and short in ENTRIES:
            self.entry = {}
        elif self.entry is not None and self.path[-2] in ENTRIES:
            self.words = []
            self.link(short, attributes)

    def link(self, name: str, attributes: dict[str, str]) -> None:
        """Atom's links are attributes; the one that leads to the text has no relation, or says so."""
        is_text = attributes.get("rel", "alternate") == "alternate"
        if self.entry is not None and name == "link" and is_text and attributes.get("href"):
            self.entry.setdefault("link", attributes["href"].strip())

    def text(self, words: str) -> None:
        if self.entry is not None:
            self.words.append(words)

    def end(self, _name: str) -> None:
        short = self.path.pop()
        if self.entry is None:
            return
        if short in ENTRIES and not ENTRIES & set(self.path):
            if len(self.entries) < MOST_ENTRIES:
                self.entries.append(self.entry)
            self.entry = None
        elif self.path[-1] in ENTRIES and short in KNOWN and (words := "".join(self.words).strip()):
            self.entry.setdefault(short, words)


def of_json(content: bytes) -> list[Entry]:
    """The entries of a JSON Feed."""
    feed = json.loads(content)
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ValueError("no feed")
    rows = [row for row in feed["items"][:MOST_ENTRIES] if isinstance(row, dict)]
    return [
        {name: str(row[name]) for name in KNOWN & set(row) if isinstance(row[name], str | int)}
        for row in rows
    ]


def of_xml(content: bytes) -> list[Entry]:
    """The entries of RSS or Atom."""
    reader = Reader()
    reader.read(content)
    if not reader.is_feed:
        raise ValueError("no feed")
    return reader.entries


def moment(text: str) -> str:
    """A date in either of the two ways feeds write it, in UTC; empty for what is none."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text.strip())
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return ""


def tidy(rows: list[Entry]) -> Iterator[Entry]:
    """Each entry with the same five words."""
    for row in rows:
        found = {
            ours: next((row[name] for name in names if row.get(name)), "") for ours, names in NAMES.items()
        }
        yield {
            "id": found["id"].strip()[: MOST_WORDS["id"]],
            "title": plain(found["title"], MOST_WORDS["title"]),
            "link": found["link"].strip()[: MOST_WORDS["link"]],
            "date": moment(found["date"][: MOST_WORDS["date"]]),
            "text": plain(found["text"], MOST_WORDS["text"]),
        }


def limit(memory: int, cpu_seconds: int, output: int) -> None:
    """From here on this process has no more than that (bytes, seconds, bytes)."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Write the entries; the number tells `uploads` how it went."""
    sys.stdin.buffer.seek(0)
    content = sys.stdin.buffer.read()
    try:
        rows = of_json(content) if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" else of_xml(content)
        lines = [json.dumps(entry) for entry in tidy(rows)]
    except Entities:
        return ENTITIES
    except (expat.ExpatError, ValueError, LookupError, RecursionError, MemoryError):
        return UNREADABLE
    sys.stdout.write("\n".join(lines))
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    limit(*(int(number) for number in sys.argv[1:]))
    sys.exit(main())
