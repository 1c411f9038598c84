"""Events as everybody reads them: the list by month and year, a page with its clocks, calendar files, feed, search."""

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core import pagecache
from advocates.core.tests.pages import Site
from advocates.organisations.models import Organisation
from advocates.organisations.tests.factories import make_organisation
from advocates.publishing.models import EventIndex, EventPage
from advocates.publishing.tests.events import NEXT_YEAR, make_event
from tests.cast import cast_client

pytestmark = pytest.mark.django_db
PAGE = "/news/events/a-day-for-groups/"


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert not answer.cookies
    return answer.content.decode()


def titles(text):
    return re.findall(r'<h3 class="h-m" lang="en"><a href="[^"]+" dir="auto">([^<]+)</a></h3>', text)


class TestList:
    @pytest.mark.parametrize("path", ["/news/events/", "/es/news/events/", "/ar/news/events/"])
    def test_a_new_installation_says_that_there_is_nothing(self, visitor, path):
        assert 'class="empty' in read(visitor, path)

    def test_what_comes_stands_by_month_the_next_first(self, visitor):
        make_event("Later", starts_on=date(NEXT_YEAR, 6, 1))
        make_event("Sooner")
        text = read(visitor, "/news/events/")
        assert titles(text) == ["Sooner", "Later"]
        assert re.findall(r'<h2 id="m[\d-]+">([^<]+)</h2>', text) == [f"May {NEXT_YEAR}", f"June {NEXT_YEAR}"]

    def test_what_is_over_stands_in_its_year(self, visitor):
        make_event("Gone", starts_on=date(2024, 2, 3))
        make_event("Gone before", starts_on=date(2023, 2, 3))
        make_event("Comes")
        assert titles(read(visitor, "/news/events/")) == ["Comes"]
        assert titles(read(visitor, "/news/events/?year=2024")) == ["Gone"]
        assert re.findall(r'href="\?year=(\d+)"', read(visitor, "/news/events/")) == ["2024", "2023"]
        assert "Nothing was announced for this year" in read(visitor, "/news/events/?year=2022")

    def test_it_comes_until_its_last_day_is_over_at_the_place(self, visitor):
        """Nobody has said when it ends: so with the day, which in Samoa is over twelve hours before it is in London."""
        make_event("Far away", zone="Pacific/Apia", starts_on=date(2030, 5, 4), starts_time=None)
        for moment, shown in (
            (datetime(2030, 5, 4, 10, 59, tzinfo=UTC), True),
            (datetime(2030, 5, 4, 11, tzinfo=UTC), False),
        ):
            with time_machine.travel(moment, tick=False):
                assert ("Far away" in read(visitor, "/news/events/")) is shown

    def test_where_nothing_comes_what_is_announced_in_other_languages_is_shown(self, visitor):
        spanish = make_event("Un día", language="es")
        english = make_event(translation_key=spanish.translation_key)
        arabic = read(visitor, "/ar/news/events/")
        assert [arabic.count(title) for title in ("Un día", "A day for groups")].count(1) == 1
        spanish.unpublish()
        arabic = read(visitor, "/ar/news/events/")
        assert f'lang="en"><a href="{english.url}" dir="auto">A day for groups</a>' in arabic
        assert "Un día" not in arabic
        make_event("يوم", language="ar")
        assert "A day for groups" not in read(visitor, "/ar/news/events/")

    @pytest.mark.parametrize("year", ["20", "x", "0000", "٢٠٢٤", "9999", "%00", "2024a"])
    def test_nonsense_is_not_found(self, visitor, year):
        assert visitor.get(f"/news/events/?year={year}").status_code == 404

    @pytest.mark.parametrize("path", ["/news/events/", "/feeds/events.ics", "/feeds/events.atom"])
    def test_the_same_number_of_questions_for_ten_and_for_forty(self, visitor, path):
        counts = []
        for wanted in (10, 40):
            for number in range(EventPage.objects.count(), wanted):
                make_event(f"Number {number}", starts_on=date(NEXT_YEAR, 1 + number % 12, 3))
            read(visitor, path)
            with CaptureQueriesContext(connection) as asked:
                read(visitor, path)
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 9

    def test_its_address_is_fixed(self):
        assert {index.slug for index in EventIndex.objects.all()} == {"events"}
        assert "slug" not in EventIndex.get_edit_handler().get_form_class().base_fields


