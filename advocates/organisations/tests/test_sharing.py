"""Sharing: a short text of facts, and a picture in which every letter is right or none is drawn."""

import re
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image, ImageChops

from advocates.core import drawings
from advocates.core.assets import STATIC
from advocates.organisations import actions, card_views, cards, sharing
from advocates.organisations.cards import Card, lettering, shapes
from advocates.organisations.models import Organisation, OrganisationQuerySet
from advocates.organisations.tests.danger import PAYLOADS, page_of
from advocates.organisations.tests.factories import PRIVATE, load_real_directory, make_organisation

pytestmark = pytest.mark.django_db
ARABIC, THAI, HINDI, JAPANESE = "جمعية مرضى السرطان", "ชมรมผู้ป่วย", "फ्रेंड्स ऑफ मैक्स", "いずみの会"
LARGEST = 60_000


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "cards"


def card(title="Friends", subtitle="", detail="Bonn, Germany", **more):
    facts = {
        "plain_detail": "Germany",
        "network": "Network",
        "seeds": ("friends",),
        "is_right_to_left": False,
    }
    return Card(title=title, subtitle=subtitle, detail=detail, **{**facts, **more})


def picture(content):
    return Image.open(BytesIO(content)).convert("RGB")


def differs(one, other):
    """Where two cards differ to the eye: a box, or nothing. The few colours of a card are its own."""
    difference = ImageChops.difference(picture(cards.draw(one)), picture(cards.draw(other)))
    return difference.point(lambda value: 255 if value > 96 else 0).getbbox()


class TestTheText:
    def test_says_facts_and_the_address(self, visitor):
        make_organisation("Friends", city="Bonn", languages=["de", "ar"])
        page = page_of(visitor.get("/es/organisations/friends/"))
        (link,) = [link for link in page.links if link.startswith("https://wa.me/")]
        (text,) = parse_qs(urlsplit(link).query)["text"]
        assert text.splitlines() == [
            "Friends",
            "Bonn, Alemania",
            "Deutsch, العربية",
            "http://127.0.0.1:8000/es/organisations/friends/",
        ]
        mail = next(link for link in page.links if link.startswith("mailto:?"))
        assert parse_qs(urlsplit(mail).query) == {"subject": ["Friends"], "body": [text]}

    @given(some.text(min_size=1, max_size=200), some.lists(some.text(max_size=200), max_size=4))
    def test_is_short_and_keeps_the_address(self, title, facts):
        share = sharing.of(title, facts, "/organisations/" + "x" * 120 + "/", "/card.png")
        assert len(share.text) <= sharing.LONGEST
        assert share.text.endswith("/organisations/" + "x" * 120 + "/")

    @pytest.mark.parametrize("name", PAYLOADS[:20])
    def test_a_name_does_nothing(self, visitor, name):
        make_organisation("Friends")
        Organisation.objects.update(name=name, local_name=name)
        assert page_of(visitor.get("/organisations/friends/")).dangers == []

    @pytest.mark.parametrize(
        "address", ["/directory/", "/directory/?region=western-europe", "/ar/directory/de/"]
    )
    def test_lists_have_it_too(self, visitor, address):
        make_organisation("Friends")
        page = page_of(visitor.get(address))
        assert [link for link in page.links if link.startswith("https://wa.me/?text=")]

    def test_a_group_that_is_gone_is_not_passed_on(self, visitor):
        make_organisation("Friends", state="former")
        assert "wa.me" not in visitor.get("/organisations/friends/").content.decode()


