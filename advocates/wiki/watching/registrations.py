"""What watching and the talk of pages tell the ground, called with the rest of the wiki."""

from django.utils.translation import gettext_noop

from advocates.core import cards, personal, retention, stream
from advocates.core.retention import DataClass, Kept
from advocates.notifications import followed
from advocates.notifications.sources import Source
from advocates.notifications.sources import register as register_source
from advocates.spaces import talks
from advocates.wiki.talk import hosting
from advocates.wiki.talk.actions import held
from advocates.wiki.watching import actions, lists, on_dashboard, own, sentences


def register_all() -> None:
    """Called when the app is ready."""
    stream.follow("wiki.page.begun", actions.tell_of_beginning)
    stream.follow("wiki.page.saved", actions.tell_of_change)
    stream.follow("wiki.page.deleted", actions.tell_of_deletion)
    register_source(
        Source(
            about=actions.PAGE,
            sentences=sentences.SENTENCES,
            pieces=sentences.pieces,
            standing=sentences.standing,
            stop=actions.stop,
            wording=sentences.WORDING,
        )
    )
    followed.register(followed.Section("wiki/watching/followed.html", lists.context, lists.save))
    talks.register_host(hosting.PAGE, talks.Host(hosting.find, held, actions.levels_of))
    cards.register_cards(on_dashboard.cards, order=21)
    personal.register_section("watched_pages", own.watched_of)
    personal.register_eraser(own.erase)
    _keep()


def _keep() -> None:
    kept = Kept(DataClass.INTERNAL, gettext_noop("while the account exists"))
    names = "id person page how with_branch seen"
    purpose = gettext_noop("which pages somebody watches, for nobody but themselves")
    retention.register("wiki.Watching", purpose, dict.fromkeys(names.split(), kept))
    purpose = gettext_noop("whether somebody watches what they change")
    retention.register("wiki.WatchWish", purpose, dict.fromkeys(("id", "person", "watches_own"), kept))
