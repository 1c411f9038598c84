"""The logo of a group: staff give, change and remove it; whoever may see the entry sees it, and nobody else."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.urls import reverse
from PIL import Image

from advocates.core import generations, uploads
from advocates.core.models import StreamEntry
from advocates.core.tests.pictures import CANARY, SVG, encoded, plain
from advocates.core.uploads import Picture
from advocates.organisations import actions, logos
from advocates.organisations.actions import Entry
from advocates.organisations.models import Organisation, OrganisationQuerySet
from advocates.organisations.tests.danger import page_of
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.tests.test_edit_organisation import form_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "logos"


@pytest.fixture
def group() -> Organisation:
    return make_organisation("Open Group", languages=["de"])


def drawn(colour: str = "red", size: tuple[int, int] = (160, 40)) -> Picture:
    return Picture(encoded(Image.new("RGB", size, colour), "WEBP"), *size)


def give(shown: Organisation, picture: Picture | None = None) -> Organisation:
    """A logo by the deed itself."""
    return actions.edit_organisation(
        actor=None,
        organisation=shown,
        base_revision=shown.revision,
        entry=Entry({}, logo=picture or drawn()),
    )


def files(folder: Path) -> list[str]:
    return sorted(f"logos/{path.name}" for path in folder.iterdir()) if folder.exists() else []


def send(client, shown: Organisation, content: bytes | None = None, file_name: str = "logo.png", **values):
    """The form of the back office as a browser sends it."""
    data = form_of(client, shown) | values
    if content is not None:
        data["logo"] = SimpleUploadedFile(file_name, content, content_type="image/png")
    return client.post(reverse("organisation_admin:edit", args=[shown.pk]), data)


def errors(answer) -> dict[str, list[str]]:
    return {name: list(map(str, lines)) for name, lines in answer.context["form"].errors.items()}


def address(shown: Organisation) -> str:
    return f"/organisations/{shown.slug}/logo"


class TestGiving:
    def test_a_logo_is_drawn_anew_and_stored_under_a_random_key(self, staff, group, folder):
        exif = Image.Exif()
        exif[0x013B] = CANARY.decode()
        content = encoded(Image.new("RGB", (900, 300), "red"), "JPEG", exif=exif)
        assert send(staff, group, content, "Zebrapine \u202egnp.exe").status_code == 302
        group.refresh_from_db()
        assert re.fullmatch(r"logos/[0-9a-f]{32}\.webp", group.logo)
        assert (group.logo_width, group.logo_height, group.revision) == (320, 107, 2)
        assert files(folder) == [group.logo]
        stored = (folder / group.logo.removeprefix("logos/")).read_bytes()
        assert Image.open(BytesIO(stored)).format == "WEBP"
        assert CANARY not in stored

    def test_it_stands_in_the_history_and_in_the_stream(self, staff, group):
        send(staff, group, plain())
        group.refresh_from_db()
        change = group.changes.get(revision=2)
        assert (change.actor, change.changes) == (staff.person, {"logo": ["", group.logo]})
        assert StreamEntry.objects.get(kind="organisations.organisation.changed").actor == staff.person
        page = staff.get(reverse("organisation_admin:history", args=[group.pk])).content.decode()
        assert ">Logo<" in page

    def test_a_new_entry_may_have_one_at_once(self, staff, folder):
        values = {
            "name": "New",
            "country": "DE",
            "state": "listed",
            "precision": "country",
            "languages": "de",
        }
        file = SimpleUploadedFile("logo.png", plain())
        assert staff.post(reverse("organisation_admin:add"), {**values, "logo": file}).status_code == 302
        assert files(folder) == [Organisation.objects.get(name="New").logo]

    def test_stored_pages_are_made_anew(self, group, django_capture_on_commit_callbacks):
        before = generations.read("public")
        with django_capture_on_commit_callbacks(execute=True):
            give(group)
        assert generations.read("public") > before

    @pytest.mark.parametrize("who", ["visitor", "pending", "editor"])
    def test_is_for_staff_alone(self, request, who, staff, group, folder):
        data = {**form_of(staff, group), "logo": SimpleUploadedFile("logo.png", plain())}
        client = request.getfixturevalue(who)
        answer = client.post(reverse("organisation_admin:edit", args=[group.pk]), data)
        assert answer.status_code == (302 if who == "visitor" else 404)
        assert files(folder) == []


class TestChanging:
    def test_a_new_one_replaces_the_old_after_the_commit(
        self, staff, group, folder, django_capture_on_commit_callbacks
    ):
        old = give(group)
        with django_capture_on_commit_callbacks(execute=True) as callbacks:
            assert send(staff, old, plain(size=(30, 60))).status_code == 302
            assert old.logo in files(folder)
        group.refresh_from_db()
        assert group.logo != old.logo
        assert files(folder) == [group.logo]
        assert callbacks

    def test_it_can_be_removed(self, staff, group, folder, django_capture_on_commit_callbacks):
        give(group)
        assert (
            "remove_logo" in form_of(staff, group)
            or "remove_logo"
            in staff.get(reverse("organisation_admin:edit", args=[group.pk])).content.decode()
        )
        with django_capture_on_commit_callbacks(execute=True):
            assert send(staff, group, remove_logo="on").status_code == 302
        group.refresh_from_db()
        assert (group.logo, group.logo_width, group.logo_height) == ("", 0, 0)
        assert files(folder) == []

    def test_who_sends_one_and_ticks_remove_gets_the_new_one(self, staff, group):
        old = give(group)
        send(staff, group, plain(), remove_logo="on")
        group.refresh_from_db()
        assert group.logo not in {"", old.logo}

    def test_other_changes_leave_it_alone(self, staff, group, folder):
        given = give(group)
        assert send(staff, given, city="Bremen").status_code == 302
        group.refresh_from_db()
        assert (group.city, group.logo) == ("Bremen", given.logo)
        assert files(folder) == [given.logo]

    def test_where_there_is_none_nothing_can_be_removed(self, staff, group):
        page = staff.get(reverse("organisation_admin:edit", args=[group.pk])).content.decode()
        assert "remove_logo" not in page
        assert send(staff, group, remove_logo="on").status_code == 302
        group.refresh_from_db()
        assert group.revision == 1

    def test_the_form_shows_the_present_one(self, staff, group):
        given = give(group)
        page = staff.get(reverse("organisation_admin:edit", args=[group.pk])).content.decode()
        assert f'<img src="{given.shown_logo.url}" alt="The present logo"' in page
        assert 'enctype="multipart/form-data"' in page
        assert 'accept="image/png,image/jpeg,image/webp,image/gif"' in page

    def test_a_storage_that_fails_afterwards_fails_nobody(
        self, staff, group, monkeypatch, django_capture_on_commit_callbacks
    ):
        give(group)

        def broken(_storage, _name):
            raise OSError

        monkeypatch.setattr(FileSystemStorage, "delete", broken)
        with django_capture_on_commit_callbacks(execute=True):
            assert send(staff, group, plain()).status_code == 302


class TestRefused:
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (SVG, "PNG, JPEG, WebP or GIF"),
            (b"<html>", "PNG, JPEG, WebP or GIF"),
            (plain()[:-30], "damaged"),
            (b"", "empty"),
            (plain() + b"\0" * 11 * 2**20, "too large"),
        ],
        ids=["svg", "html", "cut", "empty", "large"],
    )
    def test_the_sentence_stands_at_the_field_and_the_rest_stays(
        self, staff, group, folder, content, sentence
    ):
        answer = send(staff, group, content, city="Bremen")
        assert answer.status_code == 200
        assert list(errors(answer)) == ["logo"]
        assert sentence in errors(answer)["logo"][0]
        assert 'value="Bremen"' in answer.content.decode()
        group.refresh_from_db()
        assert (group.city, group.logo, group.revision) == ("", "", 1)
        assert files(folder) == []

    def test_nobody_free_to_read_it(self, staff, group, monkeypatch):
        monkeypatch.setattr(uploads, "WAIT_SECONDS", 0.05)
        monkeypatch.setattr(uploads, "_places", uploads.threading.BoundedSemaphore(1))
        uploads._places.acquire()
        answer = send(staff, group, plain())
        assert "Wait a minute" in errors(answer)["logo"][0]

    def test_a_mistake_elsewhere_asks_for_the_file_again(self, staff, group, folder):
        answer = send(staff, group, plain(), name="")
        assert set(errors(answer)) == {"name", "logo"}
        assert "Choose the file again" in errors(answer)["logo"][0]
        assert files(folder) == []

    def test_what_is_text_in_the_place_of_a_file(self, staff, group):
        assert send(staff, group, logo="logos/x.webp").status_code == 302
        group.refresh_from_db()
        assert group.logo == ""

    def test_somebody_else_was_faster(self, staff, group, folder):
        values = form_of(staff, group)
        send(staff, group, city="Bremen")
        data = {**values, "logo": SimpleUploadedFile("logo.png", plain())}
        answer = staff.post(reverse("organisation_admin:edit", args=[group.pk]), data)
        assert answer.status_code == 409
        assert "Choose the file again" in errors(answer)["logo"][0]
        assert files(folder) == []
        group.refresh_from_db()
        assert (group.city, group.logo, group.revision) == ("Bremen", "", 2)

    def test_a_deed_that_fails_leaves_no_file(self, group, folder, monkeypatch):
        def broken(*_arguments):
            raise DatabaseError

        monkeypatch.setattr(actions, "remember", broken)
        with pytest.raises(DatabaseError):
            give(group)
        assert files(folder) == []
        group.refresh_from_db()
        assert group.logo == ""


class TestServed:
    def test_as_a_picture_that_can_run_nothing(self, visitor, group):
        answer = visitor.get(give(group).shown_logo.url)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert not answer.cookies
        assert Image.open(BytesIO(answer.content)).size == (160, 40)

    def test_again_only_when_it_changed(self, visitor, group):
        first = give(group)
        tag = visitor.get(address(group))["ETag"]
        again = visitor.get(address(group), headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")
        second = give(first, drawn("blue"))
        assert second.shown_logo.url != first.shown_logo.url
        assert visitor.get(address(group), headers={"if-none-match": tag}).status_code == 200

    def test_the_tag_tells_nothing_about_the_content(self, visitor, group):
        other = make_organisation("Other Group")
        tags = {visitor.get(address(give(each))).headers["ETag"] for each in (group, other)}
        assert len(tags) == 2

    @pytest.mark.parametrize("prefix", ["/es", "/ar"])
    def test_in_one_place_for_all_languages(self, visitor, group, prefix):
        given = give(group)
        page = page_of(visitor.get(f"{prefix}/organisations/{group.slug}/"))
        assert page.all("img")[0]["src"] == given.shown_logo.url
        assert given.shown_logo.url.startswith(f"/organisations/{group.slug}/logo?v=")

    @pytest.mark.parametrize("path", ["/media/{key}", "/media/images/{name}", "/static/{key}"])
    def test_and_nowhere_else(self, visitor, staff, group, path):
        key = give(group).logo
        for client in (visitor, staff):
            assert client.get(path.format(key=key, name=key.removeprefix("logos/"))).status_code == 404

    def test_a_file_that_is_gone_is_missing(self, visitor, group, folder):
        (folder / give(group).logo.removeprefix("logos/")).unlink()
        assert visitor.get(address(group)).status_code == 404


class TestHiddenIsMissing:
    def same(self, client, hidden: str, missing: str) -> None:
        """The same answer, but for the name that was asked for."""
        answers = []
        for slug in (hidden, missing):
            answer = client.get(f"/organisations/{slug}/logo")
            text = f"{sorted(answer.headers.items())} {answer.content.decode()}"
            answers.append((answer.status_code, text.replace(slug, "SLUG")))
        assert answers[0] == answers[1]
        assert answers[0][0] == 404

    @pytest.fixture
    def hidden(self, group) -> Organisation:
        actions.unpublish_organisation(actor=None, organisation=give(group))
        group.refresh_from_db()
        return group

    @pytest.mark.parametrize("who", ["visitor", "pending", "editor"])
    def test_a_logo_of_an_entry_that_is_not_public(self, request, hidden, who):
        client = request.getfixturevalue(who)
        self.same(client, hidden.slug, "x" * len(hidden.slug))

    def test_nor_with_the_tag_of_before(self, visitor, hidden):
        tag = f'"{logos.version(hidden.logo)}"'
        assert visitor.get(hidden.shown_logo.url, headers={"if-none-match": tag}).status_code == 404
        assert visitor.head(hidden.shown_logo.url).status_code == 404

    def test_an_entry_without_a_logo(self, visitor):
        bare = make_organisation("Bare Group")
        self.same(visitor, bare.slug, "x" * len(bare.slug))

    def test_staff_see_it_and_no_cache_keeps_it(self, staff, hidden):
        answer = staff.get(hidden.shown_logo.url)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")

    def test_without_the_door_it_would_be_shown(self, visitor, hidden, monkeypatch):
        """The twin."""
        monkeypatch.setattr(OrganisationQuerySet, "visible_to", lambda rows, _viewer: rows)
        assert visitor.get(hidden.shown_logo.url).status_code == 200


class TestShown:
    def test_beside_the_heading_with_its_size(self, visitor, group):
        given = give(group)
        page = page_of(visitor.get(group.get_absolute_url()))
        (image,) = page.all("img")
        assert (image["src"], image["alt"]) == (given.shown_logo.url, "")
        assert (image["width"], image["height"]) == ("128", "32")
        assert not page.all("svg", **{"class": "tile"})

    def test_without_one_the_square(self, visitor, group):
        page = page_of(visitor.get(group.get_absolute_url()))
        assert page.all("img") == []
        assert any("tile--l" in attributes.get("class", "") for attributes in page.all("svg"))

    @pytest.mark.parametrize(
        ("size", "box"),
        [((320, 80), (128, 32)), ((100, 300), (24, 72)), ((320, 320), (72, 72)), ((320, 1), (128, 1))],
    )
    def test_in_its_box(self, size, box):
        shown = logos.shown("x", "logos/x.webp", size)
        assert (shown.width, shown.height) == box
