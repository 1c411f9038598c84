"""Drafts and files as each reader walks the members' area: their words are seen by who may, and by nobody else."""

import re
from dataclasses import dataclass

import pytest

from advocates.files.models import File, FileQuerySet, LibraryFile, LibraryFileQuerySet
from advocates.spaces.models import Draft, DraftQuerySet
from tests.cast import CastClient, sign_in
from tests.composed import COMPOSED, plant
from tests.crawling import Answer, ask, crawl
from tests.private_words import Words

pytestmark = pytest.mark.django_db
# The address of a file, of a version of it, or of one in a library; not the lists.
OF_FILE = "/members/files/(l/)?[0-9A-Za-z_-]{12}/"
STARTS = ("/members/", "/members/forum/", "/members/drafts/", "/members/forum/unread/", "/members/files/")


@dataclass
class Planted:
    words: Words
    writer: CastClient

    def private(self) -> dict[str, str]:
        return self.words.of(COMPOSED)

    def seen(self, pages: dict[str, Answer]) -> set[str]:
        text = "\n".join(answer.everything for answer in pages.values())
        return {what for what, word in self.private().items() if word in text}


@pytest.fixture
def planted(db) -> Planted:
    words, client = Words(), CastClient()
    client.person = plant(words)
    sign_in(client, client.person)
    return Planted(words, client)


def searched(client: CastClient, words: dict[str, str]) -> dict[str, Answer]:
    """The members' search for the beginning of each word, which no other word has; the page repeats what was typed."""
    found = (f"/members/search/?q={word[:4]}" for word in words.values())
    return {address: ask(client, address) for address in found}


def walk(client: CastClient) -> dict[str, Answer]:
    """The members' area by its links, and every address of a draft and a file besides, with and without conditions."""
    pages = crawl(
        client,
        STARTS,
        follow=lambda address: address.startswith("/members/") and "organisation" not in address,
    )
    for file in File._base_manager.all():
        for size in ("", "small/"):
            address = f"/members/files/{file.public_id}/{size}"
            pages[address] = ask(client, address)
            for headers in ({"HTTP_RANGE": "bytes=0-40"}, {"HTTP_IF_NONE_MATCH": f'"{file.public_id}"'}):
                answer = client.get(address, **headers)
                told = tuple(answer.headers.items())
                pages[f"{address} {headers}"] = Answer(
                    answer.status_code, told, answer.content.decode("utf-8", "replace")
                )
    for item in LibraryFile._base_manager.all():
        for end in ("", "content/", "small/", "v/1/", "v/2/", "change/", "replace/", "delete/"):
            address = f"/members/files/l/{item.public_id}/{end}"
            pages[address] = ask(client, address)
            headers = {"HTTP_RANGE": "bytes=0-40"}
            answer = client.get(address, **headers)
            told = tuple(answer.headers.items())
            pages[f"{address} part"] = Answer(
                answer.status_code, told, answer.content.decode("utf-8", "replace")
            )
        for end in ("", "?deleted=on", "?kind=picture", "add/", "attached/"):
            address = f"/members/files/in/{item.space.public_id}/{end}"
            pages[address] = ask(client, address)
    for draft in Draft._base_manager.all():
        kind, _colon, place = draft.key.partition(":")
        form = {"topic": f"/members/forum/c/{place}/new/", "answer": f"/members/forum/t/{place}/"}[kind]
        pages[f"{form}?draft={draft.public_id}"] = ask(client, f"{form}?draft={draft.public_id}")
    return pages


def test_who_wrote_it_sees_it(planted):
    """Else the walk would be blind: everything but what was hidden."""
    pages = walk(planted.writer) | searched(planted.writer, planted.private())
    unseen = set(planted.private()) - planted.seen(pages)
    # A picture of a library has its descriptions there, by language.
    of_file = {f"{kind}{old} alt" for kind in ("library", "early") for old in (" old", "")}
    gone = {f"deleted{old} {part}" for old in (" old", "") for part in ("body", "name", "alt")}
    gone |= {
        f"deleted {part}" for part in ("description", "alt of title", "words inside", "note 1", "note 2")
    }
    hidden = {f"hidden {part}" for part in ("body", "name", "alt")}
    assert unseen == {f"{COMPOSED}:{part}" for part in of_file | gone | hidden}


@pytest.mark.parametrize(
    "who", ["visitor", "pending", "former", "member", "other_member", "moderator", "editor", "staff"]
)
def test_nobody_else_does(request, planted, who):
    client = request.getfixturevalue(who)
    pages = walk(client) | searched(client, planted.private())
    assert planted.seen(pages) == set()
    assert {answer.status for at, answer in pages.items() if re.match(OF_FILE, at)} <= {302, 404}


@pytest.mark.parametrize(
    ("queryset", "what"),
    [
        (FileQuerySet, "hanging body"),
        (DraftQuerySet, "draft text topic"),
        (LibraryFileQuerySet, "library title"),
        (LibraryFileQuerySet, "library old body"),
        (LibraryFileQuerySet, "early body"),
    ],
)
def test_without_the_door_they_would(member, planted, monkeypatch, queryset, what):
    """Red twin."""
    monkeypatch.setattr(queryset, "visible_to", lambda rows, *_given: rows)
    assert f"{COMPOSED}:{what}" in planted.seen(walk(member))
