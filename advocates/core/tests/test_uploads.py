"""Pictures that strangers send: bombs and liars are refused quickly, and only what was drawn anew goes further."""

import os
import re
import subprocess
import threading
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from advocates.core import picture_child, uploads
from advocates.core.tests.pictures import (
    BOMBS,
    CANARY,
    LIARS,
    SVG,
    encoded,
    gif,
    jar,
    jpeg_with_segments,
    moving,
    plain,
    png,
)
from advocates.core.uploads import Picture

SIDE = 64
SOON = 10
MUCH = 50 * 2**20


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def taken(content: bytes, name: str = "logo.png", **options) -> Picture:
    options.setdefault("largest_side", SIDE)
    return uploads.picture(SimpleUploadedFile(name, content), **options)


def refusal(content: bytes, name: str = "logo.png", **options) -> tuple[str, str]:
    """Code and sentence."""
    with pytest.raises(ValidationError) as caught:
        taken(content, name, **options)
    return caught.value.code, caught.value.messages[0]


def memory_peak() -> int:
    return int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) * 1024


class TestBombs:
    @pytest.mark.parametrize("name", BOMBS)
    def test_is_refused_soon_and_the_server_does_not_grow(self, name):
        make, code = BOMBS[name]
        content = make()
        Path("/proc/self/clear_refs").write_text("5")
        before, started = memory_peak(), time.monotonic()
        found, sentence = refusal(content)
        assert (found, sentence[-1]) == (code, ".")
        assert time.monotonic() - started < SOON
        assert memory_peak() - before < MUCH

    @pytest.mark.parametrize(
        "make",
        [
            lambda: gif(10_000),
            lambda: moving("WEBP", 60),
            lambda: moving("PNG", 60),
            lambda: jpeg_with_segments(9 * 2**20),
            lambda: plain("PNG", (6000, 5000)),
            lambda: plain("JPEG", (6000, 5000)),
            lambda: plain("WEBP", (6000, 5000)),
        ],
        ids=[
            "GIF frames",
            "WebP frames",
            "PNG frames",
            "JPEG segments",
            "30 MP PNG",
            "30 MP JPEG",
            "30 MP WebP",
        ],
    )
    def test_much_is_still_one_small_picture(self, make):
        content = make()
        Path("/proc/self/clear_refs").write_text("5")
        before, started = memory_peak(), time.monotonic()
        drawn = Image.open(BytesIO(taken(content).content))
        assert (drawn.format, drawn.n_frames, max(drawn.size) <= SIDE) == ("WEBP", 1, True)
        assert time.monotonic() - started < SOON
        assert memory_peak() - before < MUCH

    def test_a_size_that_lies_is_not_believed(self, monkeypatch):
        monkeypatch.setattr(uploads, "MOST_BYTES", 1000)
        file = SimpleUploadedFile("logo.png", plain() + b"\0" * 2000)
        file.size = 10
        with pytest.raises(ValidationError, match="too large"):
            uploads.picture(file, largest_side=SIDE)


class TestWithoutTheLimits:
    """The twins: each guard is what refuses."""

    @pytest.fixture(autouse=True)
    def _patient(self, monkeypatch):
        """The limits of time are not what these are about, and large pictures take long on a busy machine."""
        monkeypatch.setattr(uploads, "CPU_SECONDS", 60)
        monkeypatch.setattr(uploads, "WALL_SECONDS", 120)

    def test_of_bytes(self, monkeypatch):
        content = jpeg_with_segments(12 * 2**20)
        monkeypatch.setattr(uploads, "MOST_BYTES", 20 * 2**20)
        assert taken(content).width == SIDE

    def test_of_pixels(self):
        content = png(9_000, 9_000)
        assert refusal(content)[0] == "pixels"
        assert taken(content, most_pixels=10**9).width == SIDE

    def test_of_memory(self, monkeypatch):
        content = png(14_000, 14_000)
        assert refusal(content, most_pixels=10**9)[0] == "work"
        monkeypatch.setattr(uploads, "MEMORY", 2**31)
        assert taken(content, most_pixels=10**9).width == SIDE

    def test_of_kinds(self, monkeypatch):
        content = encoded(Image.new("RGB", (9, 9)), "TIFF")
        monkeypatch.setattr(uploads, "kind_of", lambda _source: "TIFF")
        assert taken(content).width == 9

    def test_of_output(self, monkeypatch):
        noise = encoded(Image.effect_noise((200, 200), 90).convert("RGB"))
        assert taken(noise, largest_side=200).width == 200
        monkeypatch.setattr(uploads, "MOST_OUTPUT", 2000)
        assert refusal(noise, largest_side=200)[0] == "damaged"


