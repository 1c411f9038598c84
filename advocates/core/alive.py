"""Signs of life: which long-running part of the program was there when, as `advocates doctor` tells."""

from datetime import datetime, timedelta

from django.utils import timezone

from advocates.core.models import SignOfLife

EVERY = timedelta(seconds=20)
_noted: dict[str, datetime] = {}


def note(part: str) -> None:
    """This part of the program is alive; written down three times a minute at most."""
    now = timezone.now()
    if part not in _noted or not timedelta() <= now - _noted[part] < EVERY:
        SignOfLife.objects.update_or_create(part=part, defaults={"at": now})
        _noted[part] = now


def last_seen(part: str) -> datetime | None:
    """When a part was alive the last time; None if it never was."""
    return SignOfLife.objects.filter(part=part).values_list("at", flat=True).first()
