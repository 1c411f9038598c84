"""What members write in the wiki is read by those whose space it is, and stands nowhere else."""

import pytest
from django.db.models import Q

from advocates.wiki.models import PageLinkQuerySet, PageQuerySet, PageRevisionQuerySet, WikiPage
from tests.cast import CastClient, colleague_client
from tests.crawling import MACHINES, STARTS, Answer, ask, crawl, near
from tests.planted_talk import seen_kinds
from tests.planted_wiki import Written, file_addresses, plant_wiki
from tests.private_words import Words
from tests.test_leaks import found
from tests.test_talk_leaks import in_members

KINDS = {"members", "region", "committee", "room"}
WIKI = ("/members/", "/members/wiki/", "/members/drafts/")
ABOUT = ("", "history/", "difference/", "difference/?from=1&to=2", "difference/?from=2&to=3",
         "difference/?from=1&to=4", "r/1/", "r/2/", "r/3/", "r/1/restore/", "r/2/restore/", "edit/", "links/",
         "rename/", "move/", "space/", "join/", "care/", "delete/")  # fmt: skip


@pytest.fixture
def words() -> Words:
    return Words()


@pytest.fixture
def guest(member: CastClient) -> CastClient:
    """Of the member's organisation, with a seat in the room."""
    return colleague_client("guest", "Own Group")


@pytest.fixture
def written(words: Words, member: CastClient, guest: CastClient) -> Written:
    return plant_wiki(words, member.person, guest.person)


def walk(client: CastClient, written: Written) -> dict[str, Answer]:
    """What links lead to, and every address of every page, also for those who find no link there."""
    pages = crawl(client, WIKI, follow=lambda at: in_members(at) and "?" not in at, most=600)
    addresses = [f"{page.address}{rest}" for page in WikiPage.objects.all() for rest in ABOUT]
    addresses += [
        f"/members/wiki/s/{page.space.public_id}/{rest}"
        for page in written.pages.values()
        for rest in ("", "care/", "new/")
    ]
    return pages | {address: ask(client, address) for address in [*addresses, *file_addresses()]}


@pytest.mark.parametrize("who", ["visitor", "pending", "former", "editor", "staff"])
def test_nobody_without_a_mandate_reads_a_word(request, written, words, who):
    assert len(words) > 25
    assert found(words, walk(request.getfixturevalue(who), written)) == []


def test_not_in_public_either(visitor, written, words):
    assert found(words, crawl(visitor, (*STARTS, *MACHINES), follow=near)) == []


def test_the_author_reads_all_but_what_is_gone_or_hidden(member, written, words):
    """Else the walk would be blind."""
    seen = {leak.partition(" at ")[0] for leak in found(words, walk(member, written))}
    assert seen == {what for what in words if not what.startswith(("gone", "hidden"))}


@pytest.mark.parametrize("who", ["other_member", "moderator"])
def test_another_region_reads_what_all_members_read(request, written, words, who):
    leaks = found(words, walk(request.getfixturevalue(who), written))
    assert seen_kinds(leaks) == {"members"}
    assert not any("draft" in leak for leak in leaks)


def test_a_seat_opens_one_space(guest, written, words):
    leaks = found(words, walk(guest, written))
    assert seen_kinds(leaks) == {"members", "region", "room"}
    assert not any("draft" in leak for leak in leaks)


def test_what_links_to_an_open_page_is_no_way_in(other_member, written, words):
    shown = ask(other_member, f"{written.named.address}links/")
    assert seen_kinds(found(words, {"links": shown})) == {"members"}


def open_to_all(rows, viewer):
    return rows.filter(Q(space__in=viewer.spaces) | Q(pk__gt=0))


@pytest.mark.parametrize(
    "door", [PageQuerySet, PageRevisionQuerySet, PageLinkQuerySet], ids=["pages", "revisions", "links"]
)
def test_without_the_door_they_would_be_read(other_member, written, words, monkeypatch, door):
    """Red twins."""
    with monkeypatch.context() as patched:
        # Written so that the statement is made as before; without any filter it is not made at all.
        patched.setattr(PageQuerySet, "visible_to", open_to_all)
        patched.setattr(
            door, "visible_to", open_to_all if door is PageQuerySet else lambda rows, _viewer: rows
        )
        pages = {
            f"{page.address}{rest}": ask(other_member, f"{page.address}{rest}")
            for page in WikiPage.objects.all()
            for rest in ("", "r/1/", "links/")
        }
        assert seen_kinds(found(words, pages)) > {"members"}
