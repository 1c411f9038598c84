"""What a browser would send of the form on a page."""

from html.parser import HTMLParser
from typing import Any


class Fields(HTMLParser):
    """The values of the page's fields by name: a list of the boxes that are ticked, a text for all else."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, Any] = {}
        self.list = self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        name, kind = at.get("name") or "", at.get("type")
        if tag == "input" and kind == "checkbox":
            self.values.setdefault(name, []).extend([at["value"]] * ("checked" in at))
        elif tag == "input" and name and (kind != "radio" or "checked" in at):
            self.values[name] = at.get("value") or ""
        elif tag == "textarea":
            self.text, self.values[name] = name, ""
        elif tag == "select":
            self.list = name
        elif tag == "option" and (self.list not in self.values or "selected" in at):
            self.values[self.list] = at.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self.text:
            self.values[self.text] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # A browser leaves out the line break that begins it.
            self.values[self.text] = self.values[self.text].removeprefix("\n")
            self.text = ""


def shown_form(page: str) -> dict[str, Any]:
    """By name, but for the ticket."""
    found = Fields(page).values
    return {name: value for name, value in found.items() if name and name != "csrfmiddlewaretoken"}
