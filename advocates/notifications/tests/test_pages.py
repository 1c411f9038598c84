"""The pages of notices, of wishes for mail and of what one follows."""

import re

import pytest

from advocates.core.models import Suppression
from advocates.core.outbox import is_suppressed, suppress
from advocates.core.viewer import viewer_for
from advocates.notifications.actions import News, tell
from advocates.notifications.models import MailWishes, Notice, Urgency
from advocates.notifications.sources import all_of_them

pytestmark = pytest.mark.django_db

WISHES = {"mode": "weekly", "hour": "18", "weekday": "4", "most_a_day": "5", "whole_text": "no"}


class TestWishes:
    def test_they_are_saved_and_the_next_digest_is_planned(self, member):
        assert member.post("/account/notices/", WISHES).status_code == 302
        wishes = MailWishes.objects.get()
        assert (wishes.mode, wishes.hour, wishes.weekday, wishes.most_a_day) == ("weekly", 18, 4, 5)
        assert wishes.whole_text is False
        assert wishes.whole_text_at is not None
        assert (wishes.next_at.weekday(), wishes.next_at.hour) == (4, 18)
        member.post("/account/notices/", {**WISHES, "mode": "none"})
        assert MailWishes.objects.get().next_at is None

    @pytest.mark.parametrize(
        "wrong", [{"mode": "x"}, {"hour": "24"}, {"weekday": "7"}, {"most_a_day": "31"}, {"whole_text": ""}]
    )
    def test_what_is_no_wish_is_refused(self, member, wrong):
        assert member.post("/account/notices/", {**WISHES, **wrong}).status_code == 422
        assert not MailWishes.objects.exists()

    def test_the_page_shows_what_is_wished(self, member):
        member.post("/account/notices/", WISHES)
        page = member.get("/account/notices/").text
        assert re.search(r'<input[^>]*value="weekly"[^>]*checked', page)
        assert not re.search(r'<input[^>]*value="daily"[^>]*checked', page)


class TestFirstPage:
    QUESTION = "May mail to you carry what others wrote?"

    def test_it_asks_once_whether_mail_may_carry_text(self, member):
        assert self.QUESTION in member.get("/members/").text
        member.post("/account/notices/", WISHES)
        assert self.QUESTION not in member.get("/members/").text

    def test_it_says_when_mail_comes_back_until_it_works_again(self, member):
        suppress(member.person.email, "", Suppression.Reason.BOUNCED)
        assert "Our mail to you comes back" in member.get("/members/").text
        assert "comes back" in member.get("/account/notices/").text
        member.post("/account/notices/again/")
        assert not is_suppressed(member.person.email, "")
        assert "Our mail to you comes back" not in member.get("/members/").text

    def test_mail_to_somebody_who_has_died_does_not_begin_again(self, member):
        suppress(member.person.email, "", Suppression.Reason.MEMORIAL)
        member.post("/account/notices/again/")
        assert is_suppressed(member.person.email, "")


class TestRegistry:
    def test_a_notice_that_no_app_speaks_for_is_left_out(self, member):
        tell(News("gone.kind", "gone", 1, 1), {member.person.pk: Urgency.SITE})
        assert member.get("/members/notices/").status_code == 200
        assert Notice.objects.count() == 1
        assert all(source.about != "gone" for source in all_of_them())

    def test_it_rings_for_its_person_alone(self, member, other_member):
        tell(News("gone.kind", "gone", 1, 1), {member.person.pk: Urgency.SITE})
        assert [viewer_for(client.person).news_count for client in (member, other_member)] == [1, 0]

    def test_it_does_not_ring_in_a_space_that_may_not_be_read(self, member):
        tell(News("gone.kind", "gone", 1, 1, space=10**6), {member.person.pk: Urgency.SITE})
        assert viewer_for(member.person).news_count == 0
