"""Bringing pages in: looked at first, carried out as it was shown, all or nothing, and no archive does harm."""

import contextlib
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from advocates.core.models import StreamEntry
from advocates.core.viewer import viewer_for
from advocates.forum.tests.factories import space_of
from advocates.spaces.actions import open_space
from advocates.spaces.models import Kind
from advocates.wiki import linking
from advocates.wiki.carrying import actions, packing, policies, reading, storing
from advocates.wiki.carrying.gathering import Scope
from advocates.wiki.carrying.links import Known, linked
from advocates.wiki.carrying.planning import plan
from advocates.wiki.drawing.actions import redraw
from advocates.wiki.models import Archive, PageRevision, WikiPage
from advocates.wiki.tests.factories import make_page, save
from advocates.wiki.tests.test_taking_out import long_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(member):
    long_ago(member)
    return member


@pytest.fixture
def space(known):
    return space_of(Kind.MEMBERS)


def zipped(files: dict[str, str | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def send(client, space, content: bytes, lang: str = "en"):
    sent = SimpleUploadedFile("pages.zip", content, "application/zip")
    return client.post(f"/members/wiki/s/{space.public_id}/in/", {"archive": sent, "lang": lang})


def bring(client, archive: Archive, **more: str):
    shown = actions.plan_of(viewer_for(client.person), archive)
    seen = {"sha256": archive.sha256, "digest": shown.digest, **more}
    return client.post(f"/members/wiki/archives/{archive.public_id}/bring/", seen)


def fates(client, space, content: bytes) -> dict[str, tuple[str, str]]:
    shown = plan(viewer_for(client.person), space, "en", reading.read(content))
    return {line.path: (line.fate, line.refusal or " ".join(line.doubts)) for line in shown.lines}


def source(title: str) -> str:
    page = WikiPage.objects.get(title=title)
    newest = PageRevision.objects.get(page=page, number=page.revision)
    return linking.typed(newest.source, page.space)


class TestAFolder:
    FILES = {
        "Start.md": "---\ntitle: Where to start\nlang: es\n---\nSee [the money](Start/money.md) and [[Ally]].\n",
        "Start/money.md": "# Money\n\nBack to [it](../Start.md#top), not to [this](gone.md).\n",
        "Start/ally.md": "---\ntitle: 'Ally'\n---\n```\n[x](money.md)\n```\n",
        "picture.png": b"\x89PNG",
    }

    def test_nothing_happens_before_it_was_looked_at(self, known, space):
        answer = send(known, space, zipped(self.FILES))
        assert answer.status_code == 302
        page = known.get(answer["Location"]).text
        assert not WikiPage.objects.exists()
        for words in (
            "Where to start",
            "names a file that is not taken in: Start/gone.md",
            "No page names it",
        ):
            assert words in page

    def test_then_the_pages_are_there(self, known, space):
        send(known, space, zipped(self.FILES))
        archive = Archive.objects.get()
        assert bring(known, archive).status_code == 302
        assert source("Where to start") == "See [[money|the money]] and [[Ally]]."
        assert source("money") == "# Money\n\nBack to [[Where to start|it]], not to [this](gone.md)."
        assert source("Ally") == "```\n[x](money.md)\n```"
        start = WikiPage.objects.get(title="Where to start")
        assert (start.lang, WikiPage.objects.get(title="money").lang) == ("es", "en")
        assert list(start.children.in_order().values_list("title", flat=True)) == ["money", "Ally"]
        assert "3 pages were begun" in known.get(f"/members/wiki/archives/{archive.public_id}/").text
        entry = StreamEntry.objects.get(kind="wiki.pages.brought_in")
        assert (entry.is_audit, entry.data["added"]) == (True, 3)

    def test_their_links_lead_to_each_other(self, known, space):
        send(known, space, zipped(self.FILES))
        bring(known, Archive.objects.get())
        start, money = (WikiPage.objects.get(title=title) for title in ("Where to start", "money"))
        redraw(pages=[start.pk])
        start.refresh_from_db()
        assert f'href="{money.address}"' in start.html
        assert money.links_here.filter(page=start).exists()

    def test_twice_is_refused(self, known, space):
        send(known, space, zipped(self.FILES))
        archive = Archive.objects.get()
        bring(known, archive)
        assert bring(known, archive).status_code == 409
        assert WikiPage.objects.count() == 3

    def test_a_folder_without_a_page(self, known, space):
        found = fates(known, space, zipped({"a/b.md": "---\ntitle: B\n---\nx"}))
        assert found["a/b.md"] == (
            "added",
            "There is no file for the folder it lies in; the page will stand higher up.",
        )


class TestThereAlready:
    def test_the_same_text_changes_nothing(self, known, space):
        make_page(known.person, "One", "Text")
        assert fates(known, space, zipped({"One.md": "---\ntitle: One\n---\nText"}))["One.md"][0] == "same"

    def test_another_text_is_a_new_revision(self, known, space):
        page = make_page(known.person, "One", "Text")
        send(known, space, zipped({"One.md": "---\ntitle: ONE\n---\nOther"}))
        bring(known, Archive.objects.get())
        assert source("One") == "Other"
        page.refresh_from_db()
        assert page.revision == 2

    def test_what_others_wrote_since_is_kept(self, known, space, settings):
        page = make_page(known.person, "One", "First\n\nSecond")
        front = f'---\ntitle: One\nsource: "{settings.SITE_URL}{page.address}"\nrevision: 1\n---\n'
        save(known.person, page, "First\n\nSecond, better", 1)
        content = zipped({"One.md": f"{front}First, too\n\nSecond"})
        assert "what others have written is kept" in fates(known, space, content)["One.md"][1]
        send(known, space, content)
        bring(known, Archive.objects.get())
        assert source("One") == "First, too\n\nSecond, better"

    def test_the_same_paragraph_is_refused(self, known, space, settings):
        page = make_page(known.person, "One", "First")
        front = f'---\ntitle: One\nsource: "{settings.SITE_URL}{page.address}"\nrevision: 1\n---\n'
        save(known.person, page, "Theirs", 1)
        fate, why = fates(known, space, zipped({"One.md": f"{front}Mine"}))["One.md"]
        assert (fate, why) == ("refused", "Others have changed the same paragraphs of this page since.")

    def test_a_deleted_one_is_not_brought_back_so(self, known, space):
        page = make_page(known.person, "One", "Text")
        WikiPage.objects.filter(pk=page.pk).update(deleted_at=page.created_at)
        assert fates(known, space, zipped({"One.md": "Text"}))["One.md"][0] == "refused"

    def test_nor_is_one_of_another_space_known(self, known, space):
        """What a plan says tells nothing about other spaces."""
        room = open_space(actor=known.person, kind=Kind.ROOM, names={"en": "Room"})
        make_page(known.person, "One", "Text", space=room)
        assert fates(known, space, zipped({"One.md": "Text"}))["One.md"][0] == "added"


class TestAsItWasShown:
    def test_another_archive_is_refused(self, known, space):
        send(known, space, zipped({"One.md": "Text"}))
        archive = Archive.objects.get()
        assert bring(known, archive, sha256="0" * 64).status_code == 409
        assert not WikiPage.objects.exists()

    def test_so_is_one_that_was_exchanged(self, known, space):
        send(known, space, zipped({"One.md": "Text"}))
        archive = Archive.objects.get()
        seen = {"sha256": archive.sha256, "digest": "x"}
        archive.stored_as, archive.sealed_key = storing.store(zipped({"One.md": "Evil"}))
        archive.save()
        answer = known.post(f"/members/wiki/archives/{archive.public_id}/bring/", seen)
        assert answer.status_code == 409
        assert not WikiPage.objects.exists()

    def test_pages_that_changed_meanwhile_are_shown_again(self, known, space):
        send(known, space, zipped({"One.md": "Text", "Two.md": "Text"}))
        archive = Archive.objects.get()
        digest = actions.plan_of(viewer_for(known.person), archive).digest
        make_page(known.person, "Two", "Mine")
        answer = bring(known, archive, digest=digest)
        assert answer.status_code == 409
        assert "what would happen now" in answer.text
        assert list(WikiPage.objects.values_list("title", flat=True)) == ["Two"]

    def test_without_the_check_they_would_be_overwritten(self, known, space, monkeypatch):
        """Red twin."""
        send(known, space, zipped({"Two.md": "Text"}))
        archive = Archive.objects.get()
        digest = actions.plan_of(viewer_for(known.person), archive).digest
        make_page(known.person, "Two", "Mine")
        monkeypatch.setattr(actions, "is_as_shown", lambda *_seen: True)
        assert bring(known, archive, digest=digest).status_code == 302
        assert source("Two") == "Text"

    def test_nothing_is_half_done(self, known, space, monkeypatch):
        send(known, space, zipped({"One.md": "Text", "Two.md": "Text"}))
        make_page(known.person, "Three", "x")
        put, calls = actions.wiki.put_new, []

        def fail_later(*words):
            calls.append(words)
            if len(calls) == 2:
                raise actions.wiki.TitleTaken("Taken")
            return put(*words)

        monkeypatch.setattr(actions.wiki, "put_new", fail_later)
        assert bring(known, Archive.objects.get()).status_code == 409
        assert list(WikiPage.objects.values_list("title", flat=True)) == ["Three"]
        assert Archive.objects.get().state == Archive.State.READY


class TestRefused:
    @pytest.mark.parametrize(
        ("name", "why"),
        [
            ("../up.md", "leads out"),
            ("a/../../up.md", "leads out"),
            ("/abs.md", "leads out"),
            ("C:/abs.md", "leads out"),
            ("a\\..\\b.md", "leads out"),
            ("/".join("abcdefgh") + "/deep.md", "too deep"),
        ],
        ids=range(6),
    )
    def test_paths(self, known, space, name, why):
        found = fates(known, space, zipped({name: "x", "Good.md": "x"}))
        assert [why in text for fate, text in found.values() if fate == "refused"] == [True]
        assert found["Good.md"][0] == "added"

    def test_links_to_other_files(self, known, space):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            link = zipfile.ZipInfo("link.md")
            link.external_attr = 0o120777 << 16
            archive.writestr(link, "/etc/passwd")
        assert fates(known, space, content.getvalue())["link.md"] == (
            "refused",
            "It is a link to another file.",
        )

    def test_what_grows_without_measure(self, known, space):
        found = fates(known, space, zipped({"bomb.md": "a" * 5_000_000}))
        assert found["bomb.md"] == ("refused", "It grows without measure when it is unpacked.")

    def test_what_lies_about_its_size(self, known, space):
        content = zipped({"bomb.md": "a" * 5_000_000})
        for size in ((5_000_000).to_bytes(4, "little"),):
            content = content.replace(size, (200).to_bytes(4, "little"))
        fate, why = fates(known, space, content)["bomb.md"]
        assert fate == "refused"
        assert why

    @pytest.mark.parametrize(
        ("text", "why"),
        [(b"\xff\xfe\x00", "UTF-8"), ("ab c\n" * 100_000, "too long"), ("a\n" * 10_001, "too long")],
        ids=["latin", "long", "many lines"],
    )
    def test_texts(self, known, space, text, why):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr("a.md", text)
        assert why in fates(known, space, content.getvalue())["a.md"][1]

    def test_the_same_title_twice(self, known, space):
        found = fates(known, space, zipped({"a.md": "---\ntitle: X\n---\n", "b.md": "---\ntitle: x\n---\n"}))
        assert [fate for fate, _why in found.values()] == ["added", "refused"]

    @pytest.mark.parametrize(
        "content",
        [b"", b"PK", b"no zip", b"PK\x05\x06" + b"\xff" * 18, zipped({"a.md": "x"})[:-30]],
        ids=range(5),
    )
    def test_what_is_no_archive(self, known, space, content):
        answer = send(known, space, content)
        assert answer.status_code == 422
        assert not Archive.objects.exists()

    def test_too_many_files(self):
        with pytest.raises(ValidationError, match="too many files"):
            reading.read(zipped({f"{number}.md": "" for number in range(2001)}))

    def test_too_many_pages(self):
        with pytest.raises(ValidationError, match="at most 500 pages"):
            reading.read(zipped({f"{number}.md": "" for number in range(501)}))

    def test_too_large(self, known, space, monkeypatch):
        monkeypatch.setattr(reading, "MOST_BYTES", 10)
        assert "too large" in send(known, space, zipped({"a.md": "x"})).text

    @given(st.binary(max_size=400))
    def test_no_bytes_break_it(self, noise):
        content = zipped({"a.md": "x" * 50})
        for tried in (noise, content[:40] + noise, noise + content[-40:], content + noise):
            with contextlib.suppress(ValidationError):
                reading.read(tried)


class TestWhoMay:
    def test_not_a_newcomer(self, member):
        space = space_of(Kind.MEMBERS)
        assert send(member, space, zipped({"a.md": "x"})).status_code == 403

    def test_without_the_rule_they_would(self, member, monkeypatch):
        """Red twin."""
        monkeypatch.setattr(policies, "is_newcomer", lambda _viewer: False)
        assert send(member, space_of(Kind.MEMBERS), zipped({"a.md": "x"})).status_code == 302

    def test_nobody_else_sees_it(self, known, space, other_member):
        long_ago(other_member)
        send(known, space, zipped({"a.md": "x"}))
        archive = Archive.objects.get()
        assert other_member.get(f"/members/wiki/archives/{archive.public_id}/").status_code == 404
        assert bring(other_member, archive).status_code == 404


class TestThereAndBack:
    TEXTS = (
        (
            "Top",
            "See [[Below]], [[Bad|title]] and [[Not yet]].\n\n- a\n- b\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        ),
        ("Below", "---\n\nA line, and a note.[^1]\n\n[^1]: It."),
        ("Bad [title] | here", "```\n[[Top]]\n```"),
    )

    def test_what_goes_out_comes_in_the_same(self, known, space):
        room = open_space(actor=known.person, kind=Kind.ROOM, names={"en": "Room"})
        top = make_page(known.person, *self.TEXTS[0], lang="fr")
        for title, text in self.TEXTS[1:]:
            make_page(known.person, title, text, parent=top)
        viewer = viewer_for(known.person)
        content = b"".join(packing.zipped(packing.entries(viewer, Scope(space, top))))
        assert {fate for fate, _why in fates(known, space, content).values()} == {"same", "left"}
        send(known, room, content)
        bring(known, Archive.objects.get())
        copies = WikiPage.objects.filter(space=room)
        assert copies.count() == 3
        for copy in copies:
            first = WikiPage.objects.get(space=space, title=copy.title)
            assert (copy.lang, copy.parent and copy.parent.title) == (first.lang, first.parent and "Top")
            both = (PageRevision.objects.get(page=each, number=1) for each in (copy, first))
            typed = [linking.typed(each.source, each.page.space) for each in both]
            assert typed[0] == typed[1]


@given(st.text(alphabet="ab[]()|#.`\n md/"))
def test_links_without_a_target_stay_as_they_are(text):
    text = text.strip("\n")
    assert linked(text, "a/b.md", Known()).source == text
