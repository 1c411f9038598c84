"""The list with which a network begins: seen first, written then, and every line that cannot be used says why."""

import csv
import io
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from advocates.core.models import Mail, StreamEntry
from advocates.organisations.founding import actions
from advocates.organisations.founding.importing import COLUMNS, MOST_ROWS, carry_out, make_plan
from advocates.organisations.importing import Unreadable
from advocates.organisations.models import Invitation, Organisation
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from tests.cast import make_person, speak_for
from tests.patience import patience

pytestmark = pytest.mark.django_db
BASE = {
    "name": "Harbour Group",
    "country_code": "DE",
    "languages": "de",
    "administrator_name": "Rosa Lind",
    "administrator_email": "rosa@example.org",
    "administrator_language": "es",
}


def row(number=0, **cells) -> dict[str, str]:
    own = {"name": f"Group {number}", "administrator_email": f"p{number}@example.org"} if number else {}
    return {**BASE, **own, **cells}


def as_text(*rows, columns=COLUMNS) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def reasons(*rows) -> list[tuple[int, str]]:
    return [(refusal.line, refusal.reason) for refusal in make_plan(as_text(*rows)).refused]


def upload(raw: bytes) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("list.csv", raw, "text/csv")}


class TestLookingFirst:
    def test_nothing_is_written(self, staff):
        make_organisation("Group 1")
        entries = StreamEntry.objects.count()
        answer = staff.post(
            "/manage/founding/list/check/", upload(as_text(row(1), row(2), row(3, name="")).encode())
        )
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "1 organisation is new in the directory" in page
        assert "1 organisation is in the directory already" in page
        assert "1 line cannot be used" in page
        assert Organisation.objects.count() == 1
        assert not Invitation.objects.exists()
        assert not Mail.objects.exists()
        assert StreamEntry.objects.count() == entries

    def test_the_lines_can_be_mended_on_the_page(self, staff):
        text = as_text(row(1), row(2, administrator_email="nobody"))
        page = staff.post("/manage/founding/list/check/", upload(text.encode())).content.decode()
        assert "nobody" in page
        answer = staff.post(
            "/manage/founding/list/apply/", {"text": text.replace("nobody", "p2@example.org")}
        )
        assert answer.status_code == 302
        assert Invitation.objects.count() == 2


class TestWriting:
    def apply(self, staff, *rows):
        return staff.post("/manage/founding/list/apply/", {"text": as_text(*rows).replace("\n", "\r\n")})

    def test_entries_and_invitations_that_nobody_gets_yet(self, staff):
        known = make_organisation("Group 1", note="of the back office")
        assert self.apply(staff, row(1), row(2))["Location"] == "/manage/founding/"
        invitation = Invitation.objects.get(organisation=known)
        assert invitation.is_founding
        assert (invitation.role, invitation.language, invitation.name) == ("administrator", "es", "Rosa Lind")
        assert invitation.state == Invitation.State.PREPARED
        assert not Mail.objects.exists()
        known.refresh_from_db()
        assert known.note == "of the back office"
        assert StreamEntry.objects.filter(kind="organisations.founding.listed", is_audit=True).count() == 2

    def test_the_file_alone_makes_nobody_a_member(self, staff):
        self.apply(staff, row(1, member="yes"))
        assert Organisation.objects.get().state == State.LISTED

    def test_twice_is_once(self, staff):
        self.apply(staff, row(1), row(2))
        self.apply(staff, row(1), row(2))
        assert Invitation.objects.count() == 2
        assert make_plan(as_text(row(1), row(2))).kept == 2

    def test_what_cannot_be_used_is_said_and_the_rest_is_written(self, staff):
        answer = self.apply(staff, row(1), row(2, country_code="XX"))
        assert answer.status_code == 200
        assert "This has been written" in answer.content.decode()
        assert Invitation.objects.count() == 1

    def test_without_an_address_a_link_is_needed(self, staff):
        self.apply(staff, row(1, administrator_email=""))
        assert Invitation.objects.get().address == ""
        assert "by link only" in staff.get("/manage/founding/").content.decode()

    def test_a_language_that_the_site_does_not_speak_yet_gives_english(self):
        plan = make_plan(as_text(row(1, administrator_language="fr"), row(2, administrator_language="")))
        assert [step.administrator.language for step in plan.steps] == ["en", "en"]
        plan = make_plan(as_text(row(1, administrator_language="", languages="ar;en")))
        assert plan.steps[0].administrator.language == "ar"

    def test_five_hundred_in_one_go(self, staff):
        rows = [row(number) for number in range(1, 501)]
        began = time.process_time()
        assert self.apply(staff, *rows).status_code == 302
        assert time.process_time() - began < patience(30)
        assert Invitation.objects.count() == 500
        assert Organisation.objects.count() == 500

    def test_looking_at_five_hundred_takes_few_queries(self, django_assert_max_num_queries):
        text = as_text(*[row(number) for number in range(1, 501)])
        with django_assert_max_num_queries(4):
            assert make_plan(text).added == 500


