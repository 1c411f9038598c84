"""Taking pages out: everything that one may see, nothing else, and every name of a file is one everywhere."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from advocates.core.models import StreamEntry
from advocates.core.viewer import viewer_for
from advocates.organisations.models import Mandate
from advocates.spaces.actions import end_seat, open_space
from advocates.spaces.models import Kind, SpaceSeat
from advocates.wiki.carrying import actions, fronts, packing, policies
from advocates.wiki.carrying.names import Names, safe
from advocates.wiki.drawing.actions import redraw
from advocates.wiki.models import Archive, WikiPage
from advocates.wiki.models.carrying import ArchiveQuerySet
from advocates.wiki.tests.factories import make_page, save

pytestmark = pytest.mark.django_db


def long_ago(*clients) -> None:
    """Their mandates began a month ago: they are not new."""
    for client in clients:
        begun = timezone.now() - timedelta(days=30)
        Mandate.objects.filter(person=client.person).update(starts_at=begun)


@pytest.fixture
def known(member):
    long_ago(member)
    return member


def unpacked(answer) -> dict[str, str]:
    content = b"".join(answer) if answer.streaming else answer.content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.fixture
def branch(known) -> WikiPage:
    top = make_page(known.person, "How to: begin?", "See [[Money]] and [[Later]].\n\n## First\n\nÇa va.")
    make_page(known.person, "Money", "Back to [[How to: begin?|the start]].", parent=top, lang="fr")
    make_page(known.person, "حملة", "نص", parent=top, lang="ar")
    make_page(known.person, "Elsewhere", "Not in the branch.")
    return top


class TestWhatComesOut:
    def test_detail_22_a_branch(self, known, branch):
        files = unpacked(known.post(f"{branch.address}out/", {"part": "branch"}))
        assert set(files) == {
            "index.html",
            "How to begin.md",
            "How to begin.html",
            "How to begin/Money.md",
            "How to begin/Money.html",
            "How to begin/حملة.md",
            "How to begin/حملة.html",
        }

    def test_a_page_alone(self, known, branch):
        files = unpacked(known.post(f"{branch.address}out/", {"part": "page"}))
        assert set(files) == {"index.html", "How to begin.md", "How to begin.html"}

    def test_a_space(self, known, branch):
        files = unpacked(known.post(f"/members/wiki/s/{branch.space.public_id}/out/"))
        assert "Elsewhere.md" in files
        assert len(files) == 9

    def test_detail_22_each_text_says_where_it_comes_from(self, known, branch, settings):
        files = unpacked(known.post(f"{branch.address}out/", {"part": "page"}))
        front, text = fronts.read(files["How to begin.md"])
        assert text == "See [[Money]] and [[Later]].\n\n## First\n\nÇa va."
        assert front == {
            "title": "How to: begin?",
            "lang": "en",
            "source": f"{settings.SITE_URL}{branch.address}",
            "date": timezone.localdate().isoformat(),
            "revision": "1",
            "byline": f"{known.person.full_name}, Own Group",
        }

    def test_html_opens_alone(self, known, branch):
        files = unpacked(known.post(f"{branch.address}out/", {"part": "branch"}))
        page = files["How to begin/حملة.html"]
        assert '<html lang="ar" dir="rtl">' in page
        assert "src=" not in page
        assert "<script" not in page

    def test_its_links_lead_to_the_other_files(self, known, branch, settings):
        redraw(pages=[branch.pk])
        files = unpacked(known.post(f"{branch.address}out/", {"part": "branch"}))
        assert 'href="How%20to%20begin/Money.html"' in files["How to begin.html"]
        assert 'href="../How%20to%20begin.html"' in files["How to begin/Money.html"]
        alone = unpacked(known.post(f"{branch.address}out/", {"part": "page"}))["How to begin.html"]
        money = WikiPage.objects.get(title="Money")
        assert f'href="{settings.SITE_URL}{money.address}"' in alone

    def test_what_was_deleted_is_not_in_it(self, known, branch):
        WikiPage.objects.filter(title="Money").update(deleted_at=timezone.now())
        files = unpacked(known.post(f"{branch.address}out/", {"part": "branch"}))
        assert not any("Money" in name for name in files)

    def test_it_is_noted(self, known, branch):
        known.post(f"{branch.address}out/", {"part": "branch"})
        entry = StreamEntry.objects.get(kind="wiki.pages.taken_out")
        assert (entry.is_audit, entry.actor, entry.data["pages"]) == (True, known.person, 3)

    def test_nothing_keeps_it(self, known, branch):
        answer = known.post(f"{branch.address}out/", {"part": "page"})
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"

    def test_questions_do_not_grow(self, known, branch, django_assert_max_num_queries):
        for number in range(20):
            make_page(known.person, f"More {number}", "[[Money]]", parent=branch)
        viewer = viewer_for(known.person)
        scope = actions.Scope(branch.space, branch)
        with django_assert_max_num_queries(5):
            list(packing.entries(viewer, scope))


class TestWhoMay:
    def test_not_a_newcomer(self, member):
        page = make_page(member.person)
        assert member.get(f"{page.address}out/").status_code == 403
        assert member.post(f"{page.address}out/", {"part": "page"}).status_code == 403
        assert member.post(f"/members/wiki/s/{page.space.public_id}/out/").status_code == 403

    @pytest.mark.parametrize("end", ["out/", "print/"])
    def test_not_somebody_else(self, known, other_member, end):
        long_ago(other_member)
        room = open_space(actor=known.person, kind=Kind.ROOM, names={"en": "Room"})
        page = make_page(known.person, space=room)
        assert known.get(f"{page.address}{end}").status_code == 200
        assert other_member.get(f"{page.address}{end}").status_code == 404

    def test_without_the_rule_a_newcomer_would(self, member, monkeypatch):
        """Red twin."""
        page = make_page(member.person)
        monkeypatch.setattr(policies, "is_newcomer", lambda _viewer: False)
        assert member.post(f"{page.address}out/", {"part": "page"}).status_code == 200

    def test_of_a_room_only_its_owner(self, known, other_member):
        long_ago(other_member)
        room = open_space(
            actor=known.person, kind=Kind.ROOM, names={"en": "Room"}, people=[other_member.person]
        )
        page = make_page(known.person, space=room)
        assert other_member.get(page.address).status_code == 200
        assert other_member.post(f"{page.address}out/", {"part": "page"}).status_code == 403
        assert known.post(f"{page.address}out/", {"part": "page"}).status_code == 200

    def test_not_all_day(self, known, branch, settings):
        settings.LIMITS = {"pages-out": (1, 86400)}
        assert known.post(f"{branch.address}out/", {"part": "page"}).status_code == 200
        assert known.post(f"{branch.address}out/", {"part": "page"}).status_code == 429


class TestLargeOnes:
    @pytest.fixture
    def large(self, known, branch, monkeypatch) -> Archive:
        monkeypatch.setattr(actions, "SMALL_PAGES", 1)
        answer = known.post(f"{branch.address}out/", {"part": "branch"})
        made = Archive.objects.get()
        assert answer["Location"] == f"/members/wiki/archives/{made.public_id}/"
        return made

    def address(self, archive, end="") -> str:
        return f"/members/wiki/archives/{archive.public_id}/{end}"

    def test_the_worker_makes_them(self, known, large):
        assert "being made" in known.get(self.address(large)).text
        assert known.get(self.address(large, "zip/")).status_code == 404
        assert actions.pack(large.pk)
        assert not actions.pack(large.pk)
        assert "Download" in known.get(self.address(large)).text
        assert len(unpacked(known.get(self.address(large, "zip/")))) == 7

    def test_what_is_stored_is_sealed(self, known, large):
        actions.pack(large.pk)
        large.refresh_from_db()
        with default_storage.open(large.parts[0][0]) as file:
            assert not file.read().startswith(b"PK")

    def test_it_is_nobody_elses(self, known, large, other_member):
        actions.pack(large.pk)
        assert other_member.get(self.address(large)).status_code == 404
        assert other_member.get(self.address(large, "zip/")).status_code == 404

    def test_without_the_door_it_would_be(self, known, large, other_member, monkeypatch):
        """Red twin."""
        actions.pack(large.pk)
        long_ago(other_member)
        monkeypatch.setattr(ArchiveQuerySet, "visible_to", lambda rows, _viewer: rows)
        assert other_member.get(self.address(large, "zip/")).status_code == 200

    def test_a_right_that_ended_ends_it(self, known, other_member, monkeypatch):
        long_ago(other_member)
        room = open_space(actor=other_member.person, kind=Kind.ROOM, names={"en": "R"}, people=[known.person])
        SpaceSeat.objects.filter(person=known.person).update(is_owner=True)
        page = make_page(known.person, space=room)
        monkeypatch.setattr(actions, "SMALL_PAGES", 0)
        known.post(f"{page.address}out/", {"part": "branch"})
        made = Archive.objects.get()
        actions.pack(made.pk)
        assert known.get(self.address(made, "zip/")).status_code == 200
        end_seat(actor=other_member.person, seat=SpaceSeat.objects.get(person=known.person))
        assert known.get(self.address(made, "zip/")).status_code == 404

    def test_it_is_not_made_for_whom_it_ended(self, known, large):
        Mandate.objects.filter(person=known.person).update(starts_at=timezone.now())
        assert not actions.pack(large.pk)
        large.refresh_from_db()
        assert large.state == Archive.State.FAILED

    def test_a_page_that_was_deleted_since_does_not_go_out(self, known, large):
        actions.pack(large.pk)
        WikiPage.objects.filter(title="Money").update(deleted_at=timezone.now())
        assert known.get(self.address(large, "zip/")).status_code == 404

    def test_where_there_is_no_room_it_is_said(self, known, large, monkeypatch):
        monkeypatch.setattr(actions, "MOST_BYTES", 100)
        assert not actions.pack(large.pk)
        assert "one branch after the other" in known.get(self.address(large)).text

    def test_after_two_days_nothing_is_left(self, known, large, django_capture_on_commit_callbacks):
        actions.pack(large.pk)
        large.refresh_from_db()
        Archive.objects.update(asked_at=timezone.now() - timedelta(hours=49))
        assert known.get(self.address(large)).status_code == 404
        with django_capture_on_commit_callbacks(execute=True):
            assert actions.sweep() == 1
        assert not any(default_storage.exists(name) for name, _key in large.parts)


class TestNames:
    @given(st.text())
    def test_every_title_makes_a_harmless_name(self, title):
        name = safe(title)
        assert name.strip(" .") == name != ""
        assert not set(name) & set('/\\:*?"<>|\0\n')
        assert len(name.encode()) <= 124

    @pytest.mark.parametrize(
        ("title", "name"),
        [
            ("../../etc/passwd", "etc passwd"),
            ("CON", "_CON"),
            ("..", "page"),
            ("\u202egnp.exe", "gnp.exe"),
            ("حملة الأدوية", "حملة الأدوية"),
            ("慢性骨髄性白血病", "慢性骨髄性白血病"),
            ("क्रोनिक मायलोइड", "क्रोनिक मायलोइड"),
        ],
    )
    def test_scripts_stay(self, title, name):
        assert safe(title) == name

    def test_no_two_are_the_same(self):
        names = Names("index")
        assert [names.give("", each) for each in ("Index", "A", "a", "A?")] == [
            "Index (2)",
            "A",
            "a (2)",
            "A (3)",
        ]


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])),
    st.text(alphabet="ab-\n#: ").map(str.strip),
)
def test_what_stands_above_is_read_as_it_was_written(title, text):
    front, read = fronts.read(fronts.written({"title": title, "revision": 3}, text))
    assert front == {"title": title, "revision": "3"}
    assert read == "\n".join("" if not line.strip() else line for line in text.split("\n")).strip("\n")


class TestPrint:
    def test_all_pages_with_address_and_date(self, known, branch, settings):
        page = known.get(f"{branch.address}print/").text
        for each in WikiPage.objects.exclude(title="Elsewhere"):
            assert f"{settings.SITE_URL}{each.address}" in page
        assert "Revision 1," in page
        assert "Not in the branch" not in page

    def test_no_place_has_the_name_of_another(self, known, branch):
        make_page(known.person, "Also", "## One\n\n[^1]\n\n[^1]: x", parent=branch)
        save(known.person, branch, "## One\n\n[^1]\n\n[^1]: y", 1)
        page = known.get(f"{branch.address}print/").text
        ids = [part.partition('"')[0] for part in page.split(' id="')[1:]]
        assert len(ids) == len(set(ids))

    def test_a_deleted_page_has_none(self, known, branch):
        WikiPage.objects.filter(pk=branch.pk).update(deleted_at=timezone.now())
        assert known.get(f"{branch.address}print/").status_code == 404
