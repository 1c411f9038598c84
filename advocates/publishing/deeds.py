"""Kinds of entries in the stream, and what editors are told of those of the wiki."""

from advocates.core import stream
from advocates.publishing.offering import notices as offered
from advocates.publishing.proposed import notices

DEEDS = (
    "suggestion.made", "suggestion.closed", "article.drafted", "draft.shown", "draft.checked", "draft.remarked",
    "draft.ended", "draft.closed", "translation.taken", "offer.made", "offer.taken", "offer.returned",
    "translation.kept", "launch.ticked", "launch.done", "launch.planned", "launch.taken_back", "newsletter.begun",
    "newsletter.changed", "newsletter.removed", "newsletter.handed_in", "newsletter.approved",
    "newsletter.refused", "newsletter.taken_back", "newsletter.missed", "newsletter.emptied", "newsletter.left",
    "source.added", "source.changed", "source.asked", "source.stopped", "source.resumed",
    "found.seen", "found.dismissed", "texts.saved",
)  # fmt: skip


def register_all():
    """Called when the app is ready."""
    for deed in DEEDS:
        stream.register_kind(f"publishing.{deed}")
    notices.register_all()
    offered.register_all()
