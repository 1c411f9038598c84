"""The libraries of spaces: adding, versions, what is said, not before a day, quota, deleting and bringing back."""

import re
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from advocates.core import jobs
from advocates.core.limits import LIMITS
from advocates.core.models import StreamEntry
from advocates.core.viewer import Role, viewer_for
from advocates.files import actions as files
from advocates.files.library import actions, listing
from advocates.files.models import LIBRARY, File, FileText, FileUse, LibraryFile
from advocates.files.tests.factories import docx, keep, pdf
from advocates.files.tests.libraries import add, address, replace
from advocates.forum.tests.factories import make_shelf
from advocates.organisations.mandates.actions import end_mandate
from advocates.organisations.models import Mandate
from advocates.spaces.actions import open_space
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Kind, Space
from tests.cast import colleague_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def members() -> Space:
    return make_shelf().space


@pytest.fixture
def region(member) -> Space:
    return make_shelf(Kind.REGION, region=viewer_for(member.person).acting.region).space


class TestAdding:
    def test_a_picture_is_drawn_anew_and_has_a_small_one(self, member, members):
        answer = add(member, members, title="Our stand", alt="Six people", description="At the congress")
        item = LibraryFile.objects.get()
        assert answer["Location"] == address(item)
        page = member.get(address(item)).content.decode()
        for words in ("Our stand", "Six people", "At the congress"):
            assert words in page
        assert member.get(address(item, "content/"))["Content-Type"] == "image/webp"
        assert member.get(address(item, "small/")).status_code == 200
        assert StreamEntry.objects.filter(kind="files.library.added", actor=member.person).exists()

    def test_the_form_says_what_is_missing_and_keeps_the_text(self, member, members):
        answer = add(member, members, title="", description="Long words about it")
        assert answer.status_code == 422
        assert "Long words about it" in answer.content.decode()
        assert not LibraryFile.objects.exists()

    def test_sent_twice_it_is_there_once(self, member, members):
        first, second = add(member, members), add(member, members)
        assert first["Location"] == second["Location"]
        assert (LibraryFile.objects.count(), File.objects.count()) == (1, 1)

    def test_sent_twice_at_once_it_is_there_once(self, member, members, monkeypatch):
        """The second finds nothing before, and the first when it stores."""
        add(member, members)
        known, before = LibraryFile.objects.get(), actions._sent_before
        answers = iter([None])
        monkeypatch.setattr(actions, "_sent_before", lambda *asked: next(answers, before(*asked)))
        assert add(member, members)["Location"] == address(known)
        assert (LibraryFile.objects.count(), File.objects.count()) == (1, 1)

    def test_not_where_there_is_no_library(self, member, colleague_of_member):
        direct = open_space(
            actor=member.person, kind=Kind.DIRECT, names={}, people=[colleague_of_member.person]
        )
        assert add(member, direct).status_code == 404
        assert member.get(f"/members/files/in/{direct.public_id}/").status_code == 404

    def test_not_in_a_closed_space(self, member, members):
        Space.objects.filter(pk=members.pk).update(closed_at=timezone.now())
        assert add(member, members).status_code == 403
        assert member.get(f"/members/files/in/{members.public_id}/").status_code == 200

    def test_without_the_policy_one_could(self, member, members, monkeypatch):
        """The twin."""
        Space.objects.filter(pk=members.pk).update(closed_at=timezone.now())
        monkeypatch.setattr("advocates.files.library.policies.can_add", lambda _viewer, _space: True)
        assert add(member, members).status_code == 302

    @pytest.mark.parametrize(
        ("most", "whose"), [("MOST_OF_ORGANISATION", "Your organisation"), ("MOST_OF_SPACE", "This space")]
    )
    def test_when_it_is_full_that_is_said(self, member, members, monkeypatch, most, whose):
        monkeypatch.setattr(files, most, 100)
        answer = add(member, members)
        assert answer.status_code == 409
        assert whose in answer.content.decode()

    def test_too_many_in_an_hour(self, member, members, settings):
        settings.LIMITS = {**LIMITS, "upload": (0, 3600)}
        assert add(member, members).status_code == 429


@pytest.fixture
def colleague_of_member(member):
    return colleague_client("colleague", "Own Group")


