"""From the wiki to the public: never by one organisation alone, and never without reasons."""

import pytest
from django.db import IntegrityError, transaction

from advocates.accounts.models import Person
from advocates.core.models import StreamEntry
from advocates.core.personal import Subject
from advocates.core.viewer import viewer_for
from advocates.organisations.models import Organisation
from advocates.publishing.models import TakenOver
from advocates.spaces.actions import open_space
from advocates.spaces.models import Kind
from advocates.wiki.models import PageProposal, WikiPage
from advocates.wiki.models.proposing import PageProposalQuerySet
from advocates.wiki.proposals import actions, policies
from advocates.wiki.tests.factories import make_page, save
from tests.cast import colleague_client, speak_for

pytestmark = pytest.mark.django_db
State = PageProposal.State


@pytest.fixture
def begun(member) -> WikiPage:
    return make_page(member.person, "How to begin", "Ask [[First]] first.")


@pytest.fixture
def proposal(member, begun) -> PageProposal:
    answer = member.post(f"{begun.address}propose/", {"note": "Everybody asks.", "number": "1"})
    made = PageProposal.objects.get(page=begun)
    assert answer["Location"] == address(made)
    return made


def address(proposal: PageProposal, end: str = "") -> str:
    return f"/members/wiki/proposals/{proposal.public_id}/{end}"


def review(client, proposal, decision="accept", reasons="It is right and clear."):
    return client.post(address(proposal), {"decision": decision, "reasons": reasons})


def state(proposal) -> str:
    proposal.refresh_from_db()
    return proposal.state


class TestPropose:
    def test_it_is_noted_and_listed(self, member, moderator, begun, proposal):
        assert (proposal.number, proposal.person, state(proposal)) == (1, member.person, "open")
        assert StreamEntry.objects.get(kind="wiki.proposal.proposed").data["page"] == begun.pk
        assert begun.title in moderator.get("/members/wiki/proposals/").text
        assert "Waiting for another organisation" in member.get(begun.address).text

    def test_one_at_a_time(self, member, begun, proposal):
        save(member.person, begun, "More", 1)
        answer = member.post(f"{begun.address}propose/", {"note": "Kept words", "number": "2"})
        assert (answer.status_code, "Kept words" in answer.text) == (409, True)

    def test_the_revision_that_was_seen(self, moderator, member, begun, proposal):
        save(member.person, begun, "Newer words", 1)
        shown = moderator.get(address(proposal)).text
        assert "Newer words" not in shown
        assert "Ask" in shown
        assert "The page has changed since" in shown

    def test_of_a_room_only_its_owner(self, member, other_member):
        room = open_space(
            actor=member.person, kind=Kind.ROOM, names={"en": "Room"}, people=[other_member.person]
        )
        begun = make_page(other_member.person, "Secret", space=room)
        assert other_member.get(f"{begun.address}propose/").status_code == 403
        assert other_member.post(f"{begun.address}propose/", {"number": "1"}).status_code == 403
        assert member.post(f"{begun.address}propose/", {"number": "1"}).status_code == 302

    def test_it_is_taken_back(self, member, other_member, proposal):
        assert other_member.post(address(proposal, "withdraw/")).status_code == 403
        assert member.post(address(proposal, "withdraw/")).status_code == 302
        assert state(proposal) == "withdrawn"
        assert review(other_member, proposal).status_code == 409


class TestReview:
    def test_another_organisation_accepts(self, other_member, proposal):
        assert review(other_member, proposal).status_code == 302
        assert (state(proposal), proposal.reasons) == ("accepted", "It is right and clear.")
        assert proposal.reviewer == other_member.person
        assert "It is right and clear." in other_member.get(address(proposal)).text

    def test_or_refuses(self, member, other_member, begun, proposal):
        review(other_member, proposal, "refuse", "The dose is wrong.")
        assert state(proposal) == "refused"
        assert "The dose is wrong." in member.get(address(proposal)).text
        assert member.post(f"{begun.address}propose/", {"number": "1"}).status_code == 302

    @pytest.mark.parametrize("reasons", ["", "   ", "\0"])
    @pytest.mark.parametrize("decision", ["accept", "refuse"])
    def test_never_without_reasons(self, other_member, proposal, decision, reasons):
        answer = review(other_member, proposal, decision, reasons)
        assert (answer.status_code, state(proposal)) == (422, "open")

    @pytest.mark.parametrize("made", ["accepted", "refused", "taken", "public"])
    def test_nor_in_the_database(self, proposal, made):
        with pytest.raises(IntegrityError), transaction.atomic():
            PageProposal.objects.filter(pk=proposal.pk).update(state=made)

    def test_not_the_proposer(self, member, proposal):
        assert review(member, proposal).status_code == 403

    def test_nor_a_colleague(self, proposal):
        colleague = colleague_client("colleague", "Own Group")
        assert review(colleague, proposal).status_code == 403

    def test_nor_somebody_with_a_second_hat(self, other_member, proposal):
        speak_for(other_member.person, Organisation.objects.get(name="Own Group"), "representative")
        assert review(other_member, proposal).status_code == 403

    def test_nor_who_wrote_it(self, member, other_member, moderator, begun):
        save(other_member.person, begun, "Theirs", 1)
        member.post(f"{begun.address}propose/", {"number": "2"})
        made = PageProposal.objects.get()
        assert review(other_member, made).status_code == 403
        assert review(moderator, made).status_code == 302

    def test_the_deed_refuses_it_too(self, member, proposal):
        with pytest.raises(actions.OwnWork):
            actions.review(viewer=viewer_for(member.person), proposal=proposal, is_accepted=True, reasons="x")

    def test_without_the_rule_they_could(self, member, proposal, monkeypatch):
        """Red twin."""
        monkeypatch.setattr(policies, "involved", lambda *_words: (set(), set()))
        assert review(member, proposal).status_code == 302

    def test_once(self, other_member, moderator, proposal):
        review(other_member, proposal)
        assert review(moderator, proposal, "refuse", "No.").status_code == 409
        assert state(proposal) == "accepted"


