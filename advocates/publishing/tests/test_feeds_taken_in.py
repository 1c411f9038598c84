"""Feeds of others: read apart from the server, each thing once, and a clear word where it does not work."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from advocates.core import fetch, jobs
from advocates.core.tests.outside import at, drip, permitted
from advocates.publishing.models import Found, Source
from advocates.publishing.taking_in import feeds, tasks
from advocates.publishing.tests.sources import RSS, item, make_feed, rss

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(monkeypatch):
    with permitted(monkeypatch) as made:
        yield made


def read(source):
    said = tasks.read_source(source.pk)
    source.refresh_from_db()
    return said


def test_what_is_new_is_written_down_once(server):
    source = make_feed(server)
    server.page("/feed.xml", rss(item(1), item(2)), content_type=RSS)
    assert read(source) == "2"
    assert (source.failure, source.read_at is not None) == ("", True)
    server.page("/feed.xml", rss(item(3), item(1), item(2)), content_type=RSS)
    assert read(source) == "1"
    assert Found.objects.count() == 3
    found = Found.objects.get(link="https://journal.example/1")
    assert (found.title, found.state, found.lang) == ("A study begins", "new", "en")


def test_the_same_under_another_name_or_in_another_feed_is_the_same(server):
    server.page(
        "/feed.xml",
        rss(item(1), item(1, guid="other"), item(1, link="https://x.example/moved")),
        content_type=RSS,
    )
    server.page("/second.xml", rss(item(1, guid="theirs")), content_type=RSS)
    assert read(make_feed(server)) == "1"
    assert read(make_feed(server, "/second.xml")) == "0"


ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title>
<link href="https://a.example/1"/><id>1</id></entry></feed>"""
JSON = b"""{"version": "https://jsonfeed.org/version/1.1",
"items": [{"id": "1", "url": "https://a.example/1", "title": "A"}]}"""
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<item><title>A</title><link>https://a.example/1</link></item></rdf:RDF>"""


@pytest.mark.parametrize(
    ("body", "kind"),
    [(ATOM, "application/atom+xml"), (JSON, "application/feed+json"), (RDF, "text/xml")],
)
def test_all_kinds_of_feeds(server, body, kind):
    server.page("/feed.xml", body, content_type=kind)
    assert read(make_feed(server)) == "1"
    assert Found.objects.get().link == "https://a.example/1"


def test_markup_is_words_and_a_date_ahead_is_none(server):
    ahead = (timezone.now() + timedelta(days=900)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    title = "&lt;b onclick=x&gt;Bold&lt;/b&gt;&lt;script&gt;alert(1)&lt;/script&gt; news\u202e"
    server.page("/feed.xml", rss(item(1, title, pubDate=ahead)), content_type=RSS)
    read(make_feed(server))
    found = Found.objects.get()
    assert (found.title, found.dated_at) == ("Bold news", None)


def test_what_leads_nowhere_is_left_out(server):
    links = (
        "javascript:alert(1)",
        "/relative",
        "https://user@x.example/",
        f"https://x.example/{'a' * 600}",
        "",
    )
    server.page(
        "/feed.xml", rss(*(item(n, guid="", link=link) for n, link in enumerate(links))), content_type=RSS
    )
    assert read(make_feed(server)) == "0"


def test_what_has_not_changed_is_not_sent_again(server):
    source = make_feed(server)
    server.page(
        "/feed.xml", rss(item(1)), content_type=RSS, etag='"7"', last_modified="Sat, 28 Nov 2026 00:00:00 GMT"
    )
    read(source)
    server.page("/feed.xml", status=304)
    assert read(source) == "0"
    assert server.asked[-1]["if-none-match"] == '"7"'
    assert server.asked[-1]["if-modified-since"] == "Sat, 28 Nov 2026 00:00:00 GMT"
    assert source.failure == ""


LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>'  # noqa: E501


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ({"body": LAUGHS, "content_type": RSS}, "entities"),
        ({"body": b"<html></html>", "content_type": RSS}, "feed"),
        ({"body": b"\xff\xfe\x00broken", "content_type": RSS}, "feed"),
        ({"body": b"[" * 100_000, "content_type": "application/json"}, "feed"),
        ({"body": b"<p>", "content_type": "text/html"}, "wrong-kind"),
        ({"body": b"x" * (feeds.MOST_BYTES + 1), "content_type": RSS}, "too-much"),
        ({"status": 500}, "out-of-order"),
        ({"status": 404}, "gone"),
        ({"status": 403}, "locked"),
        ({"status": 429}, "too-often"),
        ({"status": 302, "location": "http://10.0.0.1/feed"}, "not-allowed"),
        ({"status": 302, "location": "ftp://x.example/"}, "not-allowed"),
    ],
)
def test_a_clear_state_for_everything_that_goes_wrong(server, editor, monkeypatch, page, reason):
    server.page("/feed.xml", **page)
    if reason == "not-allowed" and page["location"].startswith("http:"):
        # The one server of the tests has a port of its own, and this address has not.
        reason = "not-public"
        monkeypatch.setattr(
            fetch, "resolve", lambda host, _port: ["127.0.0.1" if host == "good.org" else host]
        )
    source = make_feed(server)
    assert read(source) == reason
    assert (source.failure, source.failures, source.read_at) == (reason, 1, None)
    assert source.next_at > timezone.now()
    assert not Found.objects.exists()
    answer = editor.get("/manage/sources/")
    assert answer.status_code == 200
    assert "Never read yet" in answer.text
    assert "Cannot be read" in editor.get("/manage/waiting/").text


