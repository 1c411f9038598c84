"""Pictures lose what their camera wrote into them before they are stored: place, author, serial number."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# What is needed to draw the picture as it was meant.
KEPT = {"icc_profile", "transparency", "duration", "loop", "background", "gamma", "dpi"}
UPRIGHT = 1
ORIENTATION = 0x0112


def clean_new(instance, **_kwargs):
    """Before a picture is saved: a file that was just uploaded is replaced by one without metadata."""
    if instance.file and not instance.file._committed:
        name = instance.file.name
        content = without_metadata(instance.file)
        instance.file = ContentFile(content, name)
        instance.file_size = len(content)


def without_metadata(file):
    """The bytes of the same picture, upright, with nothing but its pixels and colours."""
    file.seek(0)
    with Image.open(file, formats=FORMATS) as picture:
        kind, frames = picture.format, getattr(picture, "n_frames", 1)
        turned = picture.getexif().get(ORIENTATION, UPRIGHT) != UPRIGHT
        clean = ImageOps.exif_transpose(picture) if turned and frames == 1 else picture
        clean.info = {name: value for name, value in clean.info.items() if name in KEPT}
        out = BytesIO()
        clean.save(out, kind, **options_of(kind, frames, turned, clean.info))
    return out.getvalue()


def options_of(kind, frames, turned, info):
    """How to write a picture without making it worse than it was."""
    options = {"icc_profile": info["icc_profile"]} if "icc_profile" in info else {}
    if frames > 1:
        options["save_all"] = True
    if kind == "JPEG":
        options["quality"] = 92 if turned else "keep"
    if kind == "WEBP":
        options["quality"] = 92
    return options
