"""The program that reads the words of one PDF or office document, with little memory and time.

`uploads` starts it by its path, apart from the server and from everything that the server knows. The file comes in at
standard input, its words go out at standard output in UTF-8. What cannot be read has no words.
"""

import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.parsers import expat

import pikepdf

UNREADABLE = 3
PDF = "pdf"
MOST_PAGES, MOST_CHARACTERS, DEEPEST_FORM = 300, 400_000, 3
MOST_PART, MOST_PARTS = 40 * 2**20, 500
# The parts of a document in which its words stand; in the first ones between elements of this name alone.
OOXML = re.compile(
    r"word/(document|footnotes|endnotes|header\d+|footer\d+)\.xml|xl/sharedStrings\.xml"
    r"|ppt/(slides/slide|notesSlides/notesSlide)\d+\.xml"
)
ODF = "content.xml"
PARAGRAPHS = frozenset({"p", "h", "si", "row", "tab", "br", "line-break", "table-row"})


class Enough(Exception):
    """As many words as anybody looks for."""


class Words:
    """Collects text up to a most."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)
        if self.length > MOST_CHARACTERS:
            raise Enough

    def __str__(self) -> str:
        return "".join(self.parts)[:MOST_CHARACTERS]


def limit(memory: int, cpu_seconds: int, output: int) -> None:
    """From here on this process has no more than that (bytes, seconds, bytes)."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(kind: str) -> int:
    """Write the words; the number tells `uploads` how it went."""
    found = Words()
    try:
        sys.stdin.buffer.seek(0)
        content = sys.stdin.buffer.read()
        (of_pdf if kind == PDF else of_document)(content, found)
    except Enough:
        pass
    except (
        Exception
    ):  # a broken file makes the libraries raise whatever they like; what was read until then counts
        if not found.length:
            return UNREADABLE
    sys.stdout.buffer.write(str(found).encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    return 0


def of_document(content: bytes, found: Words) -> None:
    """The words of docx, xlsx, pptx, odt, ods, odp."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in [each.filename for each in archive.infolist()[:MOST_PARTS]]:
            if name == ODF or OOXML.fullmatch(name):
                with archive.open(name) as part:
                    of_xml(part.read(MOST_PART), found, is_odf=name == ODF)


def of_xml(content: bytes, found: Words, *, is_odf: bool) -> None:
    """The words between elements; a document type, in which entities could be declared, ends it."""
    parser = expat.ParserCreate(namespace_separator=" ")
    inside: list[str] = []

    def refuse(*_anything: Any) -> None:
        raise ValueError

    def start(name: str, _attributes: Any) -> None:
        inside.append(name.rpartition(" ")[2])

    def end(_name: str) -> None:
        if inside.pop() in PARAGRAPHS:
            found.add("\n")

    def text(words: str) -> None:
        if is_odf or (inside and inside[-1] == "t"):
            found.add(words)

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.Parse(content, True)


def of_pdf(content: bytes, found: Words) -> None:
    """The words of the pages, in the order in which they are drawn."""
    with pikepdf.open(BytesIO(content), attempt_recovery=False, suppress_warnings=True) as pdf:
        fonts: dict[tuple[int, int], Font] = {}
        for page in list(pdf.pages)[:MOST_PAGES]:
            draw(page.obj, resources_of(page.obj), found, fonts, 0)
            found.add("\n")


def resources_of(page: Any) -> Any:
    """A page's own, or those of the nearest parent."""
    for _step in range(20):
        if "/Resources" in page:
            return page["/Resources"]
        if "/Parent" not in page:
            break
        page = page["/Parent"]
    return pikepdf.Dictionary()


def draw(thing: Any, resources: Any, found: Words, fonts: dict[tuple[int, int], "Font"], depth: int) -> None:
    """Follow what a page or a form on it draws, as far as it is text."""
    font = Font(None)
    for instruction in pikepdf.parse_content_stream(thing):
        operator, operands = str(instruction.operator), list(instruction.operands)
        if operator == "Tf" and operands:
            font = font_of(resources, str(operands[0]), fonts)
        elif operator in {"Tj", "'", '"'} and operands:
            found.add(("" if operator == "Tj" else "\n") + font.text(bytes(operands[-1])))
        elif operator == "TJ" and operands:
            found.add("".join(pieces(operands[0], font)))
        elif operator in {"Td", "TD", "T*", "Tm", "ET"}:
            found.add(gap(operator, operands))
        elif operator == "Do" and operands and depth < DEEPEST_FORM:
            form = resources.get("/XObject", {}).get(str(operands[0]))
            if form is not None and str(form.get("/Subtype", "")) == "/Form":
                draw(form, form.get("/Resources", resources), found, fonts, depth + 1)


def gap(operator: str, operands: list[Any]) -> str:
    """A step along the line parts words, a step to another line parts lines."""
    is_along = operator in {"Td", "TD"} and len(operands) == 2 and abs(float(operands[1])) < 1
    return " " if is_along else "\n"


def pieces(array: Any, font: "Font") -> Iterator[str]:
    """Strings with steps between them; a wide one is a space."""
    for piece in array:
        if isinstance(piece, pikepdf.String):
            yield font.text(bytes(piece))
        elif float(piece) < -180:
            yield " "


def font_of(resources: Any, name: str, fonts: dict[tuple[int, int], "Font"]) -> "Font":
    """The font of a name, read once."""
    found = resources.get("/Font", {}).get(name)
    if found is None:
        return Font(None)
    key = tuple(found.objgen)
    if key == (0, 0):
        return Font(found)
    if key not in fonts:
        fonts[key] = Font(found)
    return fonts[key]


_PART = re.compile(rb"begin(bfchar|bfrange|codespacerange)(.*?)end\1", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")
MOST_SIGNS = 70_000


class Font:
    """Which signs the codes of a font stand for: its own table, or Western European where it has none."""

    def __init__(self, font: Any) -> None:
        self.signs: dict[bytes, str] = {}
        self.width = 1
        self.is_known = True
        if font is None:
            return
        is_wide = str(font.get("/Subtype", "")) == "/Type0"
        table = font.get("/ToUnicode")
        if isinstance(table, pikepdf.Stream):
            self.width = 2 if is_wide else 1
            self._read(table.read_bytes())
        else:
            # Without a table nobody knows what the numbers of such a font mean.
            self.is_known = not is_wide

    def _read(self, table: bytes) -> None:
        for kind, part in _PART.findall(table):
            words = list(_words(part))
            if kind == b"codespacerange" and words:
                self.width = max(1, min(4, max(len(word) for word in words if isinstance(word, bytes))))
            elif kind == b"bfchar":
                for code, sign in zip(words[::2], words[1::2], strict=False):
                    self._set(code, sign)
            elif kind == b"bfrange":
                self._ranges(words)

    def _ranges(self, words: list[Any]) -> None:
        for first, last, to in zip(words[::3], words[1::3], words[2::3], strict=False):
            start, length = int.from_bytes(first, "big"), len(first)
            for step in range(min(int.from_bytes(last, "big") - start + 1, MOST_SIGNS)):
                code = (start + step).to_bytes(length, "big")
                if isinstance(to, list):
                    if step < len(to):
                        self._set(code, to[step])
                elif to:
                    sign = int.from_bytes(to, "big") + step
                    self._set(code, (sign % 256 ** len(to)).to_bytes(max(2, len(to)), "big"))

    def _set(self, code: Any, sign: Any) -> None:
        if isinstance(code, bytes) and isinstance(sign, bytes) and len(self.signs) < MOST_SIGNS:
            self.signs[code] = sign.decode("utf-16-be", "ignore") if len(sign) > 1 else sign.decode("latin-1")

    def text(self, codes: bytes) -> str:
        """What a string of the page says."""
        if not self.signs:
            return codes.decode("cp1252", "ignore") if self.is_known else ""
        steps = range(0, len(codes), self.width)
        return "".join(self.signs.get(codes[at : at + self.width], "") for at in steps)


def _words(part: bytes) -> Iterator[bytes | list[bytes]]:
    """Strings in angle brackets, and lists of them in square ones."""
    row: list[bytes] | None = None
    for digits, opens, closes in _HEX.findall(part):
        if opens:
            row = []
        elif closes:
            yield row or []
            row = None
        else:
            word = bytes.fromhex(b"".join(digits.split()).decode())
            if row is None:
                yield word
            else:
                row.append(word)


if __name__ == "__main__":
    limit(*(int(number) for number in sys.argv[2:]))
    sys.exit(main(sys.argv[1]))
