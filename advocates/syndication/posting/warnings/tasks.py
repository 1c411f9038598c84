"""Who keeps the accounts is told before a key ends, 14 and 3 days, and when it was refused; each once for a key."""

from django.db import models, transaction
from django.urls import reverse

from advocates.accounts.models import Person
from advocates.accounts.roles import holders_of
from advocates.core import jobs, outbox
from advocates.core.models import Mail, StreamEntry
from advocates.core.viewer import Role
from advocates.syndication.posting.models import WARNED_DAYS, OwnChannel

PURPOSE = "syndication.key"
# Days before the last one; the first is also when lists begin to say so.
STEPS = (WARNED_DAYS, 3)
REFUSED = "refused"


def keepers() -> models.QuerySet[Person]:
    """The staff, who alone can enter a new key."""
    return holders_of(Role.STAFF)


@jobs.every(seconds=6 * 3600)
def warn_before_end() -> int:
    """Tell of keys that end soon; returns of how many. What was missed while nothing ran is said once."""
    told = 0
    for channel in OwnChannel.objects.usable().filter(token_ends_on__isnull=False, failure=""):
        step = step_of(channel)
        if step is None:
            continue
        with transaction.atomic():
            later = OwnChannel.objects.filter(pk=channel.pk, token_ends_on=channel.token_ends_on)
            if later.filter(models.Q(warned_days=None) | models.Q(warned_days__gt=step)).update(
                warned_days=step
            ):
                tell(channel, "ends")
                told += 1
    return told


def step_of(channel: OwnChannel) -> int | None:
    """The last step that has come, if any."""
    left = channel.days_left
    return None if left is None else min((step for step in STEPS if left <= step), default=None)


def tell_of_refusal(entry: StreamEntry) -> None:
    """A key was refused for the first time."""
    channel = OwnChannel.objects.usable().filter(pk=entry.target_id).exclude(failure="").first()
    if channel is not None:
        tell(channel, REFUSED)


def tell(channel: OwnChannel, what: str) -> None:
    """One mail to each of the staff, in the current transaction."""
    context = {
        "channel": channel,
        "network": channel.get_network_display(),
        "is_refused": what == REFUSED,
        "has_ended": (channel.days_left or 0) < 0,
        "path": reverse("syndication_posting:channel_edit", args=[channel.public_id]),
    }
    for person in keepers():
        about = outbox.About(PURPOSE, {"person": person.pk, "channel": channel.pk, "what": what})
        outbox.send("syndication/email/key", person.email, person.language, context, about)


def may_send(mail: Mail) -> bool:
    """Whether it is still so, and still theirs to mend, when it leaves."""
    channel = OwnChannel.objects.usable().filter(pk=mail.about["channel"]).first()
    if channel is None or not keepers().filter(pk=mail.about["person"], email=mail.recipient).exists():
        return False
    return bool(channel.failure) if mail.about["what"] == REFUSED else channel.ends_soon