class TestVersions:
    def test_detail_12_a_new_one_keeps_the_address(self, member, members):
        item = keep(member.person, members)
        before = member.get(address(item, "content/"))
        assert replace(member, item, pdf("Second"), note="Corrected").status_code == 302
        after = member.get(address(item, "content/"))
        assert (before["Content-Type"], after["Content-Type"]) == ("image/webp", "application/pdf")
        assert before["ETag"] != after["ETag"]
        assert member.get(address(item, "v/1/"))["Content-Type"] == "image/webp"
        assert member.get(address(item, "v/2/"))["Content-Type"] == "application/pdf"
        assert member.get(address(item, "v/3/")).status_code == 404
        page = member.get(address(item)).content.decode()
        assert "Corrected" in page
        assert "Version 2" in page

    def test_who_was_slower_hears_of_it(self, member, members):
        item = keep(member.person, members)
        assert replace(member, item).status_code == 302
        answer = replace(member, item, note="My words")
        assert answer.status_code == 409
        assert "My words" in answer.content.decode()
        assert File.objects.count() == 2

    def test_without_the_check_the_slower_would_win(self, member, members, monkeypatch):
        """The twin."""
        item = keep(member.person, members)
        monkeypatch.setattr(actions, "_refuse_version", lambda *_asked: None)
        assert replace(member, item).status_code == 302
        assert replace(member, item).status_code == 302

    def test_old_ones_obey_the_same_right(self, member, other_member, region):
        item = keep(member.person, region)
        replace(member, item)
        for end in ("", "content/", "small/", "v/1/", "v/2/"):
            assert member.get(address(item, end)).status_code == 200
            assert other_member.get(address(item, end)).status_code == 404
        for version in FileUse.objects.filter(kind=LIBRARY):
            assert other_member.get(f"/members/files/{version.file.public_id}/").status_code == 404

    def test_one_version_is_not_taken_out_by_the_way(self, member, members):
        item = keep(member.person, members)
        assert member.post(f"/members/files/{item.current.public_id}/remove/").status_code == 403
        assert member.get(address(item, "content/")).status_code == 200


class TestOpening:
    def test_range_head_and_not_modified(self, member, members):
        item = keep(member.person, members, content=pdf("Words"), name="paper.pdf")
        whole = member.get(address(item, "content/"))
        for header, value in {
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }.items():
            assert whole[header] == value
        assert whole["Content-Disposition"].startswith("attachment")
        part = member.get(address(item, "content/"), HTTP_RANGE="bytes=0-4")
        assert (part.status_code, part.content) == (206, b"%PDF-")
        assert member.head(address(item, "content/")).status_code == 200
        assert member.get(address(item, "content/"), HTTP_IF_NONE_MATCH=whole["ETag"]).status_code == 304

    @pytest.mark.parametrize(
        "asked",
        [{}, {"HTTP_RANGE": "bytes=0-4"}, {"HTTP_IF_NONE_MATCH": "ETAG"}],
        ids=["get", "range", "etag"],
    )
    def test_gone_with_the_next_request(self, member, members, asked):
        item = keep(member.person, members)
        etag = member.get(address(item, "content/"))["ETag"]
        headers = {name: etag if value == "ETAG" else value for name, value in asked.items()}
        end_mandate(actor=None, mandate=Mandate.objects.get(person=member.person), ending="network")
        assert member.get(address(item, "content/"), **headers).status_code == 302

    def test_a_file_that_was_hidden_opens_no_more(self, member, members):
        item = keep(member.person, members)
        files.hide(actor=member.person, file=item.current)
        assert member.get(address(item, "content/")).status_code == 404
        assert member.get(address(item)).status_code == 200


class TestNotBefore:
    @pytest.fixture
    def early(self, member, members):
        return keep(member.person, members, "Embargoed", not_before=timezone.now() + timedelta(days=3))

    def test_only_who_added_it_and_who_runs_the_space(self, member, other_member, moderator, early, members):
        listed = f"/members/files/in/{members.public_id}/"
        for client, sees in ((member, True), (moderator, True), (other_member, False)):
            assert client.get(address(early)).status_code == (200 if sees else 404)
            assert client.get(address(early, "content/")).status_code == (200 if sees else 404)
            assert client.get(f"/members/files/{early.current.public_id}/").status_code == (
                200 if sees else 404
            )
            assert ("Embargoed" in client.get(listed).content.decode()) is sees
            assert ("Embargoed" in client.get("/members/files/").content.decode()) is sees

    def test_from_its_day_on_everybody(self, other_member, early):
        LibraryFile.objects.update(not_before=timezone.now() - timedelta(seconds=1))
        assert other_member.get(address(early, "content/")).status_code == 200

    def test_counts_do_not_tell(self, other_member, early):
        (shelf,) = [
            each
            for each in listing.shelves(viewer_for(other_member.person))
            if each.space.kind == Kind.MEMBERS
        ]
        assert (shelf.count, shelf.changed_at) == (0, None)

    def test_by_the_form(self, member, members):
        day = (timezone.now() + timedelta(days=9)).date()
        add(member, members, not_before=day.isoformat())
        assert LibraryFile.objects.get().is_early

    def test_nobody_is_offered_it_for_a_text(self, member, early, members):
        assert listing.choosable(viewer_for(member.person), members) == []


