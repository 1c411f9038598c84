"""An appeal is heard by somebody else, and what was decided can be lifted."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from advocates.core.viewer import Role
from advocates.forum.models import Post
from advocates.moderation import policies
from advocates.moderation.deciding import actions as deciding
from advocates.moderation.models import Case, State
from advocates.moderation.tests.scenes import HIDE, another_moderator, case_of, post_by, report, viewer_of
from tests.cast import colleague_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(member, other_member, moderator) -> Post:
    """By the other member, reported by the member, hidden by the moderator."""
    made = post_by(other_member)
    report(member, made)
    deciding.decide(viewer=viewer_of(moderator), case=case_of(made), ruling=HIDE)
    return made


def own(post: Post, tail: str = "") -> str:
    return f"/members/cases/{case_of(post).public_id}/{tail}"


def work(post: Post, tail: str = "") -> str:
    return f"/members/moderation/{case_of(post).public_id}/{tail}"


def ruling(decision: str = "keep"):
    return {"decision": decision, "facts": "It names nobody."}


def test_the_author_reads_the_reasons_and_appeals(other_member, post):
    page = other_member.get(own(post)).text
    for word in ("It names a patient.", "Nobody&#x27;s illness is told.", "A person decided", "180 days"):
        assert word in page
    assert other_member.post(own(post, "appeal/"), {"text": " "}).status_code == 422
    assert other_member.post(own(post, "appeal/"), {"text": "It names nobody."}).status_code == 302
    assert case_of(post).state == State.APPEALED
    # Until somebody has decided, nothing changes.
    assert Post.objects.get(pk=post.pk).hidden_at is not None
    assert other_member.post(own(post, "appeal/"), {"text": "Once more."}).status_code == 409


@pytest.mark.parametrize("who", ["member", "moderator"])
def test_nobody_else_reads_or_appeals(request, post, who):
    client = request.getfixturevalue(who)
    for tail in ("", "appeal/"):
        assert client.get(own(post, tail)).status_code == 404
    assert client.post(own(post, "appeal/"), {"text": "I do."}).status_code == 404


def test_it_ends_after_half_a_year(other_member, post):
    Case.objects.update(decided_at=timezone.now() - timedelta(days=181))
    assert other_member.post(own(post, "appeal/"), {"text": "Late."}).status_code == 409


@pytest.fixture
def appealed(other_member, post) -> Post:
    other_member.post(own(post, "appeal/"), {"text": "It names nobody."})
    return post


@pytest.mark.parametrize("decision", ["keep", "hide"])
def test_somebody_else_decides(other_member, appealed, decision):
    second = another_moderator()
    assert "It names nobody." in second.get(work(appealed, "decide/")).text
    assert second.post(work(appealed, "decide/"), ruling(decision)).status_code == 302
    case = case_of(appealed)
    assert (case.state, case.appeal_decision, case.appeal_by_id) == ("closed", decision, second.person.pk)
    assert (Post.objects.get(pk=appealed.pk).hidden_at is None) is (decision == "keep")
    page = other_member.get(own(appealed)).text
    assert ("The decision was lifted." if decision == "keep" else "The decision stands.") in page


def test_not_who_decided_first_nor_a_colleague(moderator, appealed):
    colleague = colleague_client("beside", "Moderating Group", "representative", Role.MODERATOR)
    for client in (moderator, colleague):
        answer = client.post(work(appealed, "decide/"), ruling())
        assert answer.status_code == 409
        assert "somebody else hears the appeal" in answer.text
    assert case_of(appealed).state == State.APPEALED


def test_without_the_guard_a_colleague_would_and_the_same_person_still_not(moderator, appealed, monkeypatch):
    """Red twin; behind it stands the database."""
    monkeypatch.setattr(policies, "has_decided", lambda _viewer, _case: False)
    moderator.raise_request_exception = True
    with pytest.raises(IntegrityError), transaction.atomic():
        moderator.post(work(appealed, "decide/"), ruling())
    colleague = colleague_client("beside", "Moderating Group", "representative", Role.MODERATOR)
    assert colleague.post(work(appealed, "decide/"), ruling()).status_code == 302


def test_an_appeal_is_never_decided_without_reasons(appealed):
    second = another_moderator()
    assert second.post(work(appealed, "decide/"), {**ruling(), "facts": " "}).status_code == 422


def test_what_was_hidden_is_restored_with_a_reason(other_member, moderator, post):
    assert moderator.get(work(post, "restore/")).status_code == 200
    assert moderator.post(work(post, "restore/"), {"text": ""}).status_code == 422
    assert moderator.post(work(post, "restore/"), {"text": "I was wrong."}).status_code == 302
    assert Post.objects.get(pk=post.pk).hidden_at is None
    assert moderator.post(work(post, "restore/"), {"text": "Again."}).status_code == 409
    assert "Your text is shown." in other_member.get(own(post)).text
