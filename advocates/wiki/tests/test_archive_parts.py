"""A whole space goes out with its library, in as many parts as it needs, and each part comes in again."""

import io
import random
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from advocates.core import jobs
from advocates.files.models import LibraryFile, LibraryFileQuerySet
from advocates.files.tests.factories import docx, keep, upload
from advocates.organisations.models import Mandate
from advocates.spaces.actions import open_space
from advocates.spaces.models import Kind
from advocates.wiki.carrying import actions, out_views, packing, policies, reading
from advocates.wiki.filing.actions import Filing
from advocates.wiki.models import Archive, WikiPage
from advocates.wiki.tests.factories import make_page, save
from advocates.wiki.tests.test_bringing_in import bring, fates, send
from advocates.wiki.tests.test_taking_out import long_ago

pytestmark = pytest.mark.django_db
WAYS = (
    ("get", {}),
    ("head", {}),
    ("get", {"HTTP_RANGE": "bytes=0-10"}),
    ("get", {"HTTP_IF_NONE_MATCH": "*"}),
    ("get", {"HTTP_IF_MODIFIED_SINCE": "Sat, 01 Jan 2050 00:00:00 GMT"}),
)


@pytest.fixture
def known(member):
    long_ago(member)
    return member


@pytest.fixture
def room(known):
    return open_space(actor=known.person, kind=Kind.ROOM, names={"en": "Our room"})


def words(count: int) -> str:
    """Text that no archive makes much smaller."""
    drawn = random.Random(count)  # noqa: S311 - the same text each time
    return "".join(drawn.choice("abcdefghijklmnopqrstuvwxyz ") for _number in range(count))


def address(archive, end="") -> str:
    return f"/members/wiki/archives/{archive.public_id}/{end}"


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def take_out(client, space) -> Archive:
    answer = client.post(f"/members/wiki/s/{space.public_id}/out/")
    made = Archive.objects.latest("pk")
    assert answer["Location"] == address(made)
    actions.pack(made.pk)
    made.refresh_from_db()
    return made


def parts_of(client, archive) -> Iterator[bytes]:
    for number in range(1, len(archive.parts) + 1):
        yield client.get(address(archive, f"zip/{number}/")).content


@pytest.fixture
def in_parts(monkeypatch):
    """Everything is made by the worker, and a part is small."""
    monkeypatch.setattr(actions, "SMALL_PAGES", -1)
    monkeypatch.setattr(packing, "MOST_OF_PART", 60_000)


class TestLibrary:
    def at_once(self, client, space) -> dict[str, bytes]:
        return opened(b"".join(client.post(f"/members/wiki/s/{space.public_id}/out/")))

    def test_its_files_come_along(self, known, room):
        make_page(known.person, "Top", space=room)
        item = keep(known.person, room, "Our: paper", docx(), name="a.docx")
        inside = self.at_once(known, room)
        path = f"library/{item.public_id} Our paper.docx"
        assert opened(inside[path]) == opened(docx())
        assert "Our: paper" in inside["index.html"].decode()
        assert f"library/{item.public_id}%20Our%20paper.docx" in inside["index.html"].decode()

    def test_not_with_a_branch(self, known, room):
        page = make_page(known.person, "Top", space=room)
        keep(known.person, room)
        inside = opened(b"".join(known.post(f"{page.address}out/", {"part": "branch"})))
        assert not any(name.startswith("library/") for name in inside)

    @pytest.mark.parametrize("field", ["not_before", "deleted_at", "hidden_at"])
    def test_nothing_that_is_kept_back(self, known, room, field):
        """Not even for who added it: an archive is passed on."""
        item = keep(known.person, room, "Canary")
        LibraryFile.objects.filter(pk=item.pk).update(**{field: timezone.now() + timedelta(days=1)})
        inside = self.at_once(known, room)
        assert not any(name.startswith("library/") for name in inside)
        assert b"Canary" not in inside["index.html"]

    def test_without_its_day_it_would_come_along(self, known, room, monkeypatch):
        """Red twin."""
        item = keep(known.person, room)
        LibraryFile.objects.filter(pk=item.pk).update(not_before=timezone.now() + timedelta(days=1))
        monkeypatch.setattr(LibraryFileQuerySet, "out", lambda rows, _now: rows)
        assert any(name.startswith("library/") for name in self.at_once(known, room))

    def test_a_content_that_is_hidden_stays(self, known, room):
        item = keep(known.person, room)
        type(item.current).objects.filter(pk=item.current.pk).update(hidden_at=timezone.now())
        assert not any(name.startswith("library/") for name in self.at_once(known, room))

    def test_no_page_takes_the_name_of_its_folder(self, known, room):
        make_page(known.person, "Library", space=room)
        assert "Library (2).md" in self.at_once(known, room)

    @pytest.mark.parametrize("field", ["not_before", "deleted_at", "hidden_at"])
    def test_what_may_not_go_out_any_more_keeps_the_archive(self, known, room, in_parts, field, monkeypatch):
        item = keep(known.person, room)
        made = take_out(known, room)
        assert known.get(address(made, "zip/")).status_code == 200
        LibraryFile.objects.filter(pk=item.pk).update(**{field: timezone.now() + timedelta(days=1)})
        assert known.get(address(made, "zip/")).status_code == 404
        # Red twin.
        monkeypatch.setattr(out_views, "_has_lost", lambda _viewer, _archive: False)
        assert known.get(address(made, "zip/")).status_code == 200


