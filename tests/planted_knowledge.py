"""Secret words in what editors have written for members alone, have not published, and are told by readers."""

from collections.abc import Callable

from advocates.publishing.models import KnowledgeTopic
from advocates.publishing.readers.actions import tell
from advocates.publishing.tests.articles import make_knowledge
from advocates.publishing.tests.events import make_event


def plant_knowledge(secret: Callable[[str], str]) -> None:
    """An article that is published for members alone, and one that nobody has published, with a suggestion."""
    topic = KnowledgeTopic.objects.get(slug="alliances", locale__language_code="en")
    for kind, fields in (("inside", {"is_for_members": True, "path_step": 1}), ("begun", {"live": False})):
        article = make_knowledge(
            topic,
            secret(f"{kind} title"),
            slug=secret(f"{kind} address"),
            summary=secret(f"{kind} summary"),
            body=[("text", f"<p>{secret(f'{kind} text')}</p>")],
            **fields,
        )
        article.save_revision()
    event = make_event(
        secret("event title"),
        slug=secret("event address"),
        summary=secret("event summary"),
        place=secret("event place"),
        live=False,
    )
    event.save_revision()
    tell(article=article, helped="", text=secret("suggestion"), lang="en")
