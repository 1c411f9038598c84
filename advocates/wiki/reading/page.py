"""A page as it is read: everything between the way to it and the footer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from advocates.core.languages import direction
from advocates.core.moments import moment_of
from advocates.core.stencils import stencil
from advocates.core.viewer import Viewer, viewer_of
from advocates.files.models import ShownFile
from advocates.spaces.models import Space
from advocates.wiki import policies
from advocates.wiki.carrying.policies import can_take_out
from advocates.wiki.filing import pictures
from advocates.wiki.filing.showing import files_of
from advocates.wiki.models import WikiPage
from advocates.wiki.proposals.showing import proposed
from advocates.wiki.reading.around import NOTHING, tabs
from advocates.wiki.showing import as_of, contents_of, near, trusted, with_ways_in
from advocates.wiki.translations.showing import languages_of
from advocates.wiki.watching.watchers import Watched

HOLES = (
    "id", "space", "title", "lang", "direction", "near", "tabs", "languages", "public", "contents", "html", "number",
    "changed", "changed_by", "changed_group", "checked", "checked_by", "owner", "review", "site_url", "csrf_token",
    "files",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A page, the request for it, and how its reader watches it."""

    request: HttpRequest
    page: WikiPage
    watched: Watched

    @property
    def viewer(self) -> Viewer:
        return viewer_of(self.request)


def draw_page(asked: Asked) -> SafeString:
    """The page with everything that its reader may do with it."""
    page, viewer = asked.page, asked.viewer
    may_change, public = policies.can_change_page(viewer, page), proposed(viewer, page)
    may_confirm = may_change and policies.can_confirm(viewer, page)
    head, beside, contents = as_of(page), near(page), contents_of(page.headings)
    kind = stencil(
        "wiki/_page_body.html",
        HOLES,
        is_room=page.space.kind == Space.Kind.ROOM,
        has_near=bool(beside),
        has_contents=bool(contents),
        has_owner=bool(vars(page)["owner_name"]),
        has_check=head["checked_by"] is not None,
        is_checked=head["is_checked"],
        is_overdue=head["is_overdue"],
        is_old=head["is_old"],
        may_change=may_change,
        may_confirm=may_confirm,
        may_delete=may_change and policies.can_delete_page(viewer, page),
        may_take_out=can_take_out(viewer, page.space),
        may_report=not policies.is_newest_by(viewer, page),
        may_propose=public["may_propose"],
        is_watched=asked.watched.is_watched,
    )
    has_form = may_confirm or not asked.watched.is_watched
    return kind.fill(
        {
            **_of_page(page),
            **_of_head(page, head),
            **_of_text(asked, may_change=may_change),
            "near": beside,
            "contents": contents,
            "tabs": tabs(page, "read", may_change=may_change),
            "public": _public(page, public),
            "csrf_token": get_token(asked.request) if has_form else "",
        }
    )


def _of_page(page: WikiPage) -> Mapping[str, Any]:
    return {
        "id": page.public_id,
        "space": page.space.public_id,
        "title": page.title,
        "lang": page.lang,
        "direction": direction(page.lang),
        "number": page.revision,
        "owner": vars(page)["owner_name"] or "",
        "review": date_format(page.review_on, "DATE_FORMAT") if page.review_on else "",
        "site_url": settings.SITE_URL,
    }


def _of_head(page: WikiPage, head: Mapping[str, Any]) -> Mapping[str, Any]:
    by, checked_at = head["checked_by"], head["checked_at"]
    return {
        "changed": _day(page.changed_at),
        "changed_by": head["changed_by"].name,
        "changed_group": head["changed_by"].organisation,
        "checked": _day(checked_at) if checked_at else "",
        "checked_by": by.name if by is not None else "",
    }


def _day(at: datetime) -> SafeString:
    return moment_of(at).date


def _of_text(asked: Asked, *, may_change: bool) -> Mapping[str, Any]:
    """The text with its pictures, what is older in a translation marked, ways to change its parts; its languages."""
    page = asked.page
    found = languages_of(asked.viewer, page)
    is_alone = len(found["tongues"]) < 2 and not found.get("older")
    languages = NOTHING if is_alone else render_to_string("wiki/translations/_languages.html", found)
    files = files_of(page)
    html, used = pictures.placed(found.get("html", page.html), pictures.of_shown(files))
    return {
        "languages": languages,
        "html": trusted(with_ways_in(html, page) if may_change else html),
        "files": _files([file for file in files if file.public_id not in used]),
    }


def _files(files: Sequence[ShownFile]) -> SafeString:
    return render_to_string("wiki/filing/_files.html", {"files": files}) if files else NOTHING


def _public(page: WikiPage, found: Mapping[str, Any]) -> SafeString:
    if not (found["public"] or found["proposed"] or found["refused"]):
        return NOTHING
    return render_to_string("wiki/proposals/_public.html", {**found, "page": page})