class TestEditors:
    @pytest.fixture
    def accepted(self, other_member, proposal) -> PageProposal:
        review(other_member, proposal)
        return proposal

    def office(self, proposal, end="") -> str:
        return f"/manage/proposed/{proposal.public_id}/{end}"

    def test_they_see_what_was_accepted_and_nothing_else(self, editor, member, proposal, other_member):
        assert editor.get(self.office(proposal)).status_code == 404
        assert proposal.page.title not in editor.get("/manage/proposed/").text
        review(other_member, proposal)
        assert proposal.page.title in editor.get("/manage/proposed/").text
        assert "Ask [[First]] first." in editor.get(self.office(proposal)).text

    def test_without_the_door_they_would_see_all(self, editor, proposal, monkeypatch):
        """Red twin."""
        monkeypatch.setattr(PageProposalQuerySet, "listed_for", lambda rows, _viewer: rows)
        assert editor.get(self.office(proposal)).status_code == 200

    def test_they_take_it_over(self, editor, accepted, begun, member, settings):
        assert editor.post(self.office(accepted, "take/")).status_code == 302
        kept = TakenOver.objects.get()
        assert (kept.title, kept.text, kept.revision) == ("How to begin", "Ask [[First]] first.", 1)
        assert kept.source_url == f"{settings.SITE_URL}{begun.address}"
        assert (kept.organisation, kept.taken_by) == ("Own Group", editor.person)
        assert state(accepted) == "taken"
        assert editor.post(self.office(accepted, "take/")).status_code == 409

    def test_nothing_syncs_back(self, editor, accepted, begun, member):
        editor.post(self.office(accepted, "take/"))
        save(member.person, begun, "Changed", 1)
        assert TakenOver.objects.get().text == "Ask [[First]] first."

    def test_detail_21_then_the_page_says_what_is_public(self, editor, accepted, begun, member):
        editor.post(self.office(accepted, "take/"))
        assert editor.post(self.office(accepted), {"address": "/knowledge/start/how/"}).status_code == 302
        shown = member.get(begun.address).text
        assert '<a href="/knowledge/start/how/">Revision 1 is public.</a>' in shown
        assert "is newer." not in shown
        save(member.person, begun, "Changed", 1)
        assert "What you read here, revision 2, is newer." in member.get(begun.address).text

    @pytest.mark.parametrize("wrong", ["", "https://evil.example/", "//evil.example", "/members/wiki/", "x"])
    def test_only_an_address_of_this_site(self, editor, accepted, wrong):
        editor.post(self.office(accepted, "take/"))
        assert editor.post(self.office(accepted), {"address": wrong}).status_code == 422

    def test_not_before_it_was_taken_over(self, editor, accepted):
        assert editor.post(self.office(accepted), {"address": "/knowledge/x/"}).status_code == 409

    def test_a_deleted_page_is_not_offered(self, editor, accepted, begun):
        WikiPage.objects.filter(pk=begun.pk).update(deleted_at=begun.created_at)
        assert editor.get(self.office(accepted)).status_code == 404


class TestWhoSees:
    @pytest.fixture
    def hidden(self, member) -> PageProposal:
        room = open_space(actor=member.person, kind=Kind.ROOM, names={"en": "Room"})
        begun = make_page(member.person, "Secret", space=room)
        member.post(f"{begun.address}propose/", {"number": "1"})
        return PageProposal.objects.get()

    def test_nobody_else(self, hidden, other_member):
        assert other_member.get(address(hidden)).status_code == 404
        assert other_member.get(f"{hidden.page.address}propose/").status_code == 404
        assert "Secret" not in other_member.get("/members/wiki/proposals/").text

    def test_without_the_door_they_would(self, hidden, other_member, monkeypatch):
        """Red twin."""
        monkeypatch.setattr(PageProposalQuerySet, "visible_to", lambda rows, _viewer: rows)
        assert "Secret" in other_member.get("/members/wiki/proposals/").text


def test_the_export_holds_what_one_said(member, other_member, proposal):
    review(other_member, proposal)
    own = list(actions.proposals_of(_subject(member)))
    others = list(actions.reviews_of(_subject(other_member)))
    assert own[0]["note"] == "Everybody asks."
    assert others[0]["reasons"] == "It is right and clear."


def _subject(client):
    person = Person.objects.get(pk=client.person.pk)
    return Subject(person, person.full_name, frozenset({person.email}))
