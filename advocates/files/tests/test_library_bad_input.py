"""Whatever is sent to a library is answered clearly, with the text kept, and nothing is half done."""

import pytest

from advocates.core.tests.pictures import png
from advocates.files.models import File, LibraryFile
from advocates.files.tests.factories import docx
from advocates.files.tests.libraries import add, address
from advocates.forum.tests.factories import make_shelf
from advocates.spaces.models import Space

pytestmark = pytest.mark.django_db


@pytest.fixture
def members() -> Space:
    return make_shelf().space


class TestBadInput:
    @pytest.mark.parametrize(
        ("name", "content", "says"),
        [
            ("empty.png", b"", "empty"),
            ("picture.png", docx(**{"../evil": b"x"}), "damaged"),
            ("picture.png", b"PK\x03\x04 and nothing more", "damaged"),
            ("picture.png", b"<html><script>alert(1)</script>", "cannot take this kind"),
            ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cannot take this kind"),
            ("paper.pdf", b"%PDF-1.7 nothing", "damaged"),
        ],
        ids=["empty", "zip with ..", "zip as picture", "page as picture", "svg", "broken pdf"],
    )
    def test_a_clear_answer(self, member, members, name, content, says):
        answer = add(member, members, content, name, title="Kept title")
        assert answer.status_code == 422
        text = answer.content.decode()
        assert says in text
        assert "Kept title" in text
        # It is said once what is wrong with it; that the page keeps no file is for one that was right.
        assert "Choose the file once more" not in text
        assert not File.objects.exists()

    def test_a_good_file_with_a_form_that_is_not_has_to_be_chosen_once_more(self, member, members):
        answer = add(member, members, title="")
        assert answer.status_code == 422
        assert "Choose the file once more" in answer.text

    def test_a_picture_bomb(self, member, members):
        answer = add(member, members, png(20_000, 20_000))
        assert answer.status_code == 422
        assert not File.objects.exists()

    @pytest.mark.parametrize(
        "name",
        [
            "ض" * 300 + ".png",
            "文" * 300 + ".png",
            "a\u202egnp.exe",
            "../../etc/passwd",
            "CON.png",
            "a\0b\r\nc.png",
            "." * 300,
        ],
        ids=["arabic", "chinese", "turned round", "path", "device", "control signs", "dots"],
    )
    def test_names(self, member, members, name):
        add(member, members, name=name)
        item = LibraryFile.objects.select_related("current").get()
        kept = item.current.name
        assert len(kept) <= 110
        assert not set(kept) & set('/\\\0\r\n\u202e"')
        assert kept.endswith(".webp")
        header = member.get(address(item, "content/"))["Content-Disposition"]
        assert "\n" not in header

    @pytest.mark.parametrize(
        "title", ["ض" * 200, "<script>alert(1)</script>", "\u202eevil", "a\0b", "👩‍👩‍👧 \ud800"]
    )
    def test_titles_of_any_script(self, member, members, title):
        answer = add(member, members, title=title.encode("utf-8", "replace").decode())
        assert answer.status_code in {302, 422}
        if answer.status_code == 302:
            page = member.get(answer["Location"]).content.decode()
            assert "<script>alert" not in page

    @pytest.mark.parametrize("before", ["x", "a:b:c", "1" * 2000])
    def test_no_such_place(self, member, members, before):
        assert member.get(f"/members/files/in/{members.public_id}/?before={before}").status_code == 404

    def test_filters_that_there_are_not(self, member, members):
        assert member.get(f"/members/files/in/{members.public_id}/?kind=x&language=zz").status_code == 422
