"""The program that reads one uploaded picture, with little memory and time, and writes it anew as WebP.

`uploads` starts it by its path, apart from the server and from everything that the server knows. The file comes in at
standard input; a line with width and height, and the bytes, go out at standard output.
"""

import os
import resource
import struct
import sys
import warnings
from io import BytesIO

from PIL import Image, ImageCms

UNREADABLE, TOO_MANY_PIXELS, TOO_MUCH_WORK = 3, 4, 5
ORIENTATION = 0x0112
T = Image.Transpose
TURNS = {
    2: T.FLIP_LEFT_RIGHT, 3: T.ROTATE_180, 4: T.FLIP_TOP_BOTTOM, 5: T.TRANSPOSE, 6: T.ROTATE_270, 7: T.TRANSVERSE,
    8: T.ROTATE_90,
}  # fmt: skip
# What does not fit into one of these is made to fit before it is made smaller.
SCALABLE = frozenset({"L", "LA", "RGB", "RGBA", "CMYK", "YCbCr"})
FEW_COLOURS = 256
QUALITY = 85
POLITE = 5


class TooManyPixels(Exception):
    """The picture says of itself that it is larger than asked."""


def limit(memory: int, cpu_seconds: int, output: int) -> None:
    """From here on this process has no more than that (bytes, seconds, bytes), and leaves the pages their turn."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # The first number ends it by a signal that says why, the second by force.
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(POLITE)


def main(kind: str, most_pixels: int, largest_side: int) -> int:
    """Draw the picture of this kind; the number tells `uploads` how it went."""
    # The one limit is ours, and it is asked before a pixel is read; the library's own stays behind it.
    Image.MAX_IMAGE_PIXELS = most_pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(sys.stdin.buffer, formats=[kind]) as picture:
            drawn = draw(picture, most_pixels, largest_side)
        content = smallest(drawn)
        sys.stdout.buffer.write(f"{drawn.width} {drawn.height}\n".encode() + content)
        sys.stdout.buffer.flush()
    except MemoryError:
        return TOO_MUCH_WORK
    except (TooManyPixels, Image.DecompressionBombWarning, Image.DecompressionBombError):
        return TOO_MANY_PIXELS
    except Exception:  # a broken file makes decoders raise whatever they like, and all of it means the same
        return UNREADABLE
    return 0


def draw(picture: Image.Image, most_pixels: int, largest_side: int) -> Image.Image:
    """The first frame, upright, at most so large, in the colours of screens, with nothing written into it."""
    if picture.width * picture.height > most_pixels:
        raise TooManyPixels
    turn, profile, is_clear = turn_of(picture), picture.info.get("icc_profile"), picture.has_transparency_data
    if picture.mode not in SCALABLE or "transparency" in picture.info:
        picture = plain(picture, is_clear)
    picture.thumbnail((largest_side, largest_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    colours = "RGBA" if is_clear else "RGB"
    drawn = in_screen_colours(picture, profile, colours) if profile else picture.convert(colours)
    # The first of the turns is number zero.
    if turn is not None:
        drawn = drawn.transpose(turn)
    drawn.info = {}
    return drawn


def turn_of(picture: Image.Image) -> Image.Transpose | None:
    """How the camera was held; what it wrote about that may be broken without the picture being so."""
    try:
        return TURNS.get(picture.getexif().get(ORIENTATION, 1))
    except (SyntaxError, ValueError, TypeError, KeyError, OSError, struct.error):
        return None


def plain(picture: Image.Image, is_clear: bool) -> Image.Image:
    """A picture with a palette, with one bit or with many a channel, as one that can be made smaller well."""
    if picture.mode.startswith("I"):
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    return picture.convert("RGBA" if is_clear else "RGB")


def in_screen_colours(picture: Image.Image, profile: bytes, colours: str) -> Image.Image:
    """Colours as the picture's own profile means them; without it where the profile is broken or of another kind."""
    try:
        target = ImageCms.createProfile("sRGB")
        inside = "RGB" if colours == "RGBA" else picture.mode
        turned = ImageCms.profileToProfile(
            picture.convert(inside), ImageCms.ImageCmsProfile(BytesIO(profile)), target, outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        turned = None
    if turned is None:
        return picture.convert(colours)
    if colours == "RGBA":
        turned.putalpha(picture.convert("RGBA").getchannel("A"))
    return turned


def smallest(drawn: Image.Image) -> bytes:
    """As WebP: few colours exactly, others as photographs."""
    out = BytesIO()
    is_exact = drawn.getcolors(FEW_COLOURS) is not None
    drawn.save(out, "WEBP", lossless=is_exact, quality=100 if is_exact else QUALITY, method=4)
    return out.getvalue()


if __name__ == "__main__":
    numbers = [int(number) for number in sys.argv[2:]]
    limit(*numbers[2:])
    sys.exit(main(sys.argv[1], *numbers[:2]))
