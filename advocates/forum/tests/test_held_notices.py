"""Those who moderate in public hear that comments wait: once a day at most, and only of new ones."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from advocates.core import visitorforms
from advocates.core.models import Mail
from advocates.core.viewer import viewer_for
from advocates.forum.comments import notices
from advocates.forum.tests.commented import held, publish
from advocates.notifications import mails
from advocates.notifications.models import Notice
from advocates.notifications.purposes import NEWS

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def paper(monkeypatch):
    monkeypatch.setattr(visitorforms, "COST", 1)
    return publish(monkeypatch)


def told():
    return list(Notice.objects.filter(kind=notices.WAITS).values_list("person", flat=True))


def test_whoever_decides_is_told_and_nobody_else(moderator, member, editor, staff, paper):
    assert notices.tell_of_held() == 0
    held(paper, "Waiting words.")
    assert notices.tell_of_held() == 1
    assert told() == [moderator.person.pk]


def test_once_a_day_and_of_new_ones_alone(moderator, paper):
    held(paper, "One.")
    notices.tell_of_held()
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        held(paper, "Two.")
        assert notices.tell_of_held() == 0
    with time_machine.travel(timezone.now() + DAY):
        assert notices.tell_of_held() == 1
        assert notices.tell_of_held() == 0
    with time_machine.travel(timezone.now() + 2 * DAY):
        assert notices.tell_of_held() == 0
    assert len(told()) == 2


def test_the_list_reads_it(moderator, paper):
    held(paper, "Waiting words.")
    notices.tell_of_held()
    assert "Comments of readers wait" in moderator.get("/members/notices/").text
    moderator.get("/members/forum/comments/")
    assert Notice.objects.get(kind=notices.WAITS).read_at


def test_nothing_of_it_is_said_when_none_waits_any_more(moderator, paper):
    comment = held(paper, "Waiting words.")
    notices.tell_of_held()
    assert Notice.objects.filter(kind=notices.WAITS).standing().exists()
    moderator.post(f"/members/forum/comments/{comment.public_id}/release/")
    assert not Notice.objects.filter(kind=notices.WAITS).standing().exists()


def test_whoever_decides_no_more_is_told_nothing(moderator, member, paper):
    held(paper, "Waiting words.")
    notices.tell_of_held()
    found = Notice.objects.filter(kind=notices.WAITS)
    assert len(notices.pieces(viewer_for(moderator.person), found)) == 1
    assert notices.pieces(viewer_for(member.person), found) == []


def test_the_mail_holds_no_word_of_a_comment(moderator, paper):
    held(paper, "Secret words.")
    notices.tell_of_held()
    found = Notice.objects.get(kind=notices.WAITS)
    mail = Mail(recipient=moderator.person.email, purpose=NEWS)
    mail.about = {"person": moderator.person.pk, "notice": found.pk}
    Notice.objects.filter(pk=found.pk).update(mailed_at=None)
    said = mails.compose(mail)
    assert "Comments of readers wait" in said.subject
    assert "/members/forum/comments/" in said.text
    assert "Secret" not in said.text + said.html
