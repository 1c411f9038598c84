"""What files tell the ground: kinds of stream entries, what is kept how long, whose they are, and their place."""

from django.utils.translation import gettext_noop, pgettext_lazy

from advocates.core import navigation, personal, retention, stream
from advocates.core.personal import Rows, Subject
from advocates.core.retention import DataClass, Kept
from advocates.core.viewer import Viewer
from advocates.files import actions, uses
from advocates.files.arriving import actions as arriving
from advocates.files.library import actions as library
from advocates.files.library import telling
from advocates.files.models import LIBRARY, File, LibraryFile, LibraryFileQuerySet
from advocates.notifications import followed
from advocates.notifications.sources import register as register_source

FIELDS = (
    "id public_id person mandate written_as lang space kind name size content_type stored_as small_stored_as "
    "sealed_key sha256 width height alt alts created_at hidden_at is_shelved"
)
ARRIVING = "id person sending size received parts sealed_key file began_at"
IN_LIBRARY = (
    "id public_id person mandate written_as lang space title description alts current not_before once created_at "
    "changed_at deleted_at deleted_by deleted_reason hidden_at"
)


def register_all() -> None:
    """Called when the app is ready."""
    for deed in actions.DEEDS:
        stream.register_kind(f"files.file.{deed}")
    personal.register_eraser(arriving.erase)
    for deed in library.DEEDS:
        stream.register_kind(f"files.library.{deed}", audit=deed in {"hidden", "shown"})
    stream.follow("files.library.replaced", telling.tell_of_version)
    register_source(telling.SOURCE)
    followed.register(
        followed.Section("files/library_followed.html", telling.followed, telling.save_followed)
    )
    personal.register_section("watched_files", telling.watched_of)
    personal.register_eraser(telling.erase)
    uses.register(LIBRARY, _open_library, LibraryFile.in_any_state)
    personal.register_section("files", _files)
    personal.register_section("files_in_libraries", _in_libraries)
    label = pgettext_lazy("members' navigation", "Files")
    navigation.register("files:libraries", label, navigation.MEMBERS, order=35)
    _keep()


def _open_library(viewer: Viewer) -> LibraryFileQuerySet:
    """Whose versions open."""
    return LibraryFile.objects.visible_to(viewer).standing()


def _files(subject: Subject) -> Rows:
    """What somebody uploaded; the contents are downloaded one by one, at these ids."""
    return File.of_person(subject.person.pk).values(
        "public_id", "name", "kind", "size", "alt", "alts", "lang", "created_at"
    )


def _in_libraries(subject: Subject) -> Rows:
    return LibraryFile.of_person(subject.person.pk).values(
        "public_id", "title", "description", "alts", "lang", "not_before", "created_at"
    )


def _keep() -> None:
    kept = Kept(
        DataClass.HIGHEST, gettext_noop("as long as what it hangs on; one day where it hangs on nothing")
    )
    retention.register(
        "files.File",
        gettext_noop("pictures and documents that members add"),
        dict.fromkeys(FIELDS.split(), kept),
    )
    retention.register(
        "files.Arriving",
        gettext_noop("pictures and documents of which only a part has come"),
        dict.fromkeys(ARRIVING.split(), Kept(DataClass.HIGHEST, gettext_noop("one day"))),
    )
    retention.register(
        "files.FileUse",
        gettext_noop("which file hangs on what"),
        dict.fromkeys(("id", "file", "kind", "target", "position", "note"), kept),
    )
    retention.register(
        "files.FileText",
        gettext_noop("the words of documents, so that members find them"),
        dict.fromkeys(("file", "text", "read_at"), kept),
    )
    _keep_libraries()


def _keep_libraries() -> None:
    retention.register(
        "files.LibraryWatch",
        gettext_noop("who wants to hear of new versions of which file, for nobody but themselves"),
        dict.fromkeys(
            ("id", "person", "item"), Kept(DataClass.INTERNAL, gettext_noop("while the account exists"))
        ),
    )
    in_library = Kept(
        DataClass.HIGHEST,
        gettext_noop("while the network wants; a deleted file 30 days, then only title and reason"),
    )
    retention.register(
        "files.LibraryFile",
        gettext_noop("the files that a space keeps"),
        dict.fromkeys(IN_LIBRARY.split(), in_library),
    )
    retention.register(
        "files.LibraryUse",
        gettext_noop("what speaks of a file of a library"),
        dict.fromkeys(("id", "item", "kind", "target"), in_library),
    )
