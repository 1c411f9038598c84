"""What editors are told when something cannot be done with a newsletter now."""

from advocates.core.refused import Refused


class NotADraft(Refused):
    """It waits for approval, leaves, or has left."""


class ChangedMeanwhile(Refused):
    """Somebody has written in it since this page was opened."""


class NotReady(Refused):
    """Something is missing."""


class NotWaiting(Refused):
    """Nobody has handed it in, or it is approved already."""


class TooLate(Refused):
    """The worker has begun."""


class NotReachable(Refused):
    """Nobody outside this machine could follow its links."""
