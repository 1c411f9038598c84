"""Inputs of forms, drawn without the template engine: the same HTML as Django's own templates, which the tests compare.

Django includes a template for every attribute list and every option: a list of time zones took 25 milliseconds.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

Drawing = Callable[[Mapping[str, Any]], str]
PLACE = "django/forms/widgets/"


def drawn(template: str, context: Mapping[str, Any]) -> SafeString | None:
    """The input that a template of Django's would draw; None for another template."""
    draw = _DRAWINGS.get(template)
    return None if draw is None else SafeString(draw(context["widget"]))


def _text(value: Any) -> str:
    return conditional_escape(value if isinstance(value, str) else str(value))


def _attributes(widget: Mapping[str, Any]) -> str:
    found = ""
    for name, value in widget["attrs"].items():
        if value is not False:
            found += f" {_text(name)}" if value is True else f' {_text(name)}="{_text(value)}"'
    return found


def _input(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    return (
        f'<input type="{_text(widget["type"])}" name="{_text(widget["name"])}"{value}{_attributes(widget)}>'
    )


def _choice(widget: Mapping[str, Any]) -> str:
    if not widget.get("wrap_label"):
        return _input(widget)
    of = f' for="{_text(widget["attrs"]["id"])}"' if widget["attrs"].get("id") else ""
    return f"<label{of}>{_input(widget)} {_text(widget['label'])}</label>"


def _textarea(widget: Mapping[str, Any]) -> str:
    value = _text(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_text(widget["name"])}"{_attributes(widget)}>\n{value}</textarea>'


def _select(widget: Mapping[str, Any]) -> str:
    found = f'<select name="{_text(widget["name"])}"{_attributes(widget)}>'
    for group, options, _number in widget["optgroups"]:
        found += f'\n  <optgroup label="{_text(group)}">' if group else ""
        for option in options:
            value, label = _text(option["value"]), _text(option["label"])
            found += f'\n  <option value="{value}"{_attributes(option)}>{label}</option>'
        found += "\n  </optgroup>" if group else ""
    return f"{found}\n</select>"


_INPUTS = ("input", "text", "email", "number", "url", "password", "hidden", "date", "checkbox", "file")
_DRAWINGS: dict[str, Drawing] = {
    **{f"{PLACE}{name}.html": _input for name in _INPUTS},
    f"{PLACE}radio_option.html": _choice,
    f"{PLACE}checkbox_option.html": _choice,
    f"{PLACE}textarea.html": _textarea,
    f"{PLACE}select.html": _select,
}
