"""The state of this installation: fresh until a set-up person has finished."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from advocates.core import generations
from advocates.core.models import Installation

# Names and addresses that mean the machine itself.
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_seen: tuple[int, bool] | None = None


def is_finished() -> bool:
    """Whether set-up is finished; one query after each change, none otherwise."""
    global _seen  # noqa: PLW0603 - a per-process copy, told apart by the shared counter
    generation = generations.read("installation")
    if _seen is None or _seen[0] != generation:
        finished = Installation.objects.filter(pk=1).exclude(finished_at=None).exists()
        _seen = (generation, finished)
    return _seen[1]


def is_reachable() -> bool:
    """Whether others can open the site: one that only its own machine can reach writes to nobody by itself."""
    return settings.SITE.hostname not in LOCAL


def forget() -> None:
    """Drop the copy (tests change the table behind our back)."""
    global _seen  # noqa: PLW0603 - see is_finished
    _seen = None


def finish() -> None:
    """Set-up is finished: the notice goes from every page and the set-up link is void."""
    with transaction.atomic():
        row, _ = Installation.objects.select_for_update().get_or_create(pk=1)
        row.finished_at, row.set_up_token_hash = timezone.now(), ""
        row.save()
        generations.bump_on_commit("installation")
        generations.bump_on_commit("public")
