"""Entries age: marked after a year, below the others after two, and never taken out for silence."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from advocates.core import jobs
from advocates.organisations import directory, website_checks
from advocates.organisations.freshness import Freshness, freshness
from advocates.organisations.models import Organisation
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import ConfirmedBy

DAY = date(2026, 3, 1)


class TestTheRule:
    @pytest.mark.parametrize(
        ("confirmed", "today", "is_so"),
        [
            (None, DAY, Freshness.NEVER),
            (DAY, DAY, Freshness.CURRENT),
            (DAY, date(2027, 3, 1), Freshness.CURRENT),
            (DAY, date(2027, 3, 2), Freshness.AGEING),
            (DAY, date(2028, 3, 1), Freshness.AGEING),
            (DAY, date(2028, 3, 2), Freshness.STALE),
            (date(2028, 2, 29), date(2029, 3, 1), Freshness.CURRENT),
            (date(2028, 2, 29), date(2029, 3, 2), Freshness.AGEING),
        ],
    )
    def test_ages(self, confirmed, today, is_so):
        assert freshness(confirmed, today) == is_so


@pytest.mark.django_db
class TestWhatIsShown:
    @pytest.fixture
    def groups(self):
        for name, day in (
            ("Ada", None),
            ("Bea", date(2023, 1, 1)),
            ("Cleo", date(2025, 1, 1)),
            ("Dora", DAY),
        ):
            by = {"confirmed_on": day, "confirmed_by": ConfirmedBy.ORGANISATION} if day else {}
            make_organisation(name, country="BV", city="Harbour", **by)
        make_organisation("Elsewhere", country="AT", city="Harbour")
        with time_machine.travel(datetime(2026, 5, 4, 10, tzinfo=UTC), tick=False):
            yield

    def names(self, visitor, address):
        page = visitor.get(address).content.decode()
        found = [(page.find(f">{name}<"), name) for name in ("Ada", "Bea", "Cleo", "Dora")]
        return [name for at, name in sorted(found) if at >= 0]

    @pytest.mark.parametrize(
        "address", ["/directory/", "/directory/bv/", "/directory/?q=harbour", "/directory/?view=table"]
    )
    def test_whoever_was_silent_for_two_years_stands_below(self, visitor, groups, address):
        assert self.names(visitor, address) == ["Cleo", "Dora", "Ada", "Bea"]

    def test_without_the_rule_they_would_not(self, visitor, groups, monkeypatch):
        """The twin."""
        monkeypatch.setattr(Freshness, "sinks", False)
        assert self.names(visitor, "/directory/bv/") == ["Ada", "Bea", "Cleo", "Dora"]

    def test_countries_stay_in_their_order(self, visitor, groups):
        page = visitor.get("/directory/").content.decode()
        assert page.find(">Elsewhere<") < page.find(">Dora<")

    def test_rows_say_how_old_it_is(self, visitor, groups):
        page = visitor.get("/directory/bv/").content.decode()
        for sentence in (
            "Confirmed 1 March 2026",
            "Last confirmed more than a year ago",
            "Last confirmed more than two years ago",
            "Not yet confirmed by the group",
        ):
            assert page.count(sentence) == 1

    @pytest.mark.parametrize(
        ("slug", "sentence"),
        [
            ("dora", "Confirmed on 1 March 2026 by the organisation itself."),
            ("cleo", "Last confirmed more than a year ago"),
            ("bea", "Last confirmed more than two years ago"),
            ("ada", "not yet confirmed by the organisation"),
        ],
    )
    def test_so_does_the_page_with_the_day_and_by_whom(self, visitor, groups, slug, sentence):
        page = visitor.get(f"/organisations/{slug}/").content.decode()
        assert sentence in page
        assert slug == "ada" or "by the organisation itself" in page

    def test_the_open_data_says_the_day_alone(self, visitor, groups):
        results = visitor.get("/api/v1/organisations?country=bv").json()["results"]
        assert {row["name"]: row["confirmed_on"] for row in results}["Bea"] == "2023-01-01"
        assert "freshness" not in results[0]

    def test_a_new_day_makes_a_new_index(self, visitor, groups):
        before = directory.index()
        assert directory.index() is before
        with time_machine.travel(datetime(2027, 3, 2, 10, tzinfo=UTC), tick=False):
            assert directory.index() is not before
            assert "Confirmed 1 March" not in visitor.get("/directory/bv/").content.decode()

    def test_what_network_staff_confirmed_is_not_counted_as_the_groups(self, groups):
        make_organisation("Staffed", confirmed_on=DAY, confirmed_by=ConfirmedBy.NETWORK)
        directory.forget()
        assert directory.index().facts.confirmed == 3

    def test_five_years_of_silence_take_nobody_out(self, visitor, groups, monkeypatch):
        monkeypatch.setattr(website_checks, "look_at", lambda _entries: [])
        before = set(Organisation.objects.values_list("slug", "is_published", "state"))
        for month in range(1, 61, 6):
            with time_machine.travel(datetime(2026, 5, 4, 10, tzinfo=UTC) + timedelta(days=30.5 * month)):
                jobs.plan()
                jobs.run_due()
                names = self.names(visitor, "/directory/bv/")
                assert sorted(names) == ["Ada", "Bea", "Cleo", "Dora"]
        assert set(Organisation.objects.values_list("slug", "is_published", "state")) == before
