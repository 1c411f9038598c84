"""“Who can see this” names exactly those who read there, but for whoever is protected; in a space of few, people."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.accounts.actions import grant_role
from advocates.accounts.models import Person
from advocates.core.viewer import Role, viewer_for
from advocates.forum.tests.factories import space_of, write_to
from advocates.organisations.mandates.actions import end_mandate
from advocates.organisations.models import Mandate, Organisation
from advocates.organisations.people.actions import set_group_protection, set_protection
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from advocates.spaces.actions import give_seat, open_committee
from advocates.spaces.models import Kind, SpaceSeatQuerySet
from tests.cast import make_person, sign_in, speak_for

pytestmark = pytest.mark.django_db


def page(client, space, status: int = 200) -> str:
    answer = client.get(f"/members/spaces/{space if isinstance(space, str) else space.public_id}/")
    assert answer.status_code == status
    return answer.content.decode()


def speaker(name: str, country: str, **fields) -> Person:
    group = make_organisation(f"Group of {name}", country=country, state=State.MEMBER, **fields)
    person = make_person(name, full_name=name)
    speak_for(person, group, "representative")
    return person


class TestOfMany:
    def test_organisations_and_countries_the_newest_first(self, member):
        today = timezone.localdate()
        speaker("Older", "KE", member_since=today - timedelta(days=900))
        speaker("Newer", "JP", member_since=today)
        shown = page(member, "all")
        assert shown.index("Group of Newer") < shown.index("Group of Older")
        assert "Japan" in shown
        assert "Newer</bdi>" in shown
        assert ">Newer<" not in shown

    def test_the_directory_of_people_leads_there(self, member):
        assert 'href="/members/spaces/all/"' in member.get("/members/people/").content.decode()

    def test_whose_last_mandate_ended_is_gone_with_the_next_request(self, member):
        person = speaker("Rosa", "KE")
        assert "Group of Rosa" in page(member, "all")
        end_mandate(actor=None, mandate=Mandate.objects.get(person=person), ending="network")
        assert "Group of Rosa" not in page(member, "all")

    @pytest.mark.parametrize("how", ["person", "group"])
    def test_whoever_is_protected_is_not_named(self, member, how):
        person = speaker("Rosa", "KE")
        if how == "person":
            set_protection(person=person, is_protected=True)
        else:
            group = Organisation.objects.get(name="Group of Rosa")
            set_group_protection(actor=person, organisation=group, is_protected=True)
        assert "Group of Rosa" not in page(member, "all")

    def test_a_region_and_its_representative_from_elsewhere(self, member):
        region = viewer_for(member.person).acting.region
        space = space_of(Kind.REGION, region=region)
        far = speaker("Far", "KE")
        assert "Group of Far" not in page(member, space)
        grant_role(actor=None, person=far, role=Role.REGIONAL, scope=region)
        assert space.pk in viewer_for(far).spaces
        assert "Group of Far" in page(member, space)

    @pytest.mark.parametrize("number", ["0", "2", "9999", "x"])
    def test_no_such_page(self, member, number):
        assert member.get(f"/members/spaces/all/?page={number}").status_code == 404

    def test_exactly_those_who_read(self, member, other_member):
        """The page and the viewer agree, for every space that there is."""
        people = [member.person, other_member.person, speaker("Ken", "KE"), speaker("Eva", "DE")]
        for space in (space_of(Kind.MEMBERS), *(space_of(Kind.REGION, region=each) for each in regions())):
            reads = {person for person in people if space.pk in viewer_for(person).spaces}
            if member.person not in reads:
                page(member, space, status=404)
                continue
            shown = page(member, space)
            for person in people:
                name = viewer_for(person).acting.name
                assert (f"<bdi>{name}</bdi>" in shown) == (person in reads), (space, name)


def regions() -> list[str]:
    return ["western-europe", "middle-east-africa"]


class TestOfFew:
    @pytest.fixture
    def committee(self, member):
        made = open_committee(actor=member.person, names={"en": "Statutes"})
        give_seat(actor=member.person, space=made, person=member.person)
        return made

    def test_people_by_name_who_came_last_first(self, member, committee):
        for name in ("Rosa", "Ken"):
            give_seat(actor=member.person, space=committee, person=speaker(name, "KE"))
        shown = page(member, committee)
        assert "3 people" in shown
        assert shown.index(">Ken<") < shown.index(">Rosa<")
        assert "Group of Ken" in shown

    def test_somebody_protected_is_named_among_few(self, member, committee):
        rosa = speaker("Rosa", "KE")
        give_seat(actor=member.person, space=committee, person=rosa)
        set_protection(person=rosa, is_protected=True)
        assert ">Rosa<" in page(member, committee)

    def test_a_seat_without_a_mandate_is_none(self, member, committee):
        rosa = speaker("Rosa", "KE")
        give_seat(actor=member.person, space=committee, person=rosa)
        end_mandate(actor=None, mandate=Mandate.objects.get(person=rosa), ending="network")
        assert ">Rosa<" not in page(member, committee)

    def test_holders_of_the_task_sit_there_without_a_seat(self, member):
        grant_role(actor=None, person=member.person, role=Role.STEERING)
        rosa = speaker("Rosa", "KE")
        grant_role(actor=None, person=rosa, role=Role.STEERING)
        sign_in(member, member.person, second_factor=True)
        assert ">Rosa<" in page(member, space_of(Kind.COMMITTEE, role=Role.STEERING))

    def test_a_conversation(self, member, other_member):
        topic = write_to(member.person, other_member.person)
        assert other_member.person.full_name in page(member, topic.space)

    def test_nobody_else_learns_who_sits_there(self, other_member, committee):
        page(other_member, committee, status=404)

    def test_the_twin_without_the_door_they_would(self, member, other_member, committee, monkeypatch):
        monkeypatch.setattr("advocates.spaces.models.SpaceQuerySet.visible_to", lambda rows, _viewer: rows)
        monkeypatch.setattr(SpaceSeatQuerySet, "visible_to", lambda rows, _viewer: rows)
        assert member.person.full_name in page(other_member, committee)
