"""What the forum tells the ground: kinds of stream entries, its place in the navigation, retention."""

from django.utils.translation import gettext_noop, pgettext_lazy

from advocates.core import cards, navigation, personal, retention, stream
from advocates.core.retention import DataClass, Kept
from advocates.forum import across, by_mail, composing, on_dashboard
from advocates.forum.comments import registrations as comments
from advocates.forum.linking import actions as linking
from advocates.forum.mentions import registrations as mentions
from advocates.forum.models import Topic
from advocates.forum.notices import actions as telling
from advocates.forum.notices import sentences
from advocates.forum.personal import actions
from advocates.forum.reading import tasks
from advocates.forum.talking import registrations as talking
from advocates.forum.tools import registrations as tools
from advocates.notifications.sources import Source
from advocates.notifications.sources import register as register_source

__all__ = ["register_all", "tasks"]
_WORDS = Kept(
    DataClass.CONFIDENTIAL, gettext_noop("while the network wants to keep it; the author may take it back")
)
# Messages end by themselves.
_TALK = Kept(
    DataClass.CONFIDENTIAL,
    gettext_noop("while the network wants to keep it; messages for two years after the last one"),
)
_OWN = Kept(DataClass.INTERNAL, gettext_noop("while the account exists"))
_KEPT = (
    (
        "Category",
        gettext_noop("the shelves of the forum"),
        _WORDS,
        "id public_id space names abouts position is_for_announcements topics_count created_at closed_at",
    ),
    (
        "Topic",
        gettext_noop("what members talk about"),
        _TALK,
        "id public_id person mandate written_as lang space category talk_key talk_closed_at title started_at "
        "posts_count last_number last_post_at is_opened is_pinned is_kept_on_site locked_at locked_reason successor "
        "merged_at hidden_at summary summary_html summary_lang summary_by summary_at",
    ),
    (
        "Post",
        gettext_noop("what members write"),
        _TALK,
        "id public_id person mandate written_as lang topic number source html html_version written_at sending "
        "revision edited_at is_edited_late thanks_count hidden_at is_withdrawn moved_to",
    ),
    (
        "PostRevision",
        gettext_noop("how a post read before it was changed"),
        _WORDS,
        "id post revision source lang replaced_at replaced_by",
    ),
    (
        "TopicSummary",
        gettext_noop("what a topic has come to"),
        _WORDS,
        "id person mandate written_as lang topic revision decided open who at",
    ),
    (
        "Mention",
        gettext_noop("whom and what a post names"),
        _WORDS,
        "id post person organisation quoted is_everybody is_silent",
    ),
    ("Thank", gettext_noop("who said thank you"), _OWN, "id post person at"),
    (
        "TopicReading",
        gettext_noop("how far somebody has read, for nobody but themselves"),
        _OWN,
        "id person topic last_number unread_since following read_at visit_from",
    ),
    (
        "CategoryReading",
        gettext_noop("how far somebody has read, for nobody but themselves"),
        _OWN,
        "id person category read_until read_until_before following",
    ),
    (
        "OrganisationFollowing",
        gettext_noop("whose words somebody wants to hear of"),
        _OWN,
        "id person organisation following",
    ),
)


def register_all() -> None:
    """Called when the app is ready."""
    for kind in ("topic.started", "post.written", "post.edited", "post.withdrawn", "post.thanked"):
        stream.register_kind(f"forum.{kind}")
    for deed in ("added", "changed", "closed", "reopened", "moved"):
        stream.register_kind(f"forum.category.{deed}", audit=True)
    mentions.register_all()
    navigation.register(
        "forum:forum", pgettext_lazy("members' navigation", "Forum"), navigation.MEMBERS, order=10
    )
    navigation.register_count("forum:forum", sentences.count_in_forum)
    cards.register_cards(on_dashboard.cards, order=20)
    personal.register_section("posts", actions.posts_of)
    personal.register_eraser(actions.erase)
    composing.register_all()
    linking.register_all()
    tools.register_all()
    _tell()
    by_mail.register()
    across.register_all()
    talking.register_all()
    comments.register_all()
    _keep()


def _tell() -> None:
    stream.follow("forum.topic.started", telling.tell_of_topic)
    stream.follow("forum.post.written", telling.tell_of_post)
    stream.follow("forum.mention.made", telling.tell_of_mentions)
    stream.follow("forum.post.thanked", telling.tell_of_thanks)
    register_source(
        Source(
            about=sentences.TOPIC,
            sentences=sentences.SENTENCES,
            pieces=sentences.pieces,
            standing=sentences.standing,
            stop=telling.stop,
            answered_as=by_mail.TOPIC,
        )
    )


def _keep() -> None:
    for model, purpose, kept, names in _KEPT:
        due = Topic.messages_over if model == "Topic" else None
        retention.register(f"forum.{model}", purpose, dict.fromkeys(names.split(), kept), due)
