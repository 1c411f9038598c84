"""A file that is kept back until a day: every place where somebody could see it, before its day and after."""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from advocates.core import jobs, stream
from advocates.core.limits import LIMITS
from advocates.core.tests import test_transport
from advocates.core.viewer import viewer_for
from advocates.files.library import actions as library
from advocates.files.library import listing, telling
from advocates.files.models import LibraryFile, LibraryFileQuerySet
from advocates.files.tests.factories import keep, pdf, sent
from advocates.files.tests.libraries import address
from advocates.forum.tests.factories import begin, make_shelf
from advocates.forum.tests.news import message_of, text_of
from advocates.notifications.models import MailWishes
from advocates.organisations.models import Mandate
from advocates.search.members import finding
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Space
from advocates.wiki.models import WikiPage
from advocates.wiki.tests.factories import make_page, save
from tests.cast import CastClient
from tests.crawling import Answer, ask
from tests.private_words import Words
from tests.test_leaks import found
from tests.test_talk_search import CONTROL, differing

pytestmark = pytest.mark.django_db
# A mail server of our own.
sink = test_transport.sink
CONTENTS = ("content/", "small/", "v/1/", "v/2/")
ASKED = {"get": {}, "head": {}, "range": {"HTTP_RANGE": "bytes=0-3"}, "etag": {"HTTP_IF_NONE_MATCH": "*"}}
DEEDS = ("change/", "replace/", "delete/", "restore/", "watch/", "unwatch/")
MANY = ("/members/", "/members/files/", "/members/following/", "/members/notices/", "/members/wiki/",
        "/members/files/in/{space}/", "/members/files/in/{space}/?q={title}", "/members/files/in/{space}/?kind=pdf",
        "/members/files/in/{space}/attached/", "/members/files/in/{space}/?deleted=on",
        "/members/wiki/s/{space}/")  # fmt: skip
OF_A_PAGE = ("", "edit/", "history/", "r/1/", "difference/", "print/", "out/", "links/")


class Kept:
    """A file with a word of its own for everything that is said of it, and a page and a topic that speak of it."""

    def __init__(self, words: Words, member: CastClient, space: Space) -> None:
        self.words, self.space, self.day = words, space, timezone.now() + timedelta(minutes=30)
        self.item = keep(
            member.person, space, words["title"], name=f"{words['name of the picture']}.png",
            description=words["description"], alts={"en": words["what it shows"]}, not_before=self.day,
        )  # fmt: skip
        link = f"[this]({address(self.item)}) ![]({address(self.item, 'content/')})"
        self.page = make_page(member.person, "A page", "Nothing yet.", space=space)
        save(member.person, self.page, f"Look at {link}.", 1)
        self.topic = begin(member.person, "A topic", f"Look at {link}.")

    def replace(self, member: CastClient) -> None:
        """A version of which the worker reads the words, and tells whoever watches."""
        library.replace_file(
            author=author_of(viewer_for(member.person)),
            item=self.item,
            uploaded=sent(pdf(self.words["inside"]), f"{self.words['name of the paper']}.pdf"),
            note=self.words["what is new"],
            based_on=1,
        )


@pytest.fixture(autouse=True)
def _no_limit(settings) -> None:
    settings.LIMITS = dict.fromkeys(LIMITS, (10**6, 60))


@pytest.fixture
def words() -> Words:
    return Words()


@pytest.fixture
def kept(words, member, other_member) -> Kept:
    """The other member watches it from a time when there was no day, and has mail at once."""
    Mandate.objects.update(starts_at=timezone.now() - timedelta(days=30))
    made = Kept(words, member, make_shelf().space)
    telling.watch(person=other_member.person, item=made.item)
    made.replace(member)
    MailWishes.objects.update(most_a_day=30)
    for _round in range(3):
        jobs.run_due()
        stream.dispatch()
    return made


def addresses(kept: Kept) -> Iterator[str]:
    title, space = kept.words["title"], kept.space.public_id
    yield from (each.format(space=space, title=title) for each in MANY)
    yield from (f"{kept.page.address}{end}" for end in OF_A_PAGE)
    yield f"/members/forum/t/{kept.topic.public_id}/"
    yield address(kept.item)
    yield from (f"/members/search/?q={words}" for words in kept.words.values())


def walk(client: CastClient, kept: Kept) -> dict[str, Answer]:
    """Every page on which it could stand, and the archives of the page and the space that speak of it."""
    pages = {each: ask(client, each) for each in addresses(kept)}
    # What somebody looks for stands in the field in which they look, and says nothing.
    pages = {each: spoken(each, answer, kept.words) for each, answer in pages.items()}
    for each in (f"{kept.page.address}out/", f"/members/wiki/s/{kept.space.public_id}/out/"):
        answer = client.post(each, {"part": "page"})
        assert answer["Content-Type"] == "application/zip"
        with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as archive:
            inside = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
            pages[f"POST {each}"] = Answer(200, (), "\n".join([*archive.namelist(), *inside]))
    return pages


