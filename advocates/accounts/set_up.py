"""The one-time link with which the first person sets an installation up."""

import hashlib
import secrets

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from advocates.accounts.models import RoleGrant
from advocates.core.models import Installation
from advocates.core.viewer import Role


class LinkUsed(Exception):
    """The link is wrong, was used, or was replaced by a newer one: it does not exist."""


def make_setup_link() -> str | None:
    """A new link while nobody runs the site yet, None afterwards. Links made before are void."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        row, _made = Installation.objects.select_for_update().get_or_create(pk=1)
        if row.finished_at or _somebody_runs_the_site():
            return None
        row.set_up_token_hash = _hash(token)
        row.save(update_fields=["set_up_token_hash"])
    return settings.SITE_URL + reverse("account_set_up", args=[token])


def is_open(token: str) -> bool:
    """Whether this link can be used now."""
    return Installation.objects.filter(pk=1, finished_at=None, set_up_token_hash=_hash(token)).exists()


def take_token(token: str) -> None:
    """Use the link up, in the transaction of the deed; raises `LinkUsed`."""
    found = Installation.objects.filter(pk=1, finished_at=None, set_up_token_hash=_hash(token))
    if found.update(set_up_token_hash="") != 1:
        raise LinkUsed


def _hash(token: str) -> str:
    return hashlib.sha256(b"set-up:" + token.encode()).hexdigest()


def _somebody_runs_the_site() -> bool:
    grants = RoleGrant.objects.filter(role=Role.STAFF, person__is_active=True, person__is_demonstration=False)
    return grants.valid_at(timezone.now()).exists()
