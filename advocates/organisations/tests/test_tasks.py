"""The office's tasks: staff sees them, does them, and has a website looked at again."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advocates.core import jobs
from advocates.core.models import Job, StreamEntry
from advocates.organisations import tasks, website_checks
from advocates.organisations.models import Task, WebsiteCheck
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.website_signs import Finding
from tests.cast import CastClient

pytestmark = pytest.mark.django_db
LIST = "/manage/tasks/"


def make_task(name: str = "Friends", outcome: str = "moved", **finding: str) -> Task:
    """A task as a check of a website leaves it."""
    website = f"https://{name.lower().replace(' ', '-')}.example.org/"
    group = make_organisation(name, website=website)
    seen = Finding(WebsiteCheck.Outcome(outcome), **finding)
    website_checks.record_finding(organisation=group, address=website, finding=seen)
    return group.tasks.get()


def done(task: Task) -> str:
    return f"{LIST}{task.pk}/done/"


def check(task: Task) -> str:
    return f"{LIST}{task.pk}/check/"


class TestWhoSees:
    @pytest.mark.parametrize(
        ("who", "status"), [("visitor", 302), ("pending", 404), ("editor", 404), ("staff", 200)]
    )
    def test_the_list(self, who, status, request):
        make_task("Secretive")
        answer = request.getfixturevalue(who).get(LIST)
        assert answer.status_code == status
        assert ("Secretive" in answer.content.decode()) is (who == "staff")

    @pytest.mark.parametrize("who", ["visitor", "pending", "editor"])
    @pytest.mark.parametrize("button", [done, check])
    def test_the_buttons(self, who, button, request):
        task = make_task()
        assert request.getfixturevalue(who).post(button(task)).status_code in {302, 404}
        task.refresh_from_db()
        assert task.closed_at is None
        assert not Job.objects.filter(name=jobs.name_of(website_checks.check_website)).exists()

    @pytest.mark.parametrize("button", [done, check])
    def test_reading_an_address_does_nothing(self, staff, button):
        task = make_task()
        assert staff.get(button(task)).status_code == 405
        assert Task.objects.open().count() == 1

    @pytest.mark.parametrize("button", [done, check])
    def test_a_forged_button(self, staff, button):
        strict = CastClient(enforce_csrf_checks=True)
        strict.cookies = staff.cookies
        assert strict.post(button(make_task())).status_code == 403
        assert Task.objects.open().count() == 1

    def test_others_see_none_of_them(self, editor):
        make_task()
        assert not Task.objects.visible_to(website_checks.VISITOR).exists()
        assert "/manage/tasks/" not in editor.get("/manage/").content.decode()


class TestTheList:
    def test_nothing_to_do(self, staff):
        assert "Nothing is waiting for you" in staff.get(LIST).content.decode()

    def test_what_it_says(self, staff):
        task = make_task("Friends", target="https://casino.example/<x>")
        page = staff.get(LIST).content.decode()
        for words in (
            "Look at the website",
            f'href="/manage/organisations/edit/{task.organisation_id}/"',
            "The address leads to another website",
            "https://friends.example.org/",
            "https://casino.example/&lt;x&gt;",
            "Check again now",
            "1 task is open",
        ):
            assert words in page
        assert "csrfmiddlewaretoken" in page

    @pytest.mark.parametrize(
        ("reason", "words"),
        [("no-such-host", "does not exist"), ("http-503", "status 503"), ("http-404", "(404)")],
    )
    def test_why(self, staff, reason, words):
        task = make_task(reason=reason)
        WebsiteCheck.objects.filter(organisation=task.organisation).update(outcome="dead")
        assert words in staff.get(LIST).content.decode()

    def test_one_without_an_entry(self, staff):
        Task.objects.create(kind="other", detail="<b>Call</b>")
        page = staff.get(LIST).content.decode()
        assert "&lt;b&gt;Call" in page
        assert "Check again now" not in page

    def test_oldest_first_in_pages(self, staff):
        now = timezone.now()
        for number in range(30):
            Task.objects.create(
                kind="other",
                key=str(number),
                detail=f"No. {number:02d}.",
                created_at=now - timedelta(days=number),
            )
        first, second = (staff.get(f"{LIST}?page={page}").content.decode() for page in (1, 2))
        assert first.index("No. 29.") < first.index("No. 28.")
        assert "No. 04." not in first
        assert "No. 04." in second
        assert "30 tasks are open" in second
        assert "Page 2 of 2" in second

    @pytest.mark.parametrize("page", ["0", "2", "x", "-1", "99999999999999999999"])
    def test_a_page_that_is_none(self, staff, page):
        assert staff.get(f"{LIST}?page={page}").status_code == 404

    def test_as_many_questions_for_many(self, staff):
        counts = []
        for number in range(0, 21, 20):
            for at in range(number):
                make_task(f"Group {at}")
            make_task(f"First {number}")
            staff.get(LIST)
            with CaptureQueriesContext(connection) as queries:
                staff.get(LIST)
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_the_menu_says_how_many(self, staff):
        assert "Tasks (" not in staff.get("/manage/").content.decode()
        make_task()
        assert "Tasks (1)" in staff.get("/manage/").content.decode()


class TestDone:
    def test_it_is_closed_by_whom(self, staff):
        task = make_task()
        assert staff.post(done(task)).status_code == 302
        task.refresh_from_db()
        assert task.closed_by == staff.person
        assert task.closed_at is not None
        entry = StreamEntry.objects.get(kind="organisations.task.closed")
        assert (entry.actor, entry.is_audit, entry.target_id) == (staff.person, True, str(task.pk))
        assert "Friends" not in staff.get(LIST).content.decode()

    def test_twice_is_once(self, staff):
        task = make_task()
        staff.post(done(task))
        page = staff.post(done(task), follow=True).content.decode()
        assert "was done already" in page
        assert StreamEntry.objects.filter(kind="organisations.task.closed").count() == 1

    def test_one_that_is_not_there(self, staff):
        assert staff.post(f"{LIST}999/done/").status_code == 404


class TestAgain:
    def test_the_worker_looks(self, staff, monkeypatch):
        task = make_task()
        monkeypatch.setattr(website_checks, "look", lambda _address: Finding(WebsiteCheck.Outcome.FINE))
        page = staff.post(check(task), follow=True).content.decode()
        assert "is being checked" in page
        jobs.run_due()
        task.refresh_from_db()
        assert (task.closed_at is not None, task.closed_by) == (True, None)

    def test_not_at_every_click(self, staff):
        task = make_task()
        staff.post(check(task))
        assert "has just been checked" in staff.post(check(task), follow=True).content.decode()
        assert Job.objects.filter(name=jobs.name_of(website_checks.check_website)).count() == 1

    def test_one_that_is_closed_or_about_something_else(self, staff):
        task = make_task()
        task.close(None)
        other = Task.objects.create(kind="other")
        lonely = Task.objects.create(kind="website")
        assert [staff.post(check(each)).status_code for each in (task, other, lonely)] == [404] * 3


class TestTheRows:
    def test_one_open_of_a_kind(self):
        task = make_task()
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.create(kind=task.kind, organisation=task.organisation)
        assert tasks.open_task(organisation=task.organisation, kind=task.kind, detail="new") == task
        task.close(None)
        assert tasks.open_task(organisation=task.organisation, kind=task.kind) != task

    def test_nobody_closes_what_is_open(self, staff):
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.create(kind="x", closed_by=staff.person)