class TestPage:
    def test_the_hours_are_those_of_the_place_and_of_the_world(self, visitor):
        make_event(ends_time=time(16, 30))
        text = read(visitor, PAGE)
        assert f"4 May {NEXT_YEAR}, 14:00 – 16:30, Berlin time" in text
        assert f"4 May {NEXT_YEAR}, 12:00 – 14:30, UTC" in text
        assert f'data-start="{NEXT_YEAR}-05-04T12:00:00Z"' in text
        assert "In your time zone" not in text

    def test_whole_days_have_no_hours(self, visitor):
        make_event(starts_time=None, ends_on=date(NEXT_YEAR, 5, 6))
        text = read(visitor, PAGE)
        assert f"4 May {NEXT_YEAR} – 6 May {NEXT_YEAR}" in text
        assert "data-own-time" not in text
        assert "UTC" not in text.split("<main")[1]

    def test_whoever_is_signed_in_reads_their_own_hours_without_scripts(self, visitor):
        make_event()
        rosa = cast_client("rosa")
        Person.objects.filter(pk=rosa.person.pk).update(time_zone="America/Lima")
        text = rosa.get(PAGE).content.decode()
        assert f"4 May {NEXT_YEAR}, 07:00, Lima time" in text
        assert "Lima" not in read(visitor, PAGE)

    def test_it_says_where_and_who_and_in_which_languages(self, visitor):
        shown, hidden = (
            make_organisation("Shown group", country="DE"),
            make_organisation("Hidden group", country="FR"),
        )
        make_event(
            organisers=[shown, hidden], is_online=True, online_url="https://example.org/room", languages=["en", "ar"],
            registration_url="https://example.org/register", address="Long street 1",
        )  # fmt: skip
        Organisation.objects.filter(pk=hidden.pk).update(is_protected=True)
        text = read(visitor, PAGE)
        for words in (
            "House of groups, Berlin", "Long street 1", 'href="/directory/de/"', "https://example.org/room",
            f'href="/organisations/{shown.slug}/"', '<span lang="ar" dir="rtl">العربية</span>',
            'href="https://example.org/register"', f'href="{PAGE}event.ics"',
        ):  # fmt: skip
            assert words in text
        assert "Hidden group" not in text

    def test_a_cancelled_one_says_so_and_asks_nobody_to_register(self, visitor):
        make_event(
            change="cancelled", change_note="The house is closed.", registration_url="https://example.org/r"
        )
        text = read(visitor, PAGE)
        assert "Cancelled" in text
        assert "The house is closed." in text
        assert "https://example.org/r" not in text
        assert '<span class="badge badge--warn">Cancelled</span>' in read(visitor, "/news/events/")

    def test_json_ld(self, visitor):
        group = make_organisation("A group", country="DE")
        make_event("</script><b>", slug="danger", organisers=[group], is_online=True, ends_time=time(15))
        data = json.loads(re.search(r'ld\+json">(.*?)</script>', read(visitor, "/news/events/danger/"))[1])
        assert (data["@type"], data["name"]) == ("Event", "</script><b>")
        assert data["startDate"] == f"{NEXT_YEAR}-05-04T14:00:00+02:00"
        assert data["endDate"] == f"{NEXT_YEAR}-05-04T15:00:00+02:00"
        assert data["eventStatus"] == "https://schema.org/EventScheduled"
        assert data["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
        assert [each["name"] for each in data["organizer"]] == ["A group"]

    def test_other_languages(self, visitor):
        first = make_event()
        make_event("Un día", slug="un-dia", language="es", translation_key=first.translation_key)
        text = read(visitor, PAGE)
        assert 'hreflang="es" href="http://127.0.0.1:8000/es/news/events/un-dia/"' in text
        assert 'hreflang="x-default"' in text
        assert "Berlín" in read(visitor, "/es/news/events/un-dia/")
        elsewhere = read(visitor, f"/ar{PAGE}")
        assert f'<link rel="canonical" href="http://127.0.0.1:8000{PAGE}">' in elsewhere
        assert 'lang="en"' in elsewhere

    def test_what_is_passed_on(self, visitor):
        make_event(summary="Not told")
        share = read(visitor, PAGE).split("data-share-text>")[1].split("</p>")[0]
        assert share == (
            f"A day for groups\n4 May {NEXT_YEAR}, 14:00, Berlin time\nHouse of groups, Berlin, Germany\n"
            f"http://127.0.0.1:8000{PAGE}"
        )
        assert visitor.get(f"{PAGE}card.png")["Content-Type"] == "image/png"

    def test_no_more_questions_for_more_organisers(self, visitor):
        counts = []
        for number in (1, 12):
            groups = [make_organisation(f"Group {number} {each}", country="DE") for each in range(number)]
            make_event("N", slug=f"n{number}", organisers=groups)
            read(visitor, f"/news/events/n{number}/")
            with CaptureQueriesContext(connection) as asked:
                read(visitor, f"/news/events/n{number}/")
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 10


class TestElsewhere:
    def test_search_sitemap_and_news_do_and_do_not_hold_it(self, visitor):
        make_event("Harvest of lanterns")
        assert "/news/events/harvest-of-lanterns/" in read(visitor, "/search/?q=lanterns")
        assert "/news/events/harvest-of-lanterns/" in read(visitor, "/sitemap-pages-1.xml")
        assert "lanterns" not in read(visitor, "/news/")

    def test_feed(self, visitor):
        make_event("One & all")
        make_event("Uno", language="es")
        atom = ElementTree.fromstring(visitor.get("/feeds/events.atom").content)  # noqa: S314 - we wrote it
        assert [node.text for node in atom.iter("{http://www.w3.org/2005/Atom}title")][1:] == ["One & all"]
        spanish = json.loads(visitor.get("/feeds/events.json?lang=es").content)
        assert [item["title"] for item in spanish["items"]] == ["Uno"]
        assert visitor.get("/feeds/events.atom?kind=x").status_code == 404

    def test_a_correction_reaches_who_follows(self, visitor):
        event = make_event("One", summary="Come.")
        event.correction, event.corrected_on = "<p>The house is number 5.</p>", date(2026, 5, 3)
        event.save_revision().publish()
        item = json.loads(visitor.get("/feeds/events.json").content)["items"][0]
        assert item["content_text"].startswith("Corrected on 3 May 2026. The house is number 5. ")
        assert item["content_text"].endswith("Come.")
        assert item["date_modified"] > item["date_published"]

    @pytest.mark.django_db(transaction=True)
    def test_publishing_and_taking_back_renew_what_is_kept(self):
        """List, page, calendar and feed are made anew at once, not after the minute for which they are kept."""
        site = Site(pagecache.PageCache)
        paths = ("/news/events/", "/feeds/events.ics", "/feeds/events.atom")
        before = [site.ask(path).body for path in paths]
        event = make_event("Suddenly")
        during = [site.ask(path).body for path in paths]
        assert all(b"Suddenly" not in body for body in before)
        assert all(b"Suddenly" in body for body in during)
        assert site.ask("/news/events/suddenly/").status == 200
        event.unpublish()
        assert [site.ask(path).body for path in paths[1:]] == before[1:]
        for path in ("/news/events/suddenly/", "/news/events/suddenly/event.ics"):
            assert site.ask(path).status == 404


def test_an_event_of_this_year_is_in_no_archive_yet():
    event = make_event(starts_on=timezone.localdate() - timedelta(days=1))
    assert event.is_over
    assert event.is_frozen is (event.starts_on.year < timezone.localdate().year)
