"""What messages, translations and joining week tell the ground, called with the rest of the forum."""

from datetime import timedelta

from django.utils.translation import gettext_noop, pgettext_lazy

from advocates.core import cards, links, navigation, outbox, personal, retention, stream
from advocates.core.retention import DataClass, Kept
from advocates.forum.joining import link_views, mails
from advocates.forum.messages import actions as messages
from advocates.forum.models import JoiningAsk
from advocates.forum.models.joining import LIVES
from advocates.forum.notices import sentences
from advocates.forum.translating import actions as translating
from advocates.forum.waiting import on_dashboard

_WORDS = Kept(
    DataClass.CONFIDENTIAL, gettext_noop("while the network wants to keep it; the author may take it back")
)
# So long the office can see who was asked.
BOARD = timedelta(days=365)


def register_all() -> None:
    """Called when the app is ready."""
    for kind in ("joined", "left", "blocked"):
        stream.register_kind(f"forum.message.{kind}")
    for kind in ("wished", "claimed", "written"):
        stream.register_kind(f"forum.translation.{kind}")
    for kind in ("asked", "reminded", "answered"):
        stream.register_kind(f"forum.joining.{kind}", audit=kind != "answered")
    navigation.register(
        "messages:messages", pgettext_lazy("members' navigation", "Messages"), navigation.MEMBERS, order=11
    )
    navigation.register_tool("messages:messages")
    navigation.register_count("messages:messages", sentences.count_in_messages)
    purpose = outbox.Purpose(mails.PURPOSE, True, mails.may_send, mails.compose, mails.settled)
    outbox.register_purpose(purpose)
    links.register(mails.LINK, link_views.first_question, lives=LIVES)
    for source in (on_dashboard.new_messages, on_dashboard.topics_for_group, on_dashboard.translations_for):
        cards.register_waiting(source)
    personal.register_section("translations", translating.translations_of)
    personal.register_eraser(translating.erase)
    personal.register_eraser(messages.erase)
    _keep()


def _keep() -> None:
    own = Kept(DataClass.HIGHEST, gettext_noop("until somebody takes it back, or while the account exists"))
    names = "id person blocked at"
    retention.register(
        "forum.Block", gettext_noop("whom somebody takes no messages from"), dict.fromkeys(names.split(), own)
    )
    names = "id public_id post into wished_by wished_at claimed_by claimed_at"
    kept = Kept(DataClass.INTERNAL, gettext_noop("until the translation is written, or as long as the post"))
    retention.register(
        "forum.TranslationWish",
        gettext_noop("which posts somebody would like to read in another language"),
        dict.fromkeys(names.split(), kept),
    )
    names = "id public_id person mandate written_as lang post source html html_version of_revision written_at edited_at"
    retention.register(
        "forum.Translation", gettext_noop("posts in other languages"), dict.fromkeys(names.split(), _WORDS)
    )
    names = (
        "id public_id mandate category asked_by asked_at mail_state reminded_at opened_at answered_at topic"
    )
    retention.register(
        "forum.JoiningAsk",
        gettext_noop("which new members were asked what they want to ask the others"),
        dict.fromkeys(names.split(), Kept(DataClass.INTERNAL, gettext_noop("for a year"))),
        due=lambda now: JoiningAsk.asked_before(now - BOARD),
    )
