"""What in a space needs somebody, as its lists are drawn."""

from collections.abc import Mapping
from urllib.parse import quote

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from advocates.core.moments import moment_of
from advocates.core.stencils import stencil
from advocates.spaces.models import Space
from advocates.wiki.care.listing import Needs
from advocates.wiki.reading.lists import draw_line, joined

WISH = ("space", "asked", "title", "named")


def draw_needs(space: Space, needs: Needs) -> Mapping[str, SafeString]:
    """By its name, the lines of each list."""
    return {
        "overdue": joined(
            draw_line(*line, note=_due(date_format(day, "DATE_FORMAT"), owner))
            for *line, day, _changed, owner in needs.overdue
        ),
        "old": joined(
            draw_line(*line, note=moment_of(changed).date) for *line, _day, changed, _owner in needs.old
        ),
        "wanted": joined(_wish(space, title, count) for title, count in needs.wanted),
        "orphans": joined(draw_line(*row[:3]) for row in needs.orphans),
        "dead_ends": joined(draw_line(*row[:3]) for row in needs.dead_ends),
    }


def _due(day: str, owner: str | None) -> str:
    return format_html("{} · <bdi>{}</bdi>", day, owner) if owner else day


def _wish(space: Space, title: str, count: int) -> SafeString:
    named = ngettext("named on %(count)s page", "named on %(count)s pages", count) % {"count": count}
    words = {"space": space.public_id, "asked": quote(title), "title": title, "named": named}
    return stencil("wiki/_wish.html", WISH).fill(words)
