"""Why something was not posted, in one sentence for the editors."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from advocates.core import fetch_failures

SENTENCES: dict[str, str | Promise] = {
    **{failure.reason: failure.sentence for failure in fetch_failures.ALL},
    "token": _("The account’s key is missing or was refused. The staff can enter a new one."),
    "refused": _("The server does not take the text. Look at its length and words, then try again."),
    "moved": _("The server has moved. The staff can enter its new address."),
    "too-often": _("The server says that it is asked too often."),
    "answer": _("The answer could not be understood."),
    "unsure": _(
        "It may have been taken before the connection broke. Look at the account before you try again."
    ),
}


def sentence(reason: str) -> str | Promise:
    """The sentence for a stored reason."""
    return SENTENCES.get(reason, fetch_failures.FetchFailed.sentence)
