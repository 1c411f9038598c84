"""The pages of one's own organisation: who may see and change what."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.core.viewer import viewer_for
from advocates.organisations.mandates.actions import end_mandate
from advocates.organisations.models import HandOver, Mandate, Organisation
from tests.cast import CastClient, give_second_factor, make_person, sign_in, speak_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(member) -> Organisation:
    return Organisation.objects.get(name="Own Group")


@pytest.fixture
def colleague(organisation) -> CastClient:
    """A representative of the same organisation."""
    client = CastClient()
    client.person = make_person("colleague")
    speak_for(client.person, organisation, "representative")
    sign_in(client, client.person)
    return client


def mandate_of(client: CastClient) -> Mandate:
    return Mandate.objects.filter(person=client.person).first()


def at(client: CastClient, what: str) -> str:
    return f"/members/organisation/mandates/{mandate_of(client).public_id}/{what}/"


class TestSeeing:
    def test_start_page(self, member, organisation):
        page = member.get("/members/").content.decode()
        assert "Own Group" in page
        assert "You are the only one who speaks for Own Group" in page

    def test_with_a_colleague_nothing_waits(self, member, colleague):
        page = member.get("/members/").content.decode()
        assert "You are the only one" not in page
        assert "You and 1 other person speak for this group" in page

    def test_people(self, member, colleague, organisation):
        answer = member.get(f"/members/organisation/{organisation.public_id}/")
        assert colleague.person.full_name in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]

    def test_another_organisation_s_people_do_not_exist(self, other_member, organisation):
        assert other_member.get(f"/members/organisation/{organisation.public_id}/").status_code == 404

    def test_with_a_mandate_they_do(self, other_member, organisation):
        """The twin: nothing else keeps them away."""
        speak_for(other_member.person, organisation, "representative")
        assert other_member.get(f"/members/organisation/{organisation.public_id}/").status_code == 200

    @pytest.mark.parametrize("who", ["pending", "former", "editor", "staff"])
    def test_without_a_mandate_there_is_no_members_area(self, request, who):
        for address in ("/members/", "/members/organisation/"):
            answer = request.getfixturevalue(who).get(address)
            assert (answer.status_code, answer["Location"]) == (302, "/account/")


class TestEnding:
    def test_looking_ends_nothing(self, member, colleague):
        assert member.get(at(colleague, "end")).status_code == 200
        assert colleague.get("/members/").status_code == 200

    def test_an_administrator_ends_a_colleague_s(self, member, colleague):
        assert member.post(at(colleague, "end"), {"ending": "left"}).status_code == 302
        answer = colleague.get("/members/")
        assert (answer.status_code, answer["Location"]) == (302, "/account/")

    def test_one_says_why(self, member, colleague):
        assert member.post(at(colleague, "end"), {"ending": "because"}).status_code == 422
        assert colleague.get("/members/").status_code == 200

    def test_one_s_own(self, member, colleague):
        assert colleague.post(at(colleague, "end")).status_code == 302
        assert mandate_of(colleague).ending == Mandate.Ending.LEFT

    def test_not_the_last_administrator_s(self, member, colleague):
        answer = member.post(at(member, "end"))
        assert answer.status_code == 409
        assert member.get("/members/").status_code == 200

    def test_not_a_colleague_s_without_the_right(self, member, colleague):
        assert colleague.post(at(member, "end"), {"ending": "left"}).status_code == 403
        assert member.get("/members/").status_code == 200

    def test_not_in_another_organisation(self, other_member, member):
        for what in ("end", "role", "deputy"):
            assert other_member.post(at(member, what), {"ending": "left"}).status_code == 404

    def test_twice(self, member, colleague):
        address = at(colleague, "end")
        member.post(address, {"ending": "left"})
        assert member.post(address, {"ending": "left"}).status_code == 404


class TestRole:
    def test_a_colleague_becomes_administrator(self, member, colleague):
        member.post(at(colleague, "role"), {"role": "administrator"})
        assert viewer_for(colleague.person).mandates[0].is_administrator

    def test_a_representative_may_not(self, member, colleague):
        assert colleague.post(at(colleague, "role"), {"role": "administrator"}).status_code == 403
        assert not viewer_for(colleague.person).mandates[0].is_administrator


class TestDeputy:
    def test_for_oneself(self, member, colleague):
        today = timezone.now().date()
        values = {"person": member.person.pk, "first_day": today, "last_day": today + timedelta(days=21)}
        assert colleague.post(at(colleague, "deputy"), values).status_code == 302
        assert Mandate.objects.get(deputy_of=mandate_of(colleague)).person == member.person

    def test_nobody_from_elsewhere(self, member, colleague, other_member):
        today = timezone.now().date()
        values = {"person": other_member.person.pk, "first_day": today, "last_day": today}
        assert colleague.post(at(colleague, "deputy"), values).status_code == 422

    @pytest.mark.parametrize(("first", "last"), [(3, 1), (0, 400)])
    def test_days_that_make_no_sense(self, member, colleague, first, last):
        today = timezone.now().date()
        values = {
            "person": member.person.pk,
            "first_day": today + timedelta(days=first),
            "last_day": today + timedelta(days=last),
        }
        answer = colleague.post(at(colleague, "deputy"), values)
        assert answer.status_code == 422
        assert "last_day_error" in answer.content.decode()


class TestHandOver:
    """Named in the list of what is forgotten: the leaver's work and rights go on in somebody's hands."""

    def hand_over(self, member, colleague, **values) -> int:
        values = {"successor": colleague.person.pk, "note": "The letter lies in the blue folder.", **values}
        return member.post(at(member, "hand-over"), values).status_code

    def test_the_last_administrator_can_leave_with_a_successor(self, member, colleague):
        address = at(member, "hand-over")
        assert self.hand_over(member, colleague) == 302
        assert viewer_for(colleague.person).mandates[0].is_administrator
        assert member.get("/members/")["Location"] == "/account/"
        assert member.get(address)["Location"] == "/account/"

    def test_the_colleagues_read_the_sheet_and_nobody_else(self, member, colleague, other_member, former):
        self.hand_over(member, colleague)
        give_second_factor(colleague.person)
        sign_in(colleague, colleague.person, second_factor=True)
        sheet = f"/members/organisation/hand-overs/{HandOver.objects.get().public_id}/"
        assert "blue folder" in colleague.get(sheet).content.decode()
        assert other_member.get(sheet).status_code == 404
        assert former.get(sheet).status_code == 302
        assert member.get(sheet).status_code == 302

    def test_nobody_hands_over_for_somebody_else(self, member, colleague):
        answer = member.post(at(colleague, "hand-over"), {"successor": member.person.pk})
        assert answer.status_code == 403

    def test_only_to_somebody_who_speaks_for_it(self, member, colleague, other_member):
        assert self.hand_over(member, other_member) == 422
        end_mandate(actor=None, mandate=mandate_of(colleague))
        assert self.hand_over(member, colleague) == 422
        assert member.get("/members/").status_code == 200

    def test_who_is_alone_is_told_to_invite(self, member):
        assert "Invite somebody first" in member.get(at(member, "hand-over")).content.decode()


class TestOtherBrowsers:
    def test_who_left_is_out_in_the_same_second(self, member, colleague):
        """The session stays; every right is asked anew with each request."""
        assert colleague.get("/members/organisation/", follow=True).status_code == 200
        end_mandate(actor=member.person, mandate=mandate_of(colleague))
        for address in ("/members/", "/members/organisation/"):
            assert colleague.get(address)["Location"] == "/account/"
