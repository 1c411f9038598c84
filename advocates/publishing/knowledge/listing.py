"""Topics with what is below them, and the parts of an article."""

from dataclasses import dataclass

# Topics and articles are few; more than these have to be split by the editors.
MOST = 200


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the text and its place on the page."""

    id: str
    text: str


def topics_with_articles(topics, articles):
    """Each topic with its articles; one without any is left out."""
    found = {}
    for article in articles.select_related("locale").order_by("path")[:MOST]:
        found.setdefault(article.path[: -article.steplen], []).append(article)
    listed = topics.select_related("locale").order_by("path")[:MOST]
    return [(topic, found[topic.path]) for topic in listed if topic.path in found]


def sections_of(body):
    """The main headings of a text, to go to."""
    return [
        Section(f"b-{block.id}", block.value["text"])
        for block in body
        if block.block_type == "heading" and block.value["level"] == "2"
    ]
