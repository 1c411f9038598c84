"""The mail that asks an address whether it really wants to follow something. It holds nothing that anybody typed."""

from advocates.core import links, outbox
from advocates.core.models import Mail
from advocates.core.outbox import Composed
from advocates.core.profile import profile
from advocates.syndication import actions
from advocates.syndication.monthly import subscription_of
from advocates.syndication.topics import is_letter, topic_of

LINK = "follow-confirm"


def may_send(mail: Mail) -> bool:
    """Whether it still waits for an answer, or was confirmed and asked for once more."""
    found = subscription_of(mail)
    return found is not None and topic_of(found.kind) is not None


def compose(mail: Mail) -> Composed:
    """In the language that was asked for, which is active."""
    found = subscription_of(mail)
    topic = topic_of(found.kind) if found else None
    if found is None or topic is None:
        raise LookupError("nothing to ask")
    context = {
        "profile": profile(),
        "title": topic.title(found.scope),
        "url": links.url_of(LINK, str(found.public_id)),
        "days": actions.LIVES.days,
        "is_letter": is_letter(found.kind, found.scope),
        "is_confirmed": found.confirmed_at is not None,
    }
    return outbox.rendered(
        "syndication/email/confirm", mail.language, context, recipient=mail.recipient, purpose=mail.purpose
    )