class TestChanging:
    def test_by_uploader_colleague_and_moderator(
        self, member, other_member, moderator, colleague_of_member, members
    ):
        item = keep(member.person, members)
        for client, status in (
            (member, 302),
            (colleague_of_member, 302),
            (moderator, 302),
            (other_member, 403),
        ):
            answer = client.post(address(item, "change/"), {"title": "New title", "lang": "es"})
            assert answer.status_code == status

    def test_without_the_policy_everybody_could(self, member, other_member, members, monkeypatch):
        """The twin."""
        item = keep(member.person, members)
        monkeypatch.setattr("advocates.files.library.policies.can_change", lambda _viewer, _item: True)
        assert other_member.post(address(item, "change/"), {"title": "T", "lang": "es"}).status_code == 302

    def test_detail_13_alt_per_language(self, member, members):
        item = keep(member.person, members, alts={"en": "Six people"})
        member.post(address(item, "change/"), {"title": "T", "lang": "en", "alt-en": "Six", "alt-ar": "ستة"})
        item.refresh_from_db()
        assert item.alts == {"en": "Six", "ar": "ستة"}
        assert 'alt="ستة"' in member.get(address(item), {"lang": "ar"}).content.decode()
        assert 'alt="Six"' in member.get(address(item)).content.decode()

    def test_nothing_new_is_no_change(self, member, members):
        item = keep(member.person, members, "Same")
        assert not actions.change_file(actor=member.person, item=item, told=actions.Told("Same"))
        assert not StreamEntry.objects.filter(kind="files.library.changed").exists()


class TestDeleting:
    def test_a_page_says_since_when_and_why(self, member, other_member, members):
        item = keep(member.person, members, "Old paper")
        assert member.post(address(item, "delete/"), {"reason": ""}).status_code == 422
        assert member.post(address(item, "delete/"), {"reason": "Out of date"}).status_code == 302
        page = other_member.get(address(item)).content.decode()
        assert "Out of date" in page
        for end in ("content/", "small/", "v/1/"):
            assert member.get(address(item, end)).status_code == 404
        assert member.get(f"/members/files/{item.current.public_id}/").status_code == 404
        assert "Old paper" not in other_member.get(f"/members/files/in/{members.public_id}/").content.decode()
        assert (
            "Old paper"
            in other_member.get(f"/members/files/in/{members.public_id}/?deleted=on").content.decode()
        )

    def test_it_can_be_brought_back_for_30_days(self, member, members):
        item = keep(member.person, members)
        actions.delete_file(actor=member.person, item=item, reason="x")
        assert member.post(address(item, "restore/")).status_code == 302
        assert member.get(address(item, "content/")).status_code == 200
        assert member.post(address(item, "restore/")).status_code == 302

    def test_afterwards_it_is_gone_for_good(self, member, members, django_capture_on_commit_callbacks):
        item = keep(member.person, members, "Old", content=pdf("Words"), name="paper.pdf")
        stored = item.current.stored_as
        actions.delete_file(actor=member.person, item=item, reason="x")
        LibraryFile.objects.update(deleted_at=timezone.now() - timedelta(days=31))
        assert member.post(address(item, "restore/")).status_code == 409
        with django_capture_on_commit_callbacks(execute=True):
            assert actions.sweep_deleted() == 1
        assert actions.sweep_deleted() == 0
        assert not File.objects.exists()
        assert not default_storage.exists(stored)
        assert member.get(address(item)).status_code == 200

    def test_no_new_version_of_a_deleted_one(self, member, members):
        item = keep(member.person, members)
        actions.delete_file(actor=member.person, item=item, reason="x")
        assert replace(member, item).status_code == 409
        assert member.post(address(item, "change/"), {"title": "T", "lang": "en"}).status_code == 409


