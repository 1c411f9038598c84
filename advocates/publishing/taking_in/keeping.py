"""Classes and periods of what is read for the editors, and of what they say elsewhere."""

from django.utils.translation import gettext_noop

from advocates.core.retention import DataClass, Kept, register
from advocates.publishing.models import Found, ShareText, Source, Trial, TrialPlace
from advocates.publishing.taking_in import actions

ASKED = Kept(DataClass.INTERNAL, gettext_noop("while the network wants to keep it"))
FOUND = Kept(
    DataClass.INTERNAL, gettext_noop("90 days after the editors have dealt with it and it is listed no more")
)
TEXT = Kept(DataClass.INTERNAL, gettext_noop("as long as the page it belongs to"))
REGISTER = Kept(DataClass.PUBLIC, gettext_noop("until the register says something else"))
SOURCE = (
    "id public_id kind name address terms statuses lang added_at added_by stopped_at next_at read_at listed_at etag "
    "last_modified failure failing_since failures"
)
ITEM = (
    "id public_id source key link_key title link excerpt lang dated_at found_at listed_at state handled_at handled_by "
    "article"
)


def register_all():
    """Called when the app is ready."""
    register(
        Source._meta.label, gettext_noop("feeds that editors read"), dict.fromkeys(SOURCE.split(), ASKED)
    )
    register(
        Found._meta.label,
        gettext_noop("what others have published, for editors"),
        dict.fromkeys(ITEM.split(), FOUND),
        due=actions.due,
    )
    register(
        ShareText._meta.label,
        gettext_noop("what is said of articles elsewhere"),
        dict.fromkeys(("id", "article", "network", "text"), TEXT),
    )
    trial = "id source nct_id title status phases sponsor updated_on"
    place = "id trial country name cities"
    for model, names in ((Trial, trial), (TrialPlace, place)):
        register(
            model._meta.label,
            gettext_noop("clinical trials of a register"),
            dict.fromkeys(names.split(), REGISTER),
        )
