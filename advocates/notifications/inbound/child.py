"""The program that reads one mail, with little memory and time, apart from the server and all that it knows.

`reading` starts it by its path. At standard input: a line of JSON with the keys of signatures, then the mail. At
standard output: JSON with the text as people see it, the files, and the places of the signatures that are valid.
HTML is read for its words alone.
"""

import base64
import codecs
import importlib
import json
import os
import re
import resource
import sys
from email import message_from_bytes
from email.message import Message
from html.parser import HTMLParser
from typing import Any

UNREADABLE, TOO_COMPLEX = 3, 4
MOST_DEPTH, MOST_PARTS, MOST_FILES = 12, 200, 20
# The largest mail has so many where a file in it is as large as it can be.
MOST_RAW_LINES = 400_000
MOST_CHARACTERS, MOST_LINES, MOST_HTML = 400_000, 10_000, 200_000
# Pictures that mail programs put into signatures are no enclosures.
DECORATION = 10_000
# Where what the sender did not write now begins, as mail programs mark it in HTML.
CUT = "\x01"
ODD_CODECS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf_7"})
SIGNATURE_TYPES = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)
_SPACE = re.compile(r"\s+")


class TooComplex(Exception):
    """No person's mail is built like this."""


def limit(memory: int, cpu_seconds: int, output: int) -> None:
    """From here on this process has no more than that (bytes, seconds, bytes)."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)


def main() -> int:
    """The number tells `reading` how it went."""
    try:
        keys = json.loads(sys.stdin.buffer.readline())
        raw = sys.stdin.buffer.read()
        answer = read(raw)
        answer["valid"] = [
            place for place, name in keys["places"] if is_valid(raw, place, name, keys["keys"])
        ]
        sys.stdout.write(json.dumps(answer))
        sys.stdout.flush()
    except (TooComplex, MemoryError, RecursionError):
        return TOO_COMPLEX
    except Exception:  # a broken mail makes the parser raise whatever it likes, and all of it means the same
        return UNREADABLE
    return 0


def read(raw: bytes) -> dict[str, Any]:
    """The text and the files. What would be much work is refused before it is done."""
    small = raw.lower()
    if raw.count(b"\n") > MOST_RAW_LINES:
        raise TooComplex
    if small.count(b"multipart/") > 2 * MOST_DEPTH or small.count(b"\ncontent-type:") > MOST_PARTS:
        raise TooComplex
    found = Found()
    texts = found.texts(message_from_bytes(raw), 0)
    text = "\n".join(text for _kind, text in texts if text.strip(f" \n\r\t{CUT}"))
    # However long the mails are that it quotes: what was written now stands above, or below a few.
    short = "\n".join(text[:MOST_CHARACTERS].split("\n", MOST_LINES)[:MOST_LINES])
    return {"text": short, "is_cut": short != text, "files": found.files}


class Found:
    """Walks through the parts."""

    def __init__(self) -> None:
        self.parts = 0
        self.files: list[dict[str, Any]] = []

    def texts(self, part: Message, depth: int) -> list[tuple[str, str]]:
        """What is to be read in a part and those in it, each with its kind."""
        self.parts += 1
        if depth > MOST_DEPTH or self.parts > MOST_PARTS:
            raise TooComplex
        kind = part.get_content_type()
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            children = [
                self.texts(each, depth + 1) for each in part.get_payload() if isinstance(each, Message)
            ]
            return (
                best(children)
                if kind == "multipart/alternative"
                else [each for child in children for each in child]
            )
        if kind in {"text/plain", "text/html"} and not is_file(part):
            return [(kind, words_of(part, kind))]
        self.enclose(part, kind)
        return []

    def enclose(self, part: Message, kind: str) -> None:
        content = part.get_payload(decode=True)
        body = content if isinstance(content, bytes) else part.as_bytes()
        is_shown = part.get("Content-ID") is not None and part.get_content_disposition() != "attachment"
        if kind in SIGNATURE_TYPES or (is_shown and len(body) < DECORATION):
            return
        if len(self.files) >= MOST_FILES:
            raise TooComplex
        name = str(part.get_filename() or "")[:200]
        self.files.append({"name": name, "type": kind, "content": base64.b64encode(body).decode()})


def is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def best(children: list[list[tuple[str, str]]]) -> list[tuple[str, str]]:
    """Of several forms of the same: the plain one, where it says anything, else the one with most to read."""
    written = [child for child in children if any(text.strip() for _kind, text in child)]
    plain = [child for child in written if child[0][0] == "text/plain"]
    return (plain or written or [[]])[0]


def words_of(part: Message, kind: str) -> str:
    payload = part.get_payload(decode=True)
    text = decoded(payload if isinstance(payload, bytes) else b"", str(part.get_content_charset() or ""))
    if kind == "text/html":
        return words_in_html(text[:MOST_HTML])
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(CUT, " ")
    if str(part.get_param("format", "")).lower() == "flowed":
        text = unflowed(text, str(part.get_param("delsp", "")).lower() == "yes")
    return text


def decoded(payload: bytes, charset: str) -> str:
    """By the letters that the part names, where there are such; else by those that most have."""
    try:
        codec = codecs.lookup(charset or "utf-8")
        if codec.name.replace("-", "_") not in ODD_CODECS and getattr(codec, "_is_text_encoding", False):
            return str(codec.decode(payload, "strict")[0])
    except (LookupError, UnicodeError, ValueError, TypeError):
        pass
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        return payload.decode("cp1252", errors="replace")


def unflowed(text: str, drops_space: bool) -> str:
    """Lines that a mail program broke put together again (RFC 3676); quoted ones stay as they are."""
    lines: list[str] = []
    is_open = False
    for line in text.split("\n"):
        body = line[1:] if line.startswith(" ") else line
        if is_open and not line.startswith(">") and body != "-- ":
            lines[-1] += body
        else:
            lines.append(body)
        is_open = body.endswith(" ") and body != "-- " and not line.startswith(">")
        if is_open and drops_space:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


BLOCKS = frozenset(
    {
        "p", "div", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section", "article",
        "header", "footer", "hr", "pre",
    }
)  # fmt: skip
UNSEEN = frozenset({"script", "style", "head", "title", "template", "svg", "noscript"})
QUOTES = ("gmail_quote", "gmail_extra", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote", "zmail_extra")
QUOTE_IDS = frozenset(
    {"divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container", "x_divrplyfwdmsg"}
)


class Words(HTMLParser):
    """The words of a page, line by line; marks where a mail program says that something quoted begins."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.hidden = 0
        self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self.hidden += 1
            return
        said = {name: (value or "").lower() for name, value in attrs}
        if said.get("id", "") in QUOTE_IDS or any(mark in said.get("class", "") for mark in QUOTES):
            self.out.append(f"\n{CUT}\n")
        if tag == "blockquote":
            self.quoted += 1
        if tag == "br":
            self.line()
        elif tag in BLOCKS:
            self.line()
            if tag == "p" and self.out:
                self.line()
        elif tag == "li":
            self.line()
            self.out.append("- ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in UNSEEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.hidden = max(0, self.hidden - 1)
        if tag == "blockquote":
            self.quoted = max(0, self.quoted - 1)
        if tag in BLOCKS:
            self.line()
        elif tag == "td":
            self.out.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.out.append(_SPACE.sub(" ", data.replace(CUT, " ")))

    def line(self) -> None:
        self.out.append(f"\n{'> ' if self.quoted else ''}")


def without_comments(markup: str) -> str:
    """The parser looks for the end of each again from its beginning, which takes seconds where there is none."""
    kept, at = [], 0
    while (begin := markup.find("<!--", at)) >= 0:
        kept.append(markup[at:begin])
        end = markup.find("-->", begin + 4)
        at = end + 3 if end >= 0 else len(markup)
    return "".join([*kept, markup[at:]])


def words_in_html(markup: str) -> str:
    """The words alone."""
    parser = Words()
    parser.feed(without_comments(markup))
    parser.close()
    lines = [" ".join(line.split()) for line in "".join(parser.out).replace("\xa0", " ").split("\n")]
    kept: list[str] = []
    for line in lines:
        if line.strip("> ") or (kept and kept[-1].strip("> ")):
            kept.append(line)
    return "\n".join(kept).strip("\n")


def is_valid(raw: bytes, place: int, name: str, keys: dict[str, str]) -> bool:
    """Whether a signature holds, with the key that was fetched for it."""
    # By name: it takes a tenth of a second to load, and most mails have nothing for it to check.
    signature = importlib.import_module("dkim").DKIM(raw, minkey=1024)

    def known(asked: bytes | str, timeout: int = 0) -> bytes:
        asked_name = (asked.decode() if isinstance(asked, bytes) else asked).rstrip(".").lower()
        return keys.get(name, "").encode() if asked_name == name else b""

    try:
        return bool(signature.verify(idx=place, dnsfunc=known))
    except Exception:  # a signature that cannot be read proves nothing
        return False


if __name__ == "__main__":
    limit(*map(int, sys.argv[1:]))
    sys.exit(main())
