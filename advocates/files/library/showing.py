"""Lists of libraries as they are drawn: each row is a stencil."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from advocates.core.moments import moment_of, moments_here
from advocates.core.stencils import stencil
from advocates.files.library.listing import MOST_COUNTED, Listed, Shelf
from advocates.files.models import File, LibraryFile
from advocates.spaces.bylines import Protected, Signature, signature
from advocates.spaces.models import Kind, Space

ROW = ("public_id", "title", "lang", "kind", "size", "name", "organisation", "space", "iso", "day", "until")
SHELF = ("public_id", "name", "kind", "count", "iso", "day")


def draw_rows(
    files: Iterable[Listed], spaces: Mapping[int, Space], now: datetime, *, with_space: bool = False
) -> SafeString:
    """Files of a list; `spaces` are those in which they are kept."""
    labels = {kind.value: str(kind.label) for kind in File.Kind}
    return SafeString("".join(_row(file, spaces[file.space], labels, now, with_space) for file in files))


def _row(
    file: Listed, space: Space, labels: Mapping[str, str], now: datetime, with_space: bool
) -> SafeString:
    early = file.not_before if file.not_before is not None and file.not_before > now else None
    by, at = _by(file, space.kind), moments_here()(file.changed_at)
    kind = stencil(
        "files/_library_row.html",
        ROW,
        is_picture=file.kind == File.Kind.PICTURE and not file.deleted_at and not file.hidden_at,
        has_file=file.kind is not None,
        has_name=bool(by.name),
        has_organisation=bool(by.organisation),
        with_space=with_space,
        is_early=early is not None,
    )
    return kind.fill(
        {
            "public_id": file.public_id,
            "title": file.title,
            "lang": file.lang,
            "kind": labels.get(file.kind or "", ""),
            "size": filesizeformat(file.size or 0),
            "name": by.name,
            "organisation": by.organisation,
            "space": space.name if with_space else "",
            "iso": at.iso,
            "day": at.day,
            "until": moment_of(early).date if early is not None else "",
        }
    )


def _by(file: Listed, kind: str) -> Signature:
    protected = Protected.where(kind, file.is_person_protected, file.is_group_protected)
    return signature(file.full_name or file.written_as, file.organisation or "", "", "", protected)


def draw_shelves(shelves: Iterable[Shelf]) -> SafeString:
    """The spaces, each with how much it keeps."""
    return SafeString("".join(map(_shelf, shelves)))


def _shelf(shelf: Shelf) -> SafeString:
    space, at = shelf.space, moment_of(shelf.changed_at) if shelf.changed_at is not None else None
    is_narrow = space.kind != Kind.MEMBERS
    kind = stencil("files/_library_shelf.html", SHELF, is_narrow=is_narrow, has_files=at is not None)
    return kind.fill(
        {
            "public_id": space.public_id,
            "name": space.name,
            "kind": space.get_kind_display() if is_narrow else "",
            "count": counted(shelf.count),
            "iso": at.iso if at else "",
            "day": at.day if at else "",
        }
    )


def counted(count: int) -> str:
    """How many files there are, as far as they are counted."""
    if count > MOST_COUNTED:
        return ngettext("More than %(count)s file", "More than %(count)s files", MOST_COUNTED) % {
            "count": MOST_COUNTED
        }
    return ngettext("%(count)s file", "%(count)s files", count) % {"count": count}


def deleted_by(item: LibraryFile) -> str:
    """Who deleted a file, as this space names people; empty where nobody is known."""
    person = item.deleted_by
    if person is None:
        return ""
    return signature(
        person.full_name, "", "", "", Protected.where(item.space.kind, person.is_protected, None)
    ).name
