"""Templates for new pages: data of the installation's profile."""

from dataclasses import dataclass

from advocates.core.profile import in_language, profile


@dataclass(frozen=True, slots=True)
class Offered:
    """A template in the reader's language."""

    id: str
    title: str
    about: str
    text: str


def offered() -> list[Offered]:
    """All templates."""
    return [
        Offered(each.id, in_language(each.names), in_language(each.abouts), in_language(each.texts))
        for each in profile().page_templates
    ]


def find(name: str) -> Offered | None:
    """The template of this id."""
    return next((each for each in offered() if each.id == name), None)
