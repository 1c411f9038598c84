"""What a form needs so that its text is kept: the key, a window of its own, and the drafts that wait for it."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, QueryDict

from advocates.accounts.views.own import person_of
from advocates.core.mailable import storable
from advocates.core.viewer import viewer_of
from advocates.spaces.drafts import actions, places
from advocates.spaces.drafts.actions import Typed
from advocates.spaces.drafts.pieces import joined
from advocates.spaces.models import Draft, Space

MOST_OFFERED = 3
LONGEST_WINDOW = 40


@dataclass(frozen=True, slots=True)
class Composer:
    """Drawn by `spaces/drafts/composer.html`. `used` is the draft with which the form was filled."""

    key: str
    window: str
    draft: str
    base: int
    owner: str
    # Whether the browser may keep a copy: never on a shared device, never of what C4 spaces hold.
    is_local: bool
    offers: list[Draft]
    discarded: str
    # Windows whose text was sent, so that the browser forgets its copies.
    spent: str
    used: Draft | None

    @property
    def is_in_pieces(self) -> bool:
        """Whether the form has many fields for its text."""
        return self.key.partition(":")[0] in places.in_pieces()


def composer_of(request: HttpRequest, key: str, space: Space) -> Composer:
    """For one form of this page; one question, whatever there is."""
    viewer, sent = viewer_of(request), request.POST if request.method == "POST" else QueryDict()
    person = person_of(request)
    rows, spent = Draft.at_hand(person.pk, key)
    window, wanted = _window(sent), sent.get("draft", "") or request.GET.get("draft", "")
    left = [row for row in rows if row.key == key]
    # What this window saved comes before the draft that it was filled from.
    used = next((row for row in left if window and row.window == window), None) or next(
        (row for row in left if row.public_id == wanted), None
    )
    offers = [row for row in left if row.discarded_at is None and row != used]
    thrown = request.GET.get("discarded", "")
    return Composer(
        key=key,
        window=window or secrets.token_urlsafe(18),
        draft=used.public_id if used else "",
        base=used.revision if used else 0,
        owner=str(person.public_id),
        is_local=not (viewer.is_shared_device or space.is_silent),
        offers=offers[:MOST_OFFERED],
        discarded=next((row.public_id for row in rows if row.discarded_at and row.public_id == thrown), ""),
        spent=" ".join(spent),
        used=used if request.method != "POST" else None,
    )


def _window(sent: QueryDict) -> str:
    text = sent.get("window", "")
    return text if len(text) <= LONGEST_WINDOW and text.replace("-", "").replace("_", "").isalnum() else ""


def filled(composer: Composer) -> dict[str, Any]:
    """The form's first values out of the draft that was asked for; nothing where none was."""
    used = composer.used
    if used is None:
        return {}
    values = {**used.extra, "title": used.title, "text": used.text, "lang": used.lang}
    return {name: value for name, value in values.items() if value}


def typed_of(sent: QueryDict, key: str = "") -> Typed | None:
    """What a sent form or a saving holds; None where it cannot be the draft of anything."""
    key, window = key or sent.get("key", "") or sent.get("draft_key", ""), _window(sent)
    if not window or not places.is_key(key):
        return None
    return Typed(
        key=key,
        window=window,
        text=storable(joined(sent) or sent.get("text", "")),
        title=" ".join(storable(sent.get("title", "")).split()),
        lang=sent.get("lang", "") if sent.get("lang", "").replace("-", "").isalnum() else "",
        draft=sent.get("draft", "")[:12],
        base=_number(sent.get("draft_base", "")),
        revision=max(1, _number(sent.get("revision", ""))),
        extra=_extra(sent, places.extras(key)),
    )


def _extra(sent: QueryDict, names: Iterable[str]) -> dict[str, Any]:
    kept: dict[str, Any] = {name: sent[name][:100] for name in names if sent.get(name)}
    files = [each for each in sent.getlist("files")[:20] if each.isalnum() and len(each) <= 12]
    return {**kept, "files": files} if files else kept


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def keep_refused(request: HttpRequest, key: str = "") -> Draft | None:
    """Keep the text of a form that was refused, as its person's own, whatever is open to them now."""
    typed = typed_of(request.POST, key)
    if typed is None or not typed.text.strip():
        return None
    viewer = viewer_of(request)
    place = places.find(viewer, [typed.key]).get(typed.key)
    # What the form was sent with is newer than anything that its window saved before.
    newest = replace(typed, revision=0)
    return actions.save(person=person_of(request), typed=newest, space=place.space if place else None)


def spend(request: HttpRequest, key: str) -> None:
    """The form was accepted: its draft has done its work."""
    window = _window(request.POST)
    actions.spend(person=person_of(request), key=key, window=window, draft=request.POST.get("draft", "")[:12])