def test_a_feed_without_end_ends(server, monkeypatch):
    monkeypatch.setattr(fetch, "SECONDS", 0.5)
    server.pages["/feed.xml"] = drip
    assert read(make_feed(server)) in {"too-slow", "wrong-kind"}


def test_a_dead_network(server, monkeypatch):
    monkeypatch.setattr(fetch, "resolve", lambda _host, _port: [])
    assert read(make_feed(server)) == "no-such-host"


def test_a_failure_keeps_what_was_read_and_waits_longer_each_time(server):
    source = make_feed(server)
    server.page("/feed.xml", rss(item(1)), content_type=RSS)
    read(source)
    server.page("/feed.xml", status=500)
    waits = []
    for _time in range(4):
        read(source)
        waits.append(source.next_at - timezone.now())
    assert waits == sorted(waits)
    assert waits[-1] > timedelta(hours=7)
    assert (Found.objects.count(), source.failures) == (1, 4)
    server.page("/feed.xml", rss(item(1)), content_type=RSS)
    read(source)
    assert (source.failure, source.failures, source.failing_since) == ("", 0, None)


def test_the_worker_reads_what_is_due_once_and_after_everything_else(server):
    server.page("/feed.xml", rss(item(1)), content_type=RSS)
    make_feed(server)
    make_feed(server, "/stopped.xml", stopped_at=timezone.now())
    make_feed(server, "/later.xml", next_at=timezone.now() + timedelta(hours=1))
    assert tasks.read_sources() == 1
    assert tasks.read_sources() == 1
    waiting = jobs.Job.objects.filter(name=jobs.name_of(tasks.read_source))
    assert [job.priority for job in waiting] == [tasks.PRIORITY]
    jobs.run_due()
    assert server.paths == ["/feed.xml"]
    assert tasks.read_sources() == 0


def test_what_is_old_goes_only_when_its_source_has_dropped_it(server):
    from advocates.core.retention import purge  # noqa: PLC0415

    source = make_feed(server)
    server.page("/feed.xml", rss(item(1), item(2)), content_type=RSS)
    read(source)
    Found.objects.update(state="dismissed")
    server.page("/feed.xml", rss(item(2)), content_type=RSS)
    with time_machine.travel(timezone.now() + timedelta(days=100)):
        read(source)
        purge()
        assert [found.link for found in Found.objects.all()] == ["https://journal.example/2"]
        assert read(source) == "0"


def test_addresses_that_are_none_are_told_at_the_field(editor):
    form = {"name": "J", "lang": "en"}
    for address in (
        "",
        "nonsense",
        "http://127.0.0.1/",
        "http://localhost/x",
        "https://u:p@x.example/",
        "ftp://x.example/",
    ):
        answer = editor.post("/manage/sources/new/feed/", {**form, "address": address})
        if address == "http://127.0.0.1/":
            # A number is looked at when it is asked.
            continue
        assert answer.status_code == 422, address
    assert not Source.objects.filter(name="J").exclude(address="http://127.0.0.1/").exists()
    assert editor.post("/manage/sources/new/nothing/", form).status_code == 404


def test_adding_changing_stopping(editor, server):
    server.page("/feed.xml", rss(item(1)), content_type=RSS)
    form = {"name": "Journal", "address": at(server, "/feed.xml"), "lang": "en"}
    assert editor.post("/manage/sources/new/feed/", form).status_code == 302
    source = Source.objects.get()
    assert source.added_by == editor.person
    answer = editor.post("/manage/sources/new/feed/", form)
    assert answer.status_code == 409
    assert "Journal" in answer.text
    jobs.run_due()
    assert Found.objects.count() == 1
    path = f"/manage/sources/{source.public_id}/"
    assert editor.post(path, {**form, "name": ""}).status_code == 422
    assert editor.post(path, {**form, "name": "Other"}).status_code == 302
    assert editor.post(f"{path}stop/").status_code == 302
    assert read(Source.objects.get()) == ""
    assert "Not read any more" in editor.get("/manage/sources/").text
    editor.post(f"{path}resume/")
    source.refresh_from_db()
    assert (source.name, source.stopped_at) == ("Other", None)
