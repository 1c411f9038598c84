"""Deciding: who may, with which reasons, who is told what."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advocates.core import outbox, retention
from advocates.core.models import Mail, StreamEntry
from advocates.core.viewer import Role
from advocates.forum.models import Post
from advocates.moderation import policies
from advocates.moderation.deciding import actions as deciding
from advocates.moderation.deciding.actions import Involved, ReasonsMissing, Ruling
from advocates.moderation.models import Case, CaseQuerySet, State
from advocates.moderation.tests.scenes import (
    HIDE,
    KEEP,
    another_moderator,
    case_of,
    post_by,
    report,
    viewer_of,
)
from tests.cast import colleague_client, member_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(member, other_member) -> Post:
    """By the other member, reported by the member."""
    made = post_by(other_member)
    report(member, made, "Words of the reporter")
    return made


def work(post: Post, tail: str = "") -> str:
    return f"/members/moderation/{case_of(post).public_id}/{tail}"


def reasons(post: Post, **fields):
    sent = {"decision": "hide", "facts": "It names a patient.", "rule": "Nobody's illness is told."}
    return {**sent, "answer": "", "base_revision": case_of(post).revision, **fields}


def test_a_moderator_hides_with_reasons(moderator, other_member, member, post):
    assert "Words of the reporter" in moderator.get(work(post)).text
    answer = moderator.post(work(post, "decide/"), reasons(post))
    assert (answer.status_code, answer["Location"]) == (302, work(post))
    case = case_of(post)
    assert (case.state, case.decision, case.extent, case.decided_by_id) == (
        "decided", "hide", "thing", moderator.person.pk,
    )  # fmt: skip
    assert case.decided_mandate.organisation.name == "Moderating Group"
    assert Post.objects.get(pk=post.pk).hidden_at is not None
    page = member.get(f"/members/forum/t/{post.topic.public_id}/").text
    assert "A moderator has hidden this post." in page
    assert "Words that somebody reports." not in page
    entry = StreamEntry.objects.get(kind="moderation.case.decided")
    assert (entry.is_audit, entry.actor_id) == (True, moderator.person.pk)
    told = set(Mail.objects.values_list("purpose", "recipient"))
    assert told == {
        ("moderation.reasons", other_member.person.email),
        ("moderation.answer", member.person.email),
    }


def test_it_stays(moderator, post):
    answer = moderator.post(work(post, "decide/"), reasons(post, decision="keep", rule=""))
    assert answer.status_code == 302
    assert case_of(post).state == State.CLOSED
    assert Post.objects.get(pk=post.pk).hidden_at is None
    assert list(Mail.objects.values_list("purpose", flat=True)) == ["moderation.answer"]


@pytest.mark.parametrize(
    "fields", [{"facts": ""}, {"facts": "  "}, {"rule": ""}, {"rule": " \n"}, {"decision": ""}],
    ids=["no facts", "blank facts", "no rule", "blank rule", "no decision"],
)  # fmt: skip
def test_never_without_reasons(moderator, post, fields):
    answer = moderator.post(work(post, "decide/"), reasons(post, **fields))
    assert answer.status_code == 422
    assert Post.objects.get(pk=post.pk).hidden_at is None


@pytest.mark.parametrize("ruling", [Ruling("hide", "", "A rule"), Ruling("hide", "Facts", " "), Ruling("keep", "")],
                         ids=["no facts", "no rule", "kept"])  # fmt: skip
def test_the_deed_refuses_without_reasons(moderator, post, ruling):
    with pytest.raises(ReasonsMissing):
        deciding.decide(viewer=viewer_of(moderator), case=case_of(post), ruling=ruling)


@pytest.mark.parametrize("field", ["facts", "rule", "redress", "extent"])
def test_the_database_refuses_without_reasons(moderator, post, field, monkeypatch):
    """Red twin: the deed's own guard taken out, the constraint still stands."""
    monkeypatch.setattr(deciding, "_refuse_without_reasons", lambda _ruling: None)
    case = deciding.decide(viewer=viewer_of(moderator), case=case_of(post), ruling=HIDE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**{field: ""})
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(decided_mandate=None)


