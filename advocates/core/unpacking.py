"""Bodies of answers, unpacked in small pieces: a bomb is noticed before it has gone off."""

import zlib
from collections.abc import Iterator
from typing import Any

from advocates.core.fetch_failures import BadAnswer

PIECE = 2**14
GZIP = b"\x1f"


def pieces(raw: Iterator[bytes], packing: str) -> Iterator[bytes]:
    """The body in small pieces, out of the pieces that came over the line."""
    if packing in {"", "identity"}:
        return raw
    if packing in {"gzip", "x-gzip", "deflate"}:
        return _unpacked(raw, packing)
    raise BadAnswer(packing)


def _unpacked(raw: Iterator[bytes], packing: str) -> Iterator[bytes]:
    unpacker: Any = None
    for packed in raw:
        piece = packed
        while piece:
            if unpacker is None or (unpacker.eof and piece.startswith(GZIP)):
                unpacker = zlib.decompressobj(_window(packing, piece))
            elif unpacker.eof:
                # What some servers leave behind the end.
                return
            yield unpacker.decompress(piece, PIECE)
            piece = unpacker.unconsumed_tail or unpacker.unused_data
    while unpacker is not None and not unpacker.eof:
        if not (piece := unpacker.decompress(b"", PIECE)):
            raise BadAnswer("cut off")
        yield piece


def _window(packing: str, piece: bytes) -> int:
    if packing == "deflate":
        # Some send it bare, without the frame that the standard asks for.
        has_frame = piece[0] & 0x0F == 8 and (len(piece) < 2 or int.from_bytes(piece[:2], "big") % 31 == 0)
        return zlib.MAX_WBITS if has_frame else -zlib.MAX_WBITS
    return zlib.MAX_WBITS | 16
