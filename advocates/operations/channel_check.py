"""Whether the network's accounts elsewhere can still be posted by."""

from collections.abc import Iterator

from django.utils import timezone

from advocates.operations.findings import Finding, How
from advocates.syndication.posting.actions import channels_to_mend


def channels() -> Iterator[Finding]:
    """Keys that were refused or end soon; nothing where there is no account."""
    for channel in channels_to_mend(timezone.localdate()):
        name = f"{channel.get_network_display()} account {channel.handle}"
        if channel.failure:
            says, how = f"The key of the {name} was refused.", How.BAD
        else:
            says, how = f"The key of the {name} ends on {channel.token_ends_on}.", How.MIND
        yield Finding(how, says, "Enter a new key at /manage/channels/.")