def spoken(each: str, answer: Answer, words: Words) -> Answer:
    """Without the word that was asked for, where there is nothing but the question."""
    if "/members/files/l/" in answer.body.partition("<main")[2]:
        return answer
    asked = next((word for word in words.values() if f"q={word}" in each), "")
    headers = (
        tuple((name, value.replace(asked, "")) for name, value in answer.headers) if asked else answer.headers
    )
    return Answer(answer.status, headers, answer.body.replace(asked, "") if asked else answer.body)


def statuses(client: CastClient, kept: Kept) -> dict[str, int]:
    """Of the contents by every way of asking, under the address of the item and under that of each version."""
    item = LibraryFile.objects.select_related("current").get(pk=kept.item.pk)
    whole = [address(item, end) for end in CONTENTS]
    whole += [f"/members/files/{use.file.public_id}/" for use in item.versions()]
    found = {}
    for way, headers in ASKED.items():
        ask_so = client.head if way == "head" else client.get
        found |= {f"{way} {each}": ask_so(each, **headers).status_code for each in whole}
    return found


def test_before_its_day_nobody_else_sees_it_anywhere(other_member, kept, words, monkeypatch):
    monkeypatch.setattr(finding, "forgiving", lambda terms, _viewer: terms)
    assert len(words) == 7
    assert found(words, walk(other_member, kept)) == []
    assert set(statuses(other_member, kept).values()) == {404}
    for deed in DEEDS:
        assert other_member.post(address(kept.item, deed)).status_code in {404, 405}, deed
    assert other_member.get(f"/members/reports/new/library/{kept.item.public_id}/").status_code == 404
    for more in ("", "&kind=files"):
        assert differing(other_member, [(word, CONTROL) for word in words.values()], more) == []
    viewer = viewer_for(other_member.person)
    assert listing.choosable(viewer, kept.space) == []
    assert [shelf.count for shelf in listing.shelves(viewer) if shelf.space == kept.space] == [0]


def test_before_its_day_no_mail_brings_it(other_member, kept, words, sink):
    jobs.run_due()
    sent_to = [each for each in sink.taken if other_member.person.email in each.rcpt_tos]
    texts = "\n".join(text_of(message_of(each.content)) for each in sent_to)
    assert [what for what, word in words.items() if word in texts] == []


def test_from_its_day_on_everybody_does(member, other_member, kept, words):
    with time_machine.travel(kept.day + timedelta(minutes=1)):
        pages = walk(other_member, kept)
        seen = found(words, pages)
        for where in ("/members/files/", f"/members/files/in/{kept.space.public_id}/", address(kept.item),
                      f"/members/search/?q={words['inside']}", f"/members/search/?q={words['title']}",
                      "/members/following/", "/members/notices/"):  # fmt: skip
            assert any(leak.endswith(f" at {where}") for leak in seen), where
        assert "A page" in pages[address(kept.item)].body
        assert "A topic" in pages[address(kept.item)].body
        by_way = statuses(other_member, kept)
        for way, right in {"get": {200}, "head": {200}, "range": {206}, "etag": {304}}.items():
            asked = {
                status for each, status in by_way.items() if each.startswith(way) and "small" not in each
            }
            assert asked == right, way
        assert len(listing.choosable(viewer_for(other_member.person), kept.space)) == 1


def test_who_added_it_sees_it_before(member, moderator, kept, words):
    """So does who runs the space; else the walk would be blind."""
    for client in (member, moderator):
        seen = {leak.partition(" at ")[0] for leak in found(words, walk(client, kept))}
        assert {"title", "description", "name of the paper", "what is new"} <= seen


def test_the_twin(other_member, kept, words, monkeypatch):
    """Without the day in the door everybody would see it."""
    monkeypatch.setattr(
        LibraryFileQuerySet,
        "visible_to",
        lambda rows, viewer, _now=None: rows.filter(space__in=viewer.spaces, hidden_at=None),
    )
    seen = found(words, walk(other_member, kept))
    for where in ("/members/files/", f"/members/files/in/{kept.space.public_id}/", address(kept.item)):
        assert any(leak.endswith(f" at {where}") for leak in seen), where
    assert 200 in statuses(other_member, kept).values()


def test_no_page_shows_the_picture_of_a_library(other_member, kept):
    """A text speaks of it by a link; pictures in texts are those that hang on the text itself."""
    for each in (
        kept.page.address,
        f"{kept.page.address}print/",
        f"/members/forum/t/{kept.topic.public_id}/",
    ):
        assert f'src="{address(kept.item, "content/")}"' not in ask(other_member, each).body
    assert WikiPage.objects.filter(pk=kept.page.pk).exists()
