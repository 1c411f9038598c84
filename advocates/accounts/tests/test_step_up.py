"""Step-up: five minutes, every fence again afterwards, and no text lost, without JavaScript."""

import time
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from advocates.accounts import actions, step_up
from advocates.accounts.models import Closure
from advocates.core.viewer import Role
from tests.cast import PASSWORD, make_person, totp_code

pytestmark = pytest.mark.django_db
REASON = "First line\nsecond, with “marks” & <tags>"


class Fields(HTMLParser):
    """The form that waits: its address and its fields."""

    def __init__(self) -> None:
        super().__init__()
        self.action, self.values, self.name = "", {}, ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form" and given.get("action", "").startswith("/manage/"):
            self.action = given["action"]
        if tag == "textarea":
            self.name = given["name"]

    def handle_data(self, data):
        if self.name:
            # A browser drops the first line break of a text area.
            self.values[self.name] = data.removeprefix("\n")
            self.name = ""


@pytest.fixture
def later(staff, time_machine):
    """Six minutes after staff confirmed that it is them."""
    staff.get("/account/")
    time_machine.move_to(time.time() + 360)
    return staff


@pytest.fixture
def address():
    return f"/manage/people/{make_person('rosa').public_id}/suspend/"


def test_within_five_minutes_nobody_is_asked(staff, address):
    assert staff.get(address).status_code == 200
    assert staff.post(address, {"reason": REASON}).status_code == 302
    assert Closure.objects.count() == 1


def test_afterwards_reading_asks_and_comes_back(later, address):
    answer = later.get(address)
    assert answer["Location"] == f"/account/reauthenticate/?next={address.replace('/', '%2F')}"
    assert later.post(answer["Location"], {"password": PASSWORD})["Location"] == address
    assert later.get(address).status_code == 200


def test_a_file_has_to_be_chosen_again_and_a_sentence_says_so(later, address):
    chosen = SimpleUploadedFile("minutes <2>.pdf", b"%PDF-1.7")
    answer = later.post(address, {"reason": REASON, "paper": chosen})
    later.post(answer["Location"], {"password": PASSWORD})
    page = later.get("/account/step-up/").content.decode()
    assert "A file cannot be kept: please choose it again" in page
    assert 'enctype="multipart/form-data"' in page
    assert '<input class="field__input" type="file" name="paper" id="again_1" required>' in page
    assert "<bdi>minutes &lt;2&gt;.pdf</bdi>" in page
    assert 'name="reason"' in page


def test_without_a_file_nothing_is_said_of_files(later, address):
    answer = later.post(address, {"reason": REASON})
    later.post(answer["Location"], {"password": PASSWORD})
    page = later.get("/account/step-up/").content.decode()
    assert "One press sends it" in page
    assert 'type="file"' not in page


def test_what_was_typed_is_kept_and_sent_by_a_button(later, address):
    answer = later.post(address, {"reason": REASON})
    assert not Closure.objects.exists()
    back = later.post(answer["Location"], {"password": PASSWORD})
    assert back["Location"] == "/account/step-up/"
    page = Fields()
    page.feed(later.get("/account/step-up/").content.decode())
    assert page.action == address
    assert page.values == {"reason": REASON}
    assert later.post(page.action, page.values).status_code == 302
    assert Closure.objects.get().reason == REASON
    assert later.get("/account/step-up/")["Location"] == "/account/"


def test_a_code_confirms_as_well(later, address):
    later.post(address, {"reason": REASON})
    code = totp_code(later.totp_secret, time.time())
    answer = later.post("/account/2fa/reauthenticate/?next=/account/step-up/", {"code": code})
    assert answer["Location"] == "/account/step-up/"
    assert later.get(address).status_code == 200


def test_a_wrong_password_confirms_nothing(later, address):
    answer = later.post(address, {"reason": REASON})
    assert later.post(answer["Location"], {"password": "wrong"}).status_code == 422
    assert later.post(address, {"reason": REASON}).status_code == 302
    assert not Closure.objects.exists()


def test_the_text_is_encrypted_where_it_waits(later, address):
    later.post(address, {"reason": "a quilt of its own"})
    assert "quilt" not in str(dict(later.session.items()))


def test_a_right_that_ended_meanwhile_stops_it(later, address):
    """Sent on, it passes the fences again."""
    make_person("second", Role.STAFF)
    answer = later.post(address, {"reason": REASON})
    later.post(answer["Location"], {"password": PASSWORD})
    actions.end_role(actor=None, person=later.person, role=Role.STAFF)
    assert later.post(address, {"reason": REASON}).status_code == 404
    assert not Closure.objects.exists()


def test_the_twin_without_it_an_open_screen_suffices(later, address, monkeypatch):
    monkeypatch.setattr(step_up, "did_recently_reauthenticate", lambda _request: True)
    assert later.post(address, {"reason": REASON}).status_code == 302
    assert Closure.objects.exists()
