"""Pictures that somebody sends, bombs and liars among them; made here, so that no scanner stumbles over them."""

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image

CANARY = b"Zebrapine"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def encoded(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def plain(kind: str = "PNG", size: tuple[int, int] = (80, 40)) -> bytes:
    return encoded(Image.new("RGB", size, (32, 43, 107)), kind)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *, bits: int = 1, rows: int | None = None, before: bytes = b"") -> bytes:
    """A grey PNG whose rows are packed one by one, so that making it takes no memory."""
    packer, row = zlib.compressobj(1), b"\0" * (1 + (width * bits + 7) // 8)
    packed = b"".join(packer.compress(row) for _ in range(height if rows is None else rows)) + packer.flush()
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + before + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def gif(frames: int, canvas: tuple[int, int] = (60, 30)) -> bytes:
    """A GIF that repeats one small frame."""
    head = b"GIF89a" + struct.pack("<HH", *canvas) + b"\x80\x00\x00" + b"\x20\x2b\x6b\xff\xff\xff"
    frame = b"\x2c" + struct.pack("<HHHH", 0, 0, 1, 1) + b"\x00\x02\x02\x44\x01\x00"
    return head + frame * frames + b"\x3b"


def jpeg_with_segments(size: int) -> bytes:
    """A JPEG with so many bytes of application data before the picture."""
    content, segment = plain("JPEG"), b"\xff\xe5\xff\xff" + b"x" * 0xFFFD
    return content[:2] + segment * (size // len(segment)) + content[2:]


def moving(kind: str, frames: int, **options) -> bytes:
    shades = [Image.new("RGB", (60, 30), (shade % 256, 0, 90)) for shade in range(frames)]
    return encoded(shades[0], kind, save_all=True, append_images=shades[1:], duration=20, **options)


def jar() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("Evil.class", CANARY)
    return out.getvalue()


def webp_that_claims(width: int, height: int) -> bytes:
    content = bytearray(encoded(Image.new("RGBA", (9, 9), (1, 2, 3, 4)), "WEBP"))
    at = content.find(b"VP8X")
    if at < 0:
        data = (
            struct.pack("<I", 0x10) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        )
        body = b"WEBPVP8X" + struct.pack("<I", 10) + data + bytes(content[12:])
        return b"RIFF" + struct.pack("<I", len(body)) + body
    content[at + 12 : at + 18] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(content)


BOMBS = {
    "PNG of 9,000": (lambda: png(9_000, 9_000), "pixels"),
    "PNG of 12,000": (lambda: png(12_000, 12_000), "pixels"),
    "PNG of 20,000": (lambda: png(20_000, 20_000), "pixels"),
    "PNG of 65,000 that only says so": (lambda: png(65_000, 65_000, rows=1), "pixels"),
    "PNG of two thousand million": (lambda: png(2**31 - 1, 1, rows=0), "pixels"),
    "PNG of no size": (lambda: png(0, 0), "damaged"),
    "PNG with a packed text": (
        lambda: png(9, 9, before=chunk(b"zTXt", b"a\0\0" + zlib.compress(b"x" * 9 * 2**20))),
        "damaged",
    ),
    "GIF of 60,000": (lambda: gif(1, (60_000, 60_000)), "pixels"),
    "JPEG of 65,000": (
        lambda: plain("JPEG").replace(struct.pack(">HH", 40, 80), b"\xff\xdc\xff\xdc"),
        "pixels",
    ),
    "JPEG with 12 MB beside the picture": (lambda: jpeg_with_segments(12 * 2**20), "size"),
    "WebP of 16,000": (lambda: webp_that_claims(16_000, 16_000), "pixels"),
    "11 MB of nothing": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 11 * 2**20, "size"),
}
LIARS = {
    "SVG with script as .png": (SVG, "logo.png", "kind"),
    "SVG under its own name": (SVG, "logo.svg", "kind"),
    "packed SVG": (b"\x1f\x8b" + SVG, "logo.svgz", "kind"),
    "HTML as .jpg": (b"<!doctype html><script>alert(1)</script>", "logo.jpg", "kind"),
    "HTML behind the first bytes of a GIF": (b"GIF89a/*<script>alert(1)</script>", "logo.gif", "damaged"),
    "HTML behind the first bytes of a PNG": (b"\x89PNG\r\n\x1a\n<html>", "logo.png", "damaged"),
    "PDF": (b"%PDF-1.4 /JS (app.alert(1))", "logo.png", "kind"),
    "archive": (jar(), "logo.gif", "kind"),
    "TIFF": (encoded(Image.new("RGB", (9, 9)), "TIFF"), "logo.png", "kind"),
    "BMP": (encoded(Image.new("RGB", (9, 9)), "BMP"), "logo.png", "kind"),
    "icon": (encoded(Image.new("RGB", (16, 16)), "ICO"), "logo.png", "kind"),
    "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run", "logo.jpg", "kind"),
    "film": (b"\0\0\0\x20ftypavif" + b"\0" * 40, "logo.webp", "kind"),
    "RIFF that is sound": (b"RIFF\x24\0\0\0WAVEfmt ", "logo.webp", "kind"),
    "cut in the middle": (plain("JPEG", (800, 400))[:-900], "logo.jpg", "damaged"),
    "cut PNG": (plain("PNG", (800, 400))[:200], "logo.png", "damaged"),
    "cut WebP": (plain("WEBP", (800, 400))[:30], "logo.webp", "damaged"),
    "nothing": (b"", "logo.png", "empty"),
    "one byte": (b"\x89", "logo.png", "kind"),
}
