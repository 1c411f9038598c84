"""`{% shell "members_shell.html" %}`: what all members' pages repeat around their own words, drawn once.

Of a page's eighty parts five are its own. The others follow from the language and a handful of values, so they are a
stencil (`core/stencils.py`); the page's own parts are its blocks, which its templates fill as in any other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from string import ascii_lowercase
from typing import Any

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import get_template
from django.template.loader_tags import BlockNode
from django.utils.safestring import SafeString

from advocates.core import assets
from advocates.core.navigation import Item
from advocates.core.stencils import Stencil, kept, open_holes
from advocates.core.templatetags import ui

register = template.Library()
STYLE = "members.css"
# What decides how the shell looks, beside the language and the links; nothing here says who reads.
VALUES = (
    "LANGUAGE_CODE", "text_direction", "color_scheme", "css_url", "inline_css", "is_fresh_installation",
)  # fmt: skip


class ShellNode(Node):
    """Fills the shell with the blocks that stand in it."""

    child_nodelists = ("nodelist",)

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name, self.nodelist = name, nodelist
        self.blocks = [node for node in nodelist if isinstance(node, BlockNode)]

    def render(self, context: Context) -> SafeString:
        own = {block.name: block.render(context) for block in self.blocks}
        languages, news = context["languages"], context["viewer"].news_count
        words = {
            **own,
            **_counts(context["nav_members"]),
            "canonical_url": context["canonical_url"],
            "bell": ui.kept("components/bell.html", news_count=news),
            "switcher": ui.switcher(languages),
        }
        return self._shell(context, words).fill(words)

    def _shell(self, context: Context, words: Mapping[str, Any]) -> Stencil:
        viewer = context["viewer"]
        values: dict[str, Any] = {name: context.get(name) for name in VALUES}
        values["name"], values["style"] = context["profile"].name, assets.asset_url(STYLE)
        values["is_shared_device"], values["may_manage"] = viewer.is_shared_device, viewer.has_desk
        # Whoever has a desk and no mandate: their private pages are the office's, and the members' area is closed.
        values["is_office"] = viewer.has_desk and not viewer.is_member
        # Search, messages and bell lead into the members' area, which is closed to everybody else.
        values["is_inside"] = viewer.is_member
        nav = context["nav_members"]
        key = (self.name, *values.values(), *((item.url, item.current, item.count > 0) for item in nav))
        return kept(key, lambda: self._draw(values, nav, words))

    def _draw(self, values: Mapping[str, Any], nav: Any, words: Mapping[str, Any]) -> str:
        holes = open_holes(tuple(words))
        counted = [
            replace(item, count=holes[f"count_{letter}"] if item.count else 0)
            for letter, item in zip(ascii_lowercase, nav, strict=False)
        ]
        return get_template(self.name).render({**values, **holes, "nav": counted})


def _counts(nav: Sequence[Item]) -> dict[str, int]:
    """By the name of its hole, what is new behind each link."""
    return {f"count_{letter}": item.count for letter, item in zip(ascii_lowercase, nav, strict=False)}


@register.tag
def shell(parser: Parser, token: Token) -> Node:
    """`{% shell "members_shell.html" %}{% block title %}…{% endblock %}…{% endshell %}`: the template has a hole by
    the name of each block; what stands between the blocks is not drawn."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endshell",))
    parser.delete_first_token()
    return ShellNode(name[1:-1], nodelist)
