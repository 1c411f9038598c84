"""The catalogues as files: reading, writing in one stable form, compiling, filling in translations."""

import io
from pathlib import Path

import django.conf.locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import to_language, to_locale

from catalogues import LOCALE, ROOT, source

HEADER = """\
# The interface of advocates in another language: {language}.
# Distributed under the licence of the program, AGPL-3.0-or-later.
msgid ""
msgstr ""
"Project-Id-Version: advocates\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""


def path_of(language: str) -> Path:
    """Where the catalogue of a language stands, whether or not it is there yet."""
    return LOCALE / to_locale(language) / "LC_MESSAGES" / "django.po"


def languages() -> list[str]:
    """The languages that have a catalogue."""
    folders = (path.parent.parent for path in LOCALE.glob("*/LC_MESSAGES/django.po"))
    return sorted(to_language(folder.name) for folder in folders)


def read(language: str) -> Catalog:
    """A language's catalogue; where none exists, an empty one with the plural rule that Django uses."""
    path = path_of(language)
    if path.is_file():
        return _parsed(path.read_bytes())
    django_file = Path(django.conf.locale.__file__).parent / to_locale(language) / "LC_MESSAGES" / "django.po"
    # Only the header: its entries were written under older rules, which would count as broken.
    header = django_file.read_bytes().split(b"\n\n", 1)[0]
    rule = _parsed(header).plural_forms
    return _parsed(HEADER.format(language=to_locale(language), plural_forms=rule).encode())


def write(language: str, catalogue: Catalog) -> None:
    """Write without dates and line numbers, so that only changed texts show as changes."""
    body = io.BytesIO()
    write_po(
        body,
        catalogue,
        width=100,
        omit_header=True,
        ignore_obsolete=True,
        sort_by_file=True,
        include_lineno=False,
    )
    header = HEADER.format(language=to_locale(language), plural_forms=catalogue.plural_forms)
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header.encode() + body.getvalue().strip() + b"\n")


def update(language: str) -> None:
    """Bring a catalogue up to date with the source; every translation whose text is still there stays."""
    catalogue = read(language)
    catalogue.update(source.texts(), no_fuzzy_matching=True)
    write(language, catalogue)


def compile_all() -> None:
    """Write the binary files that the program reads."""
    for language in languages():
        path = path_of(language)
        whole = path.with_suffix(".mo.new")
        with whole.open("wb") as file:
            write_mo(file, read(language))
        # In one step, because a server may be reading the old one.
        whole.replace(path.with_suffix(".mo"))


def gaps(language: str) -> list[Message]:
    """The texts that have no translation, or only a doubtful one."""
    catalogue = read(language)
    catalogue.update(source.texts(), no_fuzzy_matching=True)
    return [
        message
        for message in catalogue
        if message.id and (message.fuzzy or not _is_whole(message, catalogue))
    ]


def fill(language: str, translations: dict[str, str | list[str]]) -> list[str]:
    """Enter translations by their English text (see `key`); return those whose text is not in the source."""
    catalogue = read(language)
    catalogue.update(source.texts(), no_fuzzy_matching=True)
    messages = {key(message): message for message in catalogue if message.id}
    for name in translations.keys() & messages.keys():
        translation = translations[name]
        messages[name].string = translation if isinstance(translation, str) else tuple(translation)
        messages[name].flags.discard("fuzzy")
    write(language, catalogue)
    return sorted(translations.keys() - messages.keys())


def key(message: Message) -> str:
    """How `missing` and `fill` name a text: the singular, after its context where it has one."""
    text = message.id if isinstance(message.id, str) else message.id[0]
    return f"{message.context}|{text}" if message.context else text


def _is_whole(message: Message, catalogue: Catalog) -> bool:
    if not message.string or isinstance(message.string, str):
        return bool(message.string)
    return len(message.string) == catalogue.num_plurals and all(message.string)


def _parsed(content: bytes) -> Catalog:
    return read_po(io.BytesIO(content), abort_invalid=True)


def shown(path: Path) -> str:
    """A path as it is said in a message."""
    return path.relative_to(ROOT).as_posix()
