"""What was found, as the page draws it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from advocates.core import documents
from advocates.core.folding import words
from advocates.core.languages import direction
from advocates.core.markup import to_text
from advocates.core.viewer import Viewer
from advocates.files.models import File
from advocates.forum.models import Post, Topic
from advocates.organisations.geo.countries import language_name
from advocates.organisations.presenting import place
from advocates.search.members.hung import hung_on, said_by
from advocates.search.members.marking import snippet, whole
from advocates.search.members.names import Group
from advocates.search.members.questions import Term
from advocates.search.page_texts import body_texts
from advocates.spaces.bylines import Byline, Protected, Signature, signature
from advocates.wiki.models import WikiPage

_RELATED = ("person", "mandate__organisation")


@dataclass(frozen=True, slots=True)
class Hit:
    """One result: its heading leads to it; the rest says where it stands, whose it is, and since when."""

    url: str
    title: SafeString
    lang: str = ""
    direction: str = "auto"
    text: SafeString = SafeString("")
    text_lang: str = ""
    text_direction: str = "auto"
    where: str = ""
    by: Signature | None = None
    at: datetime | None = None
    tile: str = ""
    note: str = ""
    # Of a page: the way to it, in which language it is, and when somebody last said that it is right.
    path: tuple[str, ...] = ()
    language: str = ""
    confirmed: datetime | None = None


def topic_hits(viewer: Viewer, ids: Sequence[int], terms: Sequence[Term]) -> list[Hit]:
    """In the order of the ids; read once more through the door."""
    rows = Topic.objects.visible_to(viewer).select_related("category", "space", *_RELATED).in_bulk(ids)
    return [_topic_hit(rows[pk], terms) for pk in ids if pk in rows]


def _topic_hit(topic: Topic, terms: Sequence[Term]) -> Hit:
    summary = to_text(topic.summary_html)
    return Hit(
        url=f"/members/forum/t/{topic.public_id}/",
        title=whole(topic.title, terms),
        lang=topic.lang,
        direction=direction(topic.lang),
        text=snippet(summary, terms),
        text_lang=topic.summary_lang,
        text_direction=direction(topic.summary_lang),
        where=_where(topic),
        by=_by(topic, topic.space.kind),
        at=topic.started_at,
    )


def post_hits(viewer: Viewer, ids: Sequence[int], terms: Sequence[Term]) -> list[Hit]:
    """In the order of the ids; read once more through the door."""
    related = ("topic__category", "topic__space", *_RELATED)
    rows = Post.objects.visible_to(viewer).select_related(*related).defer("source").in_bulk(ids)
    return [_post_hit(rows[pk], terms) for pk in ids if pk in rows]


def _post_hit(post: Post, terms: Sequence[Term]) -> Hit:
    return Hit(
        url=f"/members/forum/p/{post.public_id}/",
        title=whole(post.topic.title, terms),
        lang=post.topic.lang,
        direction=direction(post.topic.lang),
        text=snippet(to_text(post.html), terms),
        text_lang=post.lang,
        text_direction=direction(post.lang),
        where=_where(post.topic),
        by=_by(post, post.topic.space.kind),
        at=post.written_at,
    )


def page_hits(viewer: Viewer, ids: Sequence[int], terms: Sequence[Term]) -> list[Hit]:
    """In the order of the ids; read once more through the door, and the pages above them in one more question."""
    seen = WikiPage.objects.visible_to(viewer).standing()
    rows = seen.select_related("space", "checked").in_bulk(ids)
    above = {pk for page in rows.values() for pk in page.above}
    titles: dict[int, str] = dict(seen.filter(pk__in=above).values_list("pk", "title")) if above else {}
    files = hung_on(rows)
    return [_page_hit(rows[pk], titles, files.get(pk, []), terms) for pk in ids if pk in rows]


def _page_hit(page: WikiPage, titles: dict[int, str], files: Sequence[File], terms: Sequence[Term]) -> Hit:
    text = snippet(documents.to_text(page.html), terms)
    # Where the page itself does not say it, one of its files does.
    told = [said_by(file) for file in files] if "<mark>" not in text + whole(page.title, terms) else []
    inside = next(
        (each for each in (snippet(told_one, terms) for told_one in told) if "<mark>" in each), None
    )
    return Hit(
        url=page.address + ("#page-files" if inside else _anchor(page, terms)),
        title=whole(page.title, terms),
        lang=page.lang,
        direction=direction(page.lang),
        text=inside or text,
        text_lang="" if inside else page.lang,
        text_direction="auto" if inside else direction(page.lang),
        at=page.changed_at,
        path=(page.space.name, *(titles[pk] for pk in page.above if pk in titles)),
        language=language_name(page.lang, get_language() or "en"),
        confirmed=page.checked.at if page.checked is not None else None,
    )


def _anchor(page: WikiPage, terms: Sequence[Term]) -> str:
    """The heading that holds all the words leads to its part; else the page to its beginning."""
    for _level, text, anchor in page.headings:
        there = set(words(text))
        if all(
            term.word in there or (term.is_beginning and any(word.startswith(term.word) for word in there))
            for term in terms
        ):
            return f"#{anchor}"
    return ""


def _where(topic: Topic) -> str:
    return topic.category.name if topic.category is not None else topic.space.name


def _by(written: Byline, kind: str) -> Signature:
    person: Any = written.person
    organisation = written.mandate.organisation if written.mandate is not None else None
    name = person.full_name if person is not None else written.written_as
    return signature(
        name, organisation.name if organisation is not None else "", "", "", Protected.of(written, kind)
    )


def knowledge_hit(article: Any, terms: Sequence[Term], _language: str) -> Hit:
    """What editors have written for members alone."""
    text = " ".join([article.summary, *body_texts(article)])
    return Hit(
        url=f"/members/knowledge/{article.public_id}/",
        title=whole(article.title, terms),
        lang=article.language,
        direction=article.direction,
        text=snippet(text, terms),
        text_lang=article.language,
        text_direction=article.direction,
        where=article.get_level_display(),
    )


def person_hit(row: dict[str, Any], terms: Sequence[Term], language: str) -> Hit:
    """Somebody with a mandate; the heading leads to them in the directory of people."""
    return Hit(
        url="",
        title=whole(row["person__full_name"], terms),
        by=Signature("", row["organisation__name"], "", ""),
        where=place(row["organisation__city"], row["organisation__country"], language),
        tile=row["organisation__slug"],
    )


def group_hit(group: Group, terms: Sequence[Term], language: str) -> Hit:
    country = group.countries[0] if group.countries else ""
    return Hit(
        url=f"/organisations/{group.slug}/",
        title=whole(group.name, terms),
        where=place(group.city, country, language),
        tile=group.slug,
    )
