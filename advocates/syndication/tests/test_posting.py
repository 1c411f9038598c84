"""Posting: once, whatever dies in between; and a clear state for everything that goes wrong."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from advocates.core import fetch, jobs
from advocates.core.tests.outside import permitted
from advocates.syndication import posting
from advocates.syndication.models import Delivery, OwnChannel
from advocates.syndication.posting import actions, tasks, wires
from advocates.syndication.posting.actions import Thing
from advocates.syndication.tests.networks import TOKEN, Networks, make_channel, say
from tests.cast import make_person

pytestmark = pytest.mark.django_db
TEXT = "Wörter über alles\n\nhttps://example.org/news/one/"
STEP = timedelta(minutes=21)


@pytest.fixture
def networks(monkeypatch):
    with permitted(monkeypatch) as server:
        monkeypatch.setattr(fetch, "BEARING", {"http", "https"})
        monkeypatch.setattr(posting, "_kinds", {"test": lambda thing: thing == "1"})
        yield Networks(server)


def thing(**changes):
    fields = {
        "kind": "test", "id": "1", "version": "7", "language": "en", "text": TEXT, "title": "One", "summary": "S",
        "url": "https://example.org/news/one/", **changes,
    }  # fmt: skip
    return Thing(**fields)


def send_off(channel, **changes):
    return actions.send_off(
        actor=make_person(f"sender {timezone.now()}"), channel=channel, thing=thing(**changes)
    )


def later(**step):
    """Let the worker work after so long."""
    with time_machine.travel(timezone.now() + timedelta(**step)):
        jobs.run_due()


def state_of(delivery):
    delivery.refresh_from_db()
    return delivery.state


class TestOnce:
    @pytest.mark.parametrize("network", ["mastodon", "bluesky"])
    def test_detail_11_it_is_posted(self, networks, network):
        delivery = send_off(make_channel(networks.server, network))
        assert networks.posts == []
        jobs.run_due()
        assert state_of(delivery) == "posted"
        assert networks.posts == [TEXT]
        assert delivery.posted_url.startswith("https://")
        later(hours=3)
        assert networks.posts == [TEXT]

    def test_detail_11_a_version_is_sent_off_once(self, networks):
        channel = make_channel(networks.server)
        send_off(channel)
        with pytest.raises(actions.PostedAlready):
            send_off(channel)
        send_off(channel, version="8")
        assert Delivery.objects.count() == 2

    def test_what_leaves_is_what_the_dry_run_shows(self, networks):
        channel = make_channel(networks.server, "bluesky")
        delivery = send_off(channel)
        shown = wires.request_of(Delivery.objects.get())
        jobs.run_due()
        sent = networks.records[delivery.rkey]
        assert without_types({name: sent[name] for name in shown}) == without_types(shown)
        (facet,) = sent["record"]["facets"]
        part = TEXT.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]]
        assert part.decode() == "https://example.org/news/one/"
        assert len(delivery.rkey) == 13

    @pytest.mark.parametrize("network", ["mastodon", "bluesky"])
    @pytest.mark.parametrize("point", ["note_leaving", "record_posted"])
    def test_detail_11_a_worker_that_dies(self, networks, monkeypatch, network, point):
        """After it was noted, or after it was taken and before that was written down."""
        delivery = send_off(make_channel(networks.server, network))
        self.die_at(monkeypatch, point)
        assert len(networks.posts) == (point == "record_posted")
        later(minutes=11)
        assert state_of(delivery) == "posted"
        assert networks.posts == [TEXT]

    def die_at(self, monkeypatch, point):
        class Killed(BaseException):
            pass

        def die(*arguments):
            if point == "note_leaving":
                note(*arguments)
            raise Killed

        note = tasks.note_leaving
        with monkeypatch.context() as patch:
            patch.setattr(tasks, point, die)
            with pytest.raises(Killed):
                jobs.run_due()

    def test_without_its_key_it_would_be_posted_twice(self, networks, monkeypatch):
        """The twin: the stand-in keeps posts as Mastodon does, so a second one is seen."""
        delivery = send_off(make_channel(networks.server))
        self.die_at(monkeypatch, "record_posted")
        monkeypatch.setattr(
            Delivery, "idempotency_key", property(lambda _self: str(timezone.now().timestamp()))
        )
        later(minutes=11)
        assert (state_of(delivery), networks.posts) == ("posted", [TEXT, TEXT])

    def test_without_a_key_of_its_own_a_record_would_be_there_twice(self, networks, monkeypatch):
        """The twin for Bluesky."""
        send_off(make_channel(networks.server, "bluesky"))
        self.die_at(monkeypatch, "record_posted")
        Delivery.objects.update(rkey="3aaaaaaaaaaaa")
        later(minutes=11)
        assert networks.posts == [TEXT, TEXT]

    def test_an_answer_that_is_lost(self, networks):
        delivery = send_off(make_channel(networks.server))
        networks.mood = lambda handler, when: when == "after" and hang_up(handler)
        jobs.run_due()
        assert (state_of(delivery), networks.posts) == ("waiting", [TEXT])
        networks.mood = None
        later(minutes=2)
        assert (state_of(delivery), networks.posts) == ("posted", [TEXT])

    def test_after_the_hour_for_which_mastodon_remembers_a_human_decides(self, networks, monkeypatch):
        delivery = send_off(make_channel(networks.server))
        self.die_at(monkeypatch, "record_posted")
        networks.keys.clear()
        later(hours=2)
        assert (state_of(delivery), networks.posts) == ("unsure", [TEXT])
        actions.settle(actor=make_person("looker"), delivery=delivery)
        assert state_of(delivery) == "posted"
        with pytest.raises(actions.NotStuck):
            actions.try_again(actor=make_person("other"), delivery=delivery)

    def test_without_that_limit_there_would_be_two(self, networks, monkeypatch):
        """The twin."""
        send_off(make_channel(networks.server))
        self.die_at(monkeypatch, "record_posted")
        networks.keys.clear()
        monkeypatch.setattr(tasks, "is_forgotten", lambda _delivery: False)
        later(hours=2)
        assert networks.posts == [TEXT, TEXT]


def without_types(value):
    """The library names the type of each part, also where the schema leaves no other."""
    if isinstance(value, dict):
        return {name: without_types(part) for name, part in value.items() if name != "$type"}
    return [without_types(part) for part in value] if isinstance(value, list) else value


def hang_up(handler):
    handler.close_connection = True
    handler.connection.close()
    return True


class TestWhatGoesWrong:
    def test_a_dead_network_is_tried_again_and_then_said(self, networks, monkeypatch):
        channel = make_channel(networks.server)
        delivery = send_off(channel)
        with monkeypatch.context() as patch:
            patch.setattr(fetch, "resolve", lambda _host, _port: [])
            now = timezone.now()
            for turn in range(6):
                with time_machine.travel(now + STEP * turn):
                    jobs.run_due()
        assert (state_of(delivery), delivery.failure, delivery.attempts) == ("failed", "no-such-host", 5)
        actions.try_again(actor=make_person("again"), delivery=delivery)
        jobs.run_due()
        assert (state_of(delivery), networks.posts) == ("posted", [TEXT])

    @pytest.mark.parametrize("network", ["mastodon", "bluesky"])
    def test_a_dead_token(self, networks, network):
        channel = make_channel(networks.server, network, token="other")
        delivery = send_off(channel)
        jobs.run_due()
        assert (state_of(delivery), delivery.failure) == ("failed", "token")
        channel.refresh_from_db()
        assert list(OwnChannel.objects.warned(timezone.localdate())) == [channel]

    def test_a_token_that_another_key_has_sealed(self, networks):
        delivery = send_off(make_channel(networks.server, sealed_token="nonsense"))
        jobs.run_due()
        assert (state_of(delivery), delivery.failure) == ("failed", "token")

    @pytest.mark.parametrize(
        ("status", "state", "reason"),
        [
            (422, "failed", "refused"),
            (302, "failed", "moved"),
            (429, "waiting", "too-often"),
            (503, "waiting", "out-of-order"),
        ],
    )
    def test_answers(self, networks, status, state, reason):
        def mood(handler, _when):
            handler.send_response(status)
            if status == 302:
                handler.send_header("Location", "https://elsewhere.example/")
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return True

        networks.mood = mood
        delivery = send_off(make_channel(networks.server))
        jobs.run_due()
        assert (state_of(delivery), delivery.failure) == (state, reason)
        assert len(networks.asked) == 1

    def test_a_server_in_trouble_may_have_taken_it(self, networks):
        networks.mood = lambda handler, when: when == "after" and (say(handler, 500, {}), True)[1]
        delivery, now = send_off(make_channel(networks.server)), timezone.now()
        for turn in range(6):
            with time_machine.travel(now + STEP * turn):
                jobs.run_due()
        assert (state_of(delivery), networks.posts) == ("unsure", [TEXT])

    def test_what_is_taken_back_meanwhile_does_not_leave(self, networks, monkeypatch):
        delivery = send_off(make_channel(networks.server))
        monkeypatch.setitem(posting._kinds, "test", lambda _thing: False)
        jobs.run_due()
        assert (state_of(delivery), networks.asked) == ("dropped", [])

    def test_a_draft_is_not_sent_off(self, networks):
        with pytest.raises(actions.NotPublic):
            send_off(make_channel(networks.server), id="2")
        with pytest.raises(actions.NotPublic):
            send_off(make_channel(networks.server, handle="@x"), kind="unknown")

    def test_too_long_or_without_a_key(self, networks):
        with pytest.raises(actions.NotUsable):
            send_off(make_channel(networks.server), text="x" * 501)
        with pytest.raises(actions.NotUsable):
            send_off(make_channel(networks.server, token="", handle="@y"))


def test_a_key_travels_over_an_encrypted_line_only(networks, monkeypatch):
    monkeypatch.setattr(fetch, "BEARING", {"https"})
    delivery = send_off(make_channel(networks.server))
    jobs.run_due()
    delivery.refresh_from_db()
    assert (networks.asked, delivery.failure) == ([], "not-allowed")


def test_nothing_is_kept_or_logged_with_the_key(networks, caplog):
    from django.core import serializers  # noqa: PLC0415

    from advocates.core.models import Job, StreamEntry  # noqa: PLC0415

    channel = make_channel(networks.server)
    send_off(channel)
    networks.mood = lambda handler, _when: (say(handler, 503, {"echo": TOKEN}), True)[1]
    with caplog.at_level("DEBUG"):
        jobs.run_due()
    rows = [
        *OwnChannel.objects.all(),
        *Delivery.objects.all(),
        *Job.objects.all(),
        *StreamEntry.objects.all(),
    ]
    assert any(TOKEN in headers.get("Authorization", "") for _path, headers, _body in networks.asked)
    assert TOKEN not in serializers.serialize("json", rows) + caplog.text
