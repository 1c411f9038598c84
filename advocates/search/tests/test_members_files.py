"""Files of libraries in the members' search: by title, name and the words inside; never before their day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.core import jobs, stream
from advocates.core.viewer import viewer_for
from advocates.files.library import actions as library
from advocates.files.models import LibraryFile
from advocates.files.tests.factories import docx, keep, pdf, sent
from advocates.forum.tests.factories import make_shelf
from advocates.search.members.actions import fill_gaps, rebuild
from advocates.search.models import FileWords, FileWordsQuerySet
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def space():
    return make_shelf().space


def read() -> None:
    jobs.run_due()
    stream.dispatch()


def hits(client, text: str, **asked: str) -> str:
    return client.get("/members/search/", {"q": text, **asked}).content.decode()


def finds(client, item, text: str, **asked: str) -> bool:
    return f"/members/files/l/{item.public_id}/" in hits(client, text, **asked)


class TestFound:
    @pytest.mark.parametrize(
        "text", ["protocol", "quarterly", "zebra", "medicin", "annex", "PROTOCOL zebra"],
        ids=["title", "description", "inside", "beginning", "name", "both"],
    )  # fmt: skip
    def test_by_what_stands_in_it(self, member, other_member, space, text):
        item = keep(
            member.person, space, "Protocol", pdf("The zebra and medicines"), name="annex.pdf",
            description="Quarterly",
        )  # fmt: skip
        read()
        assert finds(other_member, item, text)
        assert not finds(other_member, item, "giraffe")

    def test_the_words_inside_are_marked(self, member, space):
        keep(member.person, space, "Protocol", pdf("The zebra walks"), name="a.pdf")
        read()
        assert "<mark>zebra</mark>" in hits(member, "zebra")

    def test_of_a_document(self, member, space):
        body = '<w:d xmlns:w="urn:w"><w:p><w:t>الحمار الوحشي</w:t></w:p></w:d>'.encode()
        item = keep(member.person, space, "T", docx(word__document_dot_xml=body), name="a.docx")
        read()
        assert finds(member, item, "الوحشي")

    def test_by_what_a_picture_shows(self, member, space):
        item = keep(member.person, space, "Stand", alts={"es": "Seis personas"})
        read()
        assert finds(member, item, "personas")

    def test_with_space_language_and_date(self, member, space):
        item = keep(member.person, space, "Protocol", lang="es")
        read()
        page = hits(member, "protocol")
        assert f"<bdi>{space.name}</bdi>" in page
        assert "<time" in page
        assert 'lang="es"' in page
        assert finds(member, item, "protocol", language="es")
        assert not finds(member, item, "protocol", language="en")
        assert finds(member, item, "protocol", space=space.public_id)
        assert not finds(member, item, "protocol", before="2001-01-01")

    def test_of_a_new_version_the_new_words(self, member, space):
        item = keep(member.person, space, "T", pdf("zebra"), name="a.pdf")
        read()
        author = author_of(viewer_for(member.person))
        library.replace_file(author=author, item=item, uploaded=sent(pdf("giraffe"), "b.pdf"), based_on=1)
        read()
        assert finds(member, item, "giraffe")
        assert not finds(member, item, "zebra")

    def test_made_anew(self, member, space):
        item = keep(member.person, space, "Protocol")
        jobs.run_due()
        assert fill_gaps() == 1
        rebuild()
        assert finds(member, item, "protocol")
        assert FileWords.objects.count() == 1


class TestNotFound:
    @pytest.fixture
    def of_region(self, member):
        shelf = make_shelf(Kind.REGION, region=viewer_for(member.person).acting.region)
        item = keep(member.person, shelf.space, "Protocol", pdf("zebra"), name="a.pdf")
        read()
        return item

    def test_in_another_s_space(self, member, other_member, of_region):
        for text in ("protocol", "zebra", "zebrq"):
            assert finds(member, of_region, text)
            assert not finds(other_member, of_region, text)

    def test_without_the_door_it_would_be(self, other_member, of_region, monkeypatch):
        """The red twin: the search's own door; what is shown is asked once more, and still holds."""
        monkeypatch.setattr(FileWordsQuerySet, "visible_to", lambda self, _viewer, _now: self)
        assert not finds(other_member, of_region, "zebra")
        monkeypatch.setattr(
            "advocates.files.models.LibraryFileQuerySet.visible_to", lambda self, _viewer, _now=None: self
        )
        assert finds(other_member, of_region, "zebra")

    def test_not_before_its_day(self, member, other_member, space):
        item = keep(member.person, space, "Protocol", not_before=timezone.now() + timedelta(days=2))
        read()
        assert finds(member, item, "protocol")
        assert not finds(other_member, item, "protocol")
        LibraryFile.objects.update(not_before=timezone.now())
        assert finds(other_member, item, "protocol")

    def test_deleted(self, member, space):
        item = keep(member.person, space, "Protocol")
        read()
        library.delete_file(actor=member.person, item=item, reason="x")
        assert not finds(member, item, "protocol")
        read()
        assert FileWords.objects.get().words == ""
        library.restore_file(actor=member.person, item=item)
        read()
        assert finds(member, item, "protocol")
