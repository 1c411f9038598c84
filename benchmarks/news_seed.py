"""Fills the news with so many articles and comments: `python -m benchmarks.news_seed 10000 100000`.

Prints as JSON the addresses that are measured and how long it took. One article is written through the product's own
deeds and copied with other titles; the measured one has a thousand comments, the others share the rest.
"""

import json
import os
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
ON_MEASURED = 1_000
AT_ONCE = 500
PARAGRAPH = (
    "<p>Thirty groups met for two days and told what works in their countries: who answers when the only clinic is "
    "six hours away, how a helpline runs on two volunteers, and what a ministry reads before it reads a letter.</p>"
)
BODY = [
    part
    for number in range(6)
    for part in (
        {"type": "heading", "value": {"text": f"Part {number}", "level": "2"}, "id": str(uuid.uuid4())},
        {"type": "text", "value": PARAGRAPH * 2, "id": str(uuid.uuid4())},
    )
]
COMMENT = (
    "We did the same in our city, and the second meeting was the hard one. What did you do about the room?"
)


def main(articles: int, comments: int) -> None:
    """Articles, then what is said about them."""
    django.setup()
    from django.db import connection  # noqa: PLC0415 - needs the settings

    from advocates.core.models import StreamEntry  # noqa: PLC0415

    began = time.perf_counter()
    measured = first_article()
    copies = fill(measured, articles - 1)
    talk(measured, copies, comments)
    StreamEntry.objects.filter(dispatched_at=None).update(dispatched_at=measured.first_published_at)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    pages = {
        "home": "/",
        "news": "/news/",
        "article": f"/news/{measured.slug}/",
        "knowledge": "/knowledge/",
        "feed, Atom": "/feeds/news.atom",
        "feed, JSON": "/feeds/news.json",
    }
    alone = {
        "comments, 50 of 1,000": f"/news/{measured.slug}/comments/",
        "form for a comment": f"/news/{measured.slug}/comments/new/",
        "feed of comments": f"/news/{measured.slug}/comments/comments.atom",
    }
    print(json.dumps({"pages": pages, "alone": alone, "seconds": round(time.perf_counter() - began, 1)}))


def first_article() -> Any:
    """The one that is measured and copied."""
    from django.utils import timezone  # noqa: PLC0415

    from advocates.publishing.models import NewsArticle, NewsIndex  # noqa: PLC0415

    index = NewsIndex.objects.get(locale__language_code="en")
    now = timezone.now()
    article = NewsArticle(
        title="Measured", locale=index.locale, summary="What thirty groups told each other.", body=json.dumps(BODY),
        listed_at=now, first_published_at=now, last_published_at=now, author_line="A team",
    )  # fmt: skip
    index.add_child(instance=article)
    article.save_revision().publish()
    return NewsArticle.objects.get(pk=article.pk)


def fill(original: Any, count: int) -> list[Any]:
    """Pages beside the first one; their rows differ in title, address and time."""
    from django.db import connection  # noqa: PLC0415
    from wagtail.models import Page  # noqa: PLC0415

    parent = original.get_parent()
    # Other lists may stand below the same one already.
    beside = parent.numchild
    columns = [field.column for field in type(original)._meta.local_fields]
    table = connection.ops.quote_name(type(original)._meta.db_table)
    names = ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor:
        key = connection.ops.quote_name(columns[0])
        cursor.execute(f"SELECT {names} FROM {table} WHERE {key} = %s", [original.pk])  # noqa: S608 - own names
        row = [json.dumps(each) if isinstance(each, dict | list) else each for each in cursor.fetchone()]
    made: list[Any] = []
    for numbers in _parts(range(2, count + 2)):
        pages = [_copy(original, parent, number, beside + number - 1) for number in numbers]
        made += Page.objects.bulk_create(pages)
        rows = [
            [page.pk if name == columns[0] else page.first_published_at if name == "listed_at" else value
             for name, value in zip(columns, row, strict=True)]
            for page in pages
        ]  # fmt: skip
        places = ", ".join(["%s"] * len(columns))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)  # noqa: S608 - own names
    Page.objects.filter(pk=parent.pk).update(numchild=beside + count)
    return made


def _copy(original: Any, parent: Any, number: int, place: int) -> Any:
    from wagtail.models import Page  # noqa: PLC0415

    at = original.listed_at - timedelta(hours=6 * number)
    slug = f"measured-{number}"
    return Page(
        path=Page._get_path(parent.path, parent.depth + 1, place), depth=parent.depth + 1, numchild=0,
        title=f"Measured {number}", draft_title=f"Measured {number}", slug=slug, locale=original.locale,
        translation_key=uuid.uuid4(), content_type=original.content_type, url_path=f"{parent.url_path}{slug}/",
        live=True, first_published_at=at, last_published_at=at,
    )  # fmt: skip


def talk(measured: Any, others: Sequence[Any], count: int) -> None:
    """A thousand comments under one article, the rest shared by the newest of the others."""
    from advocates.forum.models import Topic  # noqa: PLC0415
    from advocates.spaces.actions import public_space  # noqa: PLC0415

    space, on_others = public_space(), max(0, count - ON_MEASURED)
    each = max(1, on_others // max(1, len(others)))
    for part in _parts(range(len(others) + 1)):
        topics = []
        for number in part:
            page, said = (measured, ON_MEASURED) if number == 0 else (others[number - 1], each)
            if number and number * each > on_others:
                break
            at = page.first_published_at
            topics.append(
                Topic(
                    space=space, title=page.title, lang="en", written_as="The network", started_at=at,
                    last_post_at=at, posts_count=said, last_number=said, talk_key=f"news:{page.translation_key.hex}",
                )
            )  # fmt: skip
        _say(Topic.objects.bulk_create(topics))


def _say(topics: Sequence[Any]) -> None:
    from advocates.core.markup import render  # noqa: PLC0415
    from advocates.forum.models import Comment, Post  # noqa: PLC0415

    html = render(COMMENT)
    posts = Post.objects.bulk_create(
        [
            Post(topic=topic, number=number, written_as=f"Reader {number}", source=COMMENT, html=html, lang="en",
                 written_at=topic.started_at + timedelta(minutes=number))
            for topic in topics for number in range(1, topic.posts_count + 1)
        ],
        batch_size=AT_ONCE,
    )  # fmt: skip
    Comment.objects.bulk_create(
        [
            # Each third one has two answers.
            Comment(topic_id=post.topic_id, post=post, state=Comment.State.SHOWN, number=post.number,
                    root=post.number - (post.number + 2) % 3, written_at=post.written_at,
                    confirmed_at=post.written_at, name=post.written_as, email_hash="0" * 64)
            for post in posts
        ],
        batch_size=AT_ONCE,
    )  # fmt: skip


def _parts(numbers: range) -> Iterator[range]:
    for start in range(0, len(numbers), AT_ONCE):
        yield numbers[start : start + AT_ONCE]


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
