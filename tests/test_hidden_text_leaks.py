"""An old text that moderators have hidden stands nowhere any more: not where it was read, told, found or taken out."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.accounts.leaving import export_person
from advocates.core import jobs, stream
from advocates.core.limits import LIMITS
from advocates.core.tests import test_transport
from advocates.forum.tests.news import message_of, text_of
from advocates.notifications.models import MailWishes, Notice
from advocates.organisations.models import Mandate
from advocates.search.members import finding
from advocates.wiki.history import listing
from advocates.wiki.models import How, PageRevisionQuerySet, WikiPage
from advocates.wiki.watching.actions import watch_page
from tests.cast import CastClient, colleague_client
from tests.crawling import MACHINES, Answer, ask
from tests.planted_wiki import Written, file_addresses, plant_hidden, plant_wiki
from tests.private_words import Words
from tests.test_leaks import found
from tests.test_talk_search import CONTROL, differing

pytestmark = pytest.mark.django_db
# A mail server of our own.
sink = test_transport.sink
MEMBERS = ("member", "other_member", "moderator", "guest")
LISTS = ("/members/", "/members/notices/", "/members/following/", "/members/wiki/", "/members/wiki/translations/",
         "/members/wiki/proposals/", "/members/wiki/care/", "/members/drafts/")  # fmt: skip
WAYS = (
    "", "history/", "difference/", *(f"difference/?from={old}&to={new}" for old in range(1, 7) for new in (old + 1, 7)),
    *(f"r/{number}/" for number in range(1, 8)), "r/2/restore/", "edit/", "print/", "propose/", "languages/es/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _no_limit(settings) -> None:
    settings.LIMITS = dict.fromkeys(LIMITS, (10**6, 60))


@pytest.fixture
def words() -> Words:
    return Words()


@pytest.fixture
def guest(member: CastClient) -> CastClient:
    """Of the member's organisation, with a seat in the room."""
    return colleague_client("guest", "Own Group")


@pytest.fixture
def written(words, member, guest, other_member) -> Written:
    """Everybody watches everything; what is hidden later was told before, and the mails wait to leave."""
    made = plant_wiki(words, member.person, guest.person)
    for kind, page in made.pages.items():
        for client in (guest, other_member):
            watch_page(person=client.person, page=page, how=How.AT_ONCE, with_branch=True)
        assert plant_hidden(words, f"hidden: {kind} later", page, member.person) == 6
    while stream.dispatch():
        pass
    MailWishes.objects.update(most_a_day=30)
    return made


@pytest.fixture
def hidden(written, words) -> dict[str, str]:
    return words.of("hidden")


def walk(client: CastClient) -> dict[str, Answer]:
    """Every address of the pages with such a text, and what is taken out of them and their spaces."""
    # Who is new takes nothing out.
    Mandate.objects.filter(ends_at=None).update(starts_at=timezone.now() - timedelta(days=30))
    pages = WikiPage.objects.filter(revision__gt=5).select_related("space")
    addresses = [*LISTS, *(f"{page.address}{way}" for page in pages for way in WAYS)]
    addresses += file_addresses()
    ways_out = {f"/members/wiki/s/{page.space.public_id}/out/" for page in pages}
    ways_out |= {f"{page.address}out/" for page in pages}
    return {address: ask(client, address) for address in addresses} | dict(taken_out(client, ways_out))


def taken_out(client: CastClient, ways_out: set[str]) -> Iterator[tuple[str, Answer]]:
    for address in ways_out:
        answer = client.post(address, {"part": "branch"})
        if answer.get("Content-Type") == "application/zip":
            with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as archive:
                inside = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
            yield f"POST {address}", Answer(200, (), "\n".join([*archive.namelist(), *inside]))


@pytest.mark.parametrize(
    "cast", [MEMBERS, ("visitor", "pending", "former", "editor", "staff")], ids=["members", "others"]
)
def test_nobody_reads_a_word(request, hidden, cast):
    assert len(hidden) == 24
    for who in cast:
        assert found(hidden, walk(request.getfixturevalue(who))) == [], who


def test_the_walk_would_find_it(member, words, hidden):
    """Else it would be blind: what was not hidden of the same pages is in lists, pages, differences and archives."""
    seen = found(words.of("members"), walk(member))
    for way in ("history/", "difference/?from=3&to=4", "r/4/", "print/", "POST /members/wiki/s/"):
        assert any(way in leak for leak in seen), way


def test_no_search_gives_a_sign_of_it(request, hidden, monkeypatch):
    # The planted words are so alike that one would be found by way of another.
    monkeypatch.setattr(finding, "forgiving", lambda terms, _viewer: terms)
    jobs.run_due()
    for who in MEMBERS:
        client = request.getfixturevalue(who)
        assert differing(client, [(word, CONTROL) for word in hidden.values()], "&kind=pages") == [], who


def test_no_mail_brings_it(hidden, guest, other_member, words, sink):
    jobs.run_due()
    sent = [text_of(message_of(each.content)) for each in sink.taken]
    assert any(words["members: title"] in text for text in sent)
    assert [what for what, word in hidden.items() if any(word in text for text in sent)] == []


def test_no_notice_tells_it_and_nothing_for_machines(visitor, hidden, guest, other_member, words):
    assert Notice.objects.filter(person=guest.person).exists()
    for client in (guest, other_member):
        page = ask(client, "/members/notices/")
        assert words["members: title"] in page.body
        assert found(hidden, {"notices": page}) == []
    assert found(hidden, {address: ask(visitor, address) for address in MACHINES}) == []


def test_only_who_wrote_it_takes_it_along(member, guest, other_member, hidden):
    """What somebody wrote is theirs, and stays in their own export."""
    for client, holds in ((member, True), (guest, False), (other_member, False)):
        text = json.dumps(export_person(person=client.person), default=str)
        assert any(word in text for word in hidden.values()) is holds


class TestTwins:
    def test_without_the_door_it_would_be_read(self, guest, hidden, monkeypatch):
        monkeypatch.setattr(
            PageRevisionQuerySet,
            "visible_to",
            lambda rows, viewer: rows.filter(page__space__in=viewer.spaces),
        )
        seen = found(hidden, walk(guest))
        for way in ("r/2/", "r/6/", "difference/?from=1&to=2", "difference/?from=5&to=6"):
            assert any(leak.endswith(way) for leak in seen), way

    def test_without_the_door_a_mail_would_bring_it(self, guest, other_member, hidden, sink, monkeypatch):
        monkeypatch.setattr(
            PageRevisionQuerySet,
            "visible_to",
            lambda rows, viewer: rows.filter(page__space__in=viewer.spaces),
        )
        jobs.run_due()
        sent = "\n".join(text_of(message_of(each.content)) for each in sink.taken)
        assert any(word in sent for word in hidden.values())

    def test_without_the_line_of_the_history_it_would_say_why(self, member, hidden, monkeypatch):
        draw = listing._line
        monkeypatch.setattr(
            listing,
            "_line",
            lambda kind, checked, before, *row: draw(
                kind, checked, before, *row[: listing.HIDDEN], None, *row[listing.HIDDEN + 1 :]
            ),
        )
        pages = {page.address: ask(member, f"{page.address}history/") for page in WikiPage.objects.all()}
        assert found(hidden, pages)
