"""The program that reads one uploaded PDF, with little memory and time, and writes it anew without what could act.

`uploads` starts it by its path, apart from the server and from everything that the server knows. The file comes in at
standard input and goes out at standard output: the same pages, without scripts, actions, attached files, forms that
run something, and without what programs and cameras wrote about their users.
"""

import os
import resource
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

UNREADABLE, TOO_MANY_PARTS, TOO_MUCH_WORK, LOCKED = 3, 4, 5, 6
POLITE = 5
# Names of whatever acts by itself, carries another file, or tells about whoever made it.
GONE = (
    "/AA", "/AF", "/EF", "/EmbeddedFiles", "/JavaScript", "/JS", "/Metadata", "/OpenAction", "/PieceInfo", "/Perms",
    "/RichMediaContent", "/RichMediaSettings", "/XFA", "/Collection", "/SpiderInfo", "/LastModified",
)  # fmt: skip
# What a dictionary is that makes a reader do something; the page reads the same without it.
ACTIONS = frozenset(
    f"/{name}"
    for name in (
        "GoTo", "GoTo3DView", "GoToDp", "GoToE", "GoToR", "Hide", "ImportData", "JavaScript", "Launch", "Movie",
        "Named", "Rendition", "ResetForm", "RichMediaExecute", "SetOCGState", "Sound", "SubmitForm", "Thread", "Trans",
        "URI",
    )
)  # fmt: skip
# Kinds of remarks on a page that hold a file, a film or a sound.
ACTING = frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})
HIDDEN = 2
DEEPEST = 100
# Marks of the parts of a JPEG: what cameras and programs write (all APPn but JFIF, colours, Adobe's), remarks.
FIRST_APP, LAST_APP, KEPT_APPS, REMARK, START_OF_SCAN = 0xE0, 0xEF, frozenset({0xE0, 0xE2, 0xEE}), 0xFE, 0xDA


class TooManyParts(Exception):
    """The file consists of more objects than asked, or of objects in objects without end."""


def limit(memory: int, cpu_seconds: int, output: int) -> None:
    """From here on this process has no more than that (bytes, seconds, bytes), and leaves the pages their turn."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # The first number ends it by a signal that says why, the second by force.
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(POLITE)


def main(most_parts: int, most_pages: int) -> int:
    """Write the document anew; the number tells `uploads` how it went."""
    try:
        # Whoever handed the file over has read its beginning.
        sys.stdin.buffer.seek(0)
        content = harmless(sys.stdin.buffer.read(), most_parts, most_pages)
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except MemoryError:
        return TOO_MUCH_WORK
    except TooManyParts:
        return TOO_MANY_PARTS
    except pikepdf.PasswordError:
        return LOCKED
    except Exception:  # a broken file makes the library raise whatever it likes, and all of it means the same
        return UNREADABLE
    return 0


def harmless(content: bytes, most_parts: int, most_pages: int) -> bytes:
    """The document with its pages and nothing that acts, hides or tells."""
    with pikepdf.open(BytesIO(content), attempt_recovery=False, suppress_warnings=True) as pdf:
        if len(pdf.objects) > most_parts or len(pdf.pages) > most_pages:
            raise TooManyParts
        if not len(pdf.pages):
            raise ValueError
        for thing in pdf.objects:
            clean(thing, 0)
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        out = BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            encryption=False,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
        return out.getvalue()


def clean(thing: Any, depth: int) -> None:
    """Take out of an object, and of what is written inside it, whatever is in `GONE`."""
    if depth > DEEPEST:
        raise TooManyParts
    if isinstance(thing, pikepdf.Stream):
        without_remarks(thing)
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        clean_names(thing)
    for part in parts_of(thing):
        # What stands elsewhere in the file is cleaned when its turn comes.
        if not part.is_indirect:
            clean(part, depth + 1)


def clean_names(thing: Any) -> None:
    """Take out what a dictionary must not have, by its name or by what it does."""
    for name in list(thing.keys()):
        if name in GONE or is_action(thing[name]):
            del thing[name]
    if isinstance(thing, pikepdf.Stream) and "/F" in thing:
        # The stream's content would come from a file outside.
        del thing["/F"]
    if str(thing.get("/Subtype", "")) in ACTING and "/Rect" in thing:
        thing["/Subtype"], thing["/F"] = pikepdf.Name("/Text"), HIDDEN


def is_action(value: Any) -> bool:
    """Whether a reader would do something with it."""
    return isinstance(value, pikepdf.Dictionary) and str(value.get("/S", "")) in ACTIONS


def parts_of(thing: Any) -> Iterator[Any]:
    """The objects that an array or a dictionary consists of; numbers and names are no objects to the library."""
    if isinstance(thing, pikepdf.Array):
        members: list[Any] = list(thing)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        members = [thing[name] for name in list(thing.keys())]
    else:
        members = []
    return (member for member in members if isinstance(member, pikepdf.Object))


def without_remarks(stream: Any) -> None:
    """A photograph in a document keeps its pixels and loses where and by whom it was taken."""
    if stream.get("/Subtype") == "/Image" and stream.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        stream.write(
            plain_jpeg(stream.read_raw_bytes()), filter=stream.Filter, decode_parms=stream.get("/DecodeParms")
        )


def plain_jpeg(content: bytes) -> bytes:
    """The JPEG without the parts that hold words; one that is not well made is returned empty."""
    kept, at = [content[:2]], 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        mark, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if mark == START_OF_SCAN:
            return b"".join([*kept, content[at:]])
        is_told = mark == REMARK or (FIRST_APP <= mark <= LAST_APP and mark not in KEPT_APPS)
        if not is_told:
            kept.append(content[at : at + 2 + length])
        at += 2 + length
    return b""


if __name__ == "__main__":
    numbers = [int(number) for number in sys.argv[1:]]
    limit(*numbers[2:])
    sys.exit(main(*numbers[:2]))
