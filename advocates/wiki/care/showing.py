"""What in a space needs somebody, as its lists are drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from advocates.core.moments import moment_of
from advocates.core.stencils import stencil
from advocates.spaces.models import Space
from advocates.wiki.care.listing import SHOWN, Part
from advocates.wiki.reading.lists import draw_line, joined

DAY, CHANGED, OWNER = (SHOWN.index(name) for name in ("review_on", "changed_at", "owner__name"))
WISH = ("space", "asked", "title", "named")


@dataclass(frozen=True, slots=True)
class Lines:
    """A list that is drawn, and where it goes on."""

    lines: SafeString
    after: str


def draw_needs(space: Space, needs: Mapping[str, Part]) -> Mapping[str, Lines]:
    """By its name, each list."""
    drawn = {
        "overdue": [
            draw_line(*row[:3], note=_due(date_format(row[DAY], "DATE_FORMAT"), row[OWNER]))
            for row in needs["overdue"].rows
        ],
        "old": [draw_line(*row[:3], note=moment_of(row[CHANGED]).date) for row in needs["old"].rows],
        "wanted": [_wish(space, title, count) for title, count, _key in needs["wanted"].rows],
        "orphans": [draw_line(*row[:3]) for row in needs["orphans"].rows],
        "dead_ends": [draw_line(*row[:3]) for row in needs["dead_ends"].rows],
    }
    return {name: Lines(joined(lines), needs[name].after) for name, lines in drawn.items()}


def _due(day: str, owner: str | None) -> str:
    return format_html("{} · <bdi>{}</bdi>", day, owner) if owner else day


def _wish(space: Space, title: str, count: int) -> SafeString:
    named = ngettext("named on %(count)s page", "named on %(count)s pages", count) % {"count": count}
    words = {"space": space.public_id, "asked": quote(title), "title": title, "named": named}
    return stencil("wiki/_wish.html", WISH).fill(words)
