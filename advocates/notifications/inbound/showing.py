"""A mail that came in, as its author and those who decide about it read it."""

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


def may_judge(viewer: Viewer, mail: InboundMail) -> bool:
    """Whether somebody besides its author may read what it says: whoever moderates the place it is meant for."""
    try:
        return handlers.of(mail.kind).may_judge(viewer, mail.target_id)
    except handlers.CannotPost:
        return False
