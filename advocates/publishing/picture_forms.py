"""The form behind every screen on which an editor sends a picture."""

import struct

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from advocates.publishing import pictures

MOST_FRAMES = 200
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error)


class PictureField(WagtailImageField):
    """Looks before Wagtail does, which takes a moving picture for a single one and fails on half of a picture."""

    @classmethod
    def in_place_of(cls, field):
        kept = ("label", "help_text", "required", "max_length", "widget")
        return cls(**{name: getattr(field, name) for name in kept})

    def to_python(self, data):
        if data and data.size <= settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
            refuse_bomb(data)
        return super().to_python(data)


class PictureForm(BaseImageForm):
    """Takes what can be drawn anew in a moment."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Wagtail makes its own field, and lets no model or form choose another one.
        if "file" in self.fields:
            self.fields["file"] = PictureField.in_place_of(self.fields["file"])


def refuse_bomb(file):
    """Raises `ValidationError` where a picture is damaged, or where drawing it would stop the site."""
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    try:
        file.seek(0)
        with Image.open(file, formats=pictures.FORMATS) as picture:
            frames, size = getattr(picture, "n_frames", 1), picture.width * picture.height
        if frames > MOST_FRAMES:
            raise ValidationError(
                _("This picture moves too long. Make it shorter, at most %(most)s frames.")
                % {"most": MOST_FRAMES}
            )
        if frames * size > most:
            raise Image.DecompressionBombError
        pictures.without_metadata(file)
    except BOMBS as error:
        sentence = _("This picture has too many pixels. Make it smaller, at most %(most)s megapixels.")
        raise ValidationError(sentence % {"most": most // 10**6}) from error
    except BROKEN as error:
        raise ValidationError(
            _(
                "This picture cannot be read: it is damaged or incomplete. Save it as PNG or JPEG and try again."
            )
        ) from error
    finally:
        file.seek(0)
