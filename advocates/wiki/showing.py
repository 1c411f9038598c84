"""Pages as they are drawn: the way to them, what stands around them, who wrote and who checked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from advocates.core.languages import direction
from advocates.core.viewer import Viewer
from advocates.organisations.geo.countries import country_name
from advocates.spaces.bylines import Protected, Signature, signature
from advocates.spaces.models import Space
from advocates.wiki.models import PageRevision, WikiPage
from advocates.wiki.models.shown import shown
from advocates.wiki.rendering import Line

_HEADING_END = re.compile(r'(aria-labelledby="(s[0-9]+)">#</a></h[234]>)')
Trail = list[dict[str, str]]


def trusted(html: str) -> SafeString:
    """HTML as it is drawn: only core.documents has made it."""
    return mark_safe(html)  # noqa: S308 - as the line above says


def page_of(viewer: Viewer, public_id: str) -> WikiPage:
    """A page that the viewer may see, with what stands around it; any other does not exist."""
    found = shown(viewer, public_id)
    if found is None:
        raise Http404
    return found


def source_at(viewer: Viewer, page: WikiPage, number: int) -> str:
    """The text of a revision; empty where there is none that the viewer may read."""
    revision = PageRevision.objects.visible_to(viewer).filter(page=page, number=number)
    return "".join(revision.values_list("source", flat=True))


def trail(space: Space, page: WikiPage | None = None, last: str = "") -> Trail:
    """The way to a page, as breadcrumbs."""
    steps = [
        {"label": _("Wiki"), "url": "/members/wiki/"},
        {"label": space.name, "url": f"/members/wiki/s/{space.public_id}/"},
    ]
    if page is not None:
        above: list[tuple[str, str]] = vars(page)["trail"]
        steps += [{"label": title, "url": f"/members/wiki/{public_id}/"} for public_id, title in above]
        steps.append({"label": page.title, "url": page.address})
    return [*steps, {"label": last, "url": ""}] if last else steps


@dataclass(frozen=True, slots=True)
class By:
    """Who did something, for which group, from where."""

    name: str
    organisation: str
    country: str
    tile: str


def by_of(page: WikiPage, prefix: str) -> By:
    """The byline that stands in the columns of a page with this beginning."""
    values = vars(page)
    country = values[f"{prefix}mandate_organisation_country"] or ""
    hidden = (values[f"{prefix}{whose}_is_protected"] for whose in ("person", "mandate_organisation"))
    slug = values[f"{prefix}mandate_organisation_slug"]
    found: Signature = signature(
        values[f"{prefix}person_full_name"] or values[f"{prefix}written_as"] or "",
        values[f"{prefix}mandate_organisation_name"] or "",
        country,
        slug or str(values[f"{prefix}person_id"] or ""),
        Protected.where(page.space.kind, *hidden),
    )
    where = country_name(found.country, get_language() or "en") if found.country else ""
    return By(found.name, found.organisation, where, found.tile)


def with_ways_in(html: str, page: WikiPage) -> str:
    """Beside each heading a way to change what stands below it; for whoever may."""
    words = _("Change this part")
    before, after = f'<a class="part" href="{page.address}edit/?part=', f'">{words}</a>'
    # The text up to a heading's end, the end, its anchor, and so on; `sub` takes thrice as long.
    text, *rest = _HEADING_END.split(html)
    drawn = [text]
    for end, anchor, text in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        drawn += (end, before, anchor, '" aria-describedby="', anchor, after, text)
    return "".join(drawn)


def contents_of(headings: list[Line]) -> SafeString | str:
    """The lines of the contents list; a page with fewer than three headings needs none."""
    if len(headings) < 3:
        return ""
    lines = [
        f'<li class="toc__{level}"><a href="#{anchor}">{escape(text)}</a></li>'
        for level, text, anchor in headings
    ]
    return mark_safe("".join(lines))  # noqa: S308 - every text in it was escaped


def near(page: WikiPage) -> SafeString | str:
    """The pages beside and below a page as lines of a list: each page shows them, and some stand among fifty."""
    values = vars(page)
    below = "".join(_near(line) for line in values["below"])
    if not values["beside"]:
        return mark_safe(below)  # noqa: S308 - every text in it was escaped
    lines = [
        _near(line, f"<ul>{below}</ul>" if below else "", is_here=True)
        if line[0] == page.public_id
        else _near(line)
        for line in values["beside"]
    ]
    return mark_safe("".join(lines))  # noqa: S308 - every text in it was escaped


def _near(line: Sequence[str], below: str = "", *, is_here: bool = False) -> str:
    public_id, title, lang = line
    here = ' aria-current="page"' if is_here else ""
    words = f'<a href="/members/wiki/{public_id}/" lang="{escape(lang)}"{here}><bdi>{escape(title)}</bdi></a>'
    return f"<li>{words}{below}</li>"


def context_of(page: WikiPage) -> dict[str, Any]:
    """What every page about a page is drawn from."""
    return {
        "page": page,
        "space": page.space,
        "direction": direction(page.lang),
        "is_room": page.space.kind == Space.Kind.ROOM,
    }


def as_of(page: WikiPage, now: datetime | None = None) -> dict[str, Any]:
    """What the head of a page says about its age: who changed it, who looks after it, whether it is to be looked at."""
    values, now = vars(page), now or timezone.now()
    checked = by_of(page, "checked_") if page.checked_id else None
    is_overdue = page.review_on is not None and page.review_on < timezone.localdate(now)
    seen = max(page.changed_at, values["checked_at"] or page.changed_at)
    return {
        "changed_by": by_of(page, "current_"),
        "checked_by": checked,
        "checked_at": values["checked_at"],
        "is_checked": checked is not None and values["checked_number"] == page.revision,
        "is_overdue": is_overdue,
        "is_old": not is_overdue and seen < now - WikiPage.GROWS_OLD,
    }