class TestWhatTheHeadSays:
    @pytest.mark.parametrize(
        "address",
        ["/organisations/friends/", "/es/organisations/friends/", "/directory/", "/ar/directory/de/"],
    )
    def test_title_text_and_a_picture_that_is_there(self, visitor, address):
        make_organisation("Friends")
        found = {tag.get("property"): tag.get("content") for tag in page_of(visitor.get(address)).all("meta")}
        assert {"og:title", "og:description", "og:url", "og:image:alt"} <= set(found)
        assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
        shown = visitor.get(found["og:image"].removeprefix("http://127.0.0.1:8000"))
        assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
        assert picture(shown.content).size == (1200, 630)
        assert len(shown.content) <= LARGEST
        assert shown["Cache-Control"] == card_views.FOR_LONG
        assert not shown.cookies

    def test_the_page_asks_the_database_as_often_as_before(self, visitor, django_assert_num_queries):
        """The entry itself, and nothing for sharing it."""
        make_organisation("Friends")
        visitor.get("/organisations/friends/")
        with django_assert_num_queries(1):
            visitor.get("/organisations/friends/")


class TestServed:
    def test_drawn_once_and_anew_when_the_facts_change(self, visitor, folder, monkeypatch):
        group = make_organisation("Friends")
        made = []
        whole = cards.draw
        monkeypatch.setattr(card_views.cards, "draw", lambda one: made.append(one) or whole(one))
        first = [visitor.get("/organisations/friends/card.png").content for _ in range(2)]
        assert first[0] == first[1]
        assert len(made) == 1
        actions.edit_organisation(
            actor=None, organisation=group, base_revision=1, entry=actions.Entry({"city": "Bonn"})
        )
        assert visitor.get("/organisations/friends/card.png").content != first[0]
        assert len(made) == 2
        assert len(list(folder.iterdir())) == 1

    def test_a_private_note_draws_nothing_anew(self, visitor):
        group = make_organisation("Friends", **PRIVATE)
        before = visitor.get("/organisations/friends/card.png")
        actions.edit_organisation(
            actor=None, organisation=group, base_revision=1, entry=actions.Entry({"note": "Another"})
        )
        after = visitor.get("/organisations/friends/card.png")
        assert (after.content, after["ETag"]) == (before.content, before["ETag"])

    def test_again_only_when_it_changed(self, visitor):
        make_organisation("Friends")
        tag = visitor.get("/organisations/friends/card.png")["ETag"]
        assert visitor.get("/organisations/friends/card.png", HTTP_IF_NONE_MATCH=tag).status_code == 304

    def test_an_old_address_is_not_kept_for_long(self, visitor):
        make_organisation("Friends")
        assert "max-age=0" in visitor.get("/organisations/friends/card.png?v=old")["Cache-Control"]

    @pytest.mark.parametrize("who", ["visitor", "pending", "editor"])
    def test_hidden_is_missing(self, request, who):
        client, group = request.getfixturevalue(who), make_organisation("Friends")
        first = client.get("/organisations/friends/card.png")
        actions.unpublish_organisation(actor=None, organisation=group)
        for more in ({}, {"HTTP_IF_NONE_MATCH": first["ETag"]}):
            assert client.get("/organisations/friends/card.png", **more).status_code == 404

    def test_without_the_door_it_would_be_shown(self, visitor, monkeypatch):
        """The twin."""
        actions.unpublish_organisation(actor=None, organisation=make_organisation("Friends"))
        monkeypatch.setattr(OrganisationQuerySet, "visible_to", lambda rows, _viewer: rows)
        assert visitor.get("/organisations/friends/card.png").status_code == 200

    def test_staff_see_it_and_no_cache_keeps_it(self, staff, folder):
        actions.unpublish_organisation(actor=None, organisation=make_organisation("Friends"))
        answer = staff.get("/organisations/friends/card.png")
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
        assert not folder.exists()

    def test_what_there_is_not(self, visitor):
        assert visitor.get("/directory/zz/card.png").status_code == 404
        assert visitor.get("/organisations/nobody/card.png").status_code == 404

    def test_a_country_without_a_group_has_one(self, visitor):
        assert visitor.get("/directory/aq/card.png").status_code == 200

    def test_no_card_of_the_real_directory_is_heavy(self):
        load_real_directory()
        for shown in Organisation.objects.order_by("?")[:12]:
            for language in ("en", "ar"):
                assert len(cards.draw(sharing.organisation_card(shown, language))) <= LARGEST


