"""What this app tells the ground when it starts."""

from django.utils.translation import gettext_noop, pgettext_lazy

from advocates.core import cards, navigation, retention, stream
from advocates.core.retention import DataClass, Kept
from advocates.moderation import acts, mails, policies
from advocates.moderation.models import Case
from advocates.moderation.notices import actions as telling
from advocates.moderation.notices import sentences
from advocates.moderation.undoing.actions import undo_decision
from advocates.moderation.waiting import waiting
from advocates.notifications.sources import Source
from advocates.notifications.sources import register as register_source

_YEARS = Kept(DataClass.CONFIDENTIAL, gettext_noop("3 years after the last deed in the case"))
_KEPT = (
    (
        "Case",
        gettext_noop("what was reported or hidden, with the reasons"),
        "id public_id space kind target author organisation state assignee opened_at changed_at revision decision "
        "extent facts rule redress lang decided_at decided_by decided_mandate appealed_at appeal appeal_lang "
        "appeal_decision appeal_facts appeal_decided_at appeal_by appeal_mandate",
    ),
    (
        "Flag",
        gettext_noop("who reported what, and the answer"),
        "id public_id person mandate written_as lang case reason text at email language answer outcome answered_at",
    ),
    (
        "CaseNote",
        gettext_noop("the history of a case"),
        "id person mandate written_as lang case deed text at",
    ),
)


def register_all() -> None:
    """Called when the app is ready."""
    stream.register_kind("moderation.flag.made")
    stream.register_kind("moderation.case.appealed")
    for deed in ("assigned", "noted", "decided", "restored", "reopened", "file_opened"):
        stream.register_kind(f"moderation.case.{deed}", audit=True)
    for kind in ("moderation.appeal.decided", "moderation.act.undone"):
        stream.register_kind(kind, audit=True)
    mails.register_all()
    _tell()
    cards.register_waiting(waiting)
    navigation.register(
        "moderation:queue", pgettext_lazy("members' navigation", "Reports"), navigation.MEMBERS, order=60
    )
    navigation.register_condition("moderation:queue", policies.is_moderator)
    acts.register(
        acts.Act(
            "moderation.case.decided", pgettext_lazy("act of a moderator", "Decided a case"), undo_decision
        )
    )
    acts.register(
        acts.Act(
            "moderation.appeal.decided",
            pgettext_lazy("act of a moderator", "Decided an appeal"),
            undo_decision,
        )
    )
    _keep()


def _tell() -> None:
    stream.follow("moderation.flag.made", telling.tell_of_flag)
    register_source(
        Source(
            about=sentences.CASE,
            sentences=sentences.SENTENCES,
            pieces=sentences.pieces,
            standing=sentences.standing,
            stop=telling.stop,
        )
    )


def _keep() -> None:
    for model, purpose, names in _KEPT:
        retention.register(
            f"moderation.{model}",
            purpose,
            dict.fromkeys(names.split(), _YEARS),
            due=Case.due if model == "Case" else None,
        )
    retention.register(
        "moderation.UndoneAct",
        gettext_noop("which acts of moderators were taken back"),
        dict.fromkeys(
            ("id", "entry", "by", "at"), Kept(DataClass.INTERNAL, gettext_noop("as long as the audit log"))
        ),
    )
