"""That SQLite looks up what a page shows: how much there is beside it, it does not count."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advocates.forum.models import Topic
from advocates.forum.models.conversation import PostQuerySet
from advocates.forum.tests.factories import begin
from advocates.spaces.models import Space

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by what it has counted"),
]
# Tables that grow with what people write, as they are called in a plan.
GROWN = {"forum_topic", "forum_post", "spaces_space"}


def read_whole(client, path):
    """The grown tables that a page reads from end to end."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    found = set()
    with connection.cursor() as cursor:
        for each in asked.captured_queries:
            if each["sql"].startswith("SELECT"):
                named = re.findall(r'(?:FROM|JOIN) "(\w+)" (\w\d+)', each["sql"])
                cursor.execute(f"EXPLAIN QUERY PLAN {each['sql']}")
                scanned = {row[3].split()[1] for row in cursor.fetchall() if row[3].startswith("SCAN ")}
                # A short name may stand for several tables: each of them may be the one.
                found |= scanned | {table for table, name in named if name in scanned}
    return found & GROWN


def test_a_topic_reads_no_table_whole(member):
    topic = begin(member.person)
    assert not read_whole(member, f"/members/forum/t/{topic.public_id}/?page=1")


def test_it_would_be_noticed_that_posts_are_asked_by_every_topic(member, monkeypatch):
    def by_every_topic(self, viewer):
        return self.filter(topic__in=Topic.objects.visible_to(viewer))

    topic = begin(member.person)
    monkeypatch.setattr(PostQuerySet, "visible_to", by_every_topic)
    assert read_whole(member, f"/members/forum/t/{topic.public_id}/?page=1")


def test_it_would_be_noticed_that_every_room_is_asked(member, monkeypatch):
    topic = begin(member.person)
    monkeypatch.setattr(Space, "shared", lambda: Space.objects.exclude(kind__in=["room", "direct"]))
    assert read_whole(member, f"/members/forum/t/{topic.public_id}/?page=1")
