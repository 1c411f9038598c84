"""Beginning a topic, and who may read it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.core.models import StreamEntry
from advocates.core.viewer import Role, viewer_for
from advocates.forum.forms import new_sending
from advocates.forum.models import Category, Post, Topic, TopicQuerySet
from advocates.forum.tests.factories import begin, make_shelf, reply
from advocates.organisations.models import Mandate, Organisation
from advocates.spaces.models import Kind
from tests.cast import colleague_client, member_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf() -> Category:
    return make_shelf()


def form(**fields):
    return {
        "title": "Prices",
        "text": "What do **you** pay?",
        "lang": "en",
        "sending": new_sending(),
        **fields,
    }


def test_a_member_begins_a_topic(member, shelf):
    answer = member.post(f"/members/forum/c/{shelf.public_id}/new/", form())
    topic = Topic.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/members/forum/t/{topic.public_id}/")
    post = topic.posts.get()
    assert (post.number, post.source, post.person_id) == (1, "What do **you** pay?", member.person.pk)
    assert post.mandate.organisation.name == topic.mandate.organisation.name
    assert "<strong>you</strong>" in post.html
    assert Category.objects.get(pk=shelf.pk).topics_count == 1
    assert StreamEntry.objects.filter(kind="forum.topic.started", target_id=str(topic.pk)).count() == 1


def test_sent_twice_it_begins_once(member, shelf):
    same = form()
    answers = [member.post(f"/members/forum/c/{shelf.public_id}/new/", same) for _twice in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Topic.objects.count() == Post.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"title": "x" * 201},
        {"text": ""},
        {"text": " \n "},
        {"lang": "xx"},
        {"text": "x" * 50_001},
    ],
    ids=["no title", "long title", "no text", "blank text", "no such language", "long text"],
)
def test_bad_input_keeps_the_text(member, shelf, fields):
    sent = form(**fields)
    answer = member.post(f"/members/forum/c/{shelf.public_id}/new/", sent)
    assert answer.status_code == 422
    assert Topic.objects.count() == 0
    if "text" not in fields:
        assert "What do **you** pay?" in answer.text
    assert 'aria-invalid="true"' in answer.text


@pytest.mark.parametrize("text", ["half \ud800 pair", "<script>alert(1)</script>", "\u202e backwards"])
def test_odd_characters_are_no_error(member, shelf, text):
    answer = member.post(
        f"/members/forum/c/{shelf.public_id}/new/", form(text=text.encode(errors="replace").decode())
    )
    assert answer.status_code == 302
    page = member.get(answer["Location"])
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_what_cannot_be_stored_is_said_on_its_field(member, shelf):
    answer = member.post(f"/members/forum/c/{shelf.public_id}/new/", form(text="a\0b"))
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert Topic.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("member", 302),
        ("other_member", 302),
        ("pending", 302),
        ("former", 302),
        ("staff", 302),
        ("visitor", 302),
    ],
)
def test_who_begins(request, shelf, who, status):
    client = request.getfixturevalue(who)
    answer = client.post(f"/members/forum/c/{shelf.public_id}/new/", form())
    assert answer.status_code == status
    assert Topic.objects.count() == (1 if "member" in who else 0)


def test_announcements_are_begun_by_moderators_and_answered_by_all(member, moderator):
    make_shelf()
    news = Category.objects.get(is_for_announcements=True)
    assert member.post(f"/members/forum/c/{news.public_id}/new/", form()).status_code == 403
    answer = moderator.post(f"/members/forum/c/{news.public_id}/new/", form())
    assert answer.status_code == 302
    sent = {"text": "Thank you.", "lang": "en", "sending": new_sending(), "seen": 1}
    assert member.post(f"{answer['Location']}answer/", sent).status_code == 302


def other_region(member, other_member) -> Category:
    region = viewer_for(member.person).acting.region
    assert region != viewer_for(other_member.person).acting.region
    return make_shelf(Kind.REGION, region=region)


def test_a_region_is_a_space_of_its_own(member, other_member):
    shelf = other_region(member, other_member)
    topic = begin(member.person, "Only here", category=shelf)
    assert member.get(f"/members/forum/t/{topic.public_id}/").status_code == 200
    assert other_member.get(f"/members/forum/t/{topic.public_id}/").status_code == 404
    assert other_member.get(f"/members/forum/c/{shelf.public_id}/").status_code == 404
    assert "Only here" not in other_member.get("/members/forum/").text
    assert "Only here" in member.get("/members/forum/").text


def test_without_the_guard_the_region_leaks(member, other_member, monkeypatch):
    """Red twin: `visible_to` taken out."""
    topic = begin(member.person, "Only here", category=other_region(member, other_member))
    monkeypatch.setattr(TopicQuerySet, "visible_to", lambda topics, _viewer: topics)
    assert other_member.get(f"/members/forum/t/{topic.public_id}/").status_code == 200


def test_who_joined_later_sees_older_topics_once_they_are_opened(member):
    old = begin(member.person, "Long ago")
    Topic.objects.filter(pk=old.pk).update(started_at=timezone.now() - timedelta(days=400))
    Organisation.objects.filter(mandates__person=member.person).update(
        member_since=(timezone.now() - timedelta(days=500)).date()
    )
    newcomer = member_client("late", "Latecomers", "FR")
    Organisation.objects.filter(name="Latecomers").update(member_since=timezone.now().date())
    address = f"/members/forum/t/{old.public_id}/"
    assert (member.get(address).status_code, newcomer.get(address).status_code) == (200, 404)
    assert begin(member.person, "Today") in Topic.objects.visible_to(viewer_for(newcomer.person))
    Topic.objects.filter(pk=old.pk).update(is_opened=True)
    assert newcomer.get(address).status_code == 200


def test_with_the_last_mandate_everything_is_gone(member, other_member):
    topic = begin(other_member.person)
    address = f"/members/forum/t/{topic.public_id}/"
    assert member.get(address).status_code == 200
    Mandate.objects.filter(person=member.person).update(
        starts_at=timezone.now() - timedelta(days=2), ends_at=timezone.now()
    )
    answer = member.get(address)
    assert (answer.status_code, answer["Location"]) == (302, "/account/")


def test_the_steering_committee_reads_its_own(member):
    shelf = make_shelf(Kind.COMMITTEE)
    colleague = colleague_client(
        "steering", viewer_for(member.person).acting.name, "representative", Role.STEERING
    )
    topic = begin(colleague.person, "Money", category=shelf)
    assert colleague.get(f"/members/forum/t/{topic.public_id}/").status_code == 200
    assert member.get(f"/members/forum/t/{topic.public_id}/").status_code == 404


def test_the_number_of_statements_is_constant(member, other_member, django_assert_max_num_queries):
    topic = begin(member.person)
    for _each in range(25):
        reply(other_member.person, topic)
    member.get(f"/members/forum/t/{topic.public_id}/?page=1")
    with django_assert_max_num_queries(5):
        page = member.get(f"/members/forum/t/{topic.public_id}/?page=1")
    assert page.text.count('class="post"') == 20
    for number in range(12):
        begin(other_member.person, f"Question {number}")
    member.get("/members/forum/")
    with django_assert_max_num_queries(7):
        member.get("/members/forum/")
