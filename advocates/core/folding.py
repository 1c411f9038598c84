"""One spelling for comparing: text of any script folded so that an accent, a case or a letter form does not matter."""

import re
import unicodedata
from collections.abc import Iterator

# Letters that Unicode does not decompose, and Arabic letter forms that people use for one another.
_LETTERS = str.maketrans(
    {
        "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ŋ": "n",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": None,
        "ё": "е", "‘": "'", "’": "'", "ʼ": "'",
    }
)  # fmt: skip
# Scripts written without spaces between words; there any two neighbouring letters are a word to search for.
_UNSPACED = "฀-๿຀-໿ក-៿က-႟぀-ヿ㐀-䶿一-鿿豈-﫿가-힯\U00020000-\U0003134f"
_RUN = re.compile(f"[{_UNSPACED}]+|[^\\W_{_UNSPACED}]+")
_UNSPACED_START = re.compile(f"[{_UNSPACED}]")
# Vowel signs of these scripts are marks to Unicode, but letters to readers.
_KEPT_MARKS = re.compile("[฀-๿຀-໿ក-៿က-႟゙゚]")
_ARABIC_ARTICLE = "ال"


def fold(text: str) -> str:
    """Lower case, without accents, one form for each letter; Hangul and kana stay whole."""
    # Some signs (™, ℌ) become capital letters only when they are taken apart.
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS))
    kept = "".join(sign for sign in spread if unicodedata.category(sign) != "Mn" or _KEPT_MARKS.match(sign))
    return unicodedata.normalize("NFC", kept).translate(_LETTERS)


def words(text: str) -> Iterator[str]:
    """The words of a text as they are indexed: whole words, and pairs of letters where a script has no spaces."""
    for run in _RUN.findall(fold(text)):
        if not _UNSPACED_START.match(run):
            yield run
            if run.startswith(_ARABIC_ARTICLE) and len(run) > len(_ARABIC_ARTICLE) + 1:
                yield run[len(_ARABIC_ARTICLE) :]
        else:
            yield from run
            yield from (run[start : start + 2] for start in range(len(run) - 1))


def asked_words(text: str) -> list[str]:
    """The words of a search: like `words`, but a run of an unspaced script gives its pairs alone, or its one letter."""
    asked: list[str] = []
    for run in _RUN.findall(fold(text)):
        if not _UNSPACED_START.match(run):
            bare = run.removeprefix(_ARABIC_ARTICLE)
            asked.append(bare if len(bare) > 1 else run)
        elif len(run) == 1:
            asked.append(run)
        else:
            asked.extend(run[start : start + 2] for start in range(len(run) - 1))
    return list(dict.fromkeys(asked))
