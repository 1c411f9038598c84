"""Names that somebody typed after a sign, and the words of references: text alone, no row is asked here."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from advocates.core.folding import fold

Kind = Literal["person", "organisation"]
EVERYBODY = "everybody"
# So many signs of one text are looked at, and so many letters after each.
MOST_SIGNS, MOST_LETTERS = 60, 200

# A sign within a word, an address or behind a backslash calls nobody.
_SIGN = re.compile(r"(?<![A-Za-z0-9._/\\@-])@(?=[^\s@\[<])")
# Each part eats what it has begun with and never gives it back, so that no text takes long.
_CODE = re.compile(
    r"^(?P<fence>`{3,}+|~{3,}+)(?s:.*?)(?:^(?P=fence)|\Z)"
    r"|(?<!`)(?P<ticks>`++)[^`\n]++(?P=ticks)(?!`)"
    r"|^(?: {4}|\t)[^\n]*+"
    r"|^ *+>[^\n]*+",
    re.MULTILINE,
)
_REFERENCE = re.compile(r"\[((?:\\.|[^\[\]\\\n]){0,300})\]\((person|organisation|post):([\w-]{1,64})\)")
_WORD_END = re.compile(r"[^\W_]", re.UNICODE)
# After a letter of these scripts the next word begins without a space.
_UNSPACED = re.compile("[฀-๿຀-໿ក-៿က-႟぀-ヿ㐀-䶿一-鿿豈-﫿가-힯]")
_FIRST_WORDS = re.compile(r"[^\s,;:!?()\[\]<>*`]+(?: [^\s,;:!?()\[\]<>*`]+)?")


@dataclass(frozen=True, slots=True)
class Callee:
    """Somebody who can be called: by which id, under which name."""

    kind: Kind
    key: str
    name: str

    @property
    def reference(self) -> str:
        return f"@[{escaped(self.name)}]({self.kind}:{self.key})"


@dataclass(frozen=True, slots=True)
class Read:
    """A text with its typed names turned into references, and what could not be turned into one."""

    source: str
    unknown: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    is_to_everybody: bool = False


def escaped(words: str) -> str:
    """Words as they stand between brackets."""
    return re.sub(r"([\[\]\\])", r"\\\1", " ".join(words.split()))


def has_signs(source: str) -> bool:
    return any(True for _sign in _signs(source))


def _signs(source: str) -> Iterator[int]:
    """Where names may begin: not in code, nor in lines that are quoted."""
    silent = [match.span() for match in _CODE.finditer(source)] if "@" in source else []
    found = 0
    for match in _SIGN.finditer(source):
        at = match.start()
        if any(start <= at < end for start, end in silent):
            continue
        found += 1
        if found > MOST_SIGNS:
            return
        yield at


def read_names(source: str, known: Mapping[str, list[Callee]]) -> Read:
    """Put references where names were typed. `known` holds, for each folded name, who bears it."""
    parts, end = [], 0
    unknown, ambiguous = [], []
    is_to_everybody = False
    longest = max((len(name) for name in known), default=0)
    for at in _signs(source):
        if at < end:
            continue
        after = source[at + 1 : at + 1 + MOST_LETTERS].partition("\n")[0]
        if _is_everybody(after):
            is_to_everybody = True
            continue
        name, found = _longest(after, known, longest)
        if len(found) == 1:
            parts += [source[end:at], found[0].reference]
            end = at + 1 + len(name)
        elif found:
            ambiguous.append(name)
        else:
            match = _FIRST_WORDS.match(after)
            unknown.append((match[0] if match else after[:40]).rstrip("."))
    return Read(
        "".join([*parts, source[end:]]),
        tuple(dict.fromkeys(unknown)),
        tuple(dict.fromkeys(ambiguous)),
        is_to_everybody,
    )


def _is_everybody(after: str) -> bool:
    return after[: len(EVERYBODY)].lower() == EVERYBODY and not _WORD_END.match(after[len(EVERYBODY) :])


def _longest(after: str, known: Mapping[str, list[Callee]], longest: int) -> tuple[str, list[Callee]]:
    """The longest beginning that is a name, and who bears it."""
    # Folding may make a letter two, and takes accents away that were signs of their own.
    for length in range(min(len(after), 2 * longest), 0, -1):
        name = after[:length]
        if name[-1].isspace() or (_WORD_END.match(after[length:]) and not _UNSPACED.match(name[-1])):
            continue
        if found := known.get(fold(name)):
            return name, found
    return "", []


def with_words(source: str, words: Callable[[str, str], str | None]) -> str:
    """The source with the words of its references renewed; None leaves them as they are."""

    def renew(match: re.Match[str]) -> str:
        fresh = words(match[2], match[3].lower())
        return match[0] if fresh is None else f"[{escaped(fresh)}]({match[2]}:{match[3]})"

    return _REFERENCE.sub(renew, source)
