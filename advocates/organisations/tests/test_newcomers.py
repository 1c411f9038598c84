"""The first weeks: steps that tick themselves off, somebody of the region who greets, and who is new for them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.accounts import actions
from advocates.core.days import end_of
from advocates.core.viewer import Role
from advocates.organisations.freshness import current_until
from advocates.organisations.models import Mandate, Organisation
from advocates.organisations.tests.factories import make_organisation
from tests.cast import colleague_client, make_person, member_client, sign_in, speak_for

pytestmark = pytest.mark.django_db
REGION = "western-europe"


def begin_long_ago(client) -> None:
    Mandate.objects.filter(person=client.person).update(starts_at=timezone.now() - timedelta(days=90))


@pytest.fixture
def greeter(member):
    """The representative of the member's region, from another group."""
    client = member_client("greeter", "Greeting Group", "AT")
    begin_long_ago(client)
    actions.grant_role(actor=None, person=client.person, role=Role.REGIONAL, scope=REGION)
    # A session does not outlive a new right.
    sign_in(client, client.person, second_factor=True)
    return client


def start(client) -> str:
    return client.get("/members/").content.decode()


class TestFirstSteps:
    def steps(self, client) -> dict[str, bool]:
        found = [
            card.context["steps"]
            for card in client.get("/members/").context["cards"]
            if card.template.endswith("first_steps.html")
        ]
        return {step.text.split()[0]: step.is_done for step in found[0]} if found else {}

    def test_each_ticks_itself_off(self, member):
        assert self.steps(member) == {"Make": True, "Say": False, "Look": False, "Invite": False}
        member.person.reads = ["fr"]
        member.person.save(update_fields=["reads"])
        assert self.steps(member)["Say"]
        group = Organisation.objects.get(name="Own Group")
        member.post(f"/members/organisation/{group.public_id}/confirm/", {"revision": group.revision})
        assert self.steps(member)["Look"]
        speak_for(make_person("second"), group, "representative")
        assert self.steps(member) == {}

    def test_a_representative_invites_nobody(self, member):
        colleague = colleague_client("colleague", "Own Group")
        assert self.steps(colleague) == {"Make": False, "Say": False, "Look": False}

    def test_not_after_two_months(self, member):
        begin_long_ago(member)
        assert self.steps(member) == {}

    def test_nor_with_a_second_mandate(self, member):
        begin_long_ago(member)
        other = Organisation.objects.get(name="Own Group")
        speak_for(member.person, _another(other), "representative")
        assert self.steps(member) == {}


def _another(group: Organisation) -> Organisation:
    return make_organisation("Second Group", country=group.country, state="member")


class TestGreeting:
    def test_by_somebody_of_the_region(self, member, greeter):
        assert "Welcome, " in start(member)
        assert greeter.person.full_name in start(member)

    def test_not_of_another_region(self, other_member, greeter):
        assert greeter.person.full_name not in start(other_member)

    def test_not_by_name_of_somebody_protected(self, member, greeter):
        greeter.person.is_protected = True
        greeter.person.save(update_fields=["is_protected"])
        assert greeter.person.full_name not in start(member)

    def test_not_by_somebody_whose_task_has_ended(self, member, greeter):
        actions.end_role(actor=None, person=greeter.person, role=Role.REGIONAL)
        assert greeter.person.full_name not in start(member)

    def test_whoever_is_no_newcomer_is_not_greeted(self, member, greeter):
        begin_long_ago(member)
        assert "Welcome, " not in start(member)


class TestNewInRegion:
    def test_the_representative_sees_who_is_new(self, member, other_member, greeter):
        page = start(greeter)
        assert "New in your region" in page
        assert member.person.full_name in page
        assert other_member.person.full_name not in page

    def test_only_for_a_while(self, member, greeter):
        begin_long_ago(member)
        assert "New in your region" not in start(greeter)

    def test_nobody_else(self, member, other_member):
        assert "New in your region" not in start(member)

    def test_as_many_queries_for_many(self, member, greeter, django_assert_max_num_queries):
        group = Organisation.objects.get(name="Own Group")
        for at in range(12):
            speak_for(make_person(f"new{at}"), group, "representative")
        start(greeter)
        with django_assert_max_num_queries(16):
            start(greeter)


class TestTheEntry:
    """Whoever speaks for a group is asked whether its entry is right as soon as the directory marks it."""

    def line(self, client):
        found = client.get("/members/").context["waiting"]
        return next((each for each in found if each.title.startswith("Is the entry")), None)

    @pytest.mark.parametrize(("days", "waits"), [(30, False), (364, False), (370, True), (900, True)])
    def test_waits_since_a_year_after_it_was_confirmed(self, member, days, waits):
        confirmed = timezone.localdate() - timedelta(days=days)
        Organisation.objects.filter(name="Own Group").update(
            confirmed_on=confirmed, confirmed_by="organisation"
        )
        line = self.line(member)
        assert bool(line) is waits
        if line:
            assert line.since == end_of(current_until(confirmed))

    def test_never_confirmed(self, member):
        assert self.line(member).since is None
