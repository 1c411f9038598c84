"""Files of a page have a past: old revisions show what they had, a new version keeps name, links and words."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from advocates.core.tests.pictures import plain
from advocates.core.viewer import viewer_for
from advocates.files import actions as files
from advocates.files.models import File, FileUse
from advocates.files.tests.factories import docx, pdf, sent, upload
from advocates.forum.tests.factories import space_of
from advocates.forum.tests.news import leave, text_of, told
from advocates.spaces.models import Kind
from advocates.wiki.filing import changes
from advocates.wiki.filing.actions import Filing
from advocates.wiki.history.actions import restore_revision
from advocates.wiki.models import PAST_FILES, How, PageFile, PageRevision
from advocates.wiki.moving.actions import Place, move_to_space
from advocates.wiki.tests.factories import TEXT, make_page, save, writer
from advocates.wiki.tests.test_page_files import change, hung, on
from advocates.wiki.tests.test_watching import watch

pytestmark = pytest.mark.django_db
PICTURE = f"{TEXT}\n\n![](plan.webp)"


@pytest.fixture
def begun(member):
    return make_page(member.person)


def filed(person, page, text=TEXT, **fields) -> None:
    """A save with files."""
    page.refresh_from_db()
    save(person, page, text, page.revision, filing=Filing(**fields))
    page.refresh_from_db()


def renewed(person, page, file: File, content: bytes | None = None, name: str = "other.png") -> File:
    """A new version of a file on a page."""
    newer = upload(person, page.space, content or plain("PNG", (30, 20)), name=name)
    filed(person, page, versions={file.public_id: newer.public_id})
    file.refresh_from_db()
    newer.refresh_from_db()
    return newer


def restore(person, page, number: int) -> None:
    page.refresh_from_db()
    revision = PageRevision.objects.select_related("page__space").get(page=page, number=number)
    restore_revision(
        author=writer(person), revision=revision, summary="It was right", base=page.revision, sending=""
    )
    page.refresh_from_db()


class TestThePast:
    def test_an_old_revision_shows_what_it_had(self, member, other_member, begun):
        file = hung(member.person, begun, name="plan.png", alt="A plan")
        filed(member.person, begun, PICTURE)
        filed(member.person, begun, TEXT, off=[file.public_id])
        assert on(begun) == []
        shown = other_member.get(f"{begun.address}r/3/").text
        assert f'<img src="/members/files/{file.public_id}/small/" alt="A plan"' in shown
        # One that the text does not name stands below it.
        assert f'href="/members/files/{file.public_id}/"' in other_member.get(f"{begun.address}r/2/").text
        for number in (1, 4):
            assert file.public_id not in other_member.get(f"{begun.address}r/{number}/").text

    def test_bringing_the_text_back_brings_the_file_back(self, member, other_member, begun):
        file = hung(member.person, begun, name="plan.png")
        filed(member.person, begun, PICTURE)
        filed(member.person, begun, TEXT, off=[file.public_id])
        added = hung(member.person, begun, name="later.png")
        asked = other_member.get(f"{begun.address}r/3/restore/").text
        assert "File added:" in asked
        assert "File taken off:" in asked
        restore(other_member.person, begun, 3)
        assert on(begun) == [file.public_id]
        assert f"/members/files/{file.public_id}/small/" in member.get(begun.address).text
        restore(member.person, begun, 5)
        assert on(begun) == [added.public_id]
        # Gone and there again: both times are known.
        assert [(row.came, row.went) for row in PageFile.objects.filter(file=file).order_by("pk")] == [
            (2, 4),
            (6, 7),
        ]

    def test_files_alone_are_brought_back(self, member, begun):
        file = hung(member.person, begun)
        filed(member.person, begun, off=[file.public_id])
        restore(member.person, begun, 2)
        assert (on(begun), begun.revision) == ([file.public_id], 4)
        restore(member.person, begun, 2)
        assert begun.revision == 4

    def test_it_counts_in_the_spaces_quota(self, member, begun):
        file = hung(member.person, begun)
        filed(member.person, begun, off=[file.public_id])
        assert File.bytes_in(begun.space_id) == file.size

    def test_it_goes_along_to_another_space(self, member, other_member):
        region = space_of(Kind.REGION, region=viewer_for(member.person).acting.region)
        begun = make_page(member.person, space=region)
        file = hung(member.person, begun)
        filed(member.person, begun, off=[file.public_id])
        assert other_member.get(f"/members/files/{file.public_id}/").status_code == 404
        everybody = space_of(Kind.MEMBERS)
        move_to_space(actor=member.person, page=begun, place=Place(everybody, is_understood=True))
        assert other_member.get(f"/members/files/{file.public_id}/").status_code == 200
        assert (File.bytes_in(region.pk), File.bytes_in(everybody.pk)) == (0, file.size)

    def test_it_is_in_no_list_of_what_hangs(self, member, begun):
        file = hung(member.person, begun)
        listed = f"/members/files/in/{begun.space.public_id}/attached/"
        assert file.public_id in member.get(listed).text
        filed(member.person, begun, off=[file.public_id])
        assert file.public_id not in member.get(listed).text

    def test_what_hung_before_this_was_kept_counts_as_always_there(self, member, begun):
        file = hung(member.person, begun)
        PageFile.objects.all().delete()
        import_module("advocates.wiki.migrations.0009_page_files").note_hanging(apps, None)
        assert file.public_id in member.get(f"{begun.address}r/1/").text
        assert "File added:" not in member.get(f"{begun.address}history/").text
        filed(member.person, begun, off=[file.public_id])
        assert file.public_id in member.get(f"{begun.address}r/2/").text

    def test_without_a_note_the_sweep_would_take_it(self, member, begun, monkeypatch):
        """Red twin."""
        monkeypatch.setattr("advocates.wiki.filing.actions.keep_with", lambda _page: None)
        file = hung(member.person, begun)
        filed(member.person, begun, off=[file.public_id])
        File.objects.update(created_at=timezone.now() - timedelta(days=2))
        files.sweep()
        assert not File.objects.exists()


class TestANewVersion:
    def test_keeps_name_links_and_words(self, member, other_member, begun):
        file = hung(member.person, begun, name="plan.png", alt="A plan")
        File.objects.filter(pk=file.pk).update(alts={"es": "Un plano"})
        address = file.public_id
        newer = renewed(other_member.person, begun, file)
        assert on(begun) == [address] == [newer.public_id]
        assert (newer.name, newer.alt, newer.lang, newer.alts) == (
            "plan.webp",
            "A plan",
            "en",
            {"es": "Un plano"},
        )
        assert file.public_id != address
        now, before = (member.get(f"/members/files/{each}/") for each in (address, file.public_id))
        assert now.content != before.content
        assert now["ETag"] != before["ETag"]

    def test_the_earlier_one_is_reached_from_the_history(self, member, begun):
        file = hung(member.person, begun, name="plan.png")
        filed(member.person, begun, PICTURE)
        newer = renewed(member.person, begun, file)
        for number, shown, other in ((3, file, newer), (4, newer, file)):
            page = member.get(f"{begun.address}r/{number}/").text
            assert (f"/{shown.public_id}/small/" in page, f"/{other.public_id}/small/" in page) == (
                True,
                False,
            )
        for page in ("history/", "difference/"):
            text = member.get(f"{begun.address}{page}").text
            assert "New version of a file:" in text
            assert f'href="/members/files/{file.public_id}/">the earlier version' in text

    def test_bringing_the_text_back_brings_the_earlier_one_back_under_its_address(self, member, begun):
        file = hung(member.person, begun, name="plan.png")
        address, first = file.public_id, file.stored_as
        renewed(member.person, begun, file)
        restore(member.person, begun, 2)
        assert on(begun) == [address]
        assert File.objects.get(public_id=address).stored_as == first
        assert "New version of a file:" in member.get(f"{begun.address}difference/").text

    def test_with_the_form_and_without_scripts(self, member, begun):
        file = hung(member.person, begun, content=docx(), name="list.docx")
        address = f"version-{file.public_id}"
        assert f'name="{address}"' in member.get(f"{begun.address}edit/").text
        # Something else is to be mended first: what was chosen waits, and is not sent again.
        answer = change(member, begun, summary="", **{address: sent(docx(x=b"2"), name="list 2.docx")})
        assert answer.status_code == 422
        waiting = File.objects.latest("pk")
        assert f'name="newer-{file.public_id}" value="{waiting.public_id}"' in answer.text
        assert change(member, begun, **{f"newer-{file.public_id}": waiting.public_id}).status_code == 302
        assert on(begun) == [file.public_id]
        assert FileUse.objects.get(target=begun.pk, kind="wiki.page").file == waiting
        assert FileUse.objects.get(kind=PAST_FILES).file == file

    def test_left_out_again_nothing_happens(self, member, begun):
        file = hung(member.person, begun)
        newer = upload(member.person, begun.space)
        named = {f"newer-{file.public_id}": newer.public_id, "without": newer.public_id}
        change(member, begun, **named)
        assert FileUse.objects.get(target=begun.pk).file == file

    @pytest.mark.parametrize(
        ("content", "name", "says"),
        [
            (pdf("Words"), "plan.pdf", "This is another kind of file than list.docx."),
            (b"<svg onload=alert(1)>", "x.svg", "We cannot take this kind of file."),
        ],
        ids=["another kind", "no file"],
    )
    def test_what_is_refused_says_so_at_its_field_with_the_text_kept(
        self, member, begun, content, name, says
    ):
        file = hung(member.person, begun, content=docx(), name="list.docx")
        chosen = {f"version-{file.public_id}": sent(content, name=name)}
        answer = change(member, begun, text="All my words.", **chosen)
        assert answer.status_code == 422
        error = answer.text.partition(f'id="version-{file.public_id}-error">')[2].partition("<")[0]
        assert error.startswith(says)
        assert "All my words." in answer.text
        begun.refresh_from_db()
        assert begun.revision == 2

    def test_not_with_another_kind_by_a_forged_form(self, member, begun):
        file = hung(member.person, begun, content=docx(), name="list.docx")
        newer = upload(member.person, begun.space)
        change(member, begun, **{f"newer-{file.public_id}": newer.public_id})
        assert FileUse.objects.get(target=begun.pk, kind="wiki.page").file == file

    def test_not_with_somebody_elses(self, member, other_member, begun):
        file = hung(member.person, begun)
        newer = upload(other_member.person, begun.space)
        change(member, begun, **{f"newer-{file.public_id}": newer.public_id})
        assert FileUse.objects.get(target=begun.pk, kind="wiki.page").file == file

    def test_on_another_page_the_file_stays_as_it_is(self, member, begun):
        file = hung(member.person, begun, name="plan.png")
        other = make_page(member.person, "Another")
        files.carry(kind="wiki.page", source=begun.pk, target=other.pk)
        renewed(member.person, begun, file)
        assert on(other) == [file.public_id]
        assert f"/members/files/{file.public_id}/" in member.get(other.address).text

    def test_what_it_shows_may_be_said_anew_with_it(self, member, begun):
        file = hung(member.person, begun, alt="A desk")
        chosen = {f"version-{file.public_id}": sent(), f"shows-{file.public_id}": "Two desks"}
        change(member, begun, **chosen)
        newer = FileUse.objects.get(target=begun.pk, kind="wiki.page").file
        file.refresh_from_db()
        assert (file.alt, newer.alt) == ("A desk", "Two desks")


class TestTold:
    def test_the_difference_says_which_files(self, member, begun):
        file = hung(member.person, begun, name="plan.png")
        shown = member.get(f"{begun.address}difference/").text
        assert "The text is the same. Only files have changed." in shown
        assert "The two texts are the same." not in shown
        assert '<span aria-hidden="true">+</span> File added:' in shown
        filed(member.person, begun, off=[file.public_id])
        shown = member.get(f"{begun.address}difference/").text
        assert '<span aria-hidden="true">−</span> File taken off:' in shown
        # From before it came to after it went nothing has changed.
        assert "The two texts are the same." in member.get(f"{begun.address}difference/?from=1&to=3").text

    def test_the_history_too(self, member, begun):
        file = hung(member.person, begun, name="plan.png")
        filed(member.person, begun, off=[file.public_id])
        lines = member.get(f"{begun.address}history/").text.split("<li value=")[1:]
        said = ["File taken off:" in lines[0], "File added:" in lines[1], "File" in lines[2]]
        assert said == [True, True, False]

    def test_not_of_a_text_that_is_hidden(self, member, begun):
        file = hung(member.person, begun, name="plan.png")
        filed(member.person, begun, off=[file.public_id])
        PageRevision.objects.filter(page=begun, number=2).update(hidden_at=timezone.now())
        assert "plan.webp" not in member.get(f"{begun.address}history/").text
        assert member.get(f"/members/files/{file.public_id}/").status_code == 404

    def test_a_mail_says_it_in_words(self, member, other_member, begun, sink):
        told()
        watch(other_member.person, begun, How.AT_ONCE)
        file = hung(member.person, begun, name="plan.png")
        told()
        (mail,) = leave(sink.taken)
        plain_text = mail.get_body(("plain",)).get_content().replace("\u2068", "").replace("\u2069", "")
        assert "+ File added: plan.webp" in plain_text
        assert "File added: <bdi>plan.webp</bdi>" in text_of(mail)
        other_member.get(f"{begun.address}difference/")
        renewed(member.person, begun, file)
        told()
        mail = leave(sink.taken)[-1]
        assert "New version of a file:" in text_of(mail)

    def test_files_of_one_name_are_told_apart(self):
        pairs = changes.paired([("a", "1"), ("a", "2"), ("b", "3")], [("a", "4"), ("c", "5")])
        assert [(each.kind, each.name, each.old, each.new) for each in pairs] == [
            ("renewed", "a", "1", "4"),
            ("added", "c", "", "5"),
            ("removed", "a", "2", ""),
            ("removed", "b", "3", ""),
        ]
