"""Messages between named people."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core import retention
from advocates.core.models import StreamEntry
from advocates.core.viewer import viewer_for
from advocates.forum.forms import new_sending
from advocates.forum.messages import actions, finding, policies
from advocates.forum.models import Block, Post, Topic, TopicQuerySet
from advocates.forum.reading import state
from advocates.forum.tests.factories import began_before, begin, reply, write_to
from advocates.organisations.models import Mandate
from advocates.spaces.actions import give_seat
from advocates.spaces.models import Space, SpaceSeat
from tests.cast import colleague_client, make_person, member_client, speak_for

pytestmark = pytest.mark.django_db


def mandate_of(client) -> Mandate:
    return Mandate.objects.get(person=client.person)


def form(*people, **fields):
    to = [str(mandate_of(each).public_id) for each in people]
    return {"to": to, "text": "Do you have **time**?", "lang": "en", "sending": new_sending(), **fields}


def address(topic: Topic) -> str:
    return f"/members/messages/{topic.public_id}/"


def unread(client) -> int:
    viewer = viewer_for(client.person)
    return state.unread_messages(viewer, state.marks_of_messages(viewer)).count()


def test_a_conversation_begins_once_however_often_it_is_sent(member, other_member):
    same = form(other_member)
    answers = [member.post("/members/messages/new/", same) for _twice in range(2)]
    topic = Topic.objects.get()
    assert [answer["Location"] for answer in answers] == [address(topic)] * 2
    assert (topic.title, topic.is_kept_on_site, topic.space.is_silent) == (
        "Do you have **time**?",
        True,
        True,
    )
    seats = SpaceSeat.objects.filter(space=topic.space)
    assert {seat.person_id for seat in seats} == {member.person.pk, other_member.person.pk}
    assert "Do you have" in other_member.get(address(topic)).text
    assert other_member.person.full_name in member.get("/members/messages/").text


def test_nobody_else_reads_it(member, other_member, moderator):
    topic = write_to(member.person, other_member.person)
    assert moderator.get(address(topic)).status_code == 404
    assert moderator.get(f"/members/forum/t/{topic.public_id}/").status_code == 404
    assert topic.title not in moderator.get("/members/messages/").text


def test_without_the_door_it_would_be_read(member, other_member, moderator, monkeypatch):
    """Red twin."""
    topic = write_to(member.person, other_member.person)
    monkeypatch.setattr(TopicQuerySet, "visible_to", lambda topics, _viewer: topics)
    assert moderator.get(address(topic)).status_code == 200


def test_it_has_one_address_and_a_topic_of_the_forum_none_here(member, other_member):
    topic = write_to(member.person, other_member.person)
    there = member.get(f"/members/forum/t/{topic.public_id}/?page=1")
    assert (there.status_code, there["Location"]) == (302, f"{address(topic)}?page=1")
    assert member.get(f"/members/messages/{begin(member.person).public_id}/").status_code == 404
    sent = {"text": "Yes.", "lang": "en", "sending": new_sending(), "seen": 1}
    answer = other_member.post(f"/members/forum/t/{topic.public_id}/answer/", sent)
    assert answer["Location"] == f"{address(topic)}?page=1&said=2#p2"


def test_the_forum_never_shows_one(member, other_member):
    write_to(member.person, other_member.person, subject="Only for you")
    reply(other_member.person, Topic.objects.get(), "Mine, too.")
    for page in ("", "unread/", "mine/", "unanswered/", "waiting/"):
        for client in (member, other_member):
            assert "Only for you" not in client.get(f"/members/forum/{page}").text, page
    viewer = viewer_for(member.person)
    assert state.counts(viewer, state.marks_of(viewer)).total == 0
    assert unread(member) == 1


def test_new_messages_are_counted_until_they_are_read_or_muted(member, other_member):
    topic = write_to(member.person, other_member.person)
    assert (unread(member), unread(other_member)) == (1, 1)
    assert "1 conversation with a new message" in other_member.get("/members/").text
    other_member.get(address(topic))
    assert unread(other_member) == 0
    reply(member.person, topic)
    assert unread(other_member) == 1
    other_member.post(f"/members/forum/t/{topic.public_id}/follow/", {"following": "0"})
    assert unread(other_member) == 0
    assert "conversation with" not in other_member.get("/members/").text


def test_whoever_is_protected_is_not_found_but_answered(member, other_member):
    viewer = viewer_for(member.person)
    name = other_member.person.full_name
    assert len(finding.looked_for(viewer, name)) == 1
    Person.objects.filter(pk=other_member.person.pk).update(is_protected=True)
    assert finding.looked_for(viewer, name) == []
    answer = member.post("/members/messages/new/", form(other_member))
    assert answer.status_code == 422
    assert Topic.objects.count() == 0
    topic = write_to(other_member.person, member.person)
    sent = {"text": "Yes.", "lang": "en", "sending": new_sending(), "seen": 1}
    assert member.post(f"/members/forum/t/{topic.public_id}/answer/", sent).status_code == 302


def test_finding_keeps_what_was_written(member, other_member):
    data = form(q="Other Gr", find="1", text="Half a sentence")
    page = member.post("/members/messages/new/", data)
    assert page.status_code == 200
    for word in ("Half a sentence", other_member.person.full_name, str(mandate_of(other_member).public_id)):
        assert word in page.text
    assert "error-box" not in page.text
    assert Topic.objects.count() == 0


def test_a_name_in_the_directory_leads_to_a_message(member, other_member):
    link = f"/members/messages/new/?to={mandate_of(other_member).public_id}"
    assert link in member.get("/members/people/").text
    assert str(mandate_of(member).public_id) not in member.get("/members/people/").text
    page = member.get(link).text
    assert other_member.person.full_name in page
    assert " checked" in page


@pytest.mark.parametrize(
    "fields", [{"to": []}, {"to": ["x"]}, {"text": " "}, {"subject": "x" * 201}],
    ids=["nobody", "no such person", "no text", "long subject"],
)  # fmt: skip
def test_bad_input(member, other_member, fields):
    answer = member.post("/members/messages/new/", form(other_member) | fields)
    assert answer.status_code == 422
    assert Topic.objects.count() == Space.objects.filter(kind="direct").count() == 0


def test_so_many_a_day_and_newcomers_fewer(member, other_member, monkeypatch):
    monkeypatch.setattr(policies, "A_DAY", 3)
    monkeypatch.setattr(policies, "NEWCOMERS_A_DAY", 2)
    for _each in range(2):
        write_to(member.person, other_member.person)
    answer = member.post("/members/messages/new/", form(other_member))
    assert answer.status_code == 409
    assert "Do you have **time**?" in answer.text
    long_ago = timezone.now() - timedelta(days=60)
    began_before(member.person, days=15)
    write_to(member.person, other_member.person)
    with pytest.raises(actions.TooManyToday):
        write_to(member.person, other_member.person)
    Topic.objects.update(started_at=long_ago)
    write_to(member.person, other_member.person)


def test_somebody_takes_no_more_messages(member, other_member):
    topic = write_to(other_member.person, member.person)
    sent = {"person": str(other_member.person.public_id)}
    assert member.post(f"{address(topic)}block/", sent).status_code == 302
    answer = other_member.post("/members/messages/new/", form(member))
    assert answer.status_code == 409
    assert Topic.objects.count() == 1
    third = write_to(other_member.person, colleague_client("third", "Other Group").person)
    with pytest.raises(actions.CannotWrite):
        actions.add_person(actor=other_member.person, topic=third, person=member.person)
    block = Block.objects.get()
    assert other_member.post("/members/messages/blocked/", {"block": block.pk}).status_code == 404
    assert other_member.person.full_name in member.get("/members/messages/blocked/").text
    assert member.post("/members/messages/blocked/", {"block": block.pk}).status_code == 302
    assert other_member.post("/members/messages/new/", form(member)).status_code == 302


def test_whoever_is_brought_in_reads_all_and_a_line_says_by_whom(member, other_member, moderator):
    topic = write_to(member.person, other_member.person, text="Said before.")
    sent = {"to": str(mandate_of(moderator).public_id)}
    assert moderator.post(f"{address(topic)}add/", sent).status_code == 404
    name = moderator.person.full_name
    found = other_member.get(f"{address(topic)}add/?q={name}")
    assert sent["to"] in found.text
    assert other_member.post(f"{address(topic)}add/", sent).status_code == 302
    reply(member.person, topic, "Said after.")
    page = moderator.get(address(topic)).text
    line = f"{other_member.person.full_name} has brought in {name}"
    assert page.index("Said before.") < page.index(line) < page.index("Said after.")
    assert StreamEntry.objects.filter(kind="forum.message.joined").count() == 1
    actions.add_person(actor=member.person, topic=topic, person=moderator.person)
    assert StreamEntry.objects.filter(kind="forum.message.joined").count() == 1


def test_the_lines_stand_on_the_page_of_their_time(member, other_member, moderator):
    topic = write_to(member.person, other_member.person)
    for _each in range(19):
        reply(member.person, topic)
    actions.add_person(actor=member.person, topic=topic, person=moderator.person)
    for _each in range(3):
        reply(member.person, topic)
    line = "has brought in"
    assert line in member.get(f"{address(topic)}?page=1").text
    assert line not in member.get(f"{address(topic)}?page=2").text


def test_a_conversation_has_so_many_people(member, other_member, monkeypatch):
    monkeypatch.setattr(actions, "MOST_PEOPLE", 2)
    topic = write_to(member.person, other_member.person)
    person = make_person("third")
    speak_for(person, mandate_of(member).organisation, "representative")
    with pytest.raises(actions.TooManyPeople):
        actions.add_person(actor=member.person, topic=topic, person=person)
    with pytest.raises(actions.TooManyPeople):
        write_to(member.person, other_member.person, person)


def test_whoever_leaves_reads_nothing_more(member, other_member):
    topic = write_to(member.person, other_member.person)
    assert "You read nothing of it any more" in other_member.get(f"{address(topic)}leave/").text
    assert other_member.post(f"{address(topic)}leave/")["Location"] == "/members/messages/"
    assert other_member.get(address(topic)).status_code == 404
    page = member.get(address(topic)).text
    assert f"{other_member.person.full_name} has left the conversation." in page
    assert "Nobody else is in this conversation any more." in page
    assert actions.leave(actor=other_member.person, topic=topic) is False


def test_without_the_end_of_the_seat_they_would(member, other_member):
    """Red twin: a seat given again opens it again."""
    topic = write_to(member.person, other_member.person)
    actions.leave(actor=other_member.person, topic=topic)
    give_seat(actor=member.person, space=topic.space, person=other_member.person)
    assert other_member.get(address(topic)).status_code == 200


def test_two_years_after_the_last_message_it_is_gone(member, other_member):
    old, young = (write_to(member.person, other_member.person) for _each in range(2))
    forum = begin(member.person, "It stays")
    over = timezone.now() - timedelta(days=731)
    Topic.objects.filter(pk__in=[old.pk, forum.pk]).update(last_post_at=over)
    Space.objects.filter(pk=old.space_id).update(created_at=over)
    retention.purge()
    assert set(Topic.objects.values_list("pk", flat=True)) == {young.pk, forum.pk}
    assert not Post.objects.filter(topic_id=old.pk).exists()
    assert set(Space.objects.filter(kind="direct").values_list("pk", flat=True)) == {young.space_id}


def test_as_often_for_one_conversation_as_for_many(member, other_member, django_assert_max_num_queries):
    member.get("/members/messages/")
    Mandate.objects.update(starts_at=timezone.now() - timedelta(days=60))
    for number in range(6):
        topic = write_to(member.person, member_client(f"m{number}", f"Group {number}", "FR").person)
        actions.add_person(actor=member.person, topic=topic, person=other_member.person)
    with django_assert_max_num_queries(8):
        member.get("/members/messages/")
    with django_assert_max_num_queries(16):
        member.get(address(topic))
