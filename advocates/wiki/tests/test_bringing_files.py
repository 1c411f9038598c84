"""Pictures and documents come in with their pages, and go out with them: made anew, looked at first, on their pages."""

import io
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from advocates.core import jobs, uploads
from advocates.core.tests.pictures import plain
from advocates.core.viewer import viewer_for
from advocates.files import actions as files
from advocates.files.models import File, FileUse
from advocates.files.tests.factories import docx, upload
from advocates.forum.tests.factories import space_of
from advocates.spaces.actions import open_space
from advocates.spaces.models import Kind
from advocates.wiki.carrying import actions, packing, policies, reading
from advocates.wiki.carrying.gathering import Scope
from advocates.wiki.filing.actions import Filing
from advocates.wiki.models import PAGE_FILES, Archive, PageRevision, WikiPage
from advocates.wiki.tests.factories import make_page, save
from advocates.wiki.tests.test_bringing_in import bring, fates, send, source, zipped
from advocates.wiki.tests.test_taking_out import long_ago

pytestmark = pytest.mark.django_db
TEXT = (
    "Look: ![A desk](pics/desk%20one.png)\n\nRead [the list](list.docx), not [this](gone.pdf) ![](other.svg)."
)
FOLDER = {"One.md": TEXT, "Two.md": "![](<pics/desk one.png>)", "list.docx": docx(), "stray.png": plain()}


@pytest.fixture
def known(member):
    long_ago(member)
    return member


@pytest.fixture
def space(known):
    return space_of(Kind.MEMBERS)


def sent(client, space, content: bytes) -> Archive:
    """An archive whose files were looked at."""
    assert send(client, space, content).status_code == 302
    jobs.run_due()
    return Archive.objects.latest("pk")


def folder() -> bytes:
    return zipped({**FOLDER, "pics/desk one.png": plain()})


def on(title: str) -> list[str]:
    page = WikiPage.objects.get(title=title)
    return [use.file.name for use in FileUse.hanging_on(PAGE_FILES, [page.pk])]


class TestAFolder:
    def test_it_is_looked_at_before_anything_hangs(self, known, space):
        send(known, space, folder())
        archive = Archive.objects.get()
        address = f"/members/wiki/archives/{archive.public_id}/"
        assert "being looked at" in known.get(address).text
        assert bring(known, archive).status_code == 409
        jobs.run_due()
        page = known.get(address).text
        for words in ("New files on these pages", "desk one.webp", "list.docx", "No page names it"):
            assert words in page, words
        assert not WikiPage.objects.exists()
        assert not FileUse.objects.exists()
        assert File.objects.count() == 2

    def test_then_files_hang_and_texts_name_them(self, known, space):
        archive = sent(known, space, folder())
        assert bring(known, archive).status_code == 302
        assert on("One") == ["desk one.webp", "list.docx"]
        assert on("Two") == ["desk one.webp"]
        paper = File.objects.get(name="list.docx")
        assert source("One") == (
            f"Look: ![A desk](<desk one.webp>)\n\nRead [the list](/members/files/{paper.public_id}/), "
            "not [this](gone.pdf) ![](other.svg)."
        )
        desk = File.objects.get(name="desk one.webp")
        shown = known.get(WikiPage.objects.get(title="Two").address).text
        assert f'src="/members/files/{desk.public_id}/small/"' in shown
        assert known.get(f"/members/files/{desk.public_id}/").status_code == 200
        assert known.get(f"/members/wiki/archives/{archive.public_id}/").status_code == 200

    def test_again_nothing_is_new(self, known, space):
        bring(known, sent(known, space, folder()))
        assert send(known, space, folder()).status_code == 302
        archive = Archive.objects.latest("pk")
        assert archive.state == Archive.State.READY
        shown = actions.plan_of(viewer_for(known.person), archive)
        assert {line.fate for line in shown.lines} == {"same"}
        assert sorted(line.fate for line in shown.files) == ["left", "same", "same"]

    def test_a_page_that_is_there_gets_them_with_a_revision(self, known, space):
        page = make_page(known.person, "One", "Text")
        bring(known, sent(known, space, zipped({"One.md": "Text\n\n![](a.png)", "a.png": plain()})))
        page.refresh_from_db()
        assert (page.revision, on("One")) == (2, ["a.webp"])

    def test_nobody_else_opens_what_waits(self, known, space, other_member):
        sent(known, space, folder())
        for file in File.objects.all():
            assert other_member.get(f"/members/files/{file.public_id}/").status_code == 404

    def test_what_waited_too_long_is_sent_again(self, known, space):
        archive = sent(known, space, folder())
        digest = actions.plan_of(viewer_for(known.person), archive).digest
        with time_machine.travel(timezone.now() + timedelta(hours=30)):
            files.sweep()
            assert not File.objects.exists()
            answer = bring(known, archive, digest=digest)
        assert answer.status_code == 409
        assert "waited for too long" in answer.text
        assert not WikiPage.objects.exists()


