"""The mails of invitations: composed when they leave, in the invited person's language, if they still stand."""

from collections.abc import Iterable

from django.utils import timezone

from advocates.core import outbox
from advocates.core.models import Mail
from advocates.core.profile import profile
from advocates.organisations.invitations import policies, tokens
from advocates.organisations.models import Invitation

PURPOSE = "organisations.invitation"
FIRST, REMINDER, CLAIM = "invitation", "invitation_reminder", "invitation_claim"


def mail_all(invitations: Iterable[Invitation], template: str = FIRST) -> int:
    """Queue one mail for each of them that names an address; part of the deed's transaction. Returns how many."""
    return outbox.send_later_many(
        PURPOSE,
        [
            _recipient(invitation, invitation.address, template)
            for invitation in invitations
            if invitation.address
        ],
    )


def mail_claim(invitation: Invitation) -> None:
    """Mail the link that proves the address which somebody typed on the page of a passed-on link."""
    outbox.send_later_many(PURPOSE, [_recipient(invitation, invitation.claimed_address, CLAIM)])


def _recipient(invitation: Invitation, address: str, template: str) -> outbox.Recipient:
    ids = {"invitation": invitation.pk, "number": invitation.link_number, "template": template}
    return outbox.Recipient(address, invitation.language, ids)


def _of_mail(mail: Mail) -> Invitation | None:
    """The invitation, while the mail's link is the valid one and still goes to the address that it names."""
    found = Invitation.of_link(mail.about["invitation"], mail.about["number"])
    if found is None:
        return None
    wanted = found.claimed_address if mail.about["template"] == CLAIM else found.address
    return found if wanted == mail.recipient else None


def may_send(mail: Mail) -> bool:
    """Whether the invitation stands when its mail leaves."""
    found = _of_mail(mail)
    return found is not None and policies.stands(found)


def compose(mail: Mail) -> outbox.Composed:
    """The text with its link; it is kept nowhere before."""
    invitation = _of_mail(mail)
    if invitation is None or invitation.expires_at is None:
        raise LookupError("this mail's invitation is gone")
    context = {
        "invitation": invitation,
        "inviter": "" if invitation.invited_under_id is None else str(invitation.invited_by),
        "url": tokens.url_of(invitation, mail.recipient),
        "until": timezone.localtime(invitation.expires_at, profile().zone).date(),
        "profile": profile(),
    }
    template = f"organisations/email/{mail.about['template']}"
    return outbox.rendered(template, mail.language, context, recipient=mail.recipient, purpose=PURPOSE)


def settled(mail: Mail) -> None:
    """A mail that did not arrive is shown to whoever invited, also one to an address that is known to be gone."""
    is_back = mail.state in {Mail.State.FAILED, Mail.State.BOUNCED}
    is_known = mail.state == Mail.State.DROPPED and outbox.is_suppressed(mail.recipient, PURPOSE)
    if (is_back or is_known) and mail.about["template"] != CLAIM:
        invitation = _of_mail(mail)
        if invitation is not None and invitation.bounced_at is None:
            invitation.bounced_at = timezone.now()
            invitation.save(update_fields=["bounced_at"])
