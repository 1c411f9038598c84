"""What is written in committees, rooms and messages, or kept on the site, is in no mail: not a word, not a name."""

import pytest
from django.core import serializers

from advocates.accounts import actions as accounts
from advocates.core.models import Job, Mail
from advocates.core.viewer import Role
from advocates.forum.models import Topic
from advocates.forum.tests.factories import begin, make_shelf, reply
from advocates.forum.tests.news import follow, leave, mails, message_in, text_of, told, wish
from advocates.notifications import mails as letters
from advocates.notifications import reply_to
from advocates.notifications.models import MailWishes
from advocates.spaces.actions import open_space
from advocates.spaces.models import Kind, Space
from tests.cast import member_client

pytestmark = pytest.mark.django_db

WORDS = {"title": "Qxaro1lumbra", "text": "Qxaro2lumbra", "space": "Qxaro3lumbra", "author": "Qxaro4lumbra"}
SILENT = ("committee", "room", "direct", "kept", "own-wish")


@pytest.fixture
def author(member):
    member.person.full_name = WORDS["author"]
    member.person.save()
    return member.person


def spoken(kind, author, reader):
    """A topic of the kind, begun by the author; the reader may read it and follows."""
    if kind in {"room", "direct", "committee"}:
        names = {"en": WORDS["space"]}
        space = open_space(actor=author, kind=kind, names=names, people=[reader])
        topic = message_in(space, author, WORDS["title"], WORDS["text"])
    else:
        topic = begin(author, WORDS["title"], WORDS["text"], is_kept_on_site=kind == "kept")
    if kind == "own-wish":
        wish(reader, whole_text=False)
    told()
    follow(reader, topic)
    return topic


def everything_about(messages):
    """Each row of the outbox and of the jobs, and what went over the line."""
    rows = serializers.serialize(
        "json", [*Mail.objects.filter(purpose__startswith="notices"), *Job.objects.all()]
    )
    return "\n".join([rows, *map(text_of, messages)])


def leaks(messages, *kinds):
    text = everything_about(messages).lower()
    return [kind for kind in kinds or WORDS if WORDS[kind].lower() in text]


@pytest.mark.parametrize("kind", SILENT)
@pytest.mark.parametrize("mode", ["per_topic", "daily"])
def test_plumbing_1_mail_says_that_there_is_something_and_no_more(
    author, other_member, sink, kind, mode, monkeypatch
):
    monkeypatch.setattr(reply_to, "address_for", lambda _person, _kind, _pk: "answers@example.org")
    reader = other_member.person
    wish(reader, mode)
    topic = spoken(kind, author, reader)
    reply(author, topic, WORDS["text"])
    told()
    if mode == "daily":
        MailWishes.objects.filter(person=reader).update(next_at=topic.started_at)
        letters.send_digests()
    (mail,) = leave(sink.taken)
    assert leaks([mail]) == []
    assert mail["Reply-To"] is None
    assert mail["From"] == Mail.objects.latest("pk").sender
    assert "There is something new" in mail.get_body(("plain",)).get_content()
    assert topic.category is None or topic.category.public_id not in mail["List-Id"]
    if mode == "per_topic":
        assert mail["Subject"] == "There is something new for you"
        assert f"/members/forum/t/{topic.public_id}/" in mail.get_body(("plain",)).get_content()


@pytest.mark.parametrize("kind", SILENT)
def test_the_words_are_in_it_where_the_guard_is_taken_out(author, other_member, sink, kind, monkeypatch):
    """The twin: the search is not blind."""
    monkeypatch.setattr(Space, "is_silent", property(lambda _space: False))
    topic = spoken(kind, author, other_member.person)
    Topic.objects.filter(pk=topic.pk).update(is_kept_on_site=False)
    wish(other_member.person, whole_text=True)
    reply(author, topic, WORDS["text"])
    told()
    assert leaks(leave(sink.taken)) == ["title", "text", "author"]


@pytest.mark.parametrize("kind", ["members", "region"])
def test_in_what_all_members_or_a_region_read_it_carries_the_whole_text(author, sink, kind):
    colleague = member_client("colleague", "Near Group", "FR").person
    shelf = make_shelf() if kind == "members" else make_shelf(Kind.REGION, region="western-europe")
    follow(colleague, shelf)
    begin(author, WORDS["title"], WORDS["text"], category=shelf)
    told()
    (mail,) = leave(sink.taken)
    assert leaks([mail], "title", "text", "author") == ["title", "text", "author"]
    # But the row of the outbox holds none of it.
    assert leaks([]) == []


def test_a_topic_that_is_kept_later_is_silent_in_mail_that_waits(author, other_member, sink):
    topic = begin(author, WORDS["title"], WORDS["text"])
    follow(other_member.person, topic)
    reply(author, topic, WORDS["text"])
    told()
    Topic.objects.filter(pk=topic.pk).update(is_kept_on_site=True)
    assert leaks(leave(sink.taken)) == []


def test_who_left_a_committee_gets_no_mail_that_waits(author, sink):
    chair = member_client("chair", "Chair Group", "PE", Role.STEERING).person
    space = make_shelf(Kind.COMMITTEE, role=Role.STEERING).space
    topic = message_in(space, chair, WORDS["title"], WORDS["text"])
    other = member_client("second", "Second Group", "CL", Role.STEERING).person
    follow(other, topic)
    reply(chair, topic)
    told()
    assert len(mails(other)) == 1
    accounts.end_role(actor=None, person=other, role=Role.STEERING)
    assert leave(sink.taken) == []
