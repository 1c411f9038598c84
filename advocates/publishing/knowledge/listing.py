"""Topics with what is below them, and the parts of an article."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from advocates.core.asking import written_once
from advocates.publishing.news.listing import in_first_language

# Topics and articles are few; more than these have to be split by the editors.
MOST = 200


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the text and its place on the page."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A topic or an article as a list shows it, and not with all its text; `path` is its place among the pages."""

    title: str
    url_path: str
    language: str
    path: str
    summary: str
    path_step: int | None = None
    level: str = ""
    translation_key: UUID | None = None


COLUMNS = ("title", "url_path", "locale__language_code", "path", "summary")


@written_once
def article_rows(viewer, locale, *, model):
    """Of a language, as editors have ordered them."""
    found = model.objects.visible_to(viewer).filter(locale=locale).order_by("path")
    return found.values_list(*COLUMNS, "path_step", "level")[:MOST]


def elsewhere(viewer, locale, *, model):
    """What there is in other languages alone, each article once."""
    rows = [Row(*row) for row in _rows_elsewhere(viewer, locale, model=model)]
    return sorted(in_first_language(rows), key=lambda row: row.title.casefold())


@written_once
def _rows_elsewhere(viewer, locale, *, model):
    here = model.objects.visible_to(viewer).filter(locale=locale, translation_key=OuterRef("translation_key"))
    found = model.objects.visible_to(viewer).exclude(locale=locale).exclude(Exists(here)).order_by("path")
    return found.values_list(*COLUMNS, "path_step", "level", "translation_key")[:MOST]


def in_own_language(articles, language):
    """What there is in a language, and what there is in others alone, each article once."""
    own = [each for each in articles if each.language == language]
    known = {each.translation_key for each in own}
    others = [each for each in articles if each.translation_key not in known]
    return own, sorted(in_first_language(others), key=lambda each: each.title.casefold())


@written_once
def topic_rows(locale, *, model):
    return model.objects.live().filter(locale=locale).order_by("path").values_list(*COLUMNS)[:MOST]


@dataclass(frozen=True, slots=True)
class LearningPath:
    """What to read one after the other, for whom."""

    value: str
    label: str
    articles: list


def topics_of(topics, articles, steplen):
    """Each topic with its articles, and the topics on which there is nothing to read yet."""
    found = {}
    for article in articles:
        found.setdefault(article.path[:-steplen], []).append(article)
    written = [(topic, found[topic.path]) for topic in topics if topic.path in found]
    return written, [topic for topic in topics if topic.path not in found]


def paths_of(articles, levels):
    """A learning path for each level for which one was made."""
    steps = sorted((each for each in articles if each.path_step is not None), key=lambda each: each.path_step)
    paths = [
        LearningPath(level.value, level.label, [each for each in steps if each.level == level])
        for level in levels
    ]
    return [path for path in paths if path.articles]


def sections_of(body):
    """The main headings of a text, to go to."""
    return [
        Section(f"b-{block.id}", block.value["text"])
        for block in body
        if block.block_type == "heading" and block.value["level"] == "2"
    ]
