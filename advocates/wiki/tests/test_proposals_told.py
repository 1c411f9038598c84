"""Proposals reach people: who may review hears that one waits, the proposer and the editors what became of it."""

import pytest

from advocates.core.viewer import viewer_for
from advocates.forum.tests.factories import space_of
from advocates.forum.tests.news import leave, mails, rings, told, unread, wish
from advocates.notifications import actions as telling
from advocates.notifications.models import MailWishes, Notice
from advocates.spaces.actions import open_space
from advocates.spaces.models import Kind
from advocates.wiki.models import How, PageProposal
from advocates.wiki.models.page import PageQuerySet
from advocates.wiki.models.proposing import PageProposalQuerySet
from advocates.wiki.proposals import on_dashboard
from advocates.wiki.proposals.notices import actions as proposals
from advocates.wiki.proposals.notices import sentences
from advocates.wiki.tests.factories import make_page, save
from advocates.wiki.watching.actions import stop, watch_page
from tests.cast import colleague_client

pytestmark = pytest.mark.django_db
WAITS = "“How to begin” waits for your review: is it ready for everybody?"


@pytest.fixture
def begun(member, other_member):
    page = make_page(member.person, "How to begin")
    told()
    watch_page(person=other_member.person, page=page, how=How.WATCHED)
    return page


@pytest.fixture
def proposal(member, begun):
    return propose(member, begun)


def propose(client, page, number=1) -> PageProposal:
    client.post(f"{page.address}propose/", {"note": "Everybody asks.", "number": str(number)})
    told()
    return PageProposal.objects.get(page=page, number=number)


def address(proposal) -> str:
    return f"/members/wiki/proposals/{proposal.public_id}/"


def review(client, proposal, decision="accept", reasons="It is right and clear."):
    assert client.post(address(proposal), {"decision": decision, "reasons": reasons}).status_code == 302
    told()


class TestWhoMayReview:
    def test_whoever_watches_the_page(self, other_member, moderator, proposal):
        assert unread(other_member.person) == [WAITS]
        assert unread(moderator.person) == []

    def test_nobody_who_had_a_hand_in_it(self, member, proposal):
        assert unread(member.person) == []

    @pytest.mark.parametrize("takes_part", [True, False])
    def test_nor_their_colleagues(self, member, begun, takes_part, monkeypatch):
        """With its red twin: left in, they would be told."""
        colleague = colleague_client("colleague", "Own Group")
        watch_page(person=colleague.person, page=begun, how=How.WATCHED)
        if takes_part:
            monkeypatch.setattr(proposals, "_without_part", lambda _proposal, people: people)
        propose(member, begun)
        assert Notice.objects.filter(person=colleague.person).exists() is takes_part
        # Whatever was told, it does not concern them.
        assert unread(colleague.person) == []

    def test_who_looks_at_it_has_read_it(self, other_member, proposal):
        assert rings(other_member.person) == 1
        other_member.get(address(proposal))
        assert rings(other_member.person) == 0

    def test_once_decided_it_waits_no_more(self, other_member, moderator, proposal):
        review(moderator, proposal)
        assert unread(other_member.person) == []
        assert rings(other_member.person) == 0

    def test_one_that_was_taken_back_neither(self, member, other_member, proposal):
        member.post(f"{address(proposal)}withdraw/")
        assert unread(other_member.person) == []

    def test_a_mail_says_why_and_where(self, other_member, member, begun, sink):
        wish(other_member.person, MailWishes.Mode.AT_ONCE)
        propose(member, begun)
        (message,) = leave(sink.taken)
        said = message.get_body(("plain",)).get_content()
        assert "Everybody asks." in said
        assert "/members/wiki/proposals/" in said
        assert "No more mail about this page" in said

    def test_of_a_room_a_mail_says_nothing(self, member, other_member, sink):
        room = open_space(
            actor=member.person, kind=Kind.ROOM, names={"en": "Room"}, people=[other_member.person]
        )
        page = make_page(member.person, "Secret plans", space=room)
        told()
        watch_page(person=other_member.person, page=page, how=How.WATCHED)
        wish(other_member.person, MailWishes.Mode.AT_ONCE)
        propose(member, page)
        (message,) = leave(sink.taken)
        assert "Secret" not in message.as_string()

    def test_one_click_ends_mail_about_the_page(self, other_member, proposal):
        telling.stop_mail(person_id=other_member.person.pk, about=sentences.PROPOSAL, about_id=proposal.pk)
        notice = Notice.objects.get(person=other_member.person, about=sentences.PROPOSAL)
        assert notice.urgency == 0

    def test_it_leaves_with_the_page(self, member, other_member, begun, proposal):
        region = space_of(Kind.REGION, region=viewer_for(member.person).acting.region)
        type(begun).objects.filter(pk=begun.pk).update(space=region)
        assert unread(other_member.person) == []
        assert rings(other_member.person) == 0


