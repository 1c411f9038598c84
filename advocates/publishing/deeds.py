"""Kinds of entries in the stream."""

from advocates.core import stream

DEEDS = (
    "suggestion.made", "suggestion.closed", "article.drafted", "draft.shown", "draft.checked", "draft.remarked",
    "draft.ended", "draft.closed", "translation.taken",
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
