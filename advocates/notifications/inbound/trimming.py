"""What of a mail its sender wrote now. The rest is kept apart, so that nothing is lost where we are wrong.

First counts our own line, which stands above the text of our mails, and the line that names our own address: we know
both, in whatever language a mail program speaks. Then come the words by which programs introduce others' texts.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from advocates.notifications.inbound.child import CUT
from advocates.notifications.inbound.quoting_words import ATTRIBUTION, DEVICE, HEADS, ORIGINAL

OPENS, CLOSES = "##-", "-##"
LONGEST_LINE = 1000
# A line that introduces a quotation is broken into at most so many.
MOST_BROKEN = 4
# Shorter lines were ended by a person, longer ones by a program.
SHORT = 55
BROKEN_AT = 25
SENTENCE_ENDS = (".", "!", "?", "…", "。", "؟", ":", "！", "？")
_DAY = re.compile(r"\d{1,2}\s?[:.hH]\s?\d\d|[12]\d{3}|[٠-٩۰-۹]{2}|\d{1,2}[./-]\d{1,2}")
_OWN_LINE = re.compile(r"##-.{1,200}-##")
# What Outlook draws above the heads of the mail before.
_RULE = re.compile(r"[\s_]*_{8,}\s*")
_LIST = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s")


@dataclass(frozen=True, slots=True)
class Trimmed:
    """What was written now, and what was cut off. `kept` is empty where nothing was written."""

    kept: str
    rest: str


def answer_line() -> str:
    """What stands above the text of a mail that can be answered, in the language of the moment."""
    sentence = _("Write your answer above this line.")
    return f"{OPENS} {sentence} {CLOSES}"


def trim(text: str, own_addresses: Iterable[str]) -> Trimmed:
    """Part a mail's text. Answers between quoted lines stay there, each with what it answers."""
    lines = text.split("\n")
    own = [address.lower() for address in own_addresses if address]
    at = _first_cut(lines, own)
    while 0 < at < len(lines) and _RULE.fullmatch(lines[at - 1]):
        at -= 1
    kept, rest = lines[:at], lines[at:]
    kept, quoted = _without_last_quotation(kept, own)
    kept, signature = _without_signature(kept)
    rest = signature + quoted + rest
    if not _said(kept):
        return _below(lines, own)
    return Trimmed(_clean(kept), _clean(rest))


def _attributes(text: str) -> bool:
    """Whether this says that somebody wrote what follows; a whole paragraph in one line says more than that."""
    return len(text) <= LONGEST_LINE and bool(ATTRIBUTION.search(text))


def _first_cut(lines: Sequence[str], own: Sequence[str]) -> int:
    for at, line in enumerate(lines):
        if line.startswith(CUT) or ORIGINAL.match(line):
            return at
        if _is_own_line(lines, at):
            return _start_of_introduction(lines, at, own)
        if _is_heads(lines, at):
            return at
        if not line.startswith(">") and _names_us(line, own) and _introduces(lines, at):
            return _start_of_introduction(lines, at + 1, own)
    return len(lines)


def _is_own_line(lines: Sequence[str], at: int) -> bool:
    """Also where a mail program broke it into two."""
    return OPENS in lines[at] and bool(_OWN_LINE.search(" ".join(lines[at : at + 3])))


def _is_heads(lines: Sequence[str], at: int) -> bool:
    """Three heads of a mail one below the other, of which the first is the beginning of a block."""
    is_first = at == 0 or not lines[at - 1].strip() or not HEADS.match(lines[at - 1])
    return is_first and all(HEADS.match(line) for line in lines[at : at + 3]) and len(lines) >= at + 3


def _names_us(line: str, own: Sequence[str]) -> bool:
    small = line.lower()
    return any(address in small for address in own)


def _introduces(lines: Sequence[str], at: int) -> bool:
    """Whether a line with our address introduces a quotation, and is not a sentence that speaks of the address."""
    if lines[at].rstrip().endswith((":", "：")):
        return True
    following = [line for line in lines[at + 1 : at + 1 + MOST_BROKEN] if line.strip()]
    return any(
        line.startswith((">", CUT)) or _OWN_LINE.search(line) or _attributes(line) for line in following[:2]
    )