class TestParts:
    @pytest.fixture
    def tree(self, known, room) -> WikiPage:
        top = make_page(known.person, "Top", words(20_000), space=room)
        for number in range(6):
            make_page(known.person, f"Below {number}", words(9_000 + number), parent=top)
        return top

    def test_as_many_as_it_needs(self, known, room, tree, in_parts):
        made = take_out(known, room)
        assert len(made.parts) > 2
        whole: dict[str, bytes] = {}
        for content in parts_of(known, made):
            inside = opened(content)
            assert sum(map(len, inside.values())) <= 60_000 + 25_000
            whole |= {name: text for name, text in inside.items() if b'again: "yes"' not in text}
        pages = ["Top", *(f"Top/Below {number}" for number in range(6))]
        assert set(whole) == {"index.html", *(f"{page}{end}" for page in pages for end in (".md", ".html"))}

    def test_the_page_shows_them(self, known, room, tree, in_parts):
        made = take_out(known, room)
        shown, count = known.get(address(made)).text, len(made.parts)
        for number in range(1, count + 1):
            assert f"Download part {number} of {count}" in shown
            answer = known.get(address(made, f"zip/{number}/"))
            assert f"part {number} of {count}.zip" in answer["Content-Disposition"]
        for number in (0, count + 1, 10**9):
            assert known.get(address(made, f"zip/{number}/")).status_code == 404

    def test_one_part_is_one_download(self, known, room, tree, in_parts, monkeypatch):
        monkeypatch.setattr(packing, "MOST_OF_PART", 20 * 2**20)
        made = take_out(known, room)
        assert len(made.parts) == 1
        assert "Download the archive" in known.get(address(made)).text

    def test_a_page_stays_with_its_files(self, known, room, tree, in_parts):
        for title in ("Below 1", "Below 4"):
            page = WikiPage.objects.get(title=title)
            file = upload(
                known.person, room, docx(**{"word/more.xml": words(12_000).encode()}), name=f"{title}.docx"
            )
            save(
                known.person,
                page,
                f"[it](/members/files/{file.public_id}/)",
                1,
                filing=Filing([file.public_id]),
            )
        found = [opened(content) for content in parts_of(known, take_out(known, room))]
        for title in ("Below 1", "Below 4"):
            (inside,) = [each for each in found if f"Top/{title}.md" in each]
            assert any(name.startswith("files/") and title in name for name in inside)

    def test_every_part_comes_in_again(self, known, room, tree, in_parts):
        """Into another space, one after the other: the tree is the same, and nothing is changed twice."""
        file = upload(known.person, room, docx(**{"word/more.xml": words(100).encode()}), name="a.docx")
        save(known.person, tree, words(20_000), 1, filing=Filing([file.public_id]))
        made = take_out(known, room)
        other = open_space(actor=known.person, kind=Kind.ROOM, names={"en": "Other room"})
        for content in parts_of(known, made):
            assert "same" in {fate for fate, _why in fates(known, room, content).values()}
            send(known, other, content)
            jobs.run_due()
            bring(known, Archive.objects.latest("pk"))
        copies = {page.title: page for page in WikiPage.objects.filter(space=other)}
        assert len(copies) == 7
        assert {page.parent_id for title, page in copies.items() if title != "Top"} == {copies["Top"].pk}
        assert {page.revision for page in copies.values()} == {1}

    def test_without_the_pages_above_it_would_stand_higher(self, known, room, tree, in_parts, monkeypatch):
        """Red twin."""
        bare = packing.bundles

        def without(*given):
            return [packing.Bundle(each.entries) for each in bare(*given)]

        monkeypatch.setattr(packing, "bundles", without)
        made = take_out(known, room)
        other = open_space(actor=known.person, kind=Kind.ROOM, names={"en": "Other room"})
        for content in parts_of(known, made):
            send(known, other, content)
            bring(known, Archive.objects.latest("pk"))
        assert WikiPage.objects.filter(space=other, parent=None).count() > 1

    def test_what_a_part_holds_may_come_in(self):
        assert packing.MOST_OF_PART < reading.MOST_BYTES
        assert packing.MOST_OF_PART < reading.MOST_UNPACKED
        assert min(reading.MOST_ENTRIES, reading.MOST_FILES) >= packing.MOST_IN_PART
        assert packing.MOST_IN_PART // 2 <= reading.MOST_PAGES

    def test_without_room_nothing_is_kept(self, known, room, tree, in_parts, monkeypatch):
        monkeypatch.setattr(actions, "STAYS_FREE", 2**60)
        made = take_out(known, room)
        assert (made.state, made.parts) == (Archive.State.FAILED, [])
        assert "there is no room for it at this moment" in known.get(address(made)).text

    def test_nor_of_one_that_breaks_off(self, known, room, tree, in_parts, monkeypatch):
        stored = []
        real = actions.storing.store

        def store(content):
            if stored:
                raise OSError("full")
            stored.append(real(content))
            return stored[-1]

        monkeypatch.setattr(actions.storing, "store", store)
        monkeypatch.setattr(actions.storing.transaction, "on_commit", lambda do, **_how: do())
        with pytest.raises(OSError, match="full"):
            take_out(known, room)
        assert not default_storage.exists(stored[0][0])

    def test_after_two_days_no_part_is_left(
        self, known, room, tree, in_parts, django_capture_on_commit_callbacks
    ):
        made = take_out(known, room)
        Archive.objects.update(asked_at=timezone.now() - timedelta(hours=49))
        with django_capture_on_commit_callbacks(execute=True):
            assert actions.sweep() == 1
        assert not any(default_storage.exists(name) for name, _key in made.parts)


