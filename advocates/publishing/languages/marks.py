"""The rich text of one paragraph as words with plain marks that survive every word processor, and back without loss.

`<b>words</b>` and `<i>words</i>` are what they look like, `<link1>words</link1>` is the first link of the paragraph,
`<br1>` a break. A mark stands for a tag of the source, so that a translator can move it and cannot invent one.
"""

import re
from html import escape, unescape

TAG = re.compile(r"<(/?)([a-zA-Z0-9-]+)([^<>]*?)(/?)>")
SHORT = {"b": "b", "strong": "b", "i": "i", "em": "i", "a": "link"}
MARK = re.compile(r"\\([\\<])|<(/?)(link|br|b|i|x)(\d*)>")


def to_marks(html):
    """The words with their marks, and for each mark the tags that it stands for: `{mark: (opening, closing)}`."""
    words, tags, opened, counts, at = [], {}, [], {}, 0
    for tag in TAG.finditer(html):
        words.append(_shown(html[at : tag.start()]))
        at = tag.end()
        name = tag[2].lower()
        if tag[1]:
            mark = opened.pop() if opened else ""
            words.append(f"</{mark}>" if mark else "")
            continue
        mark = _mark_of(name, tag[3], tags, counts, tag[0])
        is_alone = name == "br" or bool(tag[4]) or name in {"embed", "hr", "img"}
        tags[mark] = (tag[0], "" if is_alone else f"</{tag[2]}>")
        words.append(f"<{mark}>")
        if not is_alone:
            opened.append(mark)
    words.append(_shown(html[at:]))
    return "".join(words), tags


def _mark_of(name, attributes, tags, counts, whole):
    """Bold and italic without attributes are always the same; the rest is counted."""
    kind = "br" if name == "br" else SHORT.get(name, "x")
    if kind in {"b", "i"}:
        if not attributes.strip() and tags.get(kind, (whole,))[0] == whole:
            return kind
        kind = "x"
    counts[kind] = counts.get(kind, 0) + 1
    return f"{kind}{counts[kind]}"


def _shown(text):
    return unescape(text).replace("\\", "\\\\").replace("<", "\\<")


def from_marks(words, tags):
    """HTML again. Raises `ValueError` with the mark that is not closed, not opened, or not one of the source's."""
    html, opened, at = [], [], 0
    for found in MARK.finditer(words):
        html.append(escape(words[at : found.start()], quote=False))
        at = found.end()
        if found[1]:
            html.append(escape(found[1], quote=False))
            continue
        mark = f"{found[3]}{found[4]}"
        html.append(_closed(mark, tags, opened) if found[2] else _opened(mark, tags, opened))
    html.append(escape(words[at:], quote=False))
    if opened:
        raise ValueError(f"<{opened[-1]}>")
    return "".join(html)


def _opened(mark, tags, opened):
    if mark not in tags:
        raise ValueError(f"<{mark}>")
    start, end = tags[mark]
    if end:
        opened.append(mark)
    return start


def _closed(mark, tags, opened):
    if not opened or opened.pop() != mark:
        raise ValueError(f"</{mark}>")
    return tags[mark][1]
