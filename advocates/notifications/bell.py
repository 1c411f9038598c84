"""The bell: about how many things there is news, as a part of the viewer's one statement."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import OuterRef
from django.http import HttpRequest

from advocates.core.rows import Rows
from advocates.core.viewer import viewer_of
from advocates.notifications.models import Notice


def bell_rows(_now: datetime) -> Rows:
    """What is new for the person, hidden things left out."""
    return Rows(Notice.bell_of(OuterRef("pk")), "about", "about_id", "space")


def read_bell(rows: Sequence[Sequence[Any]]) -> Mapping[str, Any]:
    return {"bell": frozenset((about, about_id, space) for about, about_id, space in rows)}


def quieten(request: HttpRequest, about: str, about_id: int) -> None:
    """The page that shows a thing does not ring for it any more."""
    # A request's viewer is a promise of one; its copy is the viewer itself.
    viewer = copy(viewer_of(request))
    bell = frozenset(ring for ring in viewer.bell if ring[:2] != (about, about_id))
    request.viewer = replace(viewer, bell=bell)  # type: ignore[attr-defined]


def is_ringing(request: HttpRequest, about: str, about_id: int) -> bool:
    """Whether something about a thing is new for the viewer; costs nothing."""
    return any(ring[:2] == (about, about_id) for ring in viewer_of(request).bell)
