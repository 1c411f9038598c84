"""Files of libraries, in moderators' hands. Registered here, since files and moderation know nothing of each other."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import pgettext_lazy

from advocates.core.viewer import Viewer
from advocates.files import serving
from advocates.files.library import actions as library
from advocates.files.models import LIBRARY, FileUse, LibraryFile
from advocates.moderation import kinds
from advocates.moderation.kinds import Hanging, Target
from advocates.spaces.bylines import signature_of

FILE = "library"


def fetch(viewer: Viewer, id: str) -> Target | None:
    """A file that the viewer may open."""
    return _target(LibraryFile.objects.visible_to(viewer).standing(), id)


def describe(id: str) -> Target | None:
    """Also one that is hidden; for whoever may see the case."""
    return _target(LibraryFile.in_any_state().standing(), id)


def _target(files: QuerySet[LibraryFile], id: str) -> Target | None:
    item = files.select_related("space", "person", "mandate__organisation").filter(public_id=id).first()
    if item is None:
        return None
    return Target(
        kind=FILE,
        id=item.public_id,
        space=item.space,
        author_id=item.person_id,
        organisation_id=item.mandate.organisation_id if item.mandate is not None else None,
        byline=signature_of(item, item.space.kind).line,
        title=item.title,
        has_own_title=True,
        html=format_html("<p>{}</p>", item.description),
        lang=item.lang,
        url=link_to(item.public_id),
        is_hidden=item.hidden_at is not None,
    )


def link_to(id: str) -> str:
    return f"/members/files/l/{id}/"


def hide(id: str) -> None:
    """Nobody sees it any more. Part of the transaction of a decision with its reasons."""
    if (item := LibraryFile.in_any_state().filter(public_id=id).first()) is not None:
        library.hide_file(item=item)


def show(id: str) -> None:
    """It is there again."""
    if (item := LibraryFile.in_any_state().filter(public_id=id).first()) is not None:
        library.show_file(item=item)


def _versions(id: str) -> QuerySet[FileUse]:
    items = LibraryFile.in_any_state().standing().filter(public_id=id)
    return FileUse.hanging_on(LIBRARY, items.values_list("pk", flat=True)).order_by("-position")


def files(id: str) -> list[Hanging]:
    """Its versions; only moderation asks, for who may see the case."""
    return [Hanging(use.file.public_id, use.file.name, use.file.size) for use in _versions(id)]


def open_file(request: HttpRequest, id: str, file: str) -> HttpResponse | None:
    """The same rule."""
    use = _versions(id).filter(file__public_id=file).first()
    return serving.answer(request, use.file, is_small=False) if use else None


def register_all() -> None:
    """Called when the app is ready."""
    kinds.register(
        kinds.Kind(
            name=FILE,
            label=pgettext_lazy("what was reported", "A file of a library"),
            link=link_to,
            fetch=fetch,
            describe=describe,
            hide=hide,
            restore=show,
            files=files,
            open_file=open_file,
        )
    )
