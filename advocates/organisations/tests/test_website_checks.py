"""Websites of the directory are looked at politely, once a week; the office hears of what is broken, nobody else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection

from advocates.core import fetch, installation, jobs, retention
from advocates.core.fetch import Fetched
from advocates.core.fetch_failures import NoSuchHost, TooMuch, TooSlow
from advocates.core.tests.outside import Outside, at, outside, permitted
from advocates.organisations import actions, website_checks
from advocates.organisations import website_signs as signs
from advocates.organisations.models import Organisation, OrganisationChange, Task, WebsiteCheck
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.website_signs import Finding

pytestmark = pytest.mark.django_db
Outcome = WebsiteCheck.Outcome
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DEAD, FINE = Finding(Outcome.DEAD, "no-such-host"), Finding(Outcome.FINE)
WEEK = timedelta(days=7, minutes=1)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    with permitted(monkeypatch) as server:
        yield server


@pytest.fixture(autouse=True)
def _public_address(settings):
    """Checks are made by installations that others can reach."""
    settings.SITE = urlsplit("https://network.example")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def group() -> Organisation:
    return make_organisation("Friends", website="https://friends.example.org/")


def note(group: Organisation, finding: Finding) -> None:
    website_checks.record_finding(organisation=group, address=group.website, finding=finding)


def seeing(
    monkeypatch: pytest.MonkeyPatch, findings: dict[str, Finding], default: Finding = FINE
) -> list[str]:
    """Instead of the network: what each address would show; returns the addresses that were asked."""
    asked: list[str] = []

    def look(address: str) -> Finding:
        asked.append(address)
        return findings.get(address, default)

    monkeypatch.setattr(website_checks, "look", look)
    return asked


def open_tasks() -> list[tuple[int | None, str]]:
    return list(Task.objects.open().values_list("organisation_id", "detail"))


class TestWhatIsSeen:
    @pytest.mark.parametrize(
        ("status", "outcome", "reason"),
        [
            (200, "fine", ""),
            (204, "fine", ""),
            (403, "unsure", "turned-away"),
            (429, "unsure", "turned-away"),
            (400, "unsure", "http-400"),
            (404, "dead", "http-404"),
            (410, "dead", "http-410"),
            (503, "dead", "http-503"),
        ],
    )
    def test_by_status(self, web, status, outcome, reason):
        web.page("/", b"<title>Friends</title>" if status != 204 else b"", status=status)
        assert website_checks.look(at(web)) == Finding(Outcome(outcome), reason)

    def test_nobody_there(self, web, monkeypatch):
        monkeypatch.setattr(fetch, "resolve", lambda _host, _port: [])
        assert website_checks.look(at(web)) == Finding(Outcome.DEAD, "no-such-host")

    def test_a_name_that_leads_inside_is_not_asked(self, web, monkeypatch):
        with outside() as canary:
            monkeypatch.undo()
            monkeypatch.setattr(fetch, "PORTS", {canary.port})
            monkeypatch.setattr(fetch, "resolve", lambda _host, _port: ["127.0.0.1"])
            assert website_checks.look(at(canary)) == Finding(Outcome.DEAD, "not-public")
            assert canary.asked == []

    def test_an_address_that_we_never_ask_says_nothing(self):
        assert website_checks.look("http://good.org:8080/") == Finding(Outcome.UNSURE, "not-allowed")

    def test_robots_are_respected(self, web):
        web.page("/robots.txt", b"User-agent: *\nDisallow: /", content_type="text/plain")
        web.page("/", b"hello")
        assert website_checks.look(at(web)) == Finding(Outcome.UNSURE, "robots")
        assert web.paths == ["/robots.txt"]

    def test_without_that_the_page_would_be_read(self, web, monkeypatch):
        """The twin."""
        monkeypatch.setattr(fetch, "may_fetch", lambda _url: True)
        web.page("/", b"hello")
        assert website_checks.look(at(web)) == FINE
        assert web.paths == ["/"]

    def test_a_long_page_or_another_kind_is_alive(self, web):
        web.page("/", b"x" * 3_000_000, content_type="application/pdf")
        assert website_checks.look(at(web)) == FINE
        assert signs.from_failure(TooMuch()) == FINE

    def test_a_redirect_within_the_name_is_followed(self, web):
        web.leads("/", at(web, "/home", host="www.good.org"))
        web.page("/home", b"hello")
        assert website_checks.look(at(web)) == FINE

    def test_one_to_another_name_is_not(self, web):
        web.leads("/", "https://casino.example/x")
        assert website_checks.look(at(web)) == Finding(Outcome.MOVED, target="https://casino.example/x")

    def test_one_to_a_seller_of_names(self, web):
        web.leads("/", "https://www.hugedomains.com/?d=x")
        assert website_checks.look(at(web)).outcome == Outcome.PARKED

    @pytest.mark.parametrize(
        ("page", "is_parked"),
        [
            (b"<title>friends.org is for sale</title>", False),
            (b"<title>This domain is for sale</title>", True),
            (b"<TITLE lang=en>Buy this domain | x</TITLE>", True),
            (b"<script src='https://img1.sedoparking.com/a.js'>", True),
            (b'<script>location.href="//www.dan.com/x"</script>', True),
            (b"<p>Our report on sedoparking.com: how to buy this domain</p>", False),
            (b"<title>Leukaemia friends</title><a href='https://dan.com'>Dan</a>", False),
            (b"<script src='https://notdan.com/a.js'>", False),
            (b"<title>" * 5000, False),
        ],
    )
    def test_signs_of_a_name_for_sale(self, page, is_parked):
        assert signs.is_parked(Fetched("https://friends.org/", 200, "text/html", page)) is is_parked

    @pytest.mark.parametrize(
        ("first", "second", "same"),
        [
            ("http://a.org", "https://www.a.org/x", True),
            ("https://a.org.br", "https://b.org.br", False),
            ("https://x.a.co.uk", "https://a.co.uk", True),
            ("https://a.de", "https://a.com", False),
            ("https://a.org", "not an address", False),
        ],
    )
    def test_the_same_site(self, first, second, same):
        assert signs.is_same_site(first, second) is same


class TestTelling:
    def test_one_failure_is_none(self, group, clock):
        note(group, DEAD)
        assert open_tasks() == []

    def test_two_a_week_apart_are_a_task(self, group, clock):
        note(group, DEAD)
        clock.shift(WEEK)
        note(group, DEAD)
        assert open_tasks() == [(group.pk, "dead")]
        check = group.website_check
        assert (check.failures_in_a_row, check.failing_since, check.reason) == (2, MONDAY, "no-such-host")

    def test_two_within_an_hour_are_not(self, group, clock):
        """The twin: somebody pressed “Check again now”."""
        note(group, DEAD)
        clock.shift(timedelta(hours=1))
        note(group, DEAD)
        assert open_tasks() == []

    def test_an_answer_between_them_begins_anew(self, group, clock):
        for finding in (DEAD, Finding(Outcome.UNSURE, "turned-away"), DEAD):
            note(group, finding)
            clock.shift(WEEK)
        assert open_tasks() == []

    @pytest.mark.parametrize("outcome", [Outcome.PARKED, Outcome.MOVED])
    def test_what_is_clear_is_a_task_at_once(self, group, clock, outcome):
        note(group, Finding(outcome, target="https://casino.example/"))
        assert open_tasks() == [(group.pk, outcome)]

    def test_doubt_is_never_one(self, group, clock):
        for _turn in range(3):
            note(group, Finding(Outcome.UNSURE, "robots"))
            clock.shift(WEEK)
        assert open_tasks() == []

    def test_fine_again_closes_it(self, group, clock):
        note(group, Finding(Outcome.PARKED))
        note(group, FINE)
        task = Task.objects.get()
        assert (task.closed_at, task.closed_by) == (MONDAY, None)

    def test_doubt_does_not_close_it(self, group, clock):
        note(group, Finding(Outcome.PARKED))
        note(group, Finding(Outcome.UNSURE, "robots"))
        assert open_tasks() == [(group.pk, "parked")]

    def test_it_is_told_once(self, group, clock, staff):
        note(group, Finding(Outcome.MOVED))
        Task.objects.get().close(staff.person)
        clock.shift(WEEK)
        note(group, Finding(Outcome.MOVED))
        assert open_tasks() == []
        note(group, FINE)
        note(group, Finding(Outcome.MOVED))
        assert open_tasks() == [(group.pk, "moved")]

    def test_another_state_of_things_is_told(self, group, clock):
        note(group, Finding(Outcome.MOVED))
        note(group, Finding(Outcome.PARKED))
        assert open_tasks() == [(group.pk, "parked")]
        assert Task.objects.count() == 1

    def test_an_address_that_changed_meanwhile(self, group, clock):
        Organisation.objects.filter(pk=group.pk).update(website="https://new.example.org/")
        note(group, Finding(Outcome.PARKED))
        assert (WebsiteCheck.objects.count(), Task.objects.count()) == (0, 0)

    def test_a_new_address_begins_anew(self, group, clock):
        note(group, DEAD)
        clock.shift(WEEK)
        group.website = "https://new.example.org/"
        group.save()
        note(group, DEAD)
        group.website_check.refresh_from_db()
        assert group.website_check.failures_in_a_row == 1
        assert open_tasks() == []

    def test_the_entry_stays_as_it_is(self, group, clock):
        before = (group.snapshot(), group.revision, group.changed_at, OrganisationChange.objects.count())
        note(group, Finding(Outcome.PARKED))
        group = Organisation.objects.get(pk=group.pk)
        assert (
            group.snapshot(),
            group.revision,
            group.changed_at,
            OrganisationChange.objects.count(),
        ) == before

    def test_the_public_learns_nothing(self, group, visitor, clock):
        pages = ("/organisations/friends/", "/directory/", "/api/v1/organisations")
        before = [visitor.get(page).content for page in pages]
        note(group, Finding(Outcome.PARKED, "robots", "https://quillsworth.example/"))
        cache.clear()
        assert [visitor.get(page).content for page in pages] == before


class TestTheRound:
    def test_the_worker_knows_it(self):
        assert jobs._schedules[jobs.name_of(website_checks.check_websites)] == website_checks.EVERY

    @pytest.mark.parametrize("site", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"])
    def test_an_installation_that_nobody_can_reach_asks_nobody(self, monkeypatch, settings, group, site):
        asked = seeing(monkeypatch, {})
        settings.SITE = urlsplit(site)
        assert website_checks.check_websites() == 0
        assert asked == []
        monkeypatch.setattr(installation, "LOCAL", frozenset())
        assert website_checks.check_websites() == 1
        assert asked == [group.website]

    def test_only_what_is_shown(self, monkeypatch):
        shown = make_organisation("Shown", website="https://shown.example.org/")
        make_organisation("None")
        make_organisation("Former", website="https://former.example.org/", state="former")
        hidden = make_organisation("Hidden", website="https://hidden.example.org/")
        actions.unpublish_organisation(actor=None, organisation=hidden)
        asked = seeing(monkeypatch, {})
        assert website_checks.check_websites() == 1
        assert asked == [shown.website]

    def test_a_few_at_a_time_and_each_once_a_week(self, monkeypatch, clock):
        for number in range(8):
            make_organisation(f"Group {number}", website=f"https://g{number}.example.org/")
        asked = seeing(monkeypatch, {})
        rounds = []
        for _turn in range(4):
            rounds.append(website_checks.check_websites())
            clock.shift(timedelta(minutes=15))
        assert rounds == [5, 3, 0, 0]
        assert len(set(asked)) == 8
        clock.shift(WEEK)
        assert website_checks.check_websites() == 5

    def test_each_host_once(self, monkeypatch, clock):
        for number in range(3):
            make_organisation(f"Chapter {number}", website=f"https://shared.example.org/{number}/")
        asked = seeing(monkeypatch, {})
        assert website_checks.check_websites() == 1
        monkeypatch.setattr(website_checks, "is_free", lambda _organisation: True)
        # The twin.
        assert website_checks.check_websites() == 2
        assert len(asked) == 3

    def test_a_slow_round_ends(self, monkeypatch, clock):
        for number in range(5):
            make_organisation(f"Group {number}", website=f"https://g{number}.example.org/")
        monkeypatch.setattr(website_checks, "BATCH_SECONDS", 0)
        assert website_checks.check_websites() == 0

    def test_the_network_is_asked_outside_of_any_transaction(self, web, monkeypatch, clock):
        make_organisation("Friends", website=at(web))
        blocks: list[int] = []
        real = fetch.fetch

        def watched(*args: Any, **kwargs: Any) -> Fetched:
            blocks.append(len([each for each in connection.atomic_blocks if not each._from_testcase]))
            return real(*args, **kwargs)

        monkeypatch.setattr(fetch, "fetch", watched)
        web.page("/", b"hello")
        assert website_checks.check_websites() == 1
        assert blocks == [0, 0]
        assert WebsiteCheck.objects.get().outcome == Outcome.FINE

    def test_our_own_broken_network_accuses_nobody(self, monkeypatch, clock):
        groups = [
            make_organisation(f"G{number}", website=f"https://g{number}.example.org/") for number in range(4)
        ]
        note(groups[3], FINE)
        seeing(monkeypatch, {}, DEAD)
        assert website_checks.check_websites() == 0
        assert WebsiteCheck.objects.count() == 1

    def test_but_real_failures_are_noted(self, monkeypatch, clock):
        """The twin: a website that was fine still is."""
        groups = [
            make_organisation(f"G{number}", website=f"https://g{number}.example.org/") for number in range(4)
        ]
        note(groups[3], FINE)
        seeing(monkeypatch, {groups[3].website: FINE}, DEAD)
        assert website_checks.check_websites() == 3

    def test_what_is_not_shown_any_more_leaves_no_task(self, group, monkeypatch, clock):
        note(group, Finding(Outcome.PARKED))
        actions.unpublish_organisation(actor=None, organisation=group)
        seeing(monkeypatch, {})
        website_checks.check_websites()
        assert open_tasks() == []
        assert WebsiteCheck.objects.count() == 0

    def test_one_at_once(self, group, monkeypatch, clock):
        asked = seeing(monkeypatch, {})
        assert website_checks.ask_for_check(group)
        assert not website_checks.ask_for_check(group)
        jobs.run_due()
        assert asked == [group.website]
        with pytest.raises(website_checks.HostIsBusy):
            website_checks.check_website(group.pk)
        assert website_checks.check_website(0) == ""

    def test_as_many_questions_for_many(self, monkeypatch, clock, django_assert_max_num_queries):
        for number in range(30):
            make_organisation(f"Group {number}", website=f"https://g{number}.example.org/")
        with django_assert_max_num_queries(2):
            assert len(website_checks.due(MONDAY)) == 5

    def test_old_tasks_are_purged(self, group, clock):
        note(group, Finding(Outcome.PARKED))
        note(group, FINE)
        clock.shift(timedelta(days=800))
        note(group, Finding(Outcome.PARKED))
        retention.purge()
        assert open_tasks() == [(group.pk, "parked")]
        assert Task.objects.count() == 1


def test_slowness_and_absence_may_be_our_own_fault():
    assert signs.from_failure(TooSlow()).may_be_our_own
    assert signs.from_failure(NoSuchHost()).may_be_our_own
    assert not Finding(Outcome.DEAD, "http-404").may_be_our_own
