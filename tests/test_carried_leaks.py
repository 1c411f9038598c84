"""What is taken out, translated and proposed stays with those whose space it is: a word of its own for each of them."""

import io
import zipfile
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core.viewer import Role, viewer_for
from advocates.forum.tests.factories import space_of
from advocates.organisations.models import Mandate
from advocates.spaces.actions import open_space
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Kind, Space
from advocates.wiki.carrying import actions as carrying
from advocates.wiki.models import Archive, PageProposal, PageQuerySet, WikiPage
from advocates.wiki.tests.factories import make_page, save
from advocates.wiki.translations import actions as translating
from advocates.wiki.translations.actions import Translated, claim
from tests.cast import CastClient, colleague_client
from tests.crawling import Answer, ask
from tests.private_words import Words
from tests.test_leaks import found

ENDS = ("", "out/", "print/", "languages/", "languages/es/", "languages/en/", "languages/ar/", "propose/")
LISTS = (
    "/members/wiki/",
    "/members/wiki/translations/",
    "/members/wiki/proposals/",
    "/members/",
    "/members/drafts/",
)
KINDS = ("region", "committee", "room")


@dataclass(frozen=True, slots=True)
class Planted:
    """The spaces and the addresses at which something of theirs could stand."""

    spaces: dict[str, Space]
    addresses: list[str]


@pytest.fixture
def words() -> Words:
    return Words()


@pytest.fixture
def guest(member: CastClient) -> CastClient:
    """Of the same organisation, with a seat in the room that they do not own."""
    return colleague_client("guest", "Own Group")


@pytest.fixture
def planted(words: Words, member: CastClient, guest: CastClient) -> Planted:
    begun = timezone.now() - timedelta(days=30)
    Mandate.objects.update(starts_at=begun)
    Person.objects.update(reads=["en", "es", "ar"])
    region = viewer_for(member.person).acting.region
    room = open_space(
        actor=member.person, kind=Kind.ROOM, names={"en": words["room: name"]}, people=[guest.person]
    )
    committee = open_space(actor=member.person, kind=Kind.COMMITTEE, names={"en": words["committee: name"]})
    spaces = {
        "region": space_of(Kind.REGION, region=region),
        "committee": committee,
        "room": room,
    }
    addresses = [
        address for kind, space in spaces.items() for address in plant(words, kind, space, member.person)
    ]
    return Planted(spaces, addresses)


def plant(words: Words, kind: str, space: Space, person: Person) -> list[str]:
    """A page with a translation that is older, one that is claimed, an archive of each way, and proposals."""
    author = author_of(viewer_for(person))
    page = make_page(person, words[f"{kind}: title"], words[f"{kind}: text"], space=space)
    translated = Translated(words[f"{kind}: translation"], "es", "Translated", [])
    spanish = translating.begin(
        author=author, source=page, title=words[f"{kind}: title of the translation"], translated=translated
    )
    save(person, page, f"{page.title}\n\n{words[f'{kind}: newer text']}", 1)
    translating.freshen(spanish.pk)
    claim(actor=person, page=page, into="ar")
    own = {"lang": "en", "note": words[f"{kind}: why it should be public"], **author.fields()}
    proposals = [
        PageProposal.objects.create(page=page, number=1, **own),
        PageProposal.objects.create(
            page=spanish, number=1, state="refused", reasons=words[f"{kind}: why it is not"], **own
        ),
    ]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(f"{words[f'{kind}: file that comes in']}.md", words[f"{kind}: text that comes in"])
    inside = carrying.keep(actor=person, space=space, content=content.getvalue(), lang="en")
    outside = Archive.objects.create(way="out", state="waiting", person=person, space=space)
    assert carrying.pack(outside.pk)
    return [
        *(f"{each.address}{end}" for each in (page, spanish) for end in ENDS),
        *(f"/members/wiki/proposals/{each.public_id}/" for each in proposals),
        *(f"/members/wiki/archives/{each.public_id}/" for each in (inside, outside)),
        f"/members/wiki/archives/{outside.public_id}/zip/",
        *(f"/members/wiki/s/{space.public_id}/{end}" for end in ("", "in/", "out/")),
        *(f"/manage/proposed/{each.public_id}/" for each in proposals),
    ]


def unpacked(answer: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(answer)) as archive:
        return "\n".join([*archive.namelist(), *(archive.read(name).decode() for name in archive.namelist())])


def walk(client: CastClient, planted: Planted) -> dict[str, Answer]:
    """Every address; what is an archive is opened, and every space and page is asked for as one."""
    pages = {}
    for address in (*LISTS, "/manage/", "/manage/proposed/", *planted.addresses):
        answer = client.get(address)
        if answer.get("Content-Type") == "application/zip":
            pages[address] = Answer(200, (), unpacked(answer.content))
        else:
            pages[address] = ask(client, address)
    for space in planted.spaces.values():
        address = f"/members/wiki/s/{space.public_id}/out/"
        answer = client.post(address)
        if answer.get("Content-Type") == "application/zip":
            pages[f"POST {address}"] = Answer(200, (), unpacked(b"".join(answer)))
    return pages


def kinds(leaks: list[str]) -> set[str]:
    return {leak.partition(":")[0] for leak in leaks}


@pytest.mark.parametrize(
    "who", ["visitor", "pending", "former", "editor", "staff", "other_member", "moderator"]
)
def test_nobody_else_reads_a_word(request, planted, words, who):
    client = request.getfixturevalue(who)
    assert len(words) == 2 + 9 * len(KINDS)
    assert found(words, walk(client, planted)) == []


def test_who_writes_there_reads_all(member, planted, words):
    """Else the walk would be blind."""
    seen = {leak.partition(" at ")[0] for leak in found(words, walk(member, planted))}
    # A text that was sent is read by nobody before it is brought in.
    assert seen == {what for what in words if not what.endswith("text that comes in")}


def test_a_seat_opens_one_space_and_no_archive_of_another_person(guest, planted, words):
    seen = {leak.partition(" at ")[0] for leak in found(words, walk(guest, planted))}
    assert kinds(list(seen)) == {"region", "room"}
    assert not any("comes in" in what for what in seen)


def test_nor_is_another_committee_s_reader_one(planted, words, other_member):
    steering = colleague_client("steering", "Other Group", "representative", Role.STEERING)
    assert found(words, walk(steering, planted)) == []


def test_without_the_door_they_would_be_read(other_member, planted, words, monkeypatch):
    """Red twin."""
    monkeypatch.setattr(PageQuerySet, "visible_to", lambda rows, _viewer: rows)
    assert kinds(found(words, walk(other_member, planted))) == set(KINDS)


def test_what_was_deleted_is_in_nothing(member, planted, words):
    WikiPage.objects.update(deleted_at=timezone.now(), title="Gone")
    seen = {leak.partition(" at ")[0] for leak in found(words, walk(member, planted))}
    assert {what.partition(": ")[2] for what in seen} <= {"name", "file that comes in", "text that comes in"}
