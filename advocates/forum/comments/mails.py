"""The mails about a comment. They hold no text that anybody typed: a link, and why it came."""

from typing import Any

from advocates.core import outbox
from advocates.core.models import Mail
from advocates.core.outbox import Composed
from advocates.forum.comments import addresses, hosts
from advocates.forum.models import Comment

CONFIRM, SHOWN, TAKEN = "forum.comment.confirm", "forum.comment.shown", "forum.comment.taken"
PURPOSES = (CONFIRM, SHOWN, TAKEN)


def register_all() -> None:
    """Called when the app is ready."""
    for name in PURPOSES:
        outbox.register_purpose(outbox.Purpose(name, may_send=may_send, compose=compose))


def ask_to_confirm(comment: Comment) -> None:
    """The link with which the writer shows that the mailbox is theirs."""
    _queue(CONFIRM, comment)


def tell_shown(comment: Comment) -> None:
    """A moderator let it through, or it is shown again."""
    _queue(SHOWN, comment)


def tell_taken(comment: Comment) -> None:
    """It was not let through, or hidden: the reasons are on its private page."""
    _queue(TAKEN, comment)


def _queue(purpose: str, comment: Comment) -> None:
    if comment.email:
        recipient = outbox.Recipient(comment.email, comment.language, {"comment": comment.pk})
        outbox.send_later_many(purpose, [recipient])


def may_send(mail: Mail) -> bool:
    """Whether the comment is still there, its writer's, and what the mail says of it still so."""
    found = _found(mail)
    return found is not None and (mail.purpose != CONFIRM or found.state == Comment.State.ASKED)


def _found(mail: Mail) -> Comment | None:
    return Comment.numbered(mail.about.get("comment"), mail.recipient)


def compose(mail: Mail) -> Composed:
    """In the language in which the writer read the site, which is active."""
    found = _found(mail)
    if found is None:
        raise LookupError("the comment was erased")
    about = hosts.by_key(found.topic.talk_key, mail.language)
    context: dict[str, Any] = {
        "title": about.title if about is not None else found.topic.title,
        "url": addresses.mailed(found),
    }
    name = f"forum/comments/email/{mail.purpose.rpartition('.')[2]}"
    return outbox.rendered(name, mail.language, context, recipient=mail.recipient, purpose=mail.purpose)


def forget(comment: Comment) -> None:
    """Take its mails out of the outbox: they name the writer's address."""
    Mail.objects.filter(purpose__in=PURPOSES, about__comment=comment.pk).delete()
