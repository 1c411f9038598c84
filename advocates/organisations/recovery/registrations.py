"""What looking after people tells the ground: lost factors, names that changed, deaths, who was signed out."""

from datetime import timedelta

from django.utils.translation import gettext_noop

from advocates.accounts import listeners, office
from advocates.core import cards, links, retention, stream
from advocates.core.retention import DataClass, Kept
from advocates.organisations.colleagues import actions as colleagues
from advocates.organisations.colleagues import on_person_page
from advocates.organisations.models import FactorLoss
from advocates.organisations.recovery import actions as recovery
from advocates.organisations.recovery import mails as recovery_mails
from advocates.organisations.recovery import views as recovery_views
from advocates.organisations.recovery import waiting


def register_all() -> None:
    """Called when the app is ready."""
    for deed in ("asked", "vouched", "approved", "voided", "void", "stopped", "done"):
        stream.register_kind(f"organisations.factor_loss.{deed}", audit=True)
    cards.register_waiting(waiting.waiting)
    links.register(recovery_mails.STOP, recovery_views.stop_by_link, lives=recovery.LIVES)
    links.register(recovery_mails.REMOVE, recovery_views.remove_by_link, lives=recovery.LIVES)
    listeners.on_rename(colleagues.follow_rename)
    listeners.on_memorial(colleagues.follow_death)
    listeners.on_memorial_undone(colleagues.follow_undone)
    office.register_part(on_person_page.part)
    names = (
        "id", "public_id", "person", "asked_at", "mark", "vouched_by", "vouched_under", "vouched_for_region",
        "approved_by", "ready_at", "mailed_at", "closed_at", "closed_by", "outcome",
    )  # fmt: skip
    retention.register(
        "organisations.FactorLoss",
        gettext_noop("who stood for whom when a second factor was lost"),
        dict.fromkeys(names, Kept(DataClass.CONFIDENTIAL, gettext_noop("2 years after it was asked"))),
        due=lambda now: FactorLoss.asked_before(now - timedelta(days=730)),
    )
