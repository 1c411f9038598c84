"""The page of what one follows, and what it costs to draw the pages of news."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advocates.forum.models import CategoryReading, Following, OrganisationFollowing, TopicReading
from advocates.forum.tests.factories import begin, make_shelf, reply
from advocates.forum.tests.news import follow, told
from advocates.organisations.models import Organisation

pytestmark = pytest.mark.django_db


def level_of(model, **which):
    return model.objects.get(**which).following


def test_each_level_can_be_changed_in_one_sending(member, other_member):
    topic, shelf = begin(member.person, "Travel"), make_shelf()
    told()
    group = Organisation.objects.get(name="Other Group")
    OrganisationFollowing.objects.create(person=member.person, organisation=group)
    page = member.get("/members/following/").text
    assert "Travel" in page
    assert "Other Group" in page
    sent = {f"t-{topic.public_id}": "3", f"c-{shelf.public_id}": "2", f"o-{group.public_id}": "0"}
    assert member.post("/members/following/", sent).status_code == 302
    assert level_of(TopicReading, person=member.person, topic=topic) == Following.AT_ONCE
    assert level_of(CategoryReading, person=member.person, category=shelf) == Following.FOLLOWED
    assert level_of(OrganisationFollowing, person=member.person) == Following.MUTED
    member.post("/members/following/", {f"o-{group.public_id}": "1"})
    assert not OrganisationFollowing.objects.exists()


def test_what_was_not_changed_is_left_alone(member):
    shelf = make_shelf()
    member.post("/members/following/", {f"c-{shelf.public_id}": "1"})
    member.post("/members/following/", {f"c-{shelf.public_id}": "9"})
    assert not CategoryReading.objects.exists()


def test_an_organisation_is_added(member, other_member):
    group = Organisation.objects.get(name="Other Group")
    assert str(group.public_id) in member.get("/members/following/").text
    member.post("/members/following/", {"organisation": group.public_id})
    assert level_of(OrganisationFollowing, person=member.person, organisation=group) == Following.FOLLOWED


def test_nothing_of_what_may_not_be_read_stands_there(member, other_member):
    shelf = make_shelf("region", region="middle-east-africa")
    topic = begin(other_member.person, "Only there", category=shelf)
    follow(member.person, topic)
    follow(member.person, shelf)
    page = member.get("/members/following/").text
    assert "Only there" not in page
    assert shelf.public_id not in page
    member.post("/members/following/", {f"t-{topic.public_id}": "0", f"c-{shelf.public_id}": "0"})
    assert level_of(TopicReading, person=member.person, topic=topic) == Following.FOLLOWED


def statements(client, address):
    # The first answer of a process asks for what is kept afterwards.
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("address", ["/members/notices/", "/members/following/"])
def test_the_number_of_statements_is_constant(member, other_member, address):
    counts = []
    for number in range(2):
        for each in range(1 + 5 * number):
            reply(other_member.person, begin(member.person, f"Topic {number} {each}"))
            told()
        told()
        counts.append(statements(member, address))
    assert counts[0] == counts[1]


def test_the_bell_costs_no_statement(member, other_member):
    topic = begin(member.person, "Travel")
    told()
    before = statements(member, "/members/forum/")
    reply(other_member.person, topic)
    told()
    assert 'class="count" aria-hidden="true">1<' in member.get("/members/forum/").text
    assert statements(member, "/members/forum/") == before
