"""Why a mail was not posted, in sentences for whoever sent it. None names a topic, a space or an address."""

from django.utils.translation import gettext_lazy as _

UNPROVED, TROUBLE = "unproved", "trouble"
SENDER, ENDED, RIGHTS, GONE, MANY = "sender", "ended", "rights", "gone", "many"
LOCKED, CLOSED, EMPTY, LONG, TITLE, UNREADABLE, OFFICE = (
    "locked", "closed", "empty", "long", "title", "unreadable", "office",
)  # fmt: skip

SENTENCES = {
    UNPROVED: _("We could not make sure that this mail comes from you: its sender can be forged."),
    TROUBLE: _("Something went wrong here while your mail was read."),
    SENDER: _("It came from another address. Answer from the address that you confirmed in your account."),
    ENDED: _("The address that you answered has ended. It lives for thirty days after our last mail."),
    RIGHTS: _("At the moment you speak for no organisation here, so nothing can be posted in your name."),
    GONE: _("What you answered is not there any more, or is not open to you any more."),
    LOCKED: _("The topic is locked: nobody answers there any more. Its page says why."),
    CLOSED: _("Nothing can be added there any more."),
    EMPTY: _("We found no text of your own in it. Write your answer above our text."),
    LONG: _("It is too long. Write at most 50,000 characters, or send the rest as a second mail."),
    TITLE: _("A new topic needs a subject. Give your mail one and send it again."),
    UNREADABLE: _("It is built in a way that we cannot read. Send it as plain text."),
    MANY: _("There were too many mails from you in one hour. Wait a little, then send the rest again."),
    OFFICE: _("Somebody of the network looked at it and did not post it."),
}


def sentence(reason: str) -> str:
    """For a reader; empty for what nobody is told."""
    return str(SENTENCES.get(reason, ""))
