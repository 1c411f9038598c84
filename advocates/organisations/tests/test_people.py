"""The members' directory of people, and people and groups who are protected."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from advocates.accounts.models import Person
from advocates.organisations import directory
from advocates.organisations.models import Mandate, MandateQuerySet, Organisation
from advocates.organisations.tests.factories import make_merged
from tests.cast import CastClient, make_person, sign_in, speak_for

pytestmark = pytest.mark.django_db
PEOPLE = "/members/people/"


def listed(client: CastClient, query: str = "") -> str:
    answer = client.get(PEOPLE + query)
    assert answer.status_code == 200
    return answer.content.decode()


def change(person: Person, **fields) -> None:
    Person.objects.filter(pk=person.pk).update(**fields)


@pytest.fixture
def group(other_member) -> Organisation:
    return Organisation.objects.get(name="Other Group")


class TestDirectory:
    def test_members_find_each_other(self, member, other_member):
        page = listed(member)
        assert other_member.person.full_name in page
        assert "Other Group" in page
        assert other_member.person.email not in page

    def test_who_left_is_not_in_it(self, member, former):
        assert former.person.full_name not in listed(member)

    @pytest.mark.parametrize("who", ["pending", "former", "editor", "staff"])
    def test_it_is_for_members(self, request, who, other_member):
        answer = request.getfixturevalue(who).get(PEOPLE)
        assert (answer.status_code, answer["Location"]) == (302, "/account/")

    @pytest.mark.parametrize(
        ("query", "is_found"),
        [
            ("?q=other_mem", True),
            ("?q=OTHER+GROUP", True),
            ("?q=nobody", False),
            ("?region=middle-east-africa", True),
            ("?region=latin-america", False),
            ("?language=en", True),
            ("?language=tr", True),
            ("?language=ja", False),
        ],
    )
    def test_looking_for_somebody(self, member, other_member, query, is_found):
        change(other_member.person, reads=["tr"])
        assert (other_member.person.full_name in listed(member, query)) == is_found

    @pytest.mark.parametrize("query", ["?region=x", "?language=xx", "?q=" + "x" * 200])
    def test_nonsense_is_said(self, member, query):
        assert member.get(PEOPLE + query).status_code == 422

    @pytest.mark.parametrize("page", ["0", "x", "9999", "-1"])
    def test_no_such_page(self, member, page):
        assert member.get(f"{PEOPLE}?page={page}").status_code == 404

    def test_as_many_queries_for_many(self, member, group, django_assert_max_num_queries):
        for _number in range(40):
            speak_for(make_person("many"), group, "representative")
        listed(member)
        with django_assert_max_num_queries(6):
            page = listed(member)
        assert page.count("Other Group") == 29


class TestProtectedPeople:
    def test_by_their_own_choice(self, member, other_member):
        assert other_member.post(f"{PEOPLE}protection/", {"is_protected": "on"}).status_code == 302
        assert other_member.person.full_name not in listed(member)
        assert other_member.post(f"{PEOPLE}protection/", {}).status_code == 302
        assert other_member.person.full_name in listed(member)

    def test_colleagues_still_see_them(self, member, other_member, group):
        change(other_member.person, is_protected=True)
        colleague = CastClient()
        colleague.person = make_person("colleague")
        speak_for(colleague.person, group, "representative")
        sign_in(colleague, colleague.person)
        assert other_member.person.full_name in listed(colleague)
        assert other_member.person.full_name not in listed(member)

    def test_looking_for_the_name_finds_nothing(self, member, other_member):
        change(other_member.person, is_protected=True)
        page = listed(member, f"?q={other_member.person.full_name}")
        assert "Nobody fits all of this" in page

    def test_without_the_door_they_would_be_found(self, member, other_member, monkeypatch):
        """The twin."""
        change(other_member.person, is_protected=True)
        monkeypatch.setattr(
            MandateQuerySet, "listed_for", lambda rows, _viewer, moment: rows.valid_at(moment)
        )
        assert other_member.person.full_name in listed(member)


class TestProtectedGroups:
    @pytest.fixture
    def protected(self, other_member, group) -> Organisation:
        address = f"/members/organisation/{group.public_id}/protection/"
        assert other_member.post(address, {"is_protected": "on"}).status_code == 302
        directory.forget()
        group.refresh_from_db()
        return group

    def test_it_is_gone_from_everything_public(self, visitor, member, protected):
        for client in (visitor, member):
            assert client.get(protected.get_absolute_url()).status_code == 404
            for address in (
                "/directory/",
                "/directory/ke/",
                "/search/?q=other",
                "/api/v1/organisations",
                "/api/v1/organisations.csv",
                "/api/v1/countries",
                "/sitemap-organisations-1.xml",
                "/about/facts/",
            ):
                answer = client.get(address)
                assert "Other Group" not in answer.content.decode()
                assert protected.slug not in answer.content.decode()

    def test_its_people_keep_their_access(self, other_member, protected):
        assert other_member.get("/members/").status_code == 200
        assert other_member.get(protected.get_absolute_url()).status_code == 200

    def test_no_cache_keeps_what_its_people_see(self, other_member, visitor, protected):
        Organisation.objects.filter(pk=protected.pk).update(
            logo=default_storage.save("logos/protected.webp", ContentFile(b"RIFF....WEBP"))
        )
        for what in ("logo", "card.png"):
            address = f"{protected.get_absolute_url()}{what}"
            assert "no-store" in other_member.get(address)["Cache-Control"]
            assert visitor.get(address).status_code == 404

    def test_without_the_rule_one_would(self, other_member, protected, monkeypatch):
        """The twin."""
        monkeypatch.setattr(Organisation, "is_public", property(lambda group: group.is_published))
        answer = other_member.get(f"{protected.get_absolute_url()}card.png")
        assert "no-store" not in answer["Cache-Control"]

    def test_a_group_that_became_part_of_it_does_not_name_it(self, visitor, protected):
        make_merged("Harbour Friends", into=protected)
        for address in ("/feeds/directory.atom", "/feeds/directory.json", "/organisations/harbour-friends/"):
            assert "Other Group" not in visitor.get(address).content.decode()

    def test_nobody_writes_to_it_or_is_sent_there(self, visitor, protected):
        Organisation.objects.filter(pk=protected.pk).update(private_email="group@example.org")
        directory.forget()
        assert visitor.get(f"{protected.get_absolute_url()}write/").status_code == 404
        assert "Other Group" not in visitor.get("/directory/ke/").content.decode()

    def test_its_people_are_not_in_the_directory(self, member, other_member, protected):
        assert other_member.person.full_name not in listed(member)

    def test_staff_see_it(self, staff, protected):
        assert staff.get(protected.get_absolute_url()).status_code == 200

    def test_only_its_administrators_decide(self, member, other_member, group):
        address = f"/members/organisation/{group.public_id}/protection/"
        assert member.post(address, {"is_protected": "on"}).status_code == 404
        Mandate.objects.filter(person=other_member.person).update(role="representative")
        assert other_member.post(address, {"is_protected": "on"}).status_code == 403
        group.refresh_from_db()
        assert not group.is_protected
