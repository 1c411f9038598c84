"""A summary is written by a person, has a name and a date, and keeps its history."""

import pytest

from advocates.core.models import StreamEntry
from advocates.core.viewer import viewer_for
from advocates.forum.models import Topic, TopicSummary
from advocates.forum.tests.factories import begin, make_shelf
from advocates.spaces.models import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(member, other_member) -> Topic:
    made = begin(member.person)
    Topic.objects.filter(pk=made.pk).update(is_opened=True)
    return made


def at(topic: Topic, tail: str = "summary/") -> str:
    return f"/members/forum/t/{topic.public_id}/{tail}"


def form(**fields):
    return {
        "decided": "We **write** a letter.",
        "open": "",
        "who": "Own Group",
        "lang": "en",
        "base": 0,
    } | fields


def test_it_stands_beside_the_topic_with_name_and_date(member, other_member, topic):
    assert member.get(at(topic)).status_code == 200
    assert member.post(at(topic), form())["Location"] == at(topic, "")
    page = other_member.get(at(topic, "")).text
    assert "<strong>write</strong>" in page
    assert f"Written by {member.person.full_name}" in page
    assert ">Decided</h3>" in page
    assert ">Open</h3>" not in page
    entry = StreamEntry.objects.get(kind="forum.topic.summarised")
    assert entry.data["revision"] == 1


def test_everybody_changes_it_and_the_version_before_stays(member, other_member, topic):
    member.post(at(topic), form())
    assert "We **write** a letter." in other_member.get(at(topic)).text
    assert other_member.post(at(topic), form(decided="We call.", base=1)).status_code == 302
    assert "We call." in member.get(at(topic, "")).text
    history = member.get(at(topic, "summary/history/")).text
    assert history.index("We call.") < history.index("<strong>write</strong>")
    assert list(TopicSummary.objects.values_list("revision", flat=True)) == [2, 1]


def test_nobody_overwrites_what_they_have_not_read(member, other_member, topic):
    member.post(at(topic), form())
    answer = other_member.post(at(topic), form(decided="Mine."))
    assert answer.status_code == 409
    assert "Mine." in answer.text
    assert "<strong>write</strong>" in answer.text
    assert 'name="base" value="1"' in answer.text
    assert TopicSummary.objects.count() == 1


def test_emptied_it_is_not_shown(member, topic):
    member.post(at(topic), form())
    member.post(at(topic), form(decided="", who="", base=1))
    assert "In short" not in member.get(at(topic, "")).text


@pytest.mark.parametrize("fields", [{"decided": "x" * 1201}, {"lang": "xx"}, {"base": ""}],
                         ids=["long", "no such language", "no base"])  # fmt: skip
def test_bad_input(member, topic, fields):
    assert member.post(at(topic), form(**fields)).status_code == 422


def test_a_stranger_finds_nothing(member, other_member):
    shelf = make_shelf(Kind.REGION, region=viewer_for(member.person).acting.region)
    topic = begin(member.person, category=shelf)
    for tail in ("summary/", "summary/history/"):
        assert other_member.get(at(topic, tail)).status_code == 404
    assert other_member.post(at(topic), form()).status_code == 404


def test_its_headings_are_in_its_language(member, topic):
    member.post(at(topic), form(lang="es"))
    assert 'lang="es"' in member.get(at(topic, "")).text
