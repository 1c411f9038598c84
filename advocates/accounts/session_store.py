"""Django's sessions in the database, read with a statement that is written once (`SESSION_ENGINE`)."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as StoreInDatabase
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from advocates.core.asking import written_once


class SessionStore(StoreInDatabase):
    """The same cookies and the same rows as Django's own."""

    def load(self) -> dict[str, Any]:
        """What the session holds; one that is over or was never there is a new one."""
        for data in _data(str(self.session_key), timezone.now()):
            return self.decode(data)
        self._session_key = None
        return {}


@written_once
def _data(key: str, now: datetime) -> QuerySet[Session, Any]:
    return Session.objects.filter(session_key=key, expire_date__gt=now).values_list("session_data", flat=True)
