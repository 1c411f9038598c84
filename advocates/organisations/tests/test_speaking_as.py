"""Two mandates: whoever speaks for several organisations chooses in each form, and only among those valid now."""

import pytest
from django.utils.html import escape

from advocates.core import visitorforms
from advocates.core.viewer import viewer_for
from advocates.organisations.mandates.actions import change_role, end_mandate
from advocates.organisations.mandates.speaking import SpeakingForm, acting_for
from advocates.organisations.models import Invitation, Mandate, Organisation, Seat
from advocates.organisations.tests.applying import reviewer, sent
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from tests.cast import make_person, speak_for

pytestmark = pytest.mark.django_db


class AskingForm(SpeakingForm):
    always_asks = True


def second_of(client, name="Second Group", country="FR", role="administrator") -> Organisation:
    """A further organisation for which the person speaks."""
    group = make_organisation(name, country=country, state=State.MEMBER)
    speak_for(client.person, group, role)
    return group


def form_for(client, data=None, kind=SpeakingForm):
    return kind(data, viewer=viewer_for(client.person))


def end(client, organisation: Organisation) -> None:
    mandate = Mandate.objects.get(person=client.person, organisation=organisation)
    end_mandate(actor=None, mandate=mandate, ending=Mandate.Ending.NETWORK)


class TestForm:
    def test_one_mandate_draws_nothing_and_acts(self, member):
        assert "Speaking as" not in str(form_for(member))
        form = form_for(member, {})
        assert form.is_valid()
        assert form.acting.name == "Own Group"

    def test_two_mandates_draw_a_labelled_choice_with_the_first_set(self, member):
        second = second_of(member)
        drawn = str(form_for(member))
        own = Organisation.objects.get(name="Own Group").public_id
        assert "Speaking as" in drawn
        assert f'value="{own}" selected' in drawn
        assert f'value="{second.public_id}"' in drawn

    def test_the_choice_acts_and_nothing_else_changes(self, member):
        second = second_of(member)
        form = form_for(member, {"speaking_as": str(second.public_id)})
        assert form.is_valid()
        assert form.viewer.acting.organisation == second.pk
        assert form.viewer.mandates == viewer_for(member.person).mandates

    @pytest.mark.parametrize(
        "data", [pytest.param({}, id="nothing"), pytest.param({"speaking_as": "x"}, id="nonsense")]
    )
    def test_with_two_mandates_nobody_slips_into_the_first(self, member, data):
        second_of(member)
        assert "speaking_as" in form_for(member, data).errors

    def test_a_mandate_of_somebody_else_is_refused(self, member, other_member):
        second_of(member)
        other = Organisation.objects.get(name="Other Group")
        form = form_for(member, {"speaking_as": str(other.public_id)})
        assert form.errors["speaking_as"] == [
            "You no longer speak for this group. Choose one for which you do."
        ]

    def test_a_mandate_that_ended_meanwhile_is_refused_and_the_other_does_not_act(self, member):
        second = second_of(member)
        end(member, second)
        form = form_for(member, {"speaking_as": str(second.public_id)})
        assert "You no longer speak for this group" in str(form)
        assert not form.is_valid()

    def test_another_role_meanwhile_is_the_same_choice(self, member):
        second = second_of(member)
        mandate = Mandate.objects.get(person=member.person, organisation=second)
        speak_for(make_person("colleague"), second)
        change_role(actor=None, mandate=mandate, role=Mandate.Role.REPRESENTATIVE)
        form = form_for(member, {"speaking_as": str(second.public_id)})
        assert form.is_valid()
        assert not form.acting.is_administrator

    def test_where_it_always_asks_nothing_is_set(self, member):
        second_of(member)
        assert "selected" not in str(form_for(member, kind=AskingForm)).replace('value="" selected', "")
        assert "speaking_as" in form_for(member, {"speaking_as": ""}, AskingForm).errors


class TestOwnOrganisations:
    def test_one_leads_to_its_people(self, member):
        own = Organisation.objects.get(name="Own Group")
        answer = member.get("/members/organisation/")
        assert answer["Location"] == f"/members/organisation/{own.public_id}/"

    def test_several_are_a_choice_and_each_of_them_opens(self, member):
        second = second_of(member)
        page = member.get("/members/organisation/").content.decode()
        for group in (Organisation.objects.get(name="Own Group"), second):
            assert f'href="/members/organisation/{group.public_id}/"' in page
            assert (
                escape(group.name) in member.get(f"/members/organisation/{group.public_id}/").content.decode()
            )

    @pytest.mark.parametrize("what", ["end", "role", "deputy"])
    def test_the_way_back_leads_to_the_organisation_of_the_deed(self, member, what):
        second = second_of(member)
        colleague = speak_for(make_person("colleague"), second, "representative")
        people = f"/members/organisation/{second.public_id}/"
        url = f"/members/organisation/mandates/{colleague.public_id}/{what}/"
        assert f'href="{people}"' in member.get(url).content.decode()

    def test_after_the_deed_one_is_there_again(self, member):
        second = second_of(member)
        colleague = speak_for(make_person("colleague"), second, "representative")
        answer = member.post(
            f"/members/organisation/mandates/{colleague.public_id}/role/", {"role": "administrator"}
        )
        assert answer["Location"] == f"/members/organisation/{second.public_id}/"


class TestInvitations:
    def test_one_invites_under_the_mandate_of_that_organisation(self, member):
        second = second_of(member)
        member.post(
            f"/members/organisation/{second.public_id}/invite/",
            {"address": "new@example.org", "role": "representative", "language": "en"},
        )
        invitation = Invitation.objects.get()
        assert invitation.invited_under.organisation == second

    def test_an_administrator_s_mandate_comes_before_a_deputy_s(self, member):
        own = Organisation.objects.get(name="Own Group")
        viewer = viewer_for(member.person)
        (held,) = viewer.mandates
        deputy = type(held)(
            held.id + 1, own.pk, held.public_id, "representative", "Own Group", "own", "DE", None, ""
        )
        twice = type(viewer)(person=member.person, mandates=(deputy, held))
        assert acting_for(twice, own.pk) == held


class TestReviewing:
    @pytest.fixture(autouse=True)
    def _quick_work(self, monkeypatch):
        monkeypatch.setattr(visitorforms, "COST", 1)

    @pytest.fixture
    def twofold(self, db):
        """A reviewer who speaks for two groups."""
        client = reviewer("first", "DE")
        second_of(client, country="KE")
        return client

    def test_the_chosen_organisation_has_the_seat(self, visitor, twofold):
        _token, application = sent(visitor)
        url = f"/members/reviews/{application.public_id}/"
        second = Organisation.objects.get(name="Second Group")
        assert "Speaking as" in twofold.get(url).content.decode()
        twofold.post(f"{url}take/", {"speaking_as": str(second.public_id)})
        assert Seat.objects.get().organisation == second

    def test_without_a_choice_the_form_comes_back(self, visitor, twofold):
        _token, application = sent(visitor)
        answer = twofold.post(f"/members/reviews/{application.public_id}/take/")
        assert answer.status_code == 422
        assert "Choose the group for which you speak." in answer.content.decode()
        assert not Seat.objects.exists()
