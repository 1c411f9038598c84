"""What is wrong with a catalogue: gaps, leftovers, wrong plural forms, lost or invented placeholders."""

import re
from collections.abc import Iterator
from gettext import c2py

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError

from catalogues import files, source

NAMED = re.compile(r"%\((\w+)\)[#0\- +]*[diouxXeEfFgGcrs]")
POSITIONAL = re.compile(r"(?<!%)(?:%%)*%([diouxXeEfFgGcrs])")
BRACES = re.compile(r"\{(\w*)[^{}]*\}")


def of_language(language: str) -> list[str]:
    """Every fault as a sentence with its place."""
    path = files.path_of(language)
    if not path.is_file():
        return [f"{files.shown(path)}: is not there; begin it: make messages ARGS='extract {language}'"]
    try:
        catalogue = files.read(language)
    except PoFileError as error:
        return [f"{files.shown(path)}: cannot be read: {error}"]
    wanted = source.texts()
    return [f"{files.shown(path)}: {fault}" for fault in _faults(catalogue, wanted)]


def _faults(catalogue: Catalog, wanted: Catalog) -> Iterator[str]:
    ours, theirs = _by_key(catalogue), _by_key(wanted)
    for key in sorted(theirs.keys() - ours.keys()):
        yield f"“{key[1]}” is not in the catalogue; run make messages"
    for key in sorted(ours.keys() - theirs.keys()):
        yield f"“{key[1]}” is no longer in the source; run make messages"
    for key in sorted(ours.keys() & theirs.keys()):
        if fault := _fault(ours[key], catalogue):
            yield f"“{key[1]}” {fault}"


def _by_key(catalogue: Catalog) -> dict[tuple[str, str], Message]:
    return {(message.context or "", _ids(message)[0]): message for message in catalogue if message.id}


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _fault(message: Message, catalogue: Catalog) -> str:
    strings = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    if message.fuzzy:
        return "is marked as doubtful (fuzzy)"
    if message.pluralizable and len(strings) != catalogue.num_plurals:
        return f"has {len(strings)} plural forms, but the language has {catalogue.num_plurals}"
    if not all(strings):
        return "is not translated" if not any(strings) else "lacks a plural form"
    return next(
        filter(None, (_misfit(message, index, text, catalogue) for index, text in enumerate(strings))), ""
    )


def _misfit(message: Message, index: int, text: str, catalogue: Catalog) -> str:
    original = _placeholders(_ids(message)[-1], message)
    translated = _placeholders(text, message)
    if invented := translated - original:
        return f"has a placeholder that the original lacks: {', '.join(sorted(invented))}"
    lost = original - translated
    # "No group" and "one group" may do without the number, where the form stands for one number only.
    if lost and not (message.pluralizable and _means_one_number(index, catalogue)):
        return f"has lost a placeholder: {', '.join(sorted(lost))}"
    return "begins or ends with a line break unlike the original" if _edges(message, text) else ""


def _placeholders(text: str, message: Message) -> set[str]:
    found = set(NAMED.findall(text))
    if "python-format" in message.flags:
        found |= {f"%{letter} #{number}" for number, letter in enumerate(POSITIONAL.findall(text))}
    if "python-brace-format" in message.flags:
        found |= {f"{{{name}}}" for name in BRACES.findall(text)}
    return found


def _means_one_number(index: int, catalogue: Catalog) -> bool:
    rule = c2py(catalogue.plural_expr)
    return sum(rule(number) == index for number in range(1000)) == 1


def _edges(message: Message, text: str) -> bool:
    original = _ids(message)[0]
    return any(
        getattr(original, side)("\n") != getattr(text, side)("\n") for side in ("startswith", "endswith")
    )