class TestLinesThatCannotBeUsed:
    @pytest.mark.parametrize(
        ("cells", "part"),
        [
            ({"administrator_email": "nobody"}, "administrator_email"),
            ({"administrator_email": "ıan@example.org"}, "administrator_email"),
            ({"administrator_email": "a@b.example, c@d.example"}, "administrator_email"),
            ({"administrator_email": "info@a.example"}, "Several people may read info@a.example"),
            ({"administrator_name": "=1+1"}, "like a formula"),
            ({"administrator_name": "a\u202eb"}, "nobody can see"),
            ({"administrator_name": "n" * 151}, "too long"),
            ({"administrator_language": "xx"}, "administrator_language"),
            ({"name": ""}, "name"),
            ({"country_code": "ZZ"}, "country_code"),
            ({"website": "javascript:1"}, "website"),
            ({"disease_areas": "gout"}, "not among the diseases"),
        ],
    )
    def test_say_why(self, cells, part):
        ((line, reason),) = reasons(row(1), row(2, **cells))
        assert line == 3
        assert part in reason

    def test_the_same_administrator_twice(self):
        ((line, reason),) = reasons(row(1), row(2), row(3, administrator_email="P1@example.org"))
        assert line == 4
        assert "administrator of line 2" in reason

    def test_the_same_organisation_twice_in_the_file(self):
        ((line, reason),) = reasons(row(1), row(2, name="GROUP 1"))
        assert line == 3
        assert "line 2" in reason

    def test_an_organisation_that_the_directory_has_twice(self):
        make_organisation("Group 1")
        make_organisation("Group 1")
        ((_line, reason),) = reasons(row(1))
        assert "group-1, group-1-2" in reason

    @pytest.mark.parametrize("state", [State.SUSPENDED, State.FORMER])
    def test_an_organisation_that_is_something_else(self, state):
        make_organisation("Group 1", state=state)
        ((_line, reason),) = reasons(row(1))
        assert str(state.label) in reason

    def test_an_organisation_for_which_somebody_speaks(self):
        speak_for(make_person("speaker"), make_organisation("Group 1", state=State.MEMBER))
        ((_line, reason),) = reasons(row(1))
        assert "Somebody speaks for this organisation already" in reason

    def test_another_administrator_than_on_the_list(self, staff):
        carry_out(actor=staff.person, text=as_text(row(1)))
        ((_line, reason),) = reasons(row(1, administrator_email="x@example.org"))
        assert "another administrator" in reason

    def test_an_administrator_who_is_on_the_list_for_another(self, staff):
        carry_out(actor=staff.person, text=as_text(row(1)))
        ((_line, reason),) = reasons(row(2, administrator_email="p1@example.org"))
        assert "for another organisation" in reason

    def test_their_line_is_that_of_a_spreadsheet(self):
        """A cell with a line break takes two lines of the file."""
        two_lines = row(2, administrator_name="Rosa\nLind")
        ((line, _reason),) = reasons(row(1), two_lines, row(3, administrator_email="x"))
        assert line == 5


class TestFilesThatCannotBeRead:
    @pytest.mark.parametrize(
        ("raw", "part"),
        [
            (as_text(row(1)).encode("utf-16"), "not UTF-8"),
            (as_text(row(1, name="Gruppe Süd")).encode("latin-1"), "Line 2 is not UTF-8"),
            (b"", "empty"),
            (b"name,country_code\nA,DE\n", "no column"),
            (as_text(row(1), columns=COLUMNS[:-2]).encode(), "administrator_email, administrator_language"),
            (as_text(row(1)).encode() + b"\x00", "NUL"),
            (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "UTF-8"),
            (as_text(row(1)).encode() + b'"open', "not CSV"),
        ],
    )
    @pytest.mark.parametrize("step", ["check", "apply"])
    def test_change_nothing(self, staff, raw, part, step):
        answer = staff.post(f"/manage/founding/list/{step}/", upload(raw))
        assert answer.status_code == 422
        assert part in answer.content.decode()
        assert not Organisation.objects.exists()

    def test_nothing_chosen(self, staff):
        answer = staff.post("/manage/founding/list/check/", {})
        assert answer.status_code == 422
        assert "Choose a file" in answer.content.decode()

    def test_too_large(self, staff):
        answer = staff.post("/manage/founding/list/check/", upload(b"a" * (2 * 1024 * 1024 + 1)))
        assert answer.status_code == 422

    def test_too_many_rows(self):
        text = as_text(*[row(number) for number in range(1, MOST_ROWS + 2)])
        with pytest.raises(Unreadable):
            make_plan(text)

    def test_a_byte_order_mark_is_none_of_these(self, staff):
        answer = staff.post(
            "/manage/founding/list/check/", upload(b"\xef\xbb\xbf" + as_text(row(1)).encode())
        )
        assert answer.status_code == 200


class TestWhenTheFoundingIsOver:
    def test_the_list_is_closed(self, staff, monkeypatch):
        monkeypatch.setattr(actions, "founding_state", lambda: False)
        answer = staff.post("/manage/founding/list/apply/", {"text": as_text(row(1))})
        assert answer.status_code == 409
        assert not Organisation.objects.exists()
