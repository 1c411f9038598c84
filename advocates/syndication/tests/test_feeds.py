"""Feeds: valid Atom and JSON Feed, about what is public now, and not a sign of anything else."""

import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime

from advocates.organisations import actions, happenings
from advocates.organisations.models import Organisation, OrganisationChange
from advocates.organisations.tests.factories import PRIVATE, make_organisation
from advocates.syndication import feeds, formats
from advocates.syndication.feeds import Feed, Item

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS = "/feeds/directory.atom"


def change(organisation, **fields):
    """What the office saves."""
    current = Organisation.objects.get(pk=organisation.pk)
    texts = {text.lang: text.text for text in current.descriptions.all()}
    channels = [(channel.kind, channel.value) for channel in current.channels.all()]
    actions.edit_organisation(
        actor=None,
        organisation=current,
        base_revision=current.revision,
        entry=actions.Entry(fields, texts, channels),
    )


def atom(client, query=""):
    """The feed's elements, after a look at what RFC 4287 asks of each."""
    answer = client.get(f"{ADDRESS}{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 - we wrote it
    assert_valid(feed)
    return feed


def assert_valid(feed):
    assert feed.tag == f"{ATOM}feed"
    ids = [feed.findtext(f"{ATOM}id")]
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert parse_datetime(feed.findtext(f"{ATOM}updated")).tzinfo
    assert {link.get("rel") for link in feed.findall(f"{ATOM}link")} == {"self", "alternate"}
    for entry in feed.findall(f"{ATOM}entry"):
        for name in ("title", "id", "updated"):
            assert len(entry.findall(f"{ATOM}{name}")) == 1, name
        assert entry.findtext(f"{ATOM}title")
        assert parse_datetime(entry.findtext(f"{ATOM}updated")).tzinfo
        assert entry.find(f"{ATOM}link").get("href").startswith("http")
        ids.append(entry.findtext(f"{ATOM}id"))
    assert all(one.startswith(("urn:uuid:", "http")) for one in ids)
    assert len(ids) == len(set(ids))


def titles(client, query=""):
    return [entry.findtext(f"{ATOM}title") for entry in atom(client, query).findall(f"{ATOM}entry")]


class TestWhatHappened:
    def test_a_group_is_listed(self, visitor):
        make_organisation("Friends", city="Bonn", languages=["de"])
        assert titles(visitor) == ["Friends is listed now"]
        assert "Deutsch" in visitor.get(ADDRESS).content.decode()

    def test_a_group_becomes_a_member_and_confirms_and_changes(self, visitor):
        group = make_organisation("Friends")
        change(group, state="member")
        change(group, website="https://example.org/", languages=["de", "en"], note="nobody knows")
        group.refresh_from_db()
        actions.confirm_organisation(organisation=group, base_revision=group.revision)
        assert titles(visitor) == [
            "Friends confirmed its entry",
            "Friends changed: languages, website",
            "Friends is a member now",
            "Friends is listed now",
        ]

    def test_a_group_ends(self, visitor):
        one, other, heir = (make_organisation(name) for name in ("One", "Other", "Heir"))
        change(one, state="former")
        change(other, state="merged", merged_into=heir)
        assert titles(visitor)[:2] == ["Other is now part of Heir", "One is no longer active"]
        actions.unpublish_organisation(actor=None, organisation=heir)
        assert titles(visitor)[0] == "Other is no longer active"

    def test_nobody_is_called_a_member_who_is_none_any_more(self, visitor):
        group = make_organisation("Friends")
        change(group, state="member")
        change(group, state="suspended")
        assert not [title for title in titles(visitor) if "member now" in title]

    def test_at_most_fifty_newest_first(self, visitor):
        for number in range(feeds.MOST + 5):
            make_organisation(f"Group {number:02}")
        found = titles(visitor)
        assert len(found) == feeds.MOST
        assert found[0] == f"Group {feeds.MOST + 4:02} is listed now"

    def test_many_changes_of_one_batch_and_the_next(self, visitor, monkeypatch):
        """What is left out makes no gap: the next batch is read."""
        monkeypatch.setattr(happenings, "A_BATCH", 2)
        make_organisation("First")
        quiet = make_organisation("Quiet")
        for number in range(6):
            change(quiet, note=f"{number}")
        assert titles(visitor) == ["Quiet is listed now", "First is listed now"]


class TestScopes:
    @pytest.fixture(autouse=True)
    def _groups(self, db):
        make_organisation("Brazil", country="BR")
        make_organisation("Germany", country="DE", countries=["DE", "MX"])
        make_organisation("Nowhere", country="", languages=["en"])
        change(make_organisation("Closed", country="PE"), state="former")

    def test_a_region_has_its_groups_and_those_that_serve_it(self, visitor):
        found = " ".join(titles(visitor, "?region=latin-america"))
        assert ("Brazil" in found, "Germany" in found, "Closed" in found, "Nowhere" in found) == (
            True, True, True, False,
        )  # fmt: skip

    def test_a_country(self, visitor):
        assert titles(visitor, "?country=mx") == ["Germany is listed now"]
        assert titles(visitor, "?country=MX&region=western-europe") == ["Germany is listed now"]
        assert titles(visitor, "?country=br&region=western-europe") == []

    @pytest.mark.parametrize(
        "query", ["?region=atlantis", "?country=zz", "?country=%00", "?region=" + "x" * 500, "?country=ıt"]
    )
    def test_one_that_there_is_not(self, visitor, query):
        assert visitor.get(f"{ADDRESS}{query}").status_code == 404

    def test_no_such_feed(self, visitor):
        assert visitor.get("/feeds/secrets.atom").status_code == 404


class TestLanguages:
    def test_the_readers(self, visitor):
        make_organisation("Friends", country="DE")
        answer = visitor.get(f"{ADDRESS}?lang=es&region=western-europe")
        assert answer["Content-Language"] == "es"
        text = answer.content.decode()
        assert 'xml:lang="es"' in text
        assert "Alemania" in text
        assert "/es/organisations/friends/" in text

    def test_one_that_we_do_not_speak_is_english(self, visitor):
        make_organisation("Friends")
        for bad in ("xx", "es-ES", "%00", "ES"):
            assert visitor.get(f"{ADDRESS}?lang={bad}").content == visitor.get(ADDRESS).content

    def test_the_header_makes_no_difference(self, visitor):
        make_organisation("Friends")
        assert visitor.get(ADDRESS, HTTP_ACCEPT_LANGUAGE="es").content == visitor.get(ADDRESS).content


class TestNothingPrivate:
    """What only the office knows changes no byte, no date, no order."""

    @pytest.fixture
    def group(self):
        with translation.override("en"):
            group = make_organisation("Friends", **PRIVATE)
            make_organisation("Others")
        change(group, city="Bonn")
        return group

    def whole(self, visitor):
        answer = visitor.get(ADDRESS)
        return answer.content, answer["ETag"], answer["Last-Modified"]

    def test_a_note_a_contact_and_a_hidden_entry_show_nowhere(self, visitor, group):
        before = self.whole(visitor)
        change(group, note="Another note", private_email="new@example.org", private_phone="+15550100778")
        hidden = make_organisation("Hidden", is_published=False)
        change(hidden, state="member", website="https://hidden.example.org/")
        assert self.whole(visitor) == before

    def test_nor_do_they_in_what_comes_later(self, visitor, group, time_machine):
        """A later change has the same name and date, whether there was a private one before it or not."""
        now = datetime(2030, 1, 1, tzinfo=UTC)
        time_machine.move_to(now, tick=False)
        change(group, city="Berlin")
        before = self.whole(visitor)
        last = OrganisationChange.objects.filter(organisation=group).first()
        last.delete()
        Organisation.objects.filter(pk=group.pk).update(city="Bonn")
        change(group, note="In between")
        change(group, city="Berlin")
        assert self.whole(visitor) == before

    def test_one_that_looked_at_private_fields_would_be_noticed(self, visitor, group, monkeypatch):
        """The twin."""
        before = self.whole(visitor)
        monkeypatch.setitem(happenings.WORDS, "note", "note")
        change(group, note="Another note")
        assert self.whole(visitor) != before

    def test_what_was_hidden_when_it_happened_is_not_told_later(self, visitor):
        group = make_organisation("Friends", is_published=False)
        change(group, city="Bonn")
        actions.publish_organisation(actor=None, organisation=group)
        assert titles(visitor) == ["Friends is listed now"]
        actions.unpublish_organisation(actor=None, organisation=group)
        assert titles(visitor) == []
        change(group, city="Berlin")
        actions.publish_organisation(actor=None, organisation=group)
        assert titles(visitor) == ["Friends is listed now"] * 2

    def test_else_it_would_be(self, visitor, monkeypatch):
        """The twin."""
        monkeypatch.setattr(happenings, "was_public", lambda *_: True)
        group = make_organisation("Friends", is_published=False)
        change(group, city="Bonn")
        actions.publish_organisation(actor=None, organisation=group)
        assert "Friends changed: place" in titles(visitor)

    def test_values_are_never_told(self, visitor, group):
        change(group, website="https://old.example.org/")
        change(group, website="https://new.example.org/")
        assert "example.org/" not in visitor.get(ADDRESS).content.decode().replace("organisations/", "")


class TestHostileNames:
    @pytest.mark.parametrize(
        "name",
        [
            "a]]>b",
            "<script>alert(1)</script>",
            "a&b;\"'",
            "x\x0by\x1fz",
            "a\u202eb\u2066c",
            "\ufffe\ud800",
            "𝔘ü漢",
        ],
    )
    def test_survive_or_are_cleaned(self, name):
        at = datetime(2026, 1, 1, tzinfo=UTC)
        item = Item("urn:uuid:1", at, name, name, "https://example.org/", "listed")
        feed = Feed(name, name, "https://example.org/", [item])
        written = formats.as_atom(feed, url="https://example.org/f", language="en", author=name)
        entry = ElementTree.fromstring(written).find(f"{ATOM}entry")  # noqa: S314 - we wrote it
        assert entry.findtext(f"{ATOM}title") == formats.clean(name)
        data = json.loads(formats.as_json(feed, url="https://example.org/f", language="en", author=name))
        assert data["items"][0]["title"] == formats.clean(name)
        assert not set(written.decode()) & set("\u202e\u2066\x0b\x1f\ufffe")

    def test_uncleaned_it_would_break(self, monkeypatch):
        """The twin."""
        monkeypatch.setattr(formats, "clean", str)
        with pytest.raises(AssertionError):
            self.test_survive_or_are_cleaned("a\u202eb\u2066c")


class TestTheAnswer:
    def test_is_not_sent_again_to_who_has_it(self, visitor):
        make_organisation("Friends")
        first = visitor.get(ADDRESS)
        assert first["Last-Modified"].endswith("GMT")
        again = visitor.get(ADDRESS, HTTP_IF_NONE_MATCH=first["ETag"])
        assert again.status_code == 304
        make_organisation("Others")
        assert visitor.get(ADDRESS, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200

    def test_an_entry_that_was_taken_down_is_gone_for_who_asks_by_date(self, visitor):
        old = make_organisation("Old")
        make_organisation("New")
        first = visitor.get(ADDRESS)
        actions.unpublish_organisation(actor=None, organisation=old)
        again = visitor.get(ADDRESS, HTTP_IF_MODIFIED_SINCE=first["Last-Modified"])
        assert again.status_code == 200
        assert b"Old" not in again.content

    def test_an_empty_one_is_valid_and_always_the_same(self, visitor, time_machine):
        first = visitor.get(ADDRESS).content
        time_machine.move_to(timezone.now() + timedelta(days=3))
        assert visitor.get(ADDRESS).content == first
        atom(visitor)

    def test_is_open_to_no_other_site(self, visitor):
        assert "Access-Control-Allow-Origin" not in visitor.get(ADDRESS)

    def test_json(self, visitor):
        make_organisation("Friends")
        answer = visitor.get("/feeds/directory.json?region=western-europe")
        assert answer["Content-Type"].startswith("application/feed+json")
        data = json.loads(answer.content)
        assert data["version"] == "https://jsonfeed.org/version/1.1"
        assert data["items"][0]["title"] == "Friends is listed now"
        assert data["items"][0]["url"].endswith("/organisations/friends/")

    def test_needs_as_many_questions_for_one_as_for_many(self, visitor, django_assert_max_num_queries):
        for number in range(30):
            make_organisation(f"Group {number}")
        visitor.get(ADDRESS)
        with django_assert_max_num_queries(3):
            visitor.get(ADDRESS)

    @pytest.mark.parametrize(
        ("page", "feed"),
        [
            ("/directory/", "/feeds/directory.atom"),
            ("/es/directory/?region=latin-america", "/feeds/directory.atom?lang=es&amp;region=latin-america"),
            ("/directory/de/", "/feeds/directory.atom?country=de"),
        ],
    )
    def test_readers_find_it(self, visitor, page, feed):
        text = visitor.get(page).content.decode()
        assert 'type="application/atom+xml" title="' in text
        assert f'href="{feed}"' in text
        assert visitor.get(feed.replace("&amp;", "&")).status_code == 200