class TestTheChild:
    @pytest.fixture
    def child(self, monkeypatch, tmp_path):
        """Another program in the child's place; it has the same limits."""

        def put(code: str) -> None:
            path, folder = tmp_path / "child.py", str(uploads.CHILD.parent)
            path.write_text(
                f"import os, sys, time\nsys.path.insert(0, {folder!r})\nimport picture_child\n"
                f"picture_child.limit(*map(int, sys.argv[4:]))\n{code}\n"
            )
            monkeypatch.setattr(uploads, "CHILD", path)

        return put

    def test_that_works_for_ever_is_ended(self, child, monkeypatch):
        monkeypatch.setattr(uploads, "CPU_SECONDS", 1)
        child("while True: pass")
        started = time.monotonic()
        assert refusal(plain())[0] == "work"
        assert time.monotonic() - started < SOON

    def test_that_sleeps_for_ever_is_ended(self, child, monkeypatch):
        monkeypatch.setattr(uploads, "WALL_SECONDS", 0.5)
        child("time.sleep(60)")
        assert refusal(plain())[0] == "work"

    def test_that_takes_all_memory_fails(self, child):
        child("x = bytearray(600 * 2**20)")
        assert refusal(plain())[0] == "damaged"

    @pytest.mark.parametrize(
        "code",
        [
            "print('9 9', flush=True)",
            "print('9 9'); print('<script>', flush=True)",
            "print('999 9'); print('RIFFxxxxWEBP', flush=True)",
            "print('9 -9'); print('RIFFxxxxWEBP', flush=True)",
            "print('0 9'); print('RIFFxxxxWEBP', flush=True)",
            "print('RIFFxxxxWEBP', flush=True)",
            "sys.exit(77)",
            "os.abort()",
            "",
        ],
    )
    def test_that_was_taken_over_is_not_believed(self, child, code):
        child(code)
        assert refusal(plain())[0] == "damaged"

    def test_cannot_fill_the_disk(self, child):
        child("while True: os.write(1, b'x' * 2**20)")
        assert refusal(plain())[0] == "damaged"

    def test_knows_nothing_of_the_server(self, child, monkeypatch, settings):
        monkeypatch.setenv("SECRET_KEY", CANARY.decode())
        told = Path(settings.DATA_DIR) / "told"
        child(
            f"open({str(told)!r}, 'w').write(repr((os.environ, sys.argv, os.getcwd(), os.listdir('/proc/self/fd'))))"
        )
        refusal(plain(), "Zebrapine.png")
        assert CANARY.decode() not in told.read_text()
        assert len(re.findall(r"'\d+'", told.read_text().partition("/', ")[2])) <= 5

    def test_nothing_stays_in_the_folder(self, settings):
        taken(plain())
        refusal(SVG)
        assert list(Path(settings.DATA_DIR).iterdir()) == []