def test_two_decide_and_one_wins(moderator, post):
    second = another_moderator()
    sent = reasons(post)
    assert second.post(work(post, "decide/"), {**sent, "decision": "keep"}).status_code == 302
    answer = moderator.post(work(post, "decide/"), sent)
    assert answer.status_code == 409
    assert "It names a patient." in answer.text
    assert case_of(post).decided_by_id == second.person.pk


class TestInvolved:
    @pytest.mark.parametrize("group", ["Own Group", "Other Group"], ids=["of the reporter", "of the author"])
    def test_who_is_does_not_decide(self, moderator, post, group):
        colleague = colleague_client("near", group, "representative", Role.MODERATOR)
        assert "somebody from another organisation decides" in colleague.get(work(post)).text
        for method in (colleague.get, colleague.post):
            answer = method(work(post, "decide/"), reasons(post))
            assert answer.status_code == 409
            assert "somebody from another organisation decides" in answer.text
        assert Post.objects.get(pk=post.pk).hidden_at is None
        assert moderator.post(work(post, "decide/"), reasons(post)).status_code == 302

    def test_nor_hides_without_a_report(self, member, other_member):
        post = post_by(other_member)
        colleague = colleague_client("near", "Other Group", "representative", Role.MODERATOR)
        at = f"/members/moderation/hide/post/{post.public_id}/"
        assert colleague.post(at, {"facts": "Facts", "rule": "Rule"}).status_code == 409
        assert not Case.objects.exists()
        assert Post.objects.get(pk=post.pk).hidden_at is None

    def test_without_the_guard_they_would(self, post, monkeypatch):
        """Red twin."""
        monkeypatch.setattr(policies, "is_involved", lambda _viewer, _case: False)
        colleague = colleague_client("near", "Own Group", "representative", Role.MODERATOR)
        assert colleague.post(work(post, "decide/"), reasons(post)).status_code == 302

    def test_it_counts_every_mandate(self, moderator, post):
        case = case_of(post)
        viewer = viewer_of(moderator)
        assert not policies.is_involved(viewer, case)
        Case.objects.filter(pk=case.pk).update(organisation=viewer.acting.organisation)
        with pytest.raises(Involved):
            deciding.decide(viewer=viewer, case=case, ruling=KEEP)


class TestTheReporterIsHidden:
    """Whoever wrote it never learns who reported it, not even as a moderator."""

    def test_from_the_author(self, other_member, member, moderator, post):
        deciding.decide(viewer=viewer_of(moderator), case=case_of(post), ruling=HIDE)
        case = case_of(post)
        pages = [other_member.get(f"/members/cases/{tail}").text for tail in ("", f"{case.public_id}/")]
        assert "It names a patient." in pages[1]
        for page in pages:
            for word in (member.person.full_name, "Own Group", "Words of the reporter", HIDE.answer):
                assert word not in page
        assert other_member.get("/members/reports/").text.count("Words of the reporter") == 0

    def test_from_an_author_who_moderates(self, member, moderator):
        made = post_by(moderator)
        report(member, made, "Words of the reporter")
        assert moderator.get(work(made)).status_code == 404
        assert case_of(made).public_id not in moderator.get("/members/moderation/").text
        assert another_moderator().get(work(made)).status_code == 200

    def test_without_the_guard_they_would_see(self, member, moderator, monkeypatch):
        """Red twin."""
        made = post_by(moderator)
        report(member, made, "Words of the reporter")
        monkeypatch.setattr(CaseQuerySet, "visible_to", lambda cases, _viewer: cases)
        assert "Words of the reporter" in moderator.get(work(made)).text

    def test_mail_says_nothing_of_it(self, other_member, member, moderator, post):
        deciding.decide(viewer=viewer_of(moderator), case=case_of(post), ruling=HIDE)
        for sent in Mail.objects.all():
            said = outbox._purposes[sent.purpose].compose(sent)
            text = said.subject + said.text + said.html
            for word in (member.person.full_name, "Words", HIDE.facts, HIDE.rule, HIDE.answer, "A topic"):
                assert word not in text


@pytest.mark.parametrize(
    ("who", "status"),
    [("member", 404), ("other_member", 404), ("moderator", 200), ("pending", 302), ("former", 302)],
)
def test_who_sees_a_case(request, post, who, status):
    client = request.getfixturevalue(who)
    assert client.get(work(post)).status_code == status
    for tail in ("take/", "leave/", "note/", "decide/", "restore/"):
        assert client.post(work(post, tail)).status_code in ({404, 302} if who != "moderator" else {302, 422})


