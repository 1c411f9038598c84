"""What notices about newsletters tell the ground."""

from django.utils.translation import gettext_lazy

from advocates.core import stream
from advocates.notifications.sources import Source, Wording, register
from advocates.publishing.newsletter.notices import actions, sentences


def register_all():
    """Called when the app is ready."""
    for deed, follower in (
        ("handed_in", actions.tell_of_waiting),
        ("missed", actions.tell_of_waiting),
        ("approved", actions.tell_of_approval),
        ("refused", actions.tell_of_refusal),
        ("emptied", actions.tell_of_nothing_left),
    ):
        stream.follow(f"publishing.newsletter.{deed}", follower)
    register(
        Source(
            about=sentences.NEWSLETTER,
            sentences=sentences.SENTENCES,
            pieces=sentences.pieces,
            standing=sentences.standing,
            stop=actions.stop,
            wording=Wording(
                template="publishing/newsletter/emails/told",
                stop=gettext_lazy("No more mail about this newsletter"),
            ),
        )
    )
