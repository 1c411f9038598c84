"""What groups may be called: who names the group itself may not take the network's name or another group's looks."""

import pytest
from django.urls import reverse

from advocates.core import visitorforms
from advocates.organisations import directory, importing
from advocates.organisations.applications import doubles
from advocates.organisations.applications import forms as applying
from advocates.organisations.models import Organisation, entry
from advocates.organisations.proposals import forms
from advocates.organisations.tests.applying import ORGANISATION, PEOPLE, begin, save
from advocates.organisations.tests.factories import make_organisation, write_csv
from advocates.organisations.tests.test_edit_organisation import form_of as office_form
from advocates.organisations.tests.test_own_entry import at, form_of
from advocates.organisations.tests.test_proposals import address_of
from advocates.organisations.tests.test_proposals import form_of as proposal_form

pytestmark = pytest.mark.django_db
DECEIVING = ["Hоpe for all", "Hope\u200b", "Hope\u202e", "H" + "\u0301" * 30]
OURS = ["CML Advocates Network", "Moderator", "СМL Аdvocates"]
REAL = "ВООГ «Содействие» CML"


@pytest.fixture(autouse=True)
def _quick_work(monkeypatch):
    monkeypatch.setattr(visitorforms, "COST", 1)


@pytest.fixture
def group(member) -> Organisation:
    return Organisation.objects.get(name="Own Group")


@pytest.fixture
def edit(group) -> str:
    return reverse("organisation_admin:edit", args=[group.pk])


def refused(answer, field: str, name: str) -> bool:
    return (
        answer.status_code == 422 and list(answer.context["form"].errors) == [field] and name in answer.text
    )


class TestTheGroupItself:
    @pytest.mark.parametrize("field", ["name", "local_name", "acronym"])
    @pytest.mark.parametrize("name", [*DECEIVING, *OURS])
    def test_is_refused_what_deceives_with_all_text_kept(self, member, group, field, name):
        answer = member.post(at(group), form_of(member, group) | {field: name, "city": "Kiel"})
        assert refused(answer, field, name)
        assert "Kiel" in answer.text

    def test_takes_a_name_in_two_alphabets(self, member, group):
        assert member.post(at(group), form_of(member, group) | {"local_name": REAL}).status_code == 302

    def test_is_refused_another_group_s_looks(self, member, group):
        make_organisation("СОР", country="RU", languages=["ru"])
        answer = member.post(at(group), form_of(member, group) | {"name": "C.O.P."})
        assert refused(answer, "name", "C.O.P.")
        assert "СОР" in answer.context["form"].errors["name"][0]

    def test_may_have_the_name_of_another_one_and_its_own_in_other_letters(self, member, group):
        make_organisation("Hope", country="NO")
        assert member.post(at(group), form_of(member, group) | {"name": "Hope"}).status_code == 302
        assert member.post(at(group), form_of(member, group) | {"name": "Норе"}).status_code == 422
        Organisation.objects.exclude(pk=group.pk).update(name="Another")
        directory.forget()
        assert member.post(at(group), form_of(member, group) | {"name": "Норе"}).status_code == 302

    def test_that_is_called_so_already_can_change_the_rest(self, member, group):
        Organisation.objects.filter(pk=group.pk).update(name="CML Advocates Network")
        assert member.post(at(group), form_of(member, group) | {"city": "Kiel"}).status_code == 302

    def test_without_the_look_it_would_be_taken(self, member, group, monkeypatch):
        """Red twin."""
        monkeypatch.setattr(forms, "refuse_another_s", lambda _name, but: None)
        assert member.post(at(group), form_of(member, group) | {"name": OURS[0]}).status_code == 302

    @pytest.mark.parametrize("name", [DECEIVING[0], OURS[0]])
    def test_proposes_neither(self, visitor, name):
        group = make_organisation("Friends", languages=["de"])
        address = address_of(group)
        answer = visitor.post(address, proposal_form(visitor, address) | {"name": name})
        assert refused(answer, "name", name)


class TestStaff:
    @pytest.mark.parametrize("name", [DECEIVING[0], DECEIVING[1]])
    def test_are_told_of_hidden_letters(self, staff, group, edit, name):
        answer = staff.post(edit, office_form(staff, group) | {"name": name})
        assert name in answer.text
        assert answer.context["form"].errors["name"]
        group.refresh_from_db()
        assert group.name == "Own Group"

    def test_without_the_look_they_would_write_them(self, staff, group, edit, monkeypatch):
        """Red twin."""
        monkeypatch.setattr(entry, "require_honest", lambda _name: None)
        assert staff.post(edit, office_form(staff, group) | {"name": DECEIVING[0]}).status_code == 302

    @pytest.mark.parametrize("name", ["CML Advocates Network", REAL])
    def test_may_name_the_network(self, staff, group, edit, name):
        assert staff.post(edit, office_form(staff, group) | {"name": name}).status_code == 302

    def test_make_no_second_organisation_with_hidden_letters(self, staff, group):
        data = {"name": DECEIVING[0], "base_revision": group.revision}
        answer = staff.post(reverse("split", args=[group.pk]), data)
        assert refused(answer, "name", DECEIVING[0])

    def test_a_row_of_a_file_is_refused_with_its_line(self, tmp_path):
        file = write_csv(
            tmp_path / "groups.csv", {"name": REAL}, {"name": DECEIVING[0]}, {"local_name": "A\u200bB"}
        )
        report = importing.import_organisations(file)
        assert report.added == [REAL]
        assert [refusal.line for refusal in report.refused] == [3, 4]


class TestWhoApplies:
    @pytest.mark.parametrize("field", ["name", "local_name"])
    @pytest.mark.parametrize("name", [DECEIVING[0], DECEIVING[1], *OURS])
    def test_is_refused_what_deceives_with_all_text_kept(self, visitor, field, name):
        answer = save(visitor, begin(visitor), "organisation", {**ORGANISATION, field: name})
        assert refused(answer, field, name)
        assert "Bergen" in answer.text

    def test_names_nobody_with_hidden_letters(self, visitor):
        answer = save(visitor, begin(visitor), "people", {**PEOPLE, "person_1": "Kаri Nordmann"})
        assert refused(answer, "person_1", "Kаri Nordmann")

    def test_without_the_look_it_would_be_taken(self, visitor, monkeypatch):
        """Red twin."""
        monkeypatch.setattr(applying, "refuse_ours", lambda _name: None)
        answer = save(visitor, begin(visitor), "organisation", {**ORGANISATION, "name": OURS[0]})
        assert answer.status_code == 302

    def test_is_shown_the_group_that_it_looks_like(self):
        made = make_organisation("СОР", country="RU", languages=["ru"])
        assert [each.slug for each in doubles.alike(name="C.O.P.", local_name="", website="")] == [made.slug]
