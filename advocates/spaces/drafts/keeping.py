"""What drafts are, and for how long they are kept."""

from django.utils.translation import gettext_noop

from advocates.core import retention
from advocates.core.retention import DataClass, Kept
from advocates.spaces.models import Draft

FIELDS = "id public_id person key space title text lang extra window revision saved_at discarded_at spent_at"


def register_all() -> None:
    """Called when the app is ready."""
    retention.register(
        "spaces.Draft",
        gettext_noop("what somebody has written and not sent, for nobody but themselves"),
        dict.fromkeys(
            FIELDS.split(),
            Kept(
                DataClass.HIGHEST,
                gettext_noop("90 days after the last change, one day once sent or discarded"),
            ),
        ),
        due=Draft.due,
    )
