"""What templates need beyond Django's own tags: drawings, form controls, links that keep the query string."""

from collections.abc import Hashable, Mapping
from string import ascii_lowercase
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.forms.boundfield import BoundField
from django.template.base import FilterExpression, Node, Parser, TextNode, Token
from django.template.context import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from advocates.core import drawings, stencils
from advocates.core.crumbs import way
from advocates.core.i18n import in_language

register = template.Library()
TEMPLATE_OF_LANGUAGES = "components/language_switcher.html"


class IconNode(Node):
    """An icon whose name is only known when the page is drawn."""

    def __init__(self, name: FilterExpression) -> None:
        self.name = name

    def render(self, context: Context) -> SafeString:
        return drawings.ICONS[self.name.resolve(context)]


@register.tag
def icon(parser: Parser, token: Token) -> Node:
    """`{% icon "search" %}` draws a decorative icon; words must stand beside it or in an aria-label.

    A quoted name is put into the template when it is compiled: it costs nothing at run time, and a
    misspelt one is a TemplateSyntaxError.
    """
    try:
        _tag, name = token.split_contents()
    except ValueError:
        raise template.TemplateSyntaxError("icon takes exactly one name") from None
    if name[0] not in "\"'":
        return IconNode(parser.compile_filter(name))
    try:
        return TextNode(drawings.ICONS[name[1:-1]])
    except KeyError:
        raise template.TemplateSyntaxError(f"There is no icon {name}") from None


@register.simple_tag
def tile(seed: object, size: str = "m") -> SafeString:
    """`{% tile organisation.pk size="s" %}` draws the quilt square of an id; sizes are s, m and l.

    The page must contain `{% tile_patterns %}` once.
    """
    return drawings.tile(seed, size)


@register.simple_tag
def tile_patterns() -> SafeString:
    """The shapes that `{% tile %}` refers to; once per page that shows tiles."""
    return drawings.TILE_PATTERNS


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: Any) -> str:
    """Return "?…" with the current query string and `changes` applied: `{% query_with page=2 region=None %}`.

    None or "" removes a parameter, a list repeats it. Parameters are sorted, so that the same selection
    always has the same address. Without a request in the context only the changes are used.
    """
    request = context.get("request")
    query: dict[str, list[Any]] = dict(request.GET.lists()) if request else {}
    for name, value in changes.items():
        values = list(value) if isinstance(value, list | tuple | set) else [value]
        query[name] = [item for item in values if item is not None and item != ""]
    return "?" + urlencode(sorted((name, values) for name, values in query.items() if values), doseq=True)


@register.simple_tag
def local(path: str) -> str:
    """Return a public path as it is in the language of this page: `{% local "/directory/" %}`."""
    return in_language(path, get_language() or settings.LANGUAGE_CODE)


@register.simple_tag(takes_context=True)
def breadcrumbs(context: Context) -> SafeString:
    """The way to the page, of `crumbs`; nothing where there are none."""
    return way(list(context.get("crumbs") or ()))


@register.simple_tag
def switcher(languages: Any) -> SafeString:
    """The languages, each with the address of this page in it."""
    codes = [(language.code, language.name, language.current) for language in languages]
    urls = {
        f"url_{letter}": language.url for letter, language in zip(ascii_lowercase, languages, strict=False)
    }
    holes = stencils.open_holes(tuple(urls))

    def draw() -> str:
        shown = [
            language._replace(url=hole) for language, hole in zip(languages, holes.values(), strict=False)
        ]
        return get_template(TEMPLATE_OF_LANGUAGES).render({"languages": shown})

    return stencils.kept((TEMPLATE_OF_LANGUAGES, *codes), draw).fill(urls)


@register.simple_tag
def kept(name: str, /, **values: Hashable) -> SafeString:
    """`{% kept "components/footer.html" columns=nav_footer %}`: a part that is drawn once for each set of values.

    The template is given these values and nothing else, so that what is kept cannot depend on who reads; what it
    shows besides must follow from the language of the page.
    """
    key = (name, get_language(), *values.items())
    part = _kept.get(key)
    if part is None:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        part = _kept[key] = SafeString(get_template(name).render(dict(values)))
    return part


MOST_KEPT = 500
_kept: dict[tuple[Hashable, ...], SafeString] = {}


@receiver(setting_changed)
def _forget(**_kwargs: Any) -> None:
    """Tests change settings, and with them what parts show."""
    _kept.clear()


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Draw the input of a form field with the class that our style sheet knows.

    Django adds aria-describedby and aria-invalid; classes of the widget itself are kept.
    """
    own: Mapping[str, Any] = field.field.widget.attrs
    return field.as_widget(attrs={"class": f"field__input {own.get('class', '')}".strip()})