def _start_of_introduction(lines: Sequence[str], at: int, own: Sequence[str]) -> int:
    """Where the line begins that introduces what stands at `at`: it may be broken into several."""
    start = at
    while start and not lines[start - 1].strip("> \t"):
        start -= 1
    first = start
    while first and start - first < MOST_BROKEN and lines[first - 1].strip("> \t"):
        first -= 1
    paragraph = " ".join(lines[first:start])
    if first == start or not (_attributes(paragraph) or _names_us(paragraph, own)):
        return start if start < at and lines[start:at] else at
    for line in range(start - 1, first - 1, -1):
        if _looks_dated(" ".join(lines[line:start])):
            return _with_broken_beginning(lines, line, first)
    return first


def _with_broken_beginning(lines: Sequence[str], at: int, first: int) -> int:
    """What stands above without an empty line was written by the sender, unless a program broke the line there."""
    while at > first and lines[at].lstrip().startswith("<"):
        at -= 1
    above = lines[first:at]
    is_paragraph = first == 0 or not lines[first - 1].strip("> \t")
    is_broken = all(len(line) >= BROKEN_AT and not line.rstrip().endswith(SENTENCE_ENDS) for line in above)
    return first if is_paragraph and is_broken else at


def _looks_dated(text: str) -> bool:
    """The whole of such a line has the day or the hour in it."""
    return bool(_DAY.search(text))


def _without_last_quotation(lines: list[str], own: Sequence[str]) -> tuple[list[str], list[str]]:
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].startswith(">")):
        end -= 1
    if not any(line.startswith(">") for line in lines[end:]):
        # What introduces a quotation may stand there without one, where a program left it out.
        is_left = end and _attributes(lines[end - 1]) and _looks_dated(lines[end - 1])
        end = _start_of_introduction(lines, end, own) if is_left else end
        return lines[:end], lines[end:]
    end = _start_of_introduction(lines, end, own)
    return lines[:end], lines[end:]


def _without_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    for at, line in enumerate(lines):
        if line in {"-- ", "--"} and at:
            return lines[:at], lines[at:]
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    if end and DEVICE.match(lines[end - 1]):
        return lines[: end - 1], lines[end - 1 :]
    return lines, []


def _below(lines: list[str], own: Sequence[str]) -> Trimmed:
    """Nothing was written above: who answers below a quotation has written what is not quoted."""
    if any(line.startswith(">") for line in lines):
        written = [line for line in lines if not line.startswith((">", CUT))]
        written, signature = _without_signature(written)
        written = [line for line in written if not _attributes(line) and not _names_us(line, own)]
        quoted = [line for line in lines if line.startswith(">")]
        return Trimmed(_clean(written), _clean(quoted + signature))
    if any(_is_own_line(lines, at) for at in range(len(lines))) or any(
        line.startswith(CUT) for line in lines
    ):
        return Trimmed("", _clean(lines))
    # Better too much than nothing.
    return Trimmed(_clean(lines), "")


def _said(lines: Iterable[str]) -> bool:
    return any(line.strip(f"> \t{CUT}") for line in lines)


def _clean(lines: Sequence[str]) -> str:
    return "\n".join(line.replace(CUT, "").rstrip() for line in lines).strip("\n")


def as_markdown(text: str) -> str:
    """Lines that a person ended stay lines; what is set in from the edge becomes no program listing."""
    lines = text.split("\n")
    made = []
    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else ""
        is_ended = line.strip() and following.strip() and len(line) < SHORT
        is_plain = not line.startswith(">") and not _LIST.match(following) and not following.startswith(">")
        made.append(
            (line if _LIST.match(line) else line.lstrip(" \t")) + ("  " if is_ended and is_plain else "")
        )
    return "\n".join(made).strip()
