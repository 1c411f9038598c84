"""Reporting: who may, what the reporter sees, and that no report hides anything."""

import pytest

from advocates.core.models import StreamEntry
from advocates.forum.models import Post
from advocates.moderation import kinds
from advocates.moderation.deciding import actions as deciding
from advocates.moderation.models import Case, Flag, Reason, State
from advocates.moderation.tests.scenes import HIDE, KEEP, case_of, post_by, report, viewer_of
from tests.cast import member_client

pytestmark = pytest.mark.django_db


def address(post: Post) -> str:
    return f"/members/reports/new/post/{post.public_id}/"


def form(**fields):
    return {"reason": Reason.PRIVATE, "text": "It names somebody.", **fields}


def test_a_member_reports_a_post_and_sees_it_among_their_reports(member, other_member):
    post = post_by(other_member)
    page = member.get(address(post))
    assert page.status_code == 200
    assert "Words that somebody reports." in page.text
    answer = member.post(address(post), form())
    assert (answer.status_code, answer["Location"]) == (302, "/members/reports/")
    flag = Flag.objects.get()
    assert (flag.person_id, flag.reason, flag.case.target) == (member.person.pk, "private", post.public_id)
    assert flag.mandate.organisation.name == "Own Group"
    assert (flag.case.author_id, flag.case.state) == (other_member.person.pk, State.OPEN)
    assert "It names somebody." in member.get("/members/reports/").text
    assert StreamEntry.objects.filter(kind="moderation.flag.made", target_id=str(flag.pk)).count() == 1


def test_the_menu_of_a_post_leads_there(member, other_member):
    post = post_by(other_member)
    at = f"/members/forum/t/{post.topic.public_id}/"
    assert f'href="{address(post)}"' in member.get(at).text
    assert f'href="{address(post)}"' not in other_member.get(at).text


@pytest.mark.parametrize(
    "fields", [{"reason": ""}, {"reason": "because"}, {"reason": "other", "text": " "}, {"text": "x" * 4001}],
    ids=["no reason", "no such reason", "nothing said", "too long"],
)  # fmt: skip
def test_bad_input(member, other_member, fields):
    answer = member.post(address(post_by(other_member)), form(**fields))
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert Flag.objects.count() == 0


def test_who_may(member, other_member, former, pending):
    post = post_by(other_member)
    assert other_member.post(address(post), form()).status_code == 403
    for client in (former, pending):
        assert client.post(address(post), form()).status_code == 302
    assert member.get(f"/members/reports/new/page/{post.public_id}/").status_code == 404
    assert member.get("/members/reports/new/post/nothinghere/").status_code == 404
    assert Flag.objects.count() == 0


def test_the_same_person_reports_the_same_once_and_others_join_the_case(member, other_member, moderator):
    post = post_by(other_member)
    first, again, third = report(member, post), report(member, post), report(moderator, post)
    assert first.pk == again.pk
    assert first.case_id == third.case_id
    assert (Case.objects.count(), Flag.objects.count()) == (1, 2)


def test_however_many_report_nothing_is_hidden(other_member, moderator):
    post = post_by(other_member)
    for number in range(6):
        report(member_client(f"crowd{number}", f"Crowd {number}", "FR"), post)
    assert Flag.objects.count() == 6
    assert Post.objects.get(pk=post.pk).hidden_at is None
    assert "Words that somebody reports." in moderator.get(f"/members/forum/t/{post.topic.public_id}/").text


def test_if_a_report_hid_it_would_be_noticed(member, other_member, monkeypatch):
    """Red twin: a crowd that hides by itself."""
    monkeypatch.setattr(
        "advocates.moderation.actions.add_note",
        lambda case, *_rest: kinds.kind_of(case.kind).hide(case.target),
    )
    post = post_by(other_member)
    report(member, post)
    assert Post.objects.get(pk=post.pk).hidden_at is not None


def test_the_reporter_is_answered_on_the_page_and_by_a_mail_without_words(member, other_member, moderator):
    post = post_by(other_member)
    report(member, post, "My words to the moderator")
    deciding.decide(viewer=viewer_of(moderator), case=case_of(post), ruling=HIDE)
    page = member.get("/members/reports/").text
    assert "Thank you for telling us." in page
    assert "It is hidden" in page
    flag = Flag.objects.get()
    assert (flag.outcome, flag.answered_at is not None) == ("hide", True)


def test_reported_once_more_it_is_looked_at_anew(member, other_member, moderator):
    post = post_by(other_member)
    report(member, post)
    deciding.decide(viewer=viewer_of(moderator), case=case_of(post), ruling=KEEP)
    report(member, post, "You overlooked the name.")
    assert Case.objects.count() == 2
    assert case_of(post).state == State.OPEN


def test_a_post_that_is_gone_cannot_be_reported(member, other_member, moderator):
    post = post_by(other_member)
    report(member, post)
    deciding.decide(viewer=viewer_of(moderator), case=case_of(post), ruling=HIDE)
    assert member.get(address(post)).status_code == 404