class TestWhatBecameOfIt:
    @pytest.mark.parametrize(
        ("decision", "sentence"),
        [
            (
                "accept",
                "“How to begin”, which you have proposed, was accepted. The editors make an article of it.",
            ),
            ("refuse", "“How to begin”, which you have proposed, was not accepted"),
        ],
    )
    def test_the_proposer_hears_it(self, member, other_member, proposal, decision, sentence):
        review(other_member, proposal, decision)
        assert unread(member.person) == [sentence]
        member.get(address(proposal))
        assert unread(member.person) == []

    def test_with_the_reasons_by_mail(self, member, other_member, proposal, sink):
        wish(member.person, MailWishes.Mode.AT_ONCE)
        review(other_member, proposal, "refuse", "The dose is wrong.")
        (message,) = leave(sink.taken)
        assert "The dose is wrong." in message.get_body(("plain",)).get_content()

    def test_and_that_it_is_public(self, member, other_member, editor, proposal):
        review(other_member, proposal)
        editor.post(f"/manage/proposed/{proposal.public_id}/take/")
        editor.post(f"/manage/proposed/{proposal.public_id}/", {"address": "/knowledge/start/how/"})
        told()
        assert unread(member.person) == ["“How to begin”, which you have proposed, is public now"]

    def test_no_mail_where_that_was_said_of_the_page(self, member, other_member, begun, proposal):
        wish(member.person, MailWishes.Mode.AT_ONCE)
        stop(member.person.pk, begun.pk)
        review(other_member, proposal)
        assert mails(member.person) == []
        assert len(unread(member.person)) == 1

    def test_nobody_else_hears_it(self, other_member, moderator, proposal):
        Notice.objects.create(
            person=moderator.person, kind=sentences.REFUSED, about=sentences.PROPOSAL,
            about_id=proposal.pk, item=proposal.pk, space=proposal.page.space_id,
        )  # fmt: skip
        review(other_member, proposal, "refuse", "No.")
        assert unread(moderator.person) == []


class TestEditors:
    def test_they_hear_that_one_waits(self, other_member, editor, proposal):
        review(other_member, proposal)
        assert unread(editor.person) == ["A page of members waits for the editors: “How to begin”"]
        editor.get(f"/manage/proposed/{proposal.public_id}/")
        assert rings(editor.person) == 0

    def test_by_mail_too(self, other_member, editor, proposal, sink):
        wish(editor.person, MailWishes.Mode.AT_ONCE)
        review(other_member, proposal)
        (message,) = [each for each in leave(sink.taken) if editor.person.email in str(each["To"])]
        assert f"/manage/proposed/{proposal.public_id}/" in message.get_body(("plain",)).get_content()

    def test_not_once_it_was_taken_over(self, other_member, editor, proposal):
        review(other_member, proposal)
        editor.post(f"/manage/proposed/{proposal.public_id}/take/")
        assert unread(editor.person) == []

    def test_nor_of_what_was_refused(self, other_member, editor, proposal):
        review(other_member, proposal, "refuse", "No.")
        assert not Notice.objects.filter(person=editor.person).exists()


class TestFirstPage:
    def test_what_waits_for_a_review_one_may_give(self, member, other_member, proposal):
        assert "A page waits for a review" in other_member.get("/members/").text
        assert address(proposal) in other_member.get("/members/").text
        assert "A page waits for a review" not in member.get("/members/").text

    def test_not_for_who_wrote_it_nor_their_group(self, member, other_member, moderator, begun):
        save(other_member.person, begun, "Theirs", 1)
        propose(member, begun, 2)
        assert list(on_dashboard.waiting(viewer_for(other_member.person))) == []
        assert len(list(on_dashboard.waiting(viewer_for(moderator.person)))) == 1

    def test_many_are_one_line_and_one_question(self, member, other_member, django_assert_num_queries):
        for number in range(5):
            propose(member, make_page(member.person, f"Page {number}"))
        viewer = viewer_for(other_member.person)
        with django_assert_num_queries(1):
            (line,) = on_dashboard.waiting(viewer)
        assert (line.title, line.url) == ("5 pages wait for a review", "/members/wiki/proposals/")

    def test_nothing_of_a_space_one_does_not_read(self, member, other_member, monkeypatch):
        room = open_space(actor=member.person, kind=Kind.ROOM, names={"en": "Room"})
        propose(member, make_page(member.person, "Canary plans", space=room))
        assert "Canary" not in other_member.get("/members/").text
        # Red twin.
        monkeypatch.setattr(PageQuerySet, "visible_to", lambda rows, _viewer: rows)
        assert "Canary" in other_member.get("/members/").text

    def test_nor_of_one_that_was_decided(self, moderator, other_member, proposal, monkeypatch):
        review(moderator, proposal)
        assert "waits for a review" not in other_member.get("/members/").text
        # Red twin.
        monkeypatch.setattr(PageProposalQuerySet, "open", lambda rows: rows)
        assert "waits for a review" in other_member.get("/members/").text


class TestOnItsPage:
    def test_a_refusal_stands_there_with_its_reasons(self, member, other_member, moderator, begun, proposal):
        review(other_member, proposal, "refuse", "The dose is wrong.")
        for client in (member, moderator):
            shown = client.get(begun.address).text
            assert "Revision 1 was proposed to be public, and was not accepted." in shown
            assert "The dose is wrong." in shown

    def test_until_it_is_proposed_again(self, member, other_member, begun, proposal):
        review(other_member, proposal, "refuse", "The dose is wrong.")
        save(member.person, begun, "Better", 1)
        propose(member, begun, 2)
        shown = member.get(begun.address).text
        assert "The dose is wrong." not in shown
        assert "Waiting for another organisation" in shown

    def test_of_one_that_was_accepted_the_reasons_stand_with_it(self, member, other_member, begun, proposal):
        review(other_member, proposal, reasons="All of it is right.")
        assert "All of it is right." not in member.get(begun.address).text


def test_notices_cost_the_same_however_many(member, other_member, django_assert_num_queries):
    pages = [make_page(member.person, f"Page {number}") for number in range(4)]
    for page in pages:
        watch_page(person=other_member.person, page=page, how=How.WATCHED)
        propose(member, page)
    viewer = viewer_for(other_member.person)
    notices = list(Notice.objects.filter(person=other_member.person, about=sentences.PROPOSAL))
    for some in (notices[:1], notices):
        with django_assert_num_queries(2):
            assert len(sentences.pieces(viewer, some)) == len(some)
