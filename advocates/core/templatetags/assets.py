"""Addresses of our own scripts, style sheets and pictures."""

from django import template
from django.template.base import Node, Parser, Token

from advocates.core import assets as bundle

register = template.Library()


class AssetNode(Node):
    """Looked up when the page is drawn: in development the hash changes with the file."""

    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, _context: object) -> str:
        return bundle.asset_url(self.name)


@register.tag
def asset(_parser: Parser, token: Token) -> Node:
    """`{% asset "map.js" %}` prints the address; a name that is not there is a TemplateSyntaxError."""
    try:
        _tag, name = token.split_contents()
    except ValueError:
        raise template.TemplateSyntaxError("asset takes exactly one quoted name") from None
    if name[:1] not in "\"'" or not bundle.has_asset(name[1:-1]):
        raise template.TemplateSyntaxError(f"There is no asset {name}")
    return AssetNode(name[1:-1])


@register.simple_tag
def inline_css() -> str:
    """The style of the first paint, for `<style>`."""
    return bundle.inline_css()
