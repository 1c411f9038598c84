"""A mail that came in, as its author and those who decide about it read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from advocates.core.viewer import Role, Viewer
from advocates.notifications.inbound import handlers, keeping, reasons
from advocates.notifications.models import InboundMail


@dataclass(frozen=True, slots=True)
class ShownMail:
    """What it said, what of that was trimmed, and what became of it."""

    mail: InboundMail
    title: str
    kept: str
    rest: str
    reason: str


def shown(mail: InboundMail) -> ShownMail:
    """The text is there for seven days."""
    said = keeping.said_in(mail)
    return ShownMail(
        mail, said["title"], said["kept"], said["rest"], mail.reason_said or reasons.sentence(mail.reason)
    )


def is_judge(viewer: Viewer) -> bool:
    """Whether somebody moderates anything at all."""
    return viewer.has_role(Role.MODERATOR, Role.STAFF) or bool(viewer.regions)


def judged_by(viewer: Viewer, mails: Sequence[InboundMail]) -> list[InboundMail]:
    """Those that somebody besides the author may read: whoever moderates the place they are meant for.

    As many statements for a hundred mails as for one of each kind.
    """
    meant: dict[str, set[int]] = {}
    for mail in mails:
        meant.setdefault(mail.kind, set()).add(mail.target_id)
    judged = {kind: _judged_of(viewer, kind, ids) for kind, ids in meant.items()}
    return [mail for mail in mails if mail.target_id in judged[mail.kind]]


def _judged_of(viewer: Viewer, kind: str, ids: set[int]) -> set[int]:
    try:
        return handlers.of(kind).judged_by(viewer, ids)
    except handlers.CannotPost:
        return set()
