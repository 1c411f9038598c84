"""The mail by which somebody outside gets their link: written when it leaves, and not sent where it has ended."""

from advocates.core import links, outbox
from advocates.publishing.checking import actions
from advocates.publishing.models import DraftLook


def look_of(mail):
    return DraftLook.told_of(mail.about["look"])


def may_send(mail):
    """As long as the link leads somewhere."""
    look = look_of(mail)
    return look is not None and not actions.why_over(look) and not look.is_answered


def compose(mail):
    look = look_of(mail)
    context = {
        "look": look,
        "sender": look.made_by.get_full_name() if look.made_by else "",
        "title": look.revision.content["title"],
        "url": links.url_of(actions.LINK, look.public_id),
    }
    template = "publishing/checking/emails/draft"
    return outbox.rendered(template, mail.language, context, recipient=mail.recipient, purpose=actions.MAIL)
