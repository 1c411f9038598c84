"""How long we keep what others say about entries: proposals, hints, and when groups were asked."""

from datetime import timedelta

from django.utils.translation import gettext_noop

from advocates.core import retention
from advocates.core.retention import DataClass, Kept
from advocates.organisations.models import Hint, Proposal, Split

HALF_A_YEAR = timedelta(days=183)


def register_all() -> None:
    """Called when the app is ready."""
    names: tuple[str, ...] = ("id", "public_id", "created_at", "actor", "words", "count")
    retention.register(
        "organisations.Wave",
        gettext_noop("how many groups were asked at once, by whom and when"),
        dict.fromkeys(names, Kept(DataClass.INTERNAL, gettext_noop("life of the installation"))),
    )
    names = (
        "id", "public_id", "organisation", "origin", "base_revision", "content", "before", "note", "lang", "address",
        "version", "state", "created_at", "changed_at", "decided_at", "decided_by", "reason",
    )  # fmt: skip
    retention.register(
        "organisations.Proposal",
        gettext_noop("how groups want their entries to be"),
        dict.fromkeys(names, Kept(DataClass.CONFIDENTIAL, gettext_noop("6 months after the decision"))),
        due=lambda now: Proposal.decided_before(now - HALF_A_YEAR),
    )
    kept = Kept(DataClass.CONFIDENTIAL, gettext_noop("6 months after it is closed"))
    names = (
        "id", "public_id", "kind", "organisation", "topic", "text", "source", "name", "country", "city", "website",
        "lang", "is_proved", "state", "created_at", "mailed_at", "answer", "answered_at", "closed_at", "closed_by",
        "outcome", "reason",
    )  # fmt: skip
    retention.register(
        "organisations.Hint",
        gettext_noop("what people tell us about entries and missing groups"),
        {
            **dict.fromkeys(names, kept),
            "reporter": Kept(DataClass.CONFIDENTIAL, gettext_noop("until it is closed and answered")),
        },
        due=lambda now: Hint.closed_before(now - HALF_A_YEAR),
    )
    names = ("id", "public_id", "source", "made", "from_at", "moved", "split_at", "split_by", "undone_at")
    retention.register(
        "organisations.Split",
        gettext_noop("so that an organisation that was split can be made one again"),
        dict.fromkeys(names, Kept(DataClass.INTERNAL, gettext_noop("30 days"))),
        due=Split.over,
    )
