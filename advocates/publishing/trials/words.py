"""The register's words in plain ones."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATUSES = [
    ("RECRUITING", _("Taking patients in")),
    ("NOT_YET_RECRUITING", _("Not open yet")),
    ("ENROLLING_BY_INVITATION", _("Only for people who are invited")),
    ("ACTIVE_NOT_RECRUITING", _("Under way, takes nobody in any more")),
]
PHASES = {
    "EARLY_PHASE1": _("First steps: very few people, very small amounts"),
    "PHASE1": _("Phase 1: is it safe, and how much is right? A few people"),
    "PHASE2": _("Phase 2: does it work? More people"),
    "PHASE3": _("Phase 3: is it better than what there is? Many people"),
    "PHASE4": _("Phase 4: watched after it was approved"),
}
UNKNOWN = pgettext_lazy("state of a trial", "Ask the register")


def status_in_words(status):
    """What it means for somebody who would take part."""
    return dict(STATUSES).get(status, UNKNOWN)


def phases_in_words(phases):
    """One sentence for each phase; nothing where a phase does not apply."""
    return [PHASES[phase] for phase in phases if phase in PHASES]