class TestBadFiles:
    @pytest.mark.parametrize(
        ("name", "content", "why"),
        [
            ("a.png", b"\x89PNG\r\n\x1a\nno", "cannot be read"),
            ("a.pdf", b"MZ no paper", "cannot take this kind"),
            ("a.docx", docx(word__vbaProject_dot_bin=b"x"), "holds a program"),
            ("a.png", b"", "empty"),
            ("a.png", b"\0" * 5_000_000, "grows without measure"),
            ("../a.png", plain(), "leads out"),
        ],
        ids=range(6),
    )
    def test_they_stay_outside_and_say_why(self, known, space, name, content, why):
        archive = sent(known, space, zipped({"One.md": f"![]({name})", name: content}))
        assert why in known.get(f"/members/wiki/archives/{archive.public_id}/").text
        assert bring(known, archive).status_code == 302
        assert on("One") == []

    def test_doubles(self, known, space):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr("One.md", "![](a.png)")
            archive.writestr("a.png", plain())
            archive.writestr("A.PNG", plain())
        found = fates(known, space, content.getvalue())
        assert found["One.md"][0] == "added"
        archive = sent(known, space, content.getvalue())
        assert "has the same path" in known.get(f"/members/wiki/archives/{archive.public_id}/").text

    def test_too_many_and_too_much(self, known, space, monkeypatch):
        monkeypatch.setattr(reading, "MOST_FILES", 1)
        assert send(known, space, zipped({"a.png": b"x", "b.png": b"x"})).status_code == 422
        monkeypatch.setattr(reading, "MOST_UNPACKED", 5)
        assert send(known, space, zipped({"a.png": b"x" * 9})).status_code == 422
        assert not Archive.objects.exists()

    def test_too_large_a_file(self, known, space, monkeypatch):
        monkeypatch.setattr(uploads, "MOST_BYTES", 5)
        archive = sent(known, space, zipped({"One.md": "![](a.png)", "a.png": b"x" * 9}))
        assert "too large" in known.get(f"/members/wiki/archives/{archive.public_id}/").text

    def test_the_quota_holds(self, known, space, monkeypatch):
        monkeypatch.setattr(files, "MOST_OF_ORGANISATION", 10)
        archive = sent(known, space, folder())
        assert "which is the most" in known.get(f"/members/wiki/archives/{archive.public_id}/").text

    def test_who_lost_the_right_meanwhile_brings_nothing(self, known, space, monkeypatch):
        send(known, space, folder())
        monkeypatch.setattr(policies, "is_newcomer", lambda _viewer: True)
        jobs.run_due()
        assert Archive.objects.get().state == Archive.State.FAILED
        assert not File.objects.exists()


def test_what_goes_out_comes_in_with_its_files(known, space):
    room = open_space(actor=known.person, kind=Kind.ROOM, names={"en": "Room"})
    page = make_page(known.person, "Top", "x", lang="fr")
    desk = upload(known.person, space, name="a desk, (one).png", alt="Un bureau", lang="fr")
    paper = upload(known.person, space, docx(), name="list.docx")
    File.objects.filter(pk=desk.pk).update(alts={"en": "A desk"})
    text = (
        f"![](<{desk.name}>) and [the list](/members/files/{paper.public_id}/).\n\n```\n![]({desk.name})\n```"
    )
    save(known.person, page, text, 1, filing=Filing([desk.public_id, paper.public_id]), lang="fr")
    below = make_page(known.person, "Below", "Nothing.", parent=page)
    files.carry(kind=PAGE_FILES, source=page.pk, target=below.pk)
    viewer = viewer_for(known.person)
    content = b"".join(packing.zipped(packing.entries(viewer, Scope(space, page))))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    alone = inside["Top.html"].decode()
    assert f'<img src="files/{desk.public_id}%20' in alone
    assert f"files/{paper.public_id}%20list.docx" in inside["Top.md"].decode()
    assert fates(known, space, content)["Top.md"][0] == "same"
    bring(known, sent(known, room, content))
    copy = WikiPage.objects.get(space=room, title="Top")
    hung = [use.file for use in FileUse.hanging_on(PAGE_FILES, [copy.pk])]
    assert [file.name for file in hung] == [desk.name, "list.docx"]
    assert (hung[0].alt_in("fr")[1], hung[0].alt_in("en")[1]) == ("Un bureau", "A desk")
    assert {file.space_id for file in hung} == {room.pk}
    expected = text.replace(paper.public_id, hung[1].public_id)
    assert PageRevision.objects.get(page=copy, number=1).source == expected
    below = WikiPage.objects.get(space=room, title="Below")
    assert FileUse.hanging_on(PAGE_FILES, [below.pk]).count() == 2
