"""Why a source could not be read, in one sentence for the editors."""

from django.utils.translation import gettext_lazy as _

from advocates.core import fetch_failures

SENTENCES = {
    **{failure.reason: failure.sentence for failure in fetch_failures.ALL},
    "locked": _("The site does not let us read this address."),
    "gone": _("There is nothing at this address any more."),
    "too-often": _("The site says that it is asked too often."),
    "answer": _("The site answers with an error."),
    "feed": _("What stands there is no feed."),
    "entities": _("The feed holds declarations that could do harm, so it is not read."),
    "too-many": _("The question finds more than 2,000 trials. Make it narrower."),
    "busy": _("There was too much to do. It is tried again."),
}


class NotRead(Exception):
    """A source answered, and what it says cannot be used. `reason` is stable and may be stored."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def sentence(reason):
    """The sentence for a stored reason."""
    return SENTENCES.get(reason, fetch_failures.FetchFailed.sentence)
