"""Secret words in what editors have written for members alone, have not published, and are told by readers."""

from collections.abc import Callable

from advocates.publishing.models import KnowledgeTopic
from advocates.publishing.offering.actions import hand_in
from advocates.publishing.readers.actions import tell
from advocates.publishing.tests.articles import make_knowledge, make_news
from advocates.publishing.tests.events import make_event
from tests.cast import make_person


def plant_knowledge(secret: Callable[[str], str]) -> None:
    """An article that is published for members alone, and one that nobody has published, with a suggestion; drafts."""
    plant_news_draft(secret)
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
    by = make_person("translates in secret")
    hand_in(actor=by, page=article, language="es", text=secret("translation handed in"))
    tell(article=article, helped="", text=secret("suggestion"), lang="en")


def plant_news_draft(secret: Callable[[str], str]) -> None:
    """News that nobody has published, in all its fields."""
    made = make_news(
        secret("news title"),
        slug=secret("news address"),
        summary=secret("news summary"),
        body=[
            ("text", f"<p>{secret('news text')}</p>"),
            ("quote", {"text": secret("news quote"), "source": secret("news source")}),
        ],
        author_line=secret("news author"),
        checked_by=secret("news checker"),
        checked_role=secret("news role"),
        correction=f"<p>{secret('news correction')}</p>",
        picture_alt=secret("news picture"),
        picture_consent=secret("news consent"),
        kind="trials",
        countries=["DE"],
        live=False,
    )
    made.save_revision()
