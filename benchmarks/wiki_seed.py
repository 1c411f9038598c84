"""Fills the wiki with so many pages, the same for the same number: `python -m benchmarks.wiki_seed 10000`.

Prints as JSON the addresses that are measured and how long it took. The pages lie in a tree of twenty on each place;
one in a hundred has fifty revisions, each names two others. The one that is measured has 10 kB, with links, notes and a
table.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import django

from benchmarks.tables import Table, in_bulk

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
BESIDE = 20
BUSY_EACH, REVISIONS = 100, 50
SHORT = (
    "What this group has learned, in a few words, with [[Page 1]] named once.\n\n## What comes first\n\nAsk."
)
PARAGRAPH = (
    "Most countries keep a **list of medicines** that public hospitals pay for. If yours is not on it, patients pay, "
    "and [the ministry](https://example.org/) says when its committee meets again, as [[Page {number}]] explains[^1]."
)


def long_text(characters: int = 10_000) -> str:
    """A page as people write them: headings, paragraphs, lists, a table, notes, links."""
    parts, number = [], 0
    while sum(map(len, parts)) < characters - 900:
        number += 1
        parts += [
            f"## Part {number}",
            PARAGRAPH.format(number=number),
            "- ask the doctors\n- ask again in spring",
        ]
    rows = "\n".join(f"| Country {row} | Yes | 20{row} | {row} % |" for row in range(10, 24))
    return "\n\n".join(
        [*parts, f"| Country | List | Since | Pays |\n|---|---|---|---|\n{rows}", "[^1]: As told there."]
    )


def main(count: int) -> None:
    """Pages, revisions, names."""
    django.setup()
    from advocates.accounts.models import Person  # noqa: PLC0415 - needs the settings
    from advocates.core.viewer import viewer_for  # noqa: PLC0415
    from advocates.spaces.actions import members_space  # noqa: PLC0415
    from advocates.spaces.bylines import author_of  # noqa: PLC0415
    from advocates.wiki import actions  # noqa: PLC0415

    began = time.perf_counter()
    person = Person.objects.get(email="person-0@example.org")
    author, space = author_of(viewer_for(person)), members_space()
    with in_bulk(TABLES):
        fill(count, author.fields(), space)
        shelve(count, author.fields(), space)
    count_on()
    written = actions.Written(long_text(), "en", "Begun")
    parent = space.pages.filter(position=1).first()
    page = actions.begin_page(author=author, space=space, title="Measured", written=written, parent=parent)
    for number in range(1, REVISIONS):
        text = long_text().replace("patients pay", f"patients pay {number}", 3)
        actions.save_page(
            author=author, page=page, written=actions.Written(text, "en", "Another figure", base=number)
        )
    address = f"/members/wiki/{page.public_id}/"
    pages = {
        "wiki": "/members/wiki/",
        "space": f"/members/wiki/s/{space.public_id}/",
        "wiki page": address,
        "history": f"{address}history/",
        "difference": f"{address}difference/",
        "what links here": f"/members/wiki/{parent.public_id}/links/",
        "what needs somebody": f"/members/wiki/s/{space.public_id}/care/",
        "files of a space": f"/members/files/in/{space.public_id}/",
        "all libraries": "/members/files/",
    }
    settle(page.pk)
    seconds = round(time.perf_counter() - began, 1)
    print(json.dumps({"pages": pages, "page": page.public_id, "seconds": seconds}))


TABLES = ("wiki_wikipage", "wiki_pagename", "wiki_pagerevision", "wiki_pagelink", "files_file", "files_libraryfile",
          "files_fileuse", "search_pagewords")  # fmt: skip


def fill(count: int, by: dict[str, Any], space: Any) -> None:
    """Rows, written straight into the tables; each page is below one that came before it."""
    from advocates.wiki.models import PageLink, PageName, PageRevision, WikiPage  # noqa: PLC0415

    every, pages = range(1, count + 1), Table(WikiPage)
    assert pages.first == 1, "There are pages already."
    pages.write(_pages(every, space))
    Table(PageName).write({"space": space.pk, "key": f"page {n}", "page": n} for n in every)
    Table(PageRevision).write(_revisions(every, by))
    # Each names the first page and the one above it, so that links have as many targets as in a wiki that has grown.
    named = ((n, target) for n in every for target in {1, _above(n)} - {0, n})
    Table(PageLink).write({"page": n, "target": target} for n, target in named)


def _above(number: int) -> int:
    """The page above; 0: none."""
    return (number - 1) // BESIDE if BESIDE < number < BESIDE**4 else 0


def _revision_of(number: int) -> int:
    return REVISIONS if number % BUSY_EACH == 0 else 1


def _pages(every: range, space: Any) -> Iterator[dict[str, Any]]:
    from advocates.wiki import rendering  # noqa: PLC0415

    drawn, paths = rendering.draw(SHORT, space, "en"), {}
    headings = json.dumps(drawn.headings)
    for number in every:
        above = _above(number)
        paths[number] = f"{paths[above]}{above}/" if above else ""
        yield {
            "public_id": _id(), "space": space.pk, "parent": above or None, "path": paths[number], "position": number,
            "title": f"Page {number}", "lang": "en", "html": drawn.html, "html_version": rendering.VERSION,
            "headings": headings, "last_anchor": drawn.last_anchor, "is_dead_end": number == 1,
            "revision": _revision_of(number), "changed_at": _ago(minutes=number),
        }  # fmt: skip


def _revisions(every: range, by: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for page in every:
        for number in range(1, _revision_of(page) + 1):
            yield {
                "page": page, "number": number, "title": f"Page {page}", "source": SHORT, "size": len(SHORT),
                "lang": "en", "summary": "Begun", "saved_at": _ago(days=number), **_named(by),
            }  # fmt: skip


def _named(by: dict[str, Any]) -> dict[str, Any]:
    return {name.removesuffix("_id"): value for name, value in by.items()}


def _id() -> str:
    from advocates.core.identifiers import random_id  # noqa: PLC0415

    return random_id()


def _ago(**time_ago: int) -> Any:
    """A moment as the database is given it."""
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    return connection.ops.adapt_datetimefield_value(timezone.now() - timedelta(**time_ago))


def shelve(count: int, by: dict[str, Any], space: Any) -> None:
    """As many files in the library as pages, and the words by which pages are found."""
    from advocates.files.models import LIBRARY, File, FileUse, LibraryFile  # noqa: PLC0415
    from advocates.search.members.actions import learnable, words_of  # noqa: PLC0415
    from advocates.search.models import PageWords, Word  # noqa: PLC0415

    said, every = words_of(SHORT), range(1, count + 1)
    Word.objects.bulk_create(
        [Word.of(space.pk, word) for word in sorted(learnable(said))], ignore_conflicts=True
    )
    Table(PageWords, key="page_id").write(
        {
            "page": n,
            "at": _ago(minutes=n),
            "revision": _revision_of(n),
            "words": " ".join(["page", str(n), *said]),
        }
        for n in every
    )
    files, items = Table(File), Table(LibraryFile)
    files.write(
        {"public_id": _id(), "space": space.pk, "kind": File.Kind.PDF.value, "name": f"paper-{n}.pdf", "size": 1000,
         "content_type": "application/pdf", "stored_as": f"bench/{n}", "sealed_key": "x", "sha256": "0" * 64,
         "lang": "en", "alts": "{}", "is_shelved": True, **_named(by)}
        for n in every
    )  # fmt: skip
    items.write(
        {"public_id": _id(), "space": space.pk, "title": f"Paper {n}", "lang": "en", "alts": "{}",
         "current": files.first + n - 1, "once": f"bench-{n}", "changed_at": _ago(minutes=n), **_named(by)}
        for n in every
    )  # fmt: skip
    Table(FileUse).write(
        {"file": files.first + n - 1, "kind": LIBRARY, "target": items.first + n - 1, "position": 1}
        for n in every
    )


def count_on() -> None:
    """Pages know their newest revision, and the next one gets the number after those that were given here."""
    from django.core.management.color import no_style  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from advocates.wiki.models import PageRevision, WikiPage  # noqa: PLC0415

    newest = PageRevision.objects.filter(page=models_outer("pk"), number=models_outer("revision"))
    WikiPage.objects.update(current=newest.values("pk")[:1])
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [WikiPage]):
            cursor.execute(statement)


def settle(page: int) -> None:
    """Nothing is left for the worker to do while pages are measured, and the database knows what it holds."""
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from advocates.core.models import StreamEntry  # noqa: PLC0415
    from advocates.search.members.actions import index_pages  # noqa: PLC0415

    StreamEntry.objects.filter(dispatched_at=None).update(dispatched_at=timezone.now())
    index_pages([page])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def models_outer(name: str) -> Any:
    from django.db.models import OuterRef  # noqa: PLC0415

    return OuterRef(name)


if __name__ == "__main__":
    main(int(sys.argv[1]))
