"""Nobody takes a group over by way of the network: a week's notice to everybody near, who can stop it."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from advocates.accounts import closing
from advocates.accounts.actions import grant_role
from advocates.core.models import Mail, StreamEntry
from advocates.core.viewer import Role, viewer_for
from advocates.organisations.invitations.actions import Asked, accept, invite
from advocates.organisations.invitations.tokens import Opened
from advocates.organisations.mandates.actions import end_mandate
from advocates.organisations.membership import granting
from advocates.organisations.models import Mandate, Organisation
from advocates.organisations.takeover import actions as takeover
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from tests.cast import CastClient, give_second_factor, make_person, sign_in, speak_for

pytestmark = pytest.mark.django_db
GIVE = "/manage/mandates/give/"


@pytest.fixture(autouse=True)
def running_network(monkeypatch) -> None:
    """The founding is over."""
    monkeypatch.setattr(granting, "founding_state", lambda: False)


@pytest.fixture
def group(db) -> Organisation:
    return make_organisation("Harbour Group", country="KE", state=State.MEMBER)


@pytest.fixture
def rosa(group) -> CastClient:
    """Its administrator."""
    return client_of(speak_for(make_person("rosa"), group).person)


@pytest.fixture
def rival():
    return make_person("rival", full_name="Rival Example")


def client_of(person) -> CastClient:
    client = CastClient()
    client.person = person
    give_second_factor(person)
    sign_in(client, person, second_factor=True)
    return client


def give(staff, group, person, role: str = "administrator") -> Mandate:
    sent = {"organisation": str(group.pk), "email": person.email, "role": role, "proof": "letter"}
    assert staff.post(GIVE, sent).status_code == 302
    return Mandate.objects.get(person=person)


def told() -> set[str]:
    return set(
        Mail.objects.filter(subject__icontains="further administrator").values_list("recipient", flat=True)
    )


class TestNotice:
    def test_a_week_and_everybody_near_is_told(self, staff, group, rosa, rival):
        colleague = make_person("colleague")
        speak_for(colleague, group, "representative")
        region = make_person("region")
        grant_role(actor=None, person=region, role=Role.REGIONAL, scope="middle-east-africa")
        made = give(staff, group, rival)
        assert viewer_for(rival).mandates == ()
        assert made.starts_at > timezone.now() + timedelta(days=6, hours=23)
        assert told() == {rosa.person.email, colleague.email, region.email}
        assert "you speak for Harbour Group" in Mail.objects.get(recipient=rival.email).text
        entry = StreamEntry.objects.get(kind="organisations.mandate.announced")
        assert (entry.is_audit, entry.actor_id) == (True, staff.person.pk)
        page = rosa.get(f"/members/organisation/{group.public_id}/history/").content.decode()
        assert "as an administrator to come" in page
        with time_machine.travel(timezone.now() + timedelta(days=8)):
            assert viewer_for(rival).acting.role == "administrator"

    def test_by_an_invitation_of_the_office_too(self, staff, group, rosa, rival):
        asked = Asked(rival.email, "Rival", "en", "administrator", None)
        invitation = invite(actor=staff.person, organisation=group, asked=asked)
        accept(opened=Opened(invitation, rival.email), person=rival)
        assert viewer_for(rival).mandates == ()
        assert told() == {rosa.person.email}

    def test_a_colleague_s_invitation_needs_none(self, group, rosa, rival):
        own = Mandate.objects.get(person=rosa.person)
        asked = Asked(rival.email, "Rival", "en", "administrator", own)
        invitation = invite(actor=rosa.person, organisation=group, asked=asked)
        accept(opened=Opened(invitation, rival.email), person=rival)
        assert viewer_for(rival).acting.role == "administrator"
        assert told() == set()

    def test_a_representative_needs_none(self, staff, group, rosa, rival):
        give(staff, group, rival, "representative")
        assert viewer_for(rival).acting.role == "representative"
        assert told() == set()

    @pytest.mark.parametrize("how", ["nobody", "ended", "closed"])
    def test_where_no_administrator_is_left_the_network_helps_at_once(self, staff, group, rosa, rival, how):
        held = Mandate.objects.get(person=rosa.person)
        if how == "nobody":
            held.delete()
        elif how == "ended":
            end_mandate(actor=None, mandate=held, ending=Mandate.Ending.NETWORK)
        else:
            closing.suspend(actor=None, person=rosa.person)
        give(staff, group, rival)
        assert viewer_for(rival).acting.role == "administrator"

    def test_the_twin_without_it_the_rival_would_be_in_at_once(self, staff, group, rosa, rival, monkeypatch):
        monkeypatch.setattr(takeover, "has_administrator", lambda *_args: False)
        give(staff, group, rival)
        assert viewer_for(rival).acting.role == "administrator"


class TestStopping:
    def end(self, client, mandate) -> int:
        return client.post(
            f"/members/organisation/mandates/{mandate.public_id}/end/", {"ending": "ended"}
        ).status_code

    def test_an_administrator_stops_it(self, staff, group, rosa, rival):
        made = give(staff, group, rival)
        page = rosa.get(f"/members/organisation/{group.public_id}/").content.decode()
        assert "Rival Example" in page
        assert self.end(rosa, made) == 302
        with time_machine.travel(timezone.now() + timedelta(days=8)):
            assert viewer_for(rival).mandates == ()

    @pytest.mark.parametrize(("region", "status"), [("middle-east-africa", 302), ("latin-america", 404)])
    def test_the_representative_of_the_region_stops_it(self, staff, group, rosa, rival, region, status):
        made = give(staff, group, rival)
        near = make_person("near")
        speak_for(near, make_organisation("Mountain Group", country="NG", state=State.MEMBER))
        grant_role(actor=None, person=near, role=Role.REGIONAL, scope=region)
        assert self.end(client_of(near), made) == status

    def test_but_ends_nobody_who_speaks_already(self, group, rosa):
        near = make_person("near")
        speak_for(near, make_organisation("Mountain Group", country="NG", state=State.MEMBER))
        grant_role(actor=None, person=near, role=Role.REGIONAL, scope="middle-east-africa")
        assert self.end(client_of(near), Mandate.objects.get(person=rosa.person)) == 403

    def test_nor_does_a_colleague_who_is_no_administrator(self, staff, group, rosa, rival):
        made = give(staff, group, rival)
        other = make_person("other")
        speak_for(other, group, "representative")
        assert self.end(client_of(other), made) == 403


def test_staff_who_are_members_elsewhere_change_no_role_in_a_group_with_an_administrator(group, rosa):
    helper = make_person("helper", Role.STAFF)
    speak_for(helper, make_organisation("Mountain Group", country="NG", state=State.MEMBER))
    colleague = speak_for(make_person("colleague"), group, "representative")
    address = f"/members/organisation/mandates/{colleague.public_id}/role/"
    client = client_of(helper)
    assert client.post(address, {"role": "administrator"}).status_code == 403
    end_mandate(actor=None, mandate=Mandate.objects.get(person=rosa.person), ending=Mandate.Ending.NETWORK)
    assert client.post(address, {"role": "administrator"}).status_code == 302
