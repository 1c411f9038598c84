"""What a topic's tools tell the ground and moderation."""

from django.utils.translation import pgettext_lazy

from advocates.core import stream
from advocates.forum.tools import mails
from advocates.forum.tools.actions import undo_lock, undo_switch
from advocates.forum.tools.hiding import actions as hiding
from advocates.forum.tools.moving.actions import undo_move
from advocates.moderation import acts, kinds

_ACTS = (
    acts.Act("forum.topic.locked", pgettext_lazy("act of a moderator", "Locked a topic"), undo_lock),
    acts.Act("forum.topic.unlocked", pgettext_lazy("act of a moderator", "Unlocked a topic"), None),
    acts.Act("forum.topic.pinned", pgettext_lazy("act of a moderator", "Pinned a topic"), undo_switch),
    acts.Act("forum.topic.unpinned", pgettext_lazy("act of a moderator", "Unpinned a topic"), undo_switch),
    acts.Act(
        "forum.topic.opened",
        pgettext_lazy("act of a moderator", "Opened an older topic to newcomers"),
        undo_switch,
    ),
    acts.Act(
        "forum.topic.shut",
        pgettext_lazy("act of a moderator", "Closed an older topic to newcomers"),
        undo_switch,
    ),
    acts.Act("forum.topic.moved", pgettext_lazy("act of a moderator", "Moved a topic"), undo_move),
    acts.Act("forum.topic.split", pgettext_lazy("act of a moderator", "Split a topic"), None),
    acts.Act("forum.topic.merged", pgettext_lazy("act of a moderator", "Joined two topics"), None),
)
_HEARD = ("topic.kept_on_site", "topic.mailed_freely", "topic.summarised")
_DONE = ("topic.hidden", "topic.restored", "post.hidden", "post.restored")


def register_all() -> None:
    """Called when the app is ready."""
    for act in _ACTS:
        stream.register_kind(act.kind, audit=True)
        acts.register(act)
    for kind in _HEARD:
        stream.register_kind(f"forum.{kind}")
    for kind in _DONE:
        stream.register_kind(f"forum.{kind}", audit=True)
    mails.register_all()
    kinds.register(
        kinds.Kind(
            name=hiding.POST,
            label=pgettext_lazy("what was reported", "A post"),
            link=hiding.link_to_post,
            fetch=hiding.fetch_post,
            describe=hiding.describe_post,
            hide=hiding.hide_post,
            restore=hiding.restore_post,
            files=hiding.files_of_post,
            open_file=hiding.open_file_of_post,
        )
    )
    kinds.register(
        kinds.Kind(
            name=hiding.TOPIC,
            label=pgettext_lazy("what was reported", "A topic"),
            link=hiding.link_to_topic,
            fetch=hiding.fetch_topic,
            describe=hiding.describe_topic,
            hide=hiding.hide_topic,
            restore=hiding.restore_topic,
        )
    )
