"""What spaces tell the ground: kinds of stream entries, the viewer's spaces, retention."""

from django.utils.translation import gettext_noop

from advocates.core import personal, retention, stream, viewer
from advocates.core.retention import DataClass, Kept
from advocates.spaces.actions import drafts_of, erase_own
from advocates.spaces.drafts import keeping as drafts
from advocates.spaces.models import Space
from advocates.spaces.readable import read_seated, read_shared, seated_rows, shared_rows


def register_all() -> None:
    """Called when the app is ready."""
    for deed in ("space.opened", "space.closed", "seat.given", "seat.ended"):
        stream.register_kind(f"spaces.{deed}", audit=True)
    viewer.register_last_resolver(seated_rows, read_seated)
    viewer.register_last_resolver(shared_rows, read_shared)
    personal.register_section("drafts", drafts_of)
    personal.register_eraser(erase_own)
    _keep()
    drafts.register_all()


def _keep() -> None:
    kept = Kept(DataClass.CONFIDENTIAL, gettext_noop("while the network keeps what was written there"))
    names: tuple[str, ...] = ("id", "public_id", "kind", "names", "region", "role", "created_at", "closed_at")
    retention.register(
        "spaces.Space",
        gettext_noop("who may read what members write"),
        dict.fromkeys(names, kept),
        Space.of_messages_over,
    )
    names = ("id", "public_id", "space", "person", "is_owner", "joined_at", "left_at", "given_by")
    retention.register(
        "spaces.SpaceSeat",
        gettext_noop("who sits in a committee, a room or a message"),
        dict.fromkeys(names, Kept(DataClass.HIGHEST, gettext_noop("as long as the space"))),
    )
