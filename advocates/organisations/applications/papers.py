"""Papers in the storage: sealed with a key of their own, under a random name that has no address."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from advocates.core.secrets import Unreadable, decrypt, encrypt, new_file_key, seal, unseal
from advocates.core.uploads import Paper as Written
from advocates.organisations.models import Paper

FOLDER = "papers"
PURPOSE = "paper of an application"
# Pixels of a photographed paper: A4 can still be read.
LARGEST_SIDE = 2400
MOST_PAPERS = 8
LONGEST_NAME = 120
HARMLESS = "default-src 'none'; sandbox"


@contextmanager
def stored(written: Written) -> Iterator[tuple[str, str]]:
    """Store the sealed content before a deed, and yield its name and its key; if the deed fails, it is gone again."""
    key = new_file_key(purpose=PURPOSE)
    sealed = seal(written.content, key, purpose=PURPOSE)
    name = default_storage.save(f"{FOLDER}/{secrets.token_hex(16)}", ContentFile(sealed))
    try:
        yield name, key
    except BaseException:
        default_storage.delete(name)
        raise


def drop_on_commit(name: str) -> None:
    """Delete a file whose row is gone, once that is committed; a storage that fails is only logged."""

    def delete() -> None:
        default_storage.delete(name)

    transaction.on_commit(delete, robust=True)


def sealed_name(name: str, ending: str) -> str:
    """The name of an uploaded file, encrypted, with the ending of what it became."""
    stem = PurePath(name.replace("\\", "/")).stem[:LONGEST_NAME]
    readable = "".join(sign for sign in stem if sign.isprintable() and sign not in '"/<>:|?*').strip(" .")
    return encrypt(f"{readable or 'paper'}.{ending}", purpose=PURPOSE)


def name_of(paper: Paper) -> str:
    """What the file was called."""
    try:
        return decrypt(paper.sealed_name, purpose=PURPOSE)
    except Unreadable:
        return _("Paper that cannot be read any more")


def answer(request: HttpRequest, paper: Paper) -> HttpResponse:
    """The paper, as a download that no browser opens by itself; whoever calls this has checked who asks."""
    try:
        with default_storage.open(paper.stored_as) as file:
            content = unseal(file.read(), paper.sealed_key, purpose=PURPOSE)
    except (FileNotFoundError, Unreadable) as error:
        raise Http404 from error
    found = HttpResponse(content, content_type=paper.content_type)
    found.headers["Content-Disposition"] = content_disposition_header(True, name_of(paper)) or "attachment"
    found.headers["Content-Security-Policy"] = HARMLESS
    found.headers["Cache-Control"] = "private, no-store"
    found.headers["Accept-Ranges"] = "none"
    return found
