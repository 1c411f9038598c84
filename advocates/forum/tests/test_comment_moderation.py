"""Deciding about comments: by a case with reasons, told to whoever wrote; reports by anybody; what is kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.core import personal, retention, visitorforms
from advocates.core.models import Mail
from advocates.core.viewer import Role
from advocates.forum.comments import keeping, moderating, reading
from advocates.forum.models import Comment
from advocates.forum.tests.commented import (
    ADDRESS,
    filled,
    from_guest,
    from_member,
    held,
    letters,
    private_page,
    publish,
    shown,
)
from advocates.moderation.mails import compose_answer_outside, may_send_outside
from advocates.moderation.models import Case, Flag
from tests.cast import member_client

pytestmark = pytest.mark.django_db
State = Comment.State
KEY = f"news:{'a' * 32}"
REASONS = {"facts": "It calls somebody names.", "rule": "Respect"}


@pytest.fixture(autouse=True)
def paper(monkeypatch):
    monkeypatch.setattr(visitorforms, "COST", 1)
    return publish(monkeypatch)


def hide(client, comment):
    return client.post(f"/members/moderation/hide/comment/{comment.public_id}/", REASONS)


def page(client, address=ADDRESS):
    return client.get(address).content.decode()


class TestHeld:
    @pytest.mark.parametrize(
        ("who", "status"), [("visitor", 302), ("member", 404), ("editor", 302), ("moderator", 200)]
    )
    def test_who_decides(self, request, paper, who, status):
        waiting = held(paper, "Waiting words.")
        client = request.getfixturevalue(who)
        assert client.get("/members/forum/comments/").status_code == status
        assert hide(client, waiting).status_code == (302 if who != "member" else 404)
        assert (Comment.objects.get().state == State.REFUSED) is (who == "moderator")

    def test_refusing_takes_reasons_and_tells_them(self, visitor, moderator, paper):
        waiting = held(paper, "Rude words.")
        assert moderator.post(f"/members/moderation/hide/comment/{waiting.public_id}/", {}).status_code == 422
        assert hide(moderator, waiting).status_code == 302
        ((to, _subject, text),) = letters("taken")
        assert to == "reader@example.org"
        assert "names" not in text
        own = page(visitor, private_page(waiting))
        for words in (REASONS["facts"], REASONS["rule"], "A person decided", "180 days"):
            assert words in own

    def test_an_appeal_is_decided_by_another_and_publishes(self, visitor, moderator, paper):
        waiting = held(paper, "Perhaps not so rude.")
        hide(moderator, waiting)
        appeal = private_page(waiting, "comment-appeal")
        assert visitor.post(appeal, {"text": ""}).status_code == 422
        assert visitor.post(appeal, {"text": "I meant nobody."}).status_code == 302
        assert visitor.post(appeal, {"text": "Again."}).status_code == 409
        case = Case.objects.get()
        decide = f"/members/moderation/{case.public_id}/decide/"
        lifted = {"decision": "keep", "facts": "Nobody is named.", "base_revision": case.revision}
        assert moderator.post(decide, lifted).status_code == 409
        second = member_client("second", "Second Group", "JP", Role.MODERATOR)
        assert second.post(decide, lifted).status_code == 302
        assert "Perhaps not so rude." in page(visitor)

    def test_a_decision_in_between_is_said(self, moderator, paper):
        waiting = held(paper)
        address = f"/members/forum/comments/{waiting.public_id}/release/"
        assert moderator.post(address).status_code == 302
        assert moderator.post(address).status_code == 404


class TestHidden:
    def test_is_nowhere_and_comes_back(self, visitor, moderator, paper):
        made = shown(moderator.person, paper, "Spoken too loud.")
        assert "Spoken too loud." in page(visitor)
        hide(moderator, made)
        for address in (
            ADDRESS,
            f"/es{ADDRESS}",
            f"{ADDRESS}comments.atom",
            f"{ADDRESS}new/?to={made.public_id}",
        ):
            assert "Spoken too loud." not in page(visitor, address)
        assert reading.count_of(KEY) == 0
        assert visitor.get(f"{ADDRESS}{made.public_id}/report/").status_code == 404
        case = Case.objects.get()
        moderator.post(f"/members/moderation/{case.public_id}/restore/", {"text": "A mistake."})
        assert "Spoken too loud." in page(visitor)
        assert len(letters("taken")) == 1

    def test_a_members_author_reads_the_reasons_as_anywhere(self, member, moderator, paper):
        made = from_member(member.person, paper, "Member's words.")
        hide(moderator, made)
        assert Case.objects.get().author == member.person
        assert REASONS["facts"] in page(member, f"/members/cases/{Case.objects.get().public_id}/")


class TestReports:
    def report(self, client, comment, **values):
        address = f"{ADDRESS}{comment.public_id}/report/"
        typed = {"reason": "spam", "text": "It sells gold.", "is_honest": "on", **values}
        return client.post(address, filled(client.get(address), "comment-report", **typed))

    def test_anybody_reports_and_gets_the_answer(self, visitor, moderator, paper):
        made = shown(moderator.person, paper)
        done = self.report(visitor, made, name="A neighbour", email="neighbour@example.org")
        assert "We have your report" in done.content.decode()
        flag = Flag.objects.get()
        assert (flag.person, flag.written_as, flag.reason) == (None, "A neighbour", "spam")
        # Nothing is hidden by it, and the writer does not learn who it was.
        assert "From a reader." in page(visitor)
        assert "neighbour" not in page(visitor, private_page(made))
        second = member_client("second", "Second Group", "JP", Role.MODERATOR)
        case = Case.objects.get()
        assert "A neighbour" in page(second, f"/members/moderation/{case.public_id}/")
        answer = {"decision": "hide", "answer": "Thank you.", "base_revision": case.revision, **REASONS}
        assert second.post(f"/members/moderation/{case.public_id}/decide/", answer).status_code == 302
        mail = Mail.objects.get(recipient="neighbour@example.org")
        assert may_send_outside(mail)
        text = compose_answer_outside(mail).text
        assert "Thank you." in text
        assert REASONS["facts"] not in text

    def test_without_a_name_and_an_address_too(self, visitor, moderator, paper):
        assert self.report(visitor, shown(moderator.person, paper)).status_code == 200
        assert Flag.objects.get().email == ""

    @pytest.mark.parametrize("wrong", [{"is_honest": ""}, {"text": ""}, {"reason": "none"}])
    def test_what_it_takes(self, visitor, moderator, paper, wrong):
        assert self.report(visitor, shown(moderator.person, paper), **wrong).status_code == 422
        assert not Flag.objects.exists()

    def test_a_flood_is_slowed(self, visitor, moderator, paper):
        made = shown(moderator.person, paper)
        assert [self.report(visitor, made).status_code for _each in range(6)] == [200] * 5 + [429]
        assert Case.objects.count() == 1

    def test_members_report_as_anything_else(self, member, moderator, paper):
        made = shown(moderator.person, paper)
        answer = member.get(f"{ADDRESS}{made.public_id}/report/")
        assert answer.url == f"/members/reports/new/comment/{made.public_id}/"
        assert member.post(answer.url, {"reason": "spam"}).status_code == 302
        assert Flag.objects.get().person == member.person

    def test_what_waits_cannot_be_reported_nor_seen_by_members(self, member, visitor, paper):
        waiting = held(paper)
        assert visitor.get(f"{ADDRESS}{waiting.public_id}/report/").status_code == 404
        assert member.get(f"/members/reports/new/comment/{waiting.public_id}/").status_code == 404
        assert moderating.describe(from_guest(paper).public_id) is None


class TestKept:
    def test_networks_are_cut_after_a_week_and_gone_after_a_month(self, paper):
        made, other = from_guest(paper), from_guest(paper, network="2001:db8:1:2::/64")
        now = timezone.now()
        keeping.forget_networks(now + timedelta(days=6))
        assert Comment.objects.get(pk=made.pk).network == "192.0.2.7"
        keeping.forget_networks(now + timedelta(days=8))
        assert Comment.objects.get(pk=made.pk).network == "192.0.2.0/24"
        assert Comment.objects.get(pk=other.pk).network == "2001:db8:1::/48"
        keeping.forget_networks(now + timedelta(days=31))
        assert set(Comment.objects.values_list("network", flat=True)) == {""}

    def test_what_was_never_confirmed_goes_after_a_week(self, paper):
        from_guest(paper)
        waiting = held(paper, "Kept.")
        rule = next(rule for rule in retention.rules() if rule.model == "forum.Comment")
        rule.due(timezone.now() + timedelta(days=8)).delete()
        assert Comment.objects.get() == waiting

    def test_an_account_that_goes_takes_its_comments_along(self, member, moderator, paper):
        made = shown(moderator.person, paper, "As a guest.", email=member.person.email)
        subject = personal.Subject(member.person, "M", frozenset({member.person.email}))
        assert [row["text"] for row in keeping.comments_of(subject)] == ["As a guest."]
        keeping.erase(subject)
        assert Comment.objects.get(pk=made.pk).post.source == ""
