"""Three days before an invitation ends, whoever was invited hears of it, and whoever invited."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core import jobs, outbox
from advocates.core.models import Mail
from advocates.core.profile import profile
from advocates.core.viewer import viewer_for
from advocates.organisations.invitations import actions, policies
from advocates.organisations.models import Invitation
from advocates.organisations.models.invitations import REMINDED_BEFORE

PURPOSE = "organisations.invitation-ends"
MOST = 500


@jobs.every(seconds=3600)
def remind_before_end() -> int:
    """Remind both sides once; returns how many people were mailed. Whoever invited many gets one mail."""
    now = timezone.now()
    due = [row for row in Invitation.ending_before(now + REMINDED_BEFORE, now)[:MOST] if policies.stands(row)]
    with transaction.atomic():
        mailed = actions.remind(invitations=due)
        by_inviter: dict[Person, list[Invitation]] = defaultdict(list)
        for invitation in due:
            if invitation.invited_by is not None:
                by_inviter[invitation.invited_by].append(invitation)
        for inviter, own in by_inviter.items():
            _tell(inviter, own, now)
    return mailed + len(by_inviter)


def _tell(inviter: Person, own: list[Invitation], now: datetime) -> None:
    names = sorted({invitation.organisation.name for invitation in own})
    ends = min(invitation.expires_at for invitation in own if invitation.expires_at)
    context = {
        "count": len(own),
        "names": names[:10],
        "more": len(names[10:]),
        "until": timezone.localtime(ends, profile().zone).date(),
        "profile": profile(),
        "path": _path_of(own[0]),
    }
    about = outbox.About(
        PURPOSE, {"person": inviter.pk, "invitations": [invitation.pk for invitation in own]}
    )
    outbox.send("organisations/email/invitations_end", inviter.email, inviter.language, context, about)


def _path_of(invitation: Invitation) -> str:
    """Where the inviter settles it."""
    if invitation.is_founding:
        return reverse("founding_board")
    if invitation.invited_under_id is None:
        return reverse("office_invitations", args=[invitation.organisation_id])
    return reverse("organisation_people", args=[invitation.organisation.public_id])


def may_send(mail: Mail) -> bool:
    """Whether the inviter may still see one of these invitations, and one of them is still open."""
    inviter = Person.objects.filter(pk=mail.about["person"], email=mail.recipient).first()
    seen = Invitation.objects.visible_to(viewer_for(inviter))
    return seen.open().filter(pk__in=mail.about["invitations"]).exists()
