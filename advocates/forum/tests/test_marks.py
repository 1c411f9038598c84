"""The nightly move of the marks: counts stay as they are, and become cheap."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core.viewer import viewer_for
from advocates.forum.models import CategoryReading, Following, Post, Topic, TopicReading
from advocates.forum.reading import actions, state, tasks
from advocates.forum.tests.factories import begin, make_shelf, reply

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def reader(other_member) -> Person:
    """Somebody who has been here for a year."""
    Person.objects.filter(pk=other_member.person.pk).update(
        joined_at=timezone.now() - 365 * DAY, last_used_on=timezone.now().date()
    )
    return Person.objects.get(pk=other_member.person.pk)


def topic_of(person, *ages, title="A question") -> Topic:
    """A topic whose posts are so many days old, the oldest first."""
    topic = begin(person, title)
    for _more in ages[1:]:
        reply(person, topic)
    now = timezone.now()
    for number, age in enumerate(ages, 1):
        Post.objects.filter(topic=topic, number=number).update(written_at=now - age * DAY)
    Topic.objects.filter(pk=topic.pk).update(
        started_at=now - ages[0] * DAY, last_post_at=now - ages[-1] * DAY, is_opened=True
    )
    return Topic.objects.get(pk=topic.pk)


def read(person, topic, number):
    actions.mark_read(person=person, topic=topic, number=number)


def new_for(person) -> dict[str, int]:
    """The unread topics, and after which post each goes on."""
    viewer = viewer_for(person)
    topics = state.with_first_unread(state.unread(viewer, state.marks_of(viewer)))
    return dict(topics.values_list("title", "known_number"))


def age_of_mark(person) -> float:
    mark = CategoryReading.objects.get(person=person, category=make_shelf())
    return (timezone.now() - mark.read_until) / DAY


def test_the_mark_moves_to_before_the_oldest_unread_post_and_nothing_becomes_read(member, reader):
    read(reader, topic_of(member.person, 90, 80), 2)
    topic_of(member.person, 60, 50, 2, title="Half")
    read(reader, Topic.objects.get(title="Half"), 1)
    topic_of(member.person, 20, title="New")
    before = new_for(reader)
    assert before == {"Half": 1, "New": 0}
    assert tasks.move_marks() > 0
    assert new_for(reader) == before
    assert 50 < age_of_mark(reader) < 50.01
    assert tasks.move_marks() == 0


def test_by_the_last_post_alone_the_divider_would_jump(member, reader, monkeypatch):
    """Red twin: the moment of a topic instead of that of its first unread post."""
    topic_of(member.person, 60, 50, 2, title="Half")
    monkeypatch.setattr(
        tasks,
        "_oldest_unread",
        lambda *_args: {make_shelf().pk: Topic.objects.get().last_post_at - timedelta(microseconds=1)},
    )
    before = new_for(reader)
    tasks.move_marks()
    assert before == {"Half": 0}
    assert new_for(reader) == {"Half": 2}


def test_where_all_is_read_the_mark_stands_shortly_before_now(member, reader):
    read(reader, topic_of(member.person, 90), 1)
    tasks.move_marks()
    assert 0.04 < age_of_mark(reader) < 0.05
    topic_of(member.person, 0, title="Just now")
    assert new_for(reader) == {"Just now": 0}


def test_what_was_marked_as_unread_stays_so(member, reader):
    topic = topic_of(member.person, 90, 80, title="Again")
    read(reader, topic, 2)
    actions.mark_unread_from(person=reader, topic=topic, number=2)
    TopicReading.objects.update(unread_since=timezone.now() - 30 * DAY)
    tasks.move_marks()
    assert new_for(reader) == {"Again": 1}
    assert 29.9 < age_of_mark(reader) < 30.1


def test_the_mark_never_moves_back_and_all_read_can_still_be_taken_back(member, reader):
    topic_of(member.person, 60, title="Old")
    actions.mark_all_read(person=reader, categories=[make_shelf()])
    CategoryReading.objects.update(read_until=timezone.now() - 5 * DAY)
    tasks.move_marks()
    assert age_of_mark(reader) < 1
    assert new_for(reader) == {}
    actions.undo_all_read(person=reader, categories=[make_shelf()])
    assert new_for(reader) == {"Old": 0}


def test_somebody_who_marks_all_as_read_meanwhile_is_faster(member, reader):
    shelf, now = make_shelf(), timezone.now()
    actions.mark_all_read(person=reader, categories=[shelf])
    assert tasks._move(reader, shelf.pk, now - 9 * DAY, now - 8 * DAY) == 0
    assert age_of_mark(reader) < 1


def test_what_is_muted_holds_no_mark_back(member, reader):
    topic = topic_of(member.person, 90)
    actions.follow_topic(person=reader, topic=topic, following=Following.MUTED)
    tasks.move_marks()
    assert age_of_mark(reader) < 1


@pytest.mark.parametrize(
    "who",
    [{"last_used_on": None}, {"is_active": False}, {"last_used_on": (timezone.now() - 9 * DAY).date()}],
    ids=["never here", "closed", "long ago"],
)
def test_nobody_else_is_looked_at(member, reader, who):
    Person.objects.exclude(pk=reader.pk).update(last_used_on=None)
    topic_of(member.person, 90)
    Person.objects.filter(pk=reader.pk).update(**who)
    assert tasks.move_marks() == 0


def test_with_very_much_unread_the_mark_stays(member, reader, monkeypatch):
    Person.objects.exclude(pk=reader.pk).update(last_used_on=None)
    for title in ("One", "Two"):
        topic_of(member.person, 60, title=title)
    monkeypatch.setattr(tasks, "MOST_UNREAD", 1)
    assert tasks.move_marks() == 0
    monkeypatch.setattr(tasks, "MOST_UNREAD", 2)
    assert tasks.move_marks() > 0


@pytest.mark.parametrize("address", ["", "unanswered/"], ids=["latest", "unanswered"])
def test_a_list_takes_its_topics_in_the_order_of_an_index(member, address):
    """Without the index, or with a question that it does not answer, every topic would be sorted."""
    topic_of(member.person, 3)
    with CaptureQueriesContext(connection) as asked:
        member.get(f"/members/forum/{address}")
    lists = [query["sql"] for query in asked.captured_queries if 'FROM "forum_topic"' in query["sql"]]
    (chosen,) = [sql for sql in lists if sql.endswith("LIMIT 21")]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {chosen}")
            plan = " ".join(str(row[3]) for row in cursor.fetchall())
        assert ("topics_unanswered" if address else "topics_by_time") in plan
        assert "TEMP B-TREE" not in plan
