"""The office's screens of membership: mandates listed, given, ended; organisations suspended, restored, left."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from advocates.accounts import closing
from advocates.core.models import Mail, StreamEntry
from advocates.core.viewer import viewer_for
from advocates.organisations.forms import OrganisationForm
from advocates.organisations.mandates.actions import end_mandate, flag_run_out
from advocates.organisations.membership import granting
from advocates.organisations.membership.actions import accept_organisation, end_membership
from advocates.organisations.models import Mandate, Organisation, Task
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from tests.cast import make_person, speak_for

pytestmark = pytest.mark.django_db
LIST, LACKING, GIVE = "/manage/mandates/", "/manage/mandates/lacking/", "/manage/mandates/give/"


@pytest.fixture
def group(db) -> Organisation:
    return make_organisation("Harbour Group", state=State.MEMBER)


@pytest.fixture
def running_network(monkeypatch) -> None:
    """The founding is over."""
    monkeypatch.setattr(granting, "founding_state", lambda: False)


def names_on(page) -> set[str]:
    return {row["mandate"].person.full_name for row in page.context["page"].items}


def form_for(group, person, **more) -> dict[str, str]:
    return {
        "organisation": str(group.pk), "email": person.email, "role": "representative", "proof": "letter", **more
    }  # fmt: skip


class TestListing:
    @pytest.fixture
    def mandates(self, group):
        other = make_organisation("Mountain Group", state=State.MEMBER)
        running = speak_for(make_person("rosa", full_name="Rosa Example"), group)
        later = speak_for(make_person("later", full_name="Later Example"), other, "representative")
        Mandate.objects.filter(pk=later.pk).update(starts_at=timezone.now() + timedelta(days=3))
        over = speak_for(make_person("over", full_name="Over Example"), other, "representative")
        end_mandate(actor=None, mandate=over)
        return running, later, over

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ({}, {"Rosa Example", "Later Example", "Over Example"}),
            ({"state": "running"}, {"Rosa Example"}),
            ({"state": "later"}, {"Later Example"}),
            ({"state": "ended"}, {"Over Example"}),
            ({"role": "administrator"}, {"Rosa Example"}),
            ({"q": "mountain"}, {"Later Example", "Over Example"}),
            ({"q": "rosa harbour"}, {"Rosa Example"}),
            ({"q": "rosa mountain"}, set()),
        ],
        ids=["all", "running", "later", "ended", "role", "organisation", "both", "neither"],
    )
    def test_what_is_asked_for(self, staff, mandates, asked, expected):
        assert names_on(staff.get(LIST, asked)) == expected

    def test_nonsense_is_answered(self, staff, mandates):
        assert staff.get(LIST, {"state": "x"}).status_code == 422
        assert staff.get(LIST, {"page": "7"}).status_code == 404

    def test_as_many_queries_for_many(self, staff, mandates, django_assert_max_num_queries):
        for at in range(12):
            speak_for(make_person(f"many{at}"), make_organisation(f"Many {at}", state=State.MEMBER))
        staff.get(LIST)
        with django_assert_max_num_queries(20):
            staff.get(LIST)


class TestMembersWithoutAnybody:
    def on_list(self, staff) -> list[str]:
        return [shown.name for shown in staff.get(LACKING).context["page"].items]

    def test_until_somebody_speaks(self, staff, group):
        assert self.on_list(staff) == ["Harbour Group"]
        mandate = speak_for(make_person("rosa"), group)
        assert self.on_list(staff) == []
        end_mandate(actor=None, mandate=mandate, ending=Mandate.Ending.NETWORK)
        assert self.on_list(staff) == ["Harbour Group"]

    def test_somebody_whose_account_is_closed_speaks_for_nobody(self, staff, group):
        person = make_person("rosa")
        speak_for(person, group)
        person.is_active = False
        person.save(update_fields=["is_active"])
        assert self.on_list(staff) == ["Harbour Group"]

    def test_a_listed_entry_needs_nobody(self, staff):
        make_organisation("Listed Group")
        assert self.on_list(staff) == []

    def test_the_list_of_entries_says_so(self, staff, group):
        assert "Nobody" in staff.get("/manage/organisations/").content.decode()
        speak_for(make_person("rosa"), group)
        assert "Nobody" not in staff.get("/manage/organisations/").content.decode()

    def test_the_public_entry_stays(self, visitor, group):
        assert visitor.get(f"/organisations/{group.slug}/").status_code == 200


class TestTask:
    def is_open(self, group) -> bool:
        return Task.objects.filter(organisation=group, kind=Task.Kind.ADMINISTRATOR, closed_at=None).exists()

    def test_a_mandate_that_runs_out_is_noticed(self, group):
        mandate = speak_for(make_person("rosa"), group)
        assert (flag_run_out(), self.is_open(group)) == (0, False)
        Mandate.objects.filter(pk=mandate.pk).update(
            starts_at=timezone.now() - timedelta(days=9), ends_at=timezone.now() - timedelta(days=1)
        )
        assert (flag_run_out(), self.is_open(group)) == (1, True)
        flag_run_out()
        assert Task.objects.count() == 1
        speak_for(make_person("next"), group)
        assert (flag_run_out(), self.is_open(group)) == (0, False)

    def test_so_is_an_administrator_whose_account_is_closed(self, group):
        person = make_person("rosa")
        speak_for(person, group)
        closing.suspend(actor=None, person=person)
        assert (flag_run_out(), self.is_open(group)) == (1, True)

    def test_who_never_had_one_is_no_task(self, group):
        assert (flag_run_out(), self.is_open(group)) == (0, False)


class TestGiving:
    def test_it_counts_is_recorded_and_told(self, staff, group, running_network):
        person = make_person("rosa")
        answer = staff.post(GIVE, form_for(group, person))
        assert answer.status_code == 302
        made = Mandate.objects.get(person=person)
        assert (made.proof, made.granted_by, made.role) == ("letter", staff.person, "representative")
        assert viewer_for(person).acting.name == "Harbour Group"
        entry = StreamEntry.objects.get(kind="organisations.mandate.granted")
        assert (entry.is_audit, entry.actor_id) == (True, staff.person.pk)
        assert "Harbour Group" in Mail.objects.get(recipient=person.email).text

    def test_nobody_to_themselves(self, staff, group, running_network):
        assert staff.post(GIVE, form_for(group, staff.person)).status_code == 409
        assert not Mandate.objects.exists()

    def test_but_for_whoever_founds_the_network(self, staff, group):
        assert staff.post(GIVE, form_for(group, staff.person)).status_code == 302
        assert Mandate.objects.filter(person=staff.person).exists()

    def test_only_members_can_be_chosen(self, staff, running_network):
        listed = make_organisation("Listed Group")
        assert staff.post(GIVE, form_for(listed, make_person("rosa"))).status_code == 422

    @pytest.mark.parametrize("field", ["organisation", "email", "role", "proof"])
    def test_nothing_may_be_missing(self, staff, group, field, running_network):
        values = form_for(group, make_person("rosa")) | {field: ""}
        assert staff.post(GIVE, values).status_code == 422
        assert not Mandate.objects.exists()

    def test_days(self, staff, group, running_network):
        values = form_for(group, make_person("rosa"), first_day="2030-05-02", last_day="2030-05-01")
        assert staff.post(GIVE, values).status_code == 422
        assert staff.post(GIVE, values | {"last_day": "2030-05-31"}).status_code == 302


class TestEnding:
    def test_also_the_last_administrator_s(self, staff, group):
        person = make_person("rosa")
        mandate = speak_for(person, group)
        at = f"/manage/mandates/{mandate.public_id}/end/"
        assert staff.post(at, {"reason": ""}).status_code == 422
        assert staff.post(at, {"reason": "A letter of the board"}).status_code == 302
        mandate.refresh_from_db()
        assert (mandate.ending, mandate.ending_note) == ("network", "A letter of the board")
        assert viewer_for(person).mandates == ()
        assert Task.objects.filter(organisation=group, kind=Task.Kind.ADMINISTRATOR, closed_at=None).exists()
        mail = Mail.objects.get(recipient=person.email)
        assert "Harbour Group" in mail.text
        assert "A letter of the board" not in mail.text

    def test_an_ended_one_cannot_be_ended(self, staff, group):
        mandate = speak_for(make_person("rosa"), group)
        end_mandate(actor=None, mandate=mandate, ending=Mandate.Ending.NETWORK)
        assert staff.get(f"/manage/mandates/{mandate.public_id}/end/").status_code == 404


class TestMembership:
    def post(self, staff, group, deed, reason="They asked for it"):
        return staff.post(f"/manage/membership/{group.pk}/{deed}/", {"reason": reason}).status_code

    def test_suspended_and_restored(self, staff, group):
        person = make_person("rosa")
        speak_for(person, group)
        assert self.post(staff, group, "suspend") == 302
        assert viewer_for(person).mandates == ()
        assert self.post(staff, group, "suspend") == 409
        assert self.post(staff, group, "restore") == 302
        assert len(viewer_for(person).mandates) == 1
        page = staff.get(f"/manage/membership/{group.pk}/").content.decode()
        assert page.count("They asked for it") == 2

    def test_left_ends_the_mandates_for_good(self, staff, group):
        person = make_person("rosa")
        speak_for(person, group)
        assert self.post(staff, group, "leave") == 302
        group.refresh_from_db()
        assert group.state == State.LISTED
        accept_organisation(actor=None, organisation=group)
        assert viewer_for(person).mandates == ()

    def test_without_that_they_would_awake(self, group, monkeypatch):
        """The twin: ending the mandates is what keeps them from it."""
        person = make_person("rosa")
        speak_for(person, group)
        monkeypatch.setattr("advocates.organisations.membership.actions.end_mandate", lambda **_: True)
        end_membership(actor=None, organisation=group)
        accept_organisation(actor=None, organisation=Organisation.objects.get(pk=group.pk))
        assert len(viewer_for(person).mandates) == 1

    def test_a_reason_is_needed(self, staff, group):
        assert self.post(staff, group, "suspend", "") == 422
        group.refresh_from_db()
        assert group.state == State.MEMBER

    def test_nobody_reads_the_reason_outside_the_office(self, staff, group, member, visitor):
        self.post(staff, group, "suspend", "quillreason")
        for client in (visitor, member):
            for at in (f"/organisations/{group.slug}/", "/directory/", "/api/v1/organisations"):
                assert "quillreason" not in client.get(at).content.decode()


class TestNoWayRound:
    """Membership is decided, not chosen from a list in the form of an entry."""

    def states(self, organisation) -> set[str]:
        return {value for value, _label in OrganisationForm(instance=organisation).fields["state"].choices}

    def test_an_entry_cannot_be_made_a_member(self):
        assert self.states(make_organisation("Listed")) == {"listed", "former", "merged"}

    def test_nor_a_member_be_suspended(self, group):
        assert self.states(group) == {"member", "merged"}


class TestOnlyStaff:
    ADDRESSES = (LIST, LACKING, GIVE, "/manage/mail/")

    @pytest.mark.parametrize("at", ADDRESSES)
    def test_nobody_else(self, at, member, editor, moderator):
        assert [each.get(at).status_code for each in (member, editor, moderator)] == [404, 404, 404]

    @pytest.mark.parametrize(
        "what", ["mandates/give/", "membership/{pk}/suspend/", "membership/{pk}/leave/", "mail/"]
    )
    def test_with_a_fresh_confirmation(self, staff, group, what):
        at = f"/manage/{what.format(pk=group.pk)}"
        assert staff.get(at).status_code == 200
        with time_machine.travel(timezone.now() + timedelta(minutes=6)):
            answer = staff.get(at)
        assert answer.status_code == 302
        assert "reauthenticate" in answer["Location"]