class TestOpening:
    """SECURITY, row 6: no way of asking opens a part without the right of this moment."""

    @pytest.fixture
    def made(self, known, room, in_parts) -> Archive:
        make_page(known.person, "Top", space=room)
        return take_out(known, room)

    def statuses(self, client, archive) -> set[int]:
        ends = ("zip/", "zip/1/")
        return {
            getattr(client, method)(address(archive, end), **headers).status_code
            for end in ends
            for method, headers in WAYS
        }

    def test_whoever_may(self, known, made):
        assert self.statuses(known, made) == {200}
        assert known.get(address(made, "zip/"))["Cache-Control"] == "private, no-store"
        assert not {"ETag", "Last-Modified", "Accept-Ranges"} & set(known.get(address(made, "zip/")).headers)

    def test_nobody_else(self, other_member, moderator, visitor, made):
        long_ago(other_member, moderator)
        assert self.statuses(other_member, made) == {404}
        assert self.statuses(moderator, made) == {404}
        assert self.statuses(visitor, made) == {302}

    def test_not_once_the_mandate_has_ended(self, known, made):
        Mandate.objects.filter(person=known.person).update(ends_at=timezone.now())
        assert self.statuses(known, made) == {302}

    def test_nor_for_who_is_new_again(self, known, made, monkeypatch):
        Mandate.objects.filter(person=known.person).update(starts_at=timezone.now())
        assert self.statuses(known, made) == {404}
        # Red twin.
        monkeypatch.setattr(policies, "is_newcomer", lambda _viewer: False)
        assert self.statuses(known, made) == {200}

    def test_nor_after_a_page_was_deleted(self, known, made, monkeypatch):
        WikiPage.objects.update(deleted_at=timezone.now())
        assert self.statuses(known, made) == {404}
        # Red twin.
        monkeypatch.setattr(out_views, "_has_lost", lambda _viewer, _archive: False)
        assert self.statuses(known, made) == {200}


class TestPrint:
    def test_a_whole_space(self, known, room):
        top = make_page(known.person, "Top", space=room)
        make_page(known.person, "Below", parent=top)
        make_page(known.person, "Elsewhere")
        shown = known.get(f"/members/wiki/s/{room.public_id}/print/").text
        assert "Our room" in shown
        assert all(each in shown for each in ("Top", "Below"))
        assert "Elsewhere" not in shown
        assert (
            f"/members/wiki/s/{room.public_id}/print/"
            in known.get(f"/members/wiki/s/{room.public_id}/out/").text
        )

    def test_an_empty_one_says_so(self, known, room):
        assert "There is no page here yet." in known.get(f"/members/wiki/s/{room.public_id}/print/").text

    def test_not_for_who_is_new_nor_for_others(self, member, other_member, room):
        long_ago(other_member)
        address = f"/members/wiki/s/{room.public_id}/print/"
        assert other_member.get(address).status_code == 404
        Mandate.objects.filter(person=member.person).update(starts_at=timezone.now())
        assert member.get(address).status_code == 403

    def test_so_many_at_once_and_the_others_are_counted(self, known, room, monkeypatch):
        assert out_views.MOST_PRINTED == 100
        monkeypatch.setattr(out_views, "MOST_PRINTED", 2)
        top = make_page(known.person, "Top", space=room)
        for number in range(3):
            make_page(known.person, f"Below {number}", parent=top)
        shown = known.get(f"{top.address}print/").text
        assert shown.count('class="sheet"') == 2
        assert "2 more pages lie below. Take the branch out as a ZIP archive to have all." in shown
        shown = known.get(f"/members/wiki/s/{room.public_id}/print/").text
        assert shown.count('class="sheet"') == 2
        assert "2 more pages are not here. Take the space out as a ZIP archive to have all." in shown

    def test_exactly_so_many_need_no_notice(self, known, room, monkeypatch):
        monkeypatch.setattr(out_views, "MOST_PRINTED", 2)
        top = make_page(known.person, "Top", space=room)
        make_page(known.person, "Below", parent=top)
        shown = known.get(f"{top.address}print/").text
        assert shown.count('class="sheet"') == 2
        assert "ZIP archive to have all" not in shown
