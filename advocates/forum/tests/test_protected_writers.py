"""Whoever is protected is named among named people alone: where many read, their group speaks, or nobody by name."""

import pytest

from advocates.accounts.models import Person
from advocates.core import stream
from advocates.core.viewer import viewer_for
from advocates.forum import actions, quoting
from advocates.forum.tests.factories import begin, reply, write_to
from advocates.forum.translating.actions import translate
from advocates.organisations.models import Organisation
from advocates.organisations.people.actions import set_group_protection, set_protection
from advocates.spaces import bylines
from advocates.spaces.bylines import author_of

pytestmark = pytest.mark.django_db
FORUM = "/members/forum/"


@pytest.fixture
def writer(other_member) -> Person:
    Person.objects.filter(pk=other_member.person.pk).update(full_name="Quillonda Zebrafield")
    other_member.person.refresh_from_db()
    return other_member.person


def protect(person: Person) -> None:
    set_protection(person=person, is_protected=True)
    stream.dispatch()


def protect_group(person: Person) -> None:
    group = Organisation.objects.get(mandates__person=person)
    set_group_protection(actor=person, organisation=group, is_protected=True)
    stream.dispatch()


def page(client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


class TestWhereManyRead:
    def test_the_group_speaks(self, member, writer):
        topic = begin(writer, "A question", "zebraword")
        assert "Quillonda" in page(member, topic.address)
        protect(writer)
        shown = page(member, topic.address)
        assert "Quillonda" not in shown
        assert "A representative" in shown
        assert "Other Group" in shown

    def test_of_a_protected_group_nothing_is_named(self, member, writer):
        topic = begin(writer, "A question", "zebraword")
        protect_group(writer)
        shown = page(member, topic.address)
        for word in ("Quillonda", "Other Group", "Kenya", "other-group"):
            assert word not in shown
        assert "A member of the network" in shown

    @pytest.mark.parametrize("how", [protect, protect_group], ids=["person", "group"])
    @pytest.mark.parametrize(
        "where",
        [
            "{board}",
            "/members/search/?q=zebraword",
            "/members/search/?q=Quillonda",
            "/members/notices/",
            "/members/",
        ],
        ids=["list", "search", "search-name", "notices", "dashboard"],
    )
    def test_nowhere_else_either(self, member, writer, how, where):
        asked = begin(member.person, "Mine", "Who knows?")
        reply(writer, asked, "zebraword")
        topic = begin(writer, "Theirs", "zebraword")
        how(writer)
        stream.dispatch()
        board = f"{FORUM}c/{topic.category.public_id}/"
        assert "Zebrafield" not in page(member, where.format(board=board))

    @pytest.mark.parametrize("how", [protect, protect_group], ids=["person", "group"])
    def test_nor_where_others_quote_or_translate_them(self, member, writer, how):
        topic = begin(writer, "Theirs", "zebraword")
        first = topic.posts.get(number=1)
        answer = reply(member.person, topic, f"{quoting.quote(first)}Yes.")
        translate(
            author=author_of(viewer_for(writer)),
            post=answer,
            written=actions.Written("Sí", "es"),
            of_revision=1,
        )
        assert "Quillonda" in page(member, topic.address)
        how(writer)
        assert "Quillonda" not in page(member, topic.address)
        answer.refresh_from_db()
        assert "Quillonda" not in answer.source
        assert "Quillonda" not in quoting.quote(topic.posts.select_related("person").get(number=1))

    @pytest.mark.parametrize("how", [protect, protect_group], ids=["person", "group"])
    def test_nor_where_they_are_reported(self, member, writer, how):
        topic = begin(writer, "Theirs", "zebraword")
        post = topic.posts.get(number=1)
        form = f"/members/reports/new/post/{post.public_id}/"
        assert "Quillonda" in page(member, form)
        how(writer)
        assert "Quillonda" not in page(member, form)

    def test_nor_among_those_who_answered_meanwhile(self, member, writer):
        topic = begin(member.person, "Mine", "Who knows?")
        reply(writer, topic)
        since = f"{FORUM}t/{topic.public_id}/since/?after=1"
        assert "Quillonda" in page(member, since)
        protect(writer)
        assert "Quillonda" not in page(member, since)

    def test_whoever_ends_the_protection_is_named_again(self, member, writer):
        topic = begin(writer, "Theirs", "zebraword")
        protect(writer)
        set_protection(person=writer, is_protected=False)
        assert "Quillonda" in page(member, topic.address)

    def test_the_twin_without_the_rule_the_name_would_stand_there(self, member, writer, monkeypatch):
        topic = begin(writer, "Theirs", "zebraword")
        protect(writer)
        monkeypatch.setattr(bylines, "NAMED", {topic.space.kind})
        assert "Quillonda" in page(member, topic.address)


def test_among_named_people_everybody_is_named(member, writer):
    topic = write_to(writer, member.person, text="zebraword")
    protect(writer)
    assert "Quillonda" in page(member, topic.address)
