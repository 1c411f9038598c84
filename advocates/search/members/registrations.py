"""What the members' search tells the ground: what it follows, and what it keeps."""

from django.utils.translation import gettext_noop

from advocates.core import jobs, retention, stream
from advocates.core.retention import DataClass, Kept
from advocates.search.members import actions

_COPY = Kept(
    DataClass.CONFIDENTIAL, gettext_noop("while the text stands in the forum or the wiki; taken back with it")
)


def register_all() -> None:
    """Called when the app is ready."""
    followed = (*actions.POST_KINDS, *actions.TOPIC_KINDS, *actions.MOVING_KINDS)
    for kind in (*followed, *actions.PAGE_KINDS, *actions.FILE_KINDS, *actions.HUNG_KINDS):
        stream.follow(kind, actions.index_entry)
    jobs.when_resting(actions.index_soon)
    for model, purpose, names in (
        ("TopicWords", gettext_noop("topics are found by their words"), "topic at words"),
        ("PageWords", gettext_noop("pages are found by their words"), "page at revision words"),
        ("PostWords", gettext_noop("posts are found by their words"), "post at revision words"),
        ("FileWords", gettext_noop("files are found by their words"), "item at words"),
        (
            "Word",
            gettext_noop("a word with a typing error is led to one that is known"),
            "id space word head tail length",
        ),
    ):
        retention.register(f"search.{model}", purpose, dict.fromkeys(names.split(), _COPY))