def test_taken_on_given_back_and_noted(moderator, post):
    assert moderator.post(work(post, "take/")).status_code == 302
    assert case_of(post).assignee_id == moderator.person.pk
    assert moderator.post(work(post, "note/"), {"text": "I ask the group."}).status_code == 302
    assert moderator.post(work(post, "leave/")).status_code == 302
    assert case_of(post).assignee_id is None
    page = another_moderator().get(work(post)).text
    for word in ("Reported", "Taken on", "I ask the group.", "Given back"):
        assert word in page
    assert moderator.post(work(post, "note/"), {"text": " "}).status_code == 422


def test_the_clock(moderator, post):
    assert "badge--warn" not in moderator.get("/members/moderation/").text
    Case.objects.update(opened_at=timezone.now() - timedelta(days=4))
    assert "badge--warn" in moderator.get("/members/moderation/").text
    assert "1 report waits" in moderator.get("/members/").text
    assert moderator.get("/manage/moderation/").status_code == 200


def test_the_queue_is_nothing_for_others(member):
    assert member.get("/members/moderation/").status_code == 404


class TestWithoutAReport:
    def test_a_moderator_hides_a_post(self, moderator, other_member):
        post = post_by(other_member)
        at = f"/members/moderation/hide/post/{post.public_id}/"
        assert moderator.get(at).status_code == 200
        assert moderator.post(at, {"facts": "Facts", "rule": ""}).status_code == 422
        answer = moderator.post(at, {"facts": "Facts", "rule": "Rule"})
        assert answer["Location"] == work(post)
        assert Post.objects.get(pk=post.pk).hidden_at is not None

    @pytest.mark.parametrize(("who", "status"), [("member", 403), ("other_member", 403)])
    def test_nobody_else(self, request, other_member, who, status):
        at = f"/members/moderation/hide/post/{post_by(other_member).public_id}/"
        assert request.getfixturevalue(who).post(at, {"facts": "F", "rule": "R"}).status_code == status

    def test_a_topic_is_as_nothing_and_comes_back(self, moderator, other_member, member):
        topic = post_by(other_member).topic
        at = f"/members/moderation/hide/topic/{topic.public_id}/"
        answer = moderator.post(at, {"facts": "Facts", "rule": "Rule"})
        assert member.get(f"/members/forum/t/{topic.public_id}/").status_code == 404
        assert "A topic" not in member.get("/members/forum/").text
        restored = moderator.post(f"{answer['Location']}restore/", {"text": "It was a mistake."})
        assert restored.status_code == 302
        assert member.get(f"/members/forum/t/{topic.public_id}/").status_code == 200
        assert "A topic" in member.get("/members/forum/").text


def test_a_region_has_its_own_moderator(member, other_member, moderator):
    """One whose task has a region decides there, and nowhere else."""
    from_region = member_client("scoped", "Scoped Group", "FR")
    grant = from_region.person.role_grants.create(role=Role.MODERATOR, scope="europe")
    assert viewer_of(from_region).moderates == {"europe"}
    post = post_by(other_member)
    report(member, post)
    assert from_region.get(work(post)).status_code == 404
    grant.delete()


def test_old_cases_are_deleted_with_their_reports(moderator, post):
    due = next(rule.due for rule in retention.rules() if rule.model == "moderation.Case")
    deciding.decide(viewer=viewer_of(moderator), case=case_of(post), ruling=KEEP)
    assert due(timezone.now() + timedelta(days=3 * 365 - 1)).count() == 0
    assert due(timezone.now() + timedelta(days=3 * 365 + 1)).count() == 1


@pytest.mark.parametrize(
    ("who", "at"), [("moderator", "/members/moderation/"), ("member", "/members/reports/")]
)
def test_the_number_of_statements_is_constant(request, member, other_member, who, at):
    client = request.getfixturevalue(who)
    report(member, post_by(other_member))
    client.get(at)
    counts = []
    for _once_and_again in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(at)
        counts.append(len(asked))
        for number in range(5):
            report(member, post_by(other_member, f"Words {number}"))
    assert counts[0] == counts[1]
