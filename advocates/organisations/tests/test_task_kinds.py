"""Tasks of every kind: kinds that other parts register, who looks at a task, notes, filters, the first page."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from advocates.core.models import StreamEntry
from advocates.core.refused import Refused
from advocates.core.viewer import Role
from advocates.organisations import task_views, tasks
from advocates.organisations.models import Task
from advocates.organisations.tasks import TaskKind, open_task
from advocates.organisations.tests.factories import make_organisation
from tests.cast import cast_client

pytestmark = pytest.mark.django_db
LIST = "/manage/tasks/"


@pytest.fixture
def proposals(monkeypatch) -> TaskKind:
    """A kind as another part of the site registers it."""
    monkeypatch.setattr(tasks, "_kinds", dict(tasks._kinds))
    kind = TaskKind(
        "proposal",
        "Read a proposal",
        template="organisations/manage/task_website.html",
        url=lambda task: f"/manage/proposals/{task.key}/",
        describe=lambda task: {"check": {"address": f"https://{task.key}.example.org/"}, "seen": "Seen"},
    )
    tasks.register_kind(kind)
    return kind


class TestKinds:
    def test_a_registered_one_draws_its_own_row(self, staff, proposals):
        open_task(kind="proposal", key="a1", detail="not shown, since there is a template")
        page = staff.get(LIST).content.decode()
        for words in ("Read a proposal", 'href="/manage/proposals/a1/"', "https://a1.example.org/"):
            assert words in page
        assert "not shown" not in page

    def test_one_that_nobody_registered_is_shown_by_its_name(self, staff):
        open_task(kind="forgotten", detail="<b>Call</b>\nthem")
        page = staff.get(LIST).content.decode()
        assert "forgotten" in page
        assert "&lt;b&gt;Call&lt;/b&gt;<br>them" in page

    def test_several_of_a_kind_wait_for_one_entry_under_keys(self):
        group = make_organisation()
        first, second = (open_task(organisation=group, kind="proposal", key=key) for key in ("1", "2"))
        assert first != second
        again = open_task(organisation=group, kind="proposal", key="1", detail="newer")
        assert (again, again.detail) == (first, "newer")
        assert tasks.close_by_itself(organisation=group, kind="proposal", key="1")
        assert [task.key for task in group.tasks.open()] == ["2"]

    def test_those_without_an_entry_too(self):
        first = open_task(kind="mail", key="1")
        assert open_task(kind="mail", key="1") == first
        assert open_task(kind="mail", key="2") != first
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.create(kind="mail", key="1")
        tasks.close_by_itself(kind="mail", key="1")
        assert open_task(kind="mail", key="1") != first


class TestTaking:
    def test_the_others_see_who(self, staff):
        task, other = open_task(kind="mail"), cast_client("other", Role.STAFF)
        staff.post(f"{LIST}{task.pk}/take/")
        assert "You look at it" in staff.get(LIST).content.decode()
        assert f"<bdi>{staff.person}</bdi> looks at it" in other.get(LIST).content.decode()
        entry = StreamEntry.objects.get(kind="organisations.task.taken")
        assert (entry.actor, entry.is_audit) == (staff.person, True)

    def test_not_two_at_once(self, staff):
        task, other = open_task(kind="mail"), cast_client("other", Role.STAFF)
        assert [staff.post(f"{LIST}{task.pk}/take/").status_code for _ in range(2)] == [302, 302]
        answer = other.post(f"{LIST}{task.pk}/take/")
        assert answer.status_code == 409
        assert "Somebody else is looking" in answer.content.decode()
        task.refresh_from_db()
        assert task.taken_by == staff.person
        assert StreamEntry.objects.filter(kind="organisations.task.taken").count() == 1

    def test_given_back_by_whoever_is_there(self, staff):
        task, other = open_task(kind="mail"), cast_client("other", Role.STAFF)
        staff.post(f"{LIST}{task.pk}/take/")
        for _ in range(2):
            assert other.post(f"{LIST}{task.pk}/give-back/").status_code == 302
        task.refresh_from_db()
        assert task.taken_by is None
        assert StreamEntry.objects.filter(kind="organisations.task.given_back").count() == 1

    def test_one_that_is_done(self, staff):
        task = open_task(kind="mail")
        task.close(None)
        assert staff.post(f"{LIST}{task.pk}/take/").status_code == 409

    @pytest.mark.parametrize("deed", ["take", "give-back", "note"])
    @pytest.mark.parametrize(("who", "status"), [("visitor", 302), ("pending", 404), ("editor", 404)])
    def test_nobody_else(self, who, status, deed, request):
        task = open_task(kind="mail")
        assert (
            request.getfixturevalue(who).post(f"{LIST}{task.pk}/{deed}/", {"note": "x"}).status_code == status
        )
        task.refresh_from_db()
        assert (task.taken_by, task.note) == (None, "")


class TestNotes:
    def write(self, client, task, note, base=""):
        return client.post(f"{LIST}{task.pk}/note/", {"note": note, "base": base})

    def test_the_office_reads_it(self, staff):
        task = open_task(kind="mail")
        assert self.write(staff, task, "They moved.\r\n<b>Ask Ana.</b>").status_code == 302
        assert "They moved.<br>&lt;b&gt;Ask Ana.&lt;/b&gt;" in staff.get(LIST).content.decode()
        entry = StreamEntry.objects.get(kind="organisations.task.noted")
        assert (entry.actor, entry.data) == (staff.person, {})
        shown = staff.get(f"{LIST}{task.pk}/note/")
        base = shown.context["form"]["base"].value()
        assert self.write(staff, task, "", base.replace("\n", "\r\n")).status_code == 302
        task.refresh_from_db()
        assert task.note == ""

    def test_two_at_once(self, staff):
        task = open_task(kind="mail")
        assert self.write(staff, task, "First").status_code == 302
        assert self.write(staff, task, "Second").status_code == 409
        task.refresh_from_db()
        assert task.note == "First"

    def test_without_comparing_the_first_would_be_lost(self, staff, monkeypatch):
        """The twin."""
        task = open_task(kind="mail")
        self.write(staff, task, "First")
        blind = tasks.note_on_task
        monkeypatch.setattr(tasks, "note_on_task", lambda **given: blind(**{**given, "base": "First"}))
        self.write(staff, task, "Second")
        task.refresh_from_db()
        assert task.note == "Second"

    @pytest.mark.parametrize("note", ["x" * 2001, "a\0b", "\u202edesrever", "\ud800"])
    def test_what_cannot_be_a_note(self, staff, note):
        task = open_task(kind="mail")
        answer = staff.post(
            f"{LIST}{task.pk}/note/", f"note={'%ED%A0%80' if note == chr(0xD800) else note}&base=",
            content_type="application/x-www-form-urlencoded",
        )  # fmt: skip
        assert answer.status_code in {302, 422}
        task.refresh_from_db()
        assert (task.note == "") is (answer.status_code == 422)

    def test_one_that_is_done(self, staff):
        task = open_task(kind="mail")
        task.close(None)
        assert staff.get(f"{LIST}{task.pk}/note/").status_code == 404
        with pytest.raises(Refused):
            tasks.note_on_task(actor=staff.person, task=task, base="", note="late")


class TestFilters:
    @pytest.fixture
    def waiting(self) -> None:
        open_task(organisation=make_organisation("Kenya Friends", country="KE"), kind="website")
        open_task(organisation=make_organisation("Berlin Friends", country="DE"), kind="website")
        open_task(organisation=make_organisation("Paris Friends", country="FR"), kind="change", detail="Text")
        open_task(kind="mail", detail="Loose letter")

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("", {"Kenya", "Berlin", "Paris", "Loose"}),
            ("kind=website", {"Kenya", "Berlin"}),
            ("region=western-europe", {"Berlin", "Paris"}),
            ("kind=website&region=western-europe", {"Berlin"}),
            ("kind=nothing", set()),
            ("kind=%00", set()),
            ("mine=1", set()),
            ("mine=x", {"Kenya", "Berlin", "Paris", "Loose"}),
        ],
    )
    def test_what_is_shown(self, staff, waiting, query, shown):
        page = staff.get(f"{LIST}?{query}").content.decode()
        assert {word for word in ("Kenya", "Berlin", "Paris", "Loose") if word in page} == shown

    def test_a_region_that_is_none(self, staff):
        assert staff.get(f"{LIST}?region=moon").status_code == 404

    def test_how_many_of_each(self, staff, waiting):
        page = staff.get(LIST).content.decode()
        for words in (
            "All kinds (4)",
            "Look at the website (2)",
            "mail (1)",
            "All regions (4)",
            "Western Europe (2)",
        ):
            assert words in page

    def test_the_button_leads_back_to_the_same_list(self, staff, waiting):
        task = Task.objects.get(kind="change")
        answer = staff.post(f"{LIST}{task.pk}/done/", {"list": "kind=change&region=western-europe&x=//evil"})
        assert answer["Location"] == f"{LIST}?kind=change&region=western-europe"

    def test_as_many_questions_for_many(self, staff):
        counts = []
        for number in (1, 15):
            for at in range(number):
                open_task(organisation=make_organisation(f"G{number} {at}"), kind="website")
                open_task(kind="mail", key=f"{number} {at}")
            staff.get(LIST)
            with CaptureQueriesContext(connection) as queries:
                staff.get(LIST)
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestTheFirstPage:
    def test_what_waits(self, staff, editor):
        assert "Waiting for the office" not in staff.get("/manage/").content.decode()
        open_task(kind="website", organisation=make_organisation())
        task = open_task(kind="mail", key="<x>")
        tasks.take_task(actor=staff.person, task=task)
        page = staff.get("/manage/").content.decode()
        for words in (
            "Waiting for the office",
            f'"{LIST}?kind=website">Look at the website</a>: 1',
            "You look at",
        ):
            assert words in page
        assert "Waiting for the office" not in editor.get("/manage/").content.decode()

    def test_without_the_question_an_editor_would_see_it(self, editor, monkeypatch):
        """The twin."""
        open_task(kind="mail")
        monkeypatch.setattr(task_views.Viewer, "has_role", lambda *_roles: True)
        assert "Waiting for the office" in editor.get("/manage/").content.decode()
