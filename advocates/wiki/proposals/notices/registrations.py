"""What notices about proposals tell the ground, called with the rest of the wiki."""

from django.utils.translation import gettext_lazy

from advocates.core import cards, stream
from advocates.notifications.sources import Source, Wording, register
from advocates.wiki.proposals import on_dashboard
from advocates.wiki.proposals.notices import actions, sentences


def register_all() -> None:
    """Called when the app is ready."""
    for deed, follower in (
        ("proposed", actions.tell_of_waiting),
        ("accepted", actions.tell_of_acceptance),
        ("refused", actions.tell_of_refusal),
        ("published", actions.tell_of_publishing),
    ):
        stream.follow(f"wiki.proposal.{deed}", follower)
    register(
        Source(
            about=sentences.PROPOSAL,
            sentences=sentences.SENTENCES,
            pieces=sentences.pieces,
            standing=sentences.standing,
            stop=actions.stop,
            wording=Wording(
                template="wiki/emails/changed", stop=gettext_lazy("No more mail about this page")
            ),
        )
    )
    cards.register_waiting(on_dashboard.waiting)