class TestLetters:
    @pytest.mark.parametrize(
        "text", ["Fundación Ayúdame", "Содействие", "Ελλάδα", "Hội người bệnh", ARABIC, THAI, HINDI]
    )
    def test_that_we_can_draw(self, text):
        assert lettering.can_draw(text)
        assert differs(card(title=text), card(title="")) is not None

    @pytest.mark.parametrize("text", [JAPANESE, "白血病", "백혈병", "a\u0b95", "👩‍⚕️"])
    def test_that_we_cannot_are_left_out(self, text):
        assert not lettering.can_draw(lettering.cleaned(text))
        assert differs(card(title=text, subtitle="Friends"), card(title="Friends")) is None
        assert differs(card(title="Friends", subtitle=text), card(title="Friends")) is None

    def test_nor_words_that_run_both_ways(self):
        assert not lettering.can_draw(f"{ARABIC} CML")

    def test_letters_that_join_need_the_library(self, monkeypatch):
        monkeypatch.setattr(lettering.features, "check", lambda _name: False)
        lettering.faces.cache_clear()
        try:
            assert [lettering.can_draw(text) for text in (ARABIC, THAI, HINDI, "Friends")] == [False] * 3 + [
                True
            ]
        finally:
            lettering.faces.cache_clear()

    def test_the_list_of_letters_is_true(self):
        """A letter that a font lacks is drawn as a box: none of those that we say it has."""
        for face in lettering.faces():
            font = face.font(40)
            box = bytes(font.getmask("\U0010fffe"))
            for start, end in zip(face.starts, face.ends, strict=True):
                for code in {start, end}:
                    assert chr(code).isspace() or bytes(font.getmask(chr(code))) != box or not box, hex(code)

    @given(some.text(max_size=200), some.text(max_size=200), some.text(max_size=120))
    def test_no_text_breaks_it(self, title, subtitle, detail):
        for text in (title, subtitle, detail):
            if lettering.can_draw(clean := lettering.cleaned(text)):
                size, lines = lettering.fitted(clean, 700, (40, 30), 2)
                assert len(lines) <= 2
                assert size in (40, 30)

    def test_long_names_stay_inside(self):
        long = card(title="Leukaemia " * 20, subtitle="x" * 200, detail="y" * 120)
        box = differs(long, card(title="", detail="", plain_detail=""))
        assert box[2] <= 1200 - 60
        assert box[3] <= 500


class TestShapes:
    def test_the_colours_are_those_of_the_style_sheet(self):
        sheet = (STATIC / "css" / "rest" / "tile.css").read_text()
        found = re.findall(r"\.t(\d) \{ background: (#\w+); color: (#\w+); \}", sheet)
        assert {int(number): (ground, thread) for number, ground, thread in found} == shapes.PAIRS

    @pytest.mark.parametrize("path", drawings._PATTERNS)
    def test_every_pattern_is_drawn_near_its_square(self, path):
        lines = shapes.polylines(path)
        assert len(lines) == len(re.findall("[Mm]", path))
        assert all(-9 <= x <= 48 and -9 <= y <= 48 for line in lines for x, y in line)

    def test_an_arc_goes_round(self):
        (line,) = shapes.polylines("M0 15a8 8 0 0 1 16 0")
        assert min(y for _x, y in line) == pytest.approx(7, abs=0.1)
        assert line[-1] == (16, 15)

    def test_the_square_is_the_pages(self):
        path, number = drawings.tile_design("friends")
        assert f' t{number}"' in drawings.tile("friends")
        assert f'#q-{drawings._PATTERNS.index(path)}"' in drawings.tile("friends")


def test_the_fonts_are_ours_to_give_and_small():
    files = list(lettering.FOLDER.iterdir())
    assert "SIL Open Font License" in (lettering.FOLDER / "LICENSE").read_text()
    assert sum(file.stat().st_size for file in files) < 1_000_000