class TestAtOnce:
    def test_two_are_read_and_the_third_is_told(self, monkeypatch):
        monkeypatch.setattr(uploads, "WAIT_SECONDS", 0.1)
        places = threading.BoundedSemaphore(uploads.AT_ONCE)
        monkeypatch.setattr(uploads, "_places", places)
        for _ in range(uploads.AT_ONCE):
            places.acquire()
        code, sentence = refusal(plain())
        assert (code, "Wait a minute" in sentence) == ("busy", True)
        places.release()
        assert taken(plain()).width == SIDE
        assert taken(plain()).width == SIDE
        refusal(plain("JPEG")[:300])
        assert taken(plain()).width == SIDE

    @pytest.mark.parametrize(("places", "most"), [(2, 2), (8, 5)])
    def test_never_more_and_without_the_limit_more(self, monkeypatch, places, most):
        running, seen, lock, real = [0], [], threading.Lock(), subprocess.run

        def counted(*arguments, **options):
            with lock:
                running[0] += 1
                seen.append(running[0])
            time.sleep(0.3)
            try:
                return real(*arguments, **options)
            finally:
                with lock:
                    running[0] -= 1

        monkeypatch.setattr(uploads, "_places", threading.BoundedSemaphore(places))
        monkeypatch.setattr(uploads.subprocess, "run", counted)
        threads = [threading.Thread(target=taken, args=(plain(),)) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert max(seen) == most


class TestLiars:
    @pytest.mark.parametrize("name", LIARS)
    def test_is_refused_with_a_sentence(self, name):
        content, file_name, code = LIARS[name]
        found, sentence = refusal(content, file_name)
        assert found == code
        assert sentence.endswith(".")

    @pytest.mark.parametrize("kind", ["GIF", "PNG", "JPEG", "WEBP"])
    @pytest.mark.parametrize("tail", [jar(), SVG, b"<?php Zebrapine ?>"])
    def test_what_hangs_on_behind_is_gone(self, kind, tail):
        content = taken(plain(kind) + tail).content
        assert CANARY not in content
        assert b"script" not in content
        assert not zipfile.is_zipfile(BytesIO(content))

    @pytest.mark.parametrize(
        "name",
        [
            "logo.php.png",
            "logo\u202egnp.exe",
            "../../logo.png",
            "CON",
            "logo.html",
            "x" * 300,
            "a\0b.png",
            "<b>.png",
        ],
    )
    def test_names_decide_nothing(self, name):
        assert taken(plain(), name) == taken(plain(), "other.png")


class TestMetadata:
    def exif(self) -> Image.Exif:
        exif = Image.Exif()
        exif[0x013B] = exif[0x010F] = exif[0x9C9D] = "Zebrapine"
        place = exif.get_ifd(0x8825)
        place[1], place[2] = "N", (47.0, 33.0, 12.0)
        place[0x1D] = "Zebrapine"
        return exif

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
    def test_is_gone(self, kind):
        notes = PngInfo()
        notes.add_text("Author", "Zebrapine")
        options = {
            "JPEG": {"exif": self.exif(), "xmp": b"<x>Zebrapine</x>", "comment": CANARY},
            "PNG": {"exif": self.exif(), "pnginfo": notes},
            "WEBP": {"exif": self.exif(), "xmp": b"<x>Zebrapine</x>"},
            "GIF": {"comment": CANARY},
        }[kind]
        content = encoded(Image.new("RGB", (60, 40), (200, 43, 107)), kind, **options)
        assert CANARY in content
        drawn = taken(content).content
        assert CANARY not in drawn
        assert not dict(Image.open(BytesIO(drawn)).getexif())
        assert {b"EXIF", b"XMP ", b"ICCP"}.isdisjoint(re.findall(rb"[A-Z]{3}[A-Z ]", drawn))

    def test_of_colours_is_used_and_gone(self):
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        for given in (profile, b"broken"):
            content = encoded(Image.new("RGB", (60, 40), (200, 43, 107)), "PNG", icc_profile=given)
            drawn = Image.open(BytesIO(taken(content).content))
            assert "icc_profile" not in drawn.info
            assert drawn.convert("RGB").getpixel((5, 5)) == (200, 43, 107)

    def test_a_broken_note_breaks_no_picture(self):
        content = encoded(Image.new("RGB", (60, 40)), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff")
        assert taken(content).width == 60


class TestThePicture:
    @pytest.mark.parametrize(
        ("size", "drawn"),
        [((60, 30), (60, 30)), ((640, 320), (64, 32)), ((320, 640), (32, 64)), ((900, 1), (64, 1))],
    )
    def test_fits_and_is_never_made_larger(self, size, drawn):
        made = taken(plain(size=size))
        assert (made.width, made.height) == drawn
        assert Image.open(BytesIO(made.content)).size == drawn

    @pytest.mark.parametrize("turn", range(1, 9))
    def test_stands_upright(self, turn):
        upright = Image.new("RGB", (40, 20), "white")
        upright.paste("red", (0, 0, 10, 10))
        back = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
        held = upright.transpose(back.get(turn, picture_child.TURNS[turn])) if turn > 1 else upright
        exif = Image.Exif()
        exif[0x0112] = turn
        drawn = Image.open(BytesIO(taken(encoded(held, "PNG", exif=exif)).content)).convert("RGB")
        assert drawn.size == (40, 20)
        assert drawn.getpixel((3, 3)) == (255, 0, 0)
        assert drawn.getpixel((35, 15)) == (255, 255, 255)

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
    def test_of_every_mode(self, mode):
        content = encoded(Image.new("RGBA", (20, 20), (128, 128, 128, 255)).convert("L").convert(mode) if mode != "I;16"
                          else Image.new("I;16", (20, 20), 0x8000))  # fmt: skip
        colour = Image.open(BytesIO(taken(content).content)).convert("L").getpixel((1, 1))
        assert colour in ({0, 255} if mode == "1" else range(126, 131))

    def test_of_printers(self):
        drawn = Image.open(
            BytesIO(taken(encoded(Image.new("CMYK", (20, 20), (0, 255, 255, 0)), "JPEG")).content)
        )
        red, green, blue = drawn.convert("RGB").getpixel((9, 9))
        assert (red > 200, green < 60, blue < 60) == (True, True, True)

    def test_stays_clear_where_it_was(self):
        image = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
        image.paste((1, 2, 3, 255), (0, 0, 10, 20))
        for content in (encoded(image), encoded(image, "WEBP", lossless=True), encoded(image, "GIF")):
            drawn = Image.open(BytesIO(taken(content).content)).convert("RGBA")
            assert (drawn.getpixel((2, 2))[3], drawn.getpixel((18, 2))[3]) == (255, 0)


def test_a_large_upload_waits_in_our_own_folder_while_it_comes_in():
    with TemporaryUploadedFile("large.png", "image/png", 3 * 2**20, None) as waiting:
        assert Path(waiting.temporary_file_path()).parent == Path(os.environ["DATA_DIR"])
