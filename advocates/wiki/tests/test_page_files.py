"""Pictures and documents on a page: they come and go with a save, and open to whoever reads the page, nobody else."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.core import stream
from advocates.core.viewer import viewer_for
from advocates.files import actions as files
from advocates.files.models import File, FileUse, LibraryUse
from advocates.files.tests.factories import docx, keep, sent, upload
from advocates.forum.tests.factories import space_of
from advocates.organisations.models import Mandate
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Kind
from advocates.spaces.texts import new_sending
from advocates.wiki.filing import actions
from advocates.wiki.filing.actions import Filing
from advocates.wiki.models import PAGE_FILES, PageQuerySet, PageRevision, WikiPage
from advocates.wiki.structure.actions import delete_page, restore_page
from advocates.wiki.tests.factories import TEXT, make_page, save
from advocates.wiki.translations import actions as translating
from advocates.wiki.translations.actions import Translated

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(member):
    return make_page(member.person)


def form(begun, **fields):
    return {
        "text": TEXT, "lang": "en", "summary": "A picture", "base_revision": begun.revision, "window": "w",
        "sending": new_sending(), "draft_key": f"page:{begun.public_id}", **fields,
    }  # fmt: skip


def change(client, begun, **fields):
    return client.post(f"{begun.address}edit/", form(begun, **fields))


def hung(person, begun, **fields) -> File:
    """A file that hangs on the page, put there by somebody."""
    file = upload(person, begun.space, **fields)
    begun.refresh_from_db()
    text = PageRevision.objects.get(page=begun, number=begun.revision).source
    save(person, begun, text, begun.revision, filing=Filing([file.public_id]), lang=begun.lang)
    begun.refresh_from_db()
    return file


def on(begun) -> list[str]:
    return [use.file.public_id for use in FileUse.hanging_on(PAGE_FILES, [begun.pk])]


class TestComing:
    def test_chosen_while_writing_and_described(self, member, other_member, begun):
        data = {"draft_key": f"page:{begun.public_id}", "upload": sent(name="desk.png"), "lang": "en"}
        assert other_member.post("/members/files/add/", data).status_code == 200
        file = File.objects.get()
        answer = change(
            other_member, begun, files=[file.public_id], **{f"alt-{file.public_id}": "A desk with letters"}
        )
        assert answer.status_code == 302
        assert on(begun) == [file.public_id]
        shown = member.get(begun.address).text
        picture = shown.partition(f'<img src="/members/files/{file.public_id}/small/"')[2].partition(">")[0]
        assert 'alt="A desk with letters" lang="en"' in picture
        # The text is the same; the history says what was done all the same.
        newest = PageRevision.objects.get(page=begun, number=2)
        assert (newest.source, newest.summary) == (TEXT, "A picture")

    def test_with_a_new_page_without_scripts(self, member):
        space = space_of(Kind.MEMBERS)
        answer = member.post(
            f"/members/wiki/s/{space.public_id}/new/",
            {
                "title": "Pictures", "text": "Look.", "lang": "es", "sending": new_sending(), "window": "w",
                "draft_key": f"newpage:{space.public_id}", "upload": [sent(), sent(docx(), name="list.docx")],
                "alt": "Una mesa",
            },
        )  # fmt: skip
        made = WikiPage.objects.get(title="Pictures")
        assert answer["Location"] == made.address
        assert [(each.name, each.alt, each.lang) for each in File.objects.order_by("pk")] == [
            ("picture.webp", "Una mesa", "es"),
            ("list.docx", "", "es"),
        ]
        assert len(on(made)) == 2

    def test_added_first_without_scripts_nothing_is_saved_yet(self, member, begun):
        answer = change(member, begun, upload=[sent()], add_files="1", summary="", text="Half a")
        assert answer.status_code == 200
        assert "Half a" in answer.text
        assert f'name="files" value="{File.objects.get().public_id}"' in answer.text
        assert "Say in a few words" not in answer.text
        assert on(begun) == []
        begun.refresh_from_db()
        assert begun.revision == 1

    def test_what_is_no_file_is_refused_with_the_text_kept(self, member, begun):
        answer = change(member, begun, upload=[sent(b"<svg onload=alert(1)>", "x.svg")], text="All my words.")
        assert answer.status_code == 422
        assert "We cannot take this kind of file." in answer.text
        assert "All my words." in answer.text
        begun.refresh_from_db()
        assert begun.revision == 1

    def test_sent_twice_it_hangs_once(self, member, begun):
        file = upload(member.person, begun.space)
        sending = new_sending()
        for _again in range(2):
            change(member, begun, files=[file.public_id], sending=sending)
        begun.refresh_from_db()
        assert (on(begun), begun.revision) == ([file.public_id], 2)

    def test_in_a_conflict_they_wait_on(self, member, other_member, begun):
        save(other_member.person, begun, "Ask twice.", 1)
        file = upload(member.person, begun.space)
        answer = change(member, begun, files=[file.public_id], text="Ask never.", base_revision=1)
        assert answer.status_code == 409
        assert f'name="files" value="{file.public_id}"' in answer.text
        assert on(begun) == []

    def test_not_somebody_elses(self, member, other_member, begun):
        file = upload(other_member.person, begun.space)
        change(member, begun, files=[file.public_id])
        assert on(begun) == []

    def test_too_many_are_refused_and_nothing_is_half_done(self, member, begun, monkeypatch):
        monkeypatch.setattr(actions, "MOST_FILES", 1)
        two = [upload(member.person, begun.space).public_id for _ in range(2)]
        answer = change(member, begun, files=two, text="Other words.")
        assert answer.status_code == 409
        assert "A page holds at most 1 files." in answer.text
        assert "Other words." in answer.text
        begun.refresh_from_db()
        assert (on(begun), begun.revision) == ([], 1)


class TestLanguages:
    def test_a_translation_has_the_files_and_its_own_words(self, member, other_member, begun):
        file = hung(member.person, begun, alt="A desk")
        author = author_of(viewer_for(member.person))
        spanish = translating.begin(
            author=author, source=begun, title="Una página", translated=Translated("Hola.", "es", "x", [])
        )
        assert on(spanish) == [file.public_id]
        # Until somebody says it in Spanish, the words keep their own language.
        assert 'alt="A desk" lang="en"' in member.get(spanish.address).text
        asked = member.get(f"{spanish.address}edit/").text
        field = asked.partition(f'name="shows-{file.public_id}"')[2].partition(">")[0]
        assert 'value=""' in field
        words = {f"shows-{file.public_id}": "Una mesa"}
        assert change(other_member, spanish, text="Hola.", lang="es", **words).status_code == 302
        assert 'alt="Una mesa" lang="es"' in member.get(spanish.address).text
        assert 'alt="A desk" lang="en"' in member.get(begun.address).text
        file.refresh_from_db()
        assert (file.alt, file.lang, file.alts) == ("A desk", "en", {"es": "Una mesa"})


class TestGoing:
    @pytest.mark.parametrize("who", ["member", "other_member", "moderator"])
    def test_whoever_may_change_the_page_takes_it_off_and_it_is_kept(self, request, member, begun, who):
        file = hung(member.person, begun)
        change(request.getfixturevalue(who), begun, take_off=[file.public_id])
        assert on(begun) == []
        File.objects.update(created_at=timezone.now() - timedelta(days=9))
        files.sweep()
        assert File.objects.filter(pk=file.pk).exists()

    def test_not_what_hangs_elsewhere(self, member, begun):
        other = make_page(member.person, "Another")
        file = hung(member.person, other)
        change(member, begun, take_off=[file.public_id])
        assert on(other) == [file.public_id]

    def test_on_another_page_it_stays(self, member, begun):
        file = hung(member.person, begun)
        other = make_page(member.person, "Another")
        files.carry(kind=PAGE_FILES, source=begun.pk, target=other.pk)
        change(member, begun, take_off=[file.public_id])
        assert (on(begun), on(other)) == ([], [file.public_id])

    def test_not_past_the_page(self, member, begun):
        """Its uploader cannot make it vanish from under the others, without a revision and a reason."""
        file = hung(member.person, begun)
        answer = member.post(f"/members/files/{file.public_id}/remove/")
        assert answer.status_code == 409
        assert "Take it off there." in answer.text
        assert on(begun) == [file.public_id]
        change(member, begun, take_off=[file.public_id])
        # What an old text names is kept, too.
        assert member.post(f"/members/files/{file.public_id}/remove/").status_code == 409
        assert File.objects.filter(pk=file.pk).exists()

    def test_without_the_question_it_would_vanish(self, member, begun, monkeypatch):
        """Red twin."""
        file = hung(member.person, begun)
        monkeypatch.setattr(files, "discard", files.remove)
        assert member.post(f"/members/files/{file.public_id}/remove/").status_code == 204
        assert on(begun) == []


class TestOpening:
    ENDS = ("", "small/")

    def statuses(self, client, file) -> set[int]:
        addresses = [f"/members/files/{file.public_id}/{end}" for end in self.ENDS]
        return {ask(address).status_code for address in addresses for ask in (client.get, client.head)}

    def test_follows_the_space_of_the_page(self, member, other_member, monkeypatch):
        region = viewer_for(member.person).acting.region
        file = hung(member.person, make_page(member.person, space=space_of(Kind.REGION, region=region)))
        assert self.statuses(member, file) == {200}
        assert self.statuses(other_member, file) == {404}
        part = other_member.get(f"/members/files/{file.public_id}/", HTTP_RANGE="bytes=0-9")
        assert part.status_code == 404
        with monkeypatch.context() as patched:
            # Red twin.
            patched.setattr(PageQuerySet, "visible_to", lambda rows, _viewer: rows)
            assert self.statuses(other_member, file) == {200}

    def test_ends_with_the_page_and_begins_again(self, member, other_member, begun):
        file = hung(member.person, begun)
        assert self.statuses(other_member, file) == {200}
        delete_page(actor=member.person, page=begun, reason="Old")
        assert self.statuses(other_member, file) == {404}
        # It is not swept: whoever restores the page finds it there.
        File.objects.update(created_at=timezone.now() - timedelta(days=9))
        files.sweep()
        restore_page(actor=member.person, page=begun)
        assert self.statuses(other_member, file) == {200}


class TestOut:
    def test_they_are_in_the_archive_and_on_paper(self, member, begun):
        Mandate.objects.update(starts_at=timezone.now() - timedelta(days=30))
        file = hung(member.person, begun, alt="A desk")
        other = make_page(member.person, "Another", parent=begun)
        files.carry(kind=PAGE_FILES, source=begun.pk, target=other.pk)
        answer = member.post(f"{begun.address}out/", {"part": "branch"})
        with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as archive:
            names = archive.namelist()
            html = archive.read("How to begin.html").decode()
            below = archive.read("How to begin/Another.html").decode()
        path = f"files/{file.public_id} picture.webp"
        assert names.count(path) == 1
        assert f'href="{path.replace(" ", "%20")}"' in html
        assert '<span lang="en" dir="auto">A desk</span>' in html
        assert f'href="../{path.replace(" ", "%20")}"' in below
        assert f"/members/files/{file.public_id}/small/" in member.get(f"{begun.address}print/").text


class TestLibrary:
    def test_a_file_knows_the_pages_that_speak_of_it(self, member, other_member, begun):
        region = viewer_for(member.person).acting.region
        item = keep(member.person, begun.space)
        hidden = make_page(member.person, "Hidden", space=space_of(Kind.REGION, region=region))
        for each in (begun, hidden):
            save(member.person, each, f"See [it](/members/files/l/{item.public_id}/).", 1)
        stream.dispatch()
        told = [member.get(f"/members/files/l/{item.public_id}/").text for _ in range(1)][0]
        assert begun.address in told
        assert hidden.address in told
        told = other_member.get(f"/members/files/l/{item.public_id}/").text
        assert begun.address in told
        assert hidden.address not in told
        save(member.person, begun, "No more.", 2)
        stream.dispatch()
        assert not LibraryUse.objects.filter(target=begun.pk).exists()
