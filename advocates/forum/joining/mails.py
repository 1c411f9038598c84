"""The mail with the question: composed when it leaves, in the person's language, if the question still stands."""

from collections.abc import Iterable

from django.utils import timezone

from advocates.core import links, outbox
from advocates.core.models import Mail
from advocates.core.profile import profile
from advocates.forum.models import JoiningAsk

LINK = "first-question"
PURPOSE = "forum.joining"
MailState = JoiningAsk.MailState


def mail_all(asks: Iterable[JoiningAsk], *, is_reminder: bool = False) -> int:
    """Queue one mail for each; part of the deed's transaction. Returns how many wait."""
    more = {"reminder": True} if is_reminder else {}
    return outbox.send_later_many(
        PURPOSE,
        [
            outbox.Recipient(
                ask.mandate.person.email, ask.mandate.person.language, {"ask": ask.public_id, **more}
            )
            for ask in asks
        ],
    )


def _of_mail(mail: Mail) -> JoiningAsk | None:
    found = JoiningAsk.of_link(str(mail.about["ask"]), timezone.now())
    if found is None or found.answered_at is not None or found.mandate.person.email != mail.recipient:
        return None
    return found


def may_send(mail: Mail) -> bool:
    """Whether the person still speaks for the group, and has not answered."""
    return _of_mail(mail) is not None


def compose(mail: Mail) -> outbox.Composed:
    """The question and the private link."""
    ask = _of_mail(mail)
    if ask is None:
        raise LookupError("this mail's question is over")
    context = {
        "organisation": ask.mandate.organisation,
        "is_reminder": bool(mail.about.get("reminder")),
        "url": links.url_of(LINK, ask.public_id),
        "until": timezone.localtime(ask.expires_at, profile().zone).date(),
    }
    return outbox.rendered(
        "forum/email/first_question", mail.language, context, recipient=mail.recipient, purpose=PURPOSE
    )


def settled(mail: Mail) -> None:
    """The board tells who was not reached."""
    is_gone = mail.state in (Mail.State.SENT, Mail.State.UNSURE)
    JoiningAsk.note_mail(mail.about.get("ask"), MailState.SENT if is_gone else MailState.FAILED)
