"""The translation catalogues in `advocates/locale`; GNU gettext is not needed.

extract [LANGUAGE …]   bring the catalogues up to date with the source, or begin one for a further language
compile                write the binary files that the program reads
check                  fail on anything untranslated, outdated or broken
missing LANGUAGE       print what remains to be translated, as JSON
fill LANGUAGE FILE     enter translations from a JSON object, {English text: translation or list of plural forms}
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from advocates.core.languages import INTERFACE_LANGUAGES
from catalogues import faults, files

SOURCE_LANGUAGE = "en"


def main(arguments: list[str]) -> int:
    """Do what the first argument names; anything else prints how it is used."""
    match arguments:
        case ["extract", *languages]:
            for language in languages or _shipped():
                files.update(language)
            files.compile_all()
            return 0
        case ["compile"]:
            files.compile_all()
            return 0
        case ["check"]:
            return _check()
        case ["missing", language]:
            print(json.dumps(_missing(language), ensure_ascii=False, indent=1))
            return 0
        case ["fill", language, file]:
            return _fill(language, Path(file))
    print(__doc__, file=sys.stderr)
    return 2


def _shipped() -> list[str]:
    chosen = {code for code, _name in INTERFACE_LANGUAGES if code != SOURCE_LANGUAGE}
    return sorted(chosen | set(files.languages()))


def _check() -> int:
    found = [fault for language in _shipped() for fault in faults.of_language(language)]
    print("\n".join(found) or f"Complete and up to date: {', '.join(_shipped())}")
    return 1 if found else 0


def _missing(language: str) -> list[dict[str, object]]:
    return [
        {"text": files.key(message), "plural": message.id[1] if message.pluralizable else None}
        for message in files.gaps(language)
    ]


def _fill(language: str, file: Path) -> int:
    unknown = files.fill(language, json.loads(file.read_text(encoding="utf-8")))
    for text in unknown:
        print(f"Not in the source: “{text}”", file=sys.stderr)
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
