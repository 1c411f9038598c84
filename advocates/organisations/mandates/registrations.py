"""What mandates and people tell the ground: kinds of stream entries, the viewer's mandates, cards, retention."""

from datetime import timedelta

from django.utils.translation import gettext_noop, pgettext_lazy

from advocates.core import cards, navigation, retention, stream, viewer
from advocates.core.retention import DataClass, Kept
from advocates.organisations.mandates import held, newcomers, on_dashboard
from advocates.organisations.models import HandOver


def register_all() -> None:
    """Called when the app is ready."""
    for deed in ("granted", "announced", "ended", "handed_over"):
        stream.register_kind(f"organisations.mandate.{deed}", audit=True)
    viewer.register_resolver(held.held_rows, held.read_held)
    cards.register_cards(newcomers.cards, order=5)
    cards.register_cards(on_dashboard.shown, order=10)
    people, own = (
        pgettext_lazy("members' navigation", "People"),
        pgettext_lazy("members' navigation", "Your organisation"),
    )
    navigation.register("people", people, navigation.MEMBERS, order=70)
    navigation.register("own_organisation", own, navigation.MEMBERS, order=80)
    _keep()


def _keep() -> None:
    names: tuple[str, ...] = (
        "id", "public_id", "person", "organisation", "role", "starts_at", "ends_at", "proof", "granted_by", "ended_by",
        "ending", "ending_note", "deputy_of", "created_at",
    )  # fmt: skip
    kept = Kept(DataClass.INTERNAL, gettext_noop("while the network keeps what was said under it"))
    retention.register(
        "organisations.Mandate",
        gettext_noop("who spoke for which organisation, and when"),
        dict.fromkeys(names, kept),
    )
    names = ("id", "public_id", "mandate", "successor", "lang", "note", "created_at")
    retention.register(
        "organisations.HandOver",
        gettext_noop("what those who stopped left to their colleagues"),
        dict.fromkeys(names, Kept(DataClass.CONFIDENTIAL, gettext_noop("2 years"))),
        due=lambda now: HandOver.left_before(now - timedelta(days=730)),
    )
