"""Pictures of a page of the wiki become pictures of the site: copies, under a name that says nothing."""

from contextlib import contextmanager

from django.core.files.base import ContentFile
from wagtail.images import get_image_model

from advocates.core.secrets import Unreadable
from advocates.files import storing
from advocates.publishing.proposed.converting import pictures_in
from advocates.wiki.proposals import kept


@contextmanager
def copied(*, actor, taken):
    """For each picture of the text that may become public its copy and what it shows, by its name in the text.

    Where the deed fails, the copies are gone again.
    """
    made, there = {}, kept.pictures_of(taken.proposal) if taken.proposal else {}
    try:
        for name in pictures_in(taken.text):
            file, alt = there.get(name.casefold(), (None, ""))
            if file is not None and (image := copy_of(file, alt, actor)):
                made[name] = (image, alt)
        yield made
    except BaseException:
        for image, _alt in made.values():
            image.delete()
        raise


def copy_of(file, alt, actor):
    """None where the content cannot be read."""
    try:
        content = storing.content_of(file, False)
    except (FileNotFoundError, Unreadable):
        return None
    return get_image_model().objects.create(
        title=(alt or "Picture")[:255],
        file=ContentFile(content, name="picture.webp"),
        uploaded_by_user=actor,
    )
