"""Django's `translate` and `url`, which remember what is always the same in a language.

A page has dozens of them, and Django looks each up again for every reader. Stands in the settings in place of the
library `i18n` and beside the engine's own tags, so that templates are written as anywhere.
"""

from typing import Any

from django.core.signals import setting_changed
from django.dispatch import receiver
from django.template import Library
from django.template.base import FilterExpression, Node, Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as url_of_django
from django.templatetags.i18n import TranslateNode, do_translate
from django.templatetags.i18n import register as i18n
from django.urls import get_script_prefix
from django.utils.translation import get_language

register = Library()
register.tags.update(i18n.tags)
register.filters.update(i18n.filters)
_fixed: "list[FixedNode]" = []


class FixedNode(Node):
    """Drawn once in each language, with and without escaping."""

    child_nodelists = ()

    def __init__(self, node: Node) -> None:
        self.node = node
        self.drawn: dict[tuple[str | None, bool, str], str] = {}
        _fixed.append(self)

    def render(self, context: Context) -> str:
        key = get_language(), context.autoescape, get_script_prefix()
        text = self.drawn.get(key)
        if text is None:
            text = self.drawn[key] = self.node.render(context)
        return text


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Node:
    """`{% translate "Menu" %}`: words that stand in the template, and are not put into a variable, are kept."""
    node: TranslateNode = do_translate(parser, token)
    is_fixed = (
        node.asvar is None and _is_literal(node.filter_expression) and _is_literal(node.message_context)
    )
    return FixedNode(node) if is_fixed else node


@register.tag
def url(parser: Parser, token: Token) -> Node:
    """`{% url "people" %}`: an address without arguments is kept."""
    node: URLNode = url_of_django(parser, token)
    is_fixed = not (node.args or node.kwargs or node.asvar) and _is_literal(node.view_name)
    return FixedNode(node) if is_fixed else node


def _is_literal(expression: FilterExpression | None) -> bool:
    if expression is None:
        return True
    var: Any = expression.var
    return not expression.filters and (isinstance(var, str) or var.literal is not None)


@receiver(setting_changed)
def _forget(**_kwargs: Any) -> None:
    """Tests change settings, and with them languages and addresses."""
    for node in _fixed:
        node.drawn.clear()