class TestWords:
    def read(self, content, name, member, members):
        item = keep(member.person, members, content=content, name=name)
        jobs.run_due()
        return FileText.objects.get(file=item.current).text

    def test_of_a_pdf(self, member, members):
        text = self.read(pdf("Access to medicines", "Zebra"), "paper.pdf", member, members)
        assert re.search(r"Access to medicines\s+Zebra", text)

    def test_of_a_document(self, member, members):
        body = b'<w:document xmlns:w="urn:w"><w:p><w:t>Second</w:t><w:t>line</w:t></w:p><w:x>hidden</w:x></w:document>'
        text = self.read(docx(word__document_dot_xml=body), "paper.docx", member, members)
        assert "Secondline" in text
        assert "hidden" not in text

    @pytest.mark.parametrize(
        "body",
        [b"<!DOCTYPE a [<!ENTITY b 'c'>]><a><t>&b;</t></a>", b"<a><t>half", b"", b"<t>" * 200_000],
        ids=["entities", "broken", "nothing", "deep"],
    )
    def test_what_cannot_be_read_has_none(self, member, members, body):
        assert self.read(docx(word__document_dot_xml=body), "paper.docx", member, members) in {"", "half"}

    def test_of_a_picture_there_are_none(self, member, members):
        keep(member.person, members)
        jobs.run_due()
        assert not FileText.objects.exists()


class TestLists:
    def test_page_by_page_each_once(self, member, members, monkeypatch):
        monkeypatch.setattr(listing, "ON_PAGE", 2)
        item = keep(member.person, members, "Number 0")
        for number in range(1, 5):
            copy = LibraryFile.objects.get(pk=item.pk)
            copy.pk, copy.public_id, copy.once = None, f"copy{number}", f"copy{number}"
            copy.title = f"Number {number}"
            copy.save(force_insert=True)
        found, at = [], f"/members/files/in/{members.public_id}/"
        for _page in range(9):
            if not at:
                break
            page = member.get(at).content.decode()
            found += re.findall(r"Number \d", page)
            more = re.search(r'rel="next" href="(\?before=[^"]+)"', page)
            at = f"/members/files/in/{members.public_id}/{more[1].replace('&amp;', '&')}" if more else ""
        assert found == [f"Number {number}" for number in (4, 3, 2, 1, 0)]

    def test_always_as_many_queries(self, member, members, django_assert_max_num_queries):
        counts = []
        for number in range(3):
            keep(member.person, members, f"Number {number}")
            with django_assert_max_num_queries(20) as made:
                member.get(f"/members/files/in/{members.public_id}/")
                member.get("/members/files/")
            counts.append(len(made.captured_queries))
        # The first time, what a process remembers is asked for, too.
        assert counts[1] == counts[2]

    def test_filters(self, member, members):
        keep(member.person, members, "Leaflet", content=pdf("x"), name="leaflet.pdf", lang="es")
        keep(member.person, members, "Photo")
        listed = f"/members/files/in/{members.public_id}/"
        for asked, shown in (
            ("kind=pdf", {"Leaflet"}), ("kind=picture", {"Photo"}), ("language=es", {"Leaflet"}),
            ("q=leaf", {"Leaflet"}), ("q=zebra", set()), ("", {"Leaflet", "Photo"}),
        ):  # fmt: skip
            page = member.get(f"{listed}?{asked}").content.decode()
            assert {name for name in ("Leaflet", "Photo") if f">{name}<" in page} == shown


class TestRooms:
    def test_only_who_sits_there(self, member, other_member, moderator, members):
        room = open_space(
            actor=member.person, kind=Kind.ROOM, names={"en": "Room"}, people=[other_member.person]
        )
        item = keep(member.person, room)
        assert other_member.get(address(item, "content/")).status_code == 200
        assert moderator.get(address(item, "content/")).status_code == 404
        steering = colleague_client("steering", "Own Group", "representative", Role.STEERING)
        assert steering.get(address(item)).status_code == 404

    def test_its_owner_sees_what_is_early(self, member, other_member):
        room = open_space(
            actor=member.person, kind=Kind.ROOM, names={"en": "Room"}, people=[other_member.person]
        )
        item = keep(other_member.person, room, not_before=timezone.now() + timedelta(days=3))
        assert member.get(address(item)).status_code == 200


def test_author_of_a_former_member_stays_the_group(member, other_member, members):
    item = keep(member.person, members)
    type(member.person).objects.filter(pk=member.person.pk).update(full_name="")
    assert "Former representative" in other_member.get(address(item)).content.decode()
    assert author_of(viewer_for(other_member.person))
