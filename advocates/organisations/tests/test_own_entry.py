"""The entry of one's own organisation: changed by administrators, proposed by representatives, confirmed by both."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from advocates.core import stream
from advocates.core.models import StreamEntry
from advocates.organisations.membership.actions import suspend_organisation
from advocates.organisations.models import ConfirmationAsk, Organisation, Proposal, Task
from advocates.organisations.own.history import SENTENCES
from advocates.organisations.proposals.actions import put_away_outdated
from advocates.organisations.proposals.forms import OwnForm, ProposalForm
from advocates.organisations.tests.shown_form import shown_form
from advocates.organisations.vocabulary import Service
from tests.cast import colleague_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(member) -> Organisation:
    return Organisation.objects.get(name="Own Group")


@pytest.fixture
def colleague(group):
    return colleague_client("colleague", "Own Group")


def at(group, what="entry") -> str:
    return f"/members/organisation/{group.public_id}/{what}/"


def form_of(client, group) -> dict[str, Any]:
    """What a browser would send of the form as it is shown."""
    page = client.get(at(group)).text
    return shown_form(page[page.index('<form method="post" novalidate>') :].partition("</form>")[0])


class TestChanging:
    def test_an_administrator_writes_at_once(self, member, group):
        answer = member.post(at(group), form_of(member, group) | {"city": "Kiel"})
        assert answer.status_code == 302, answer.context["form"].errors
        group.refresh_from_db()
        assert (group.city, group.confirmed_by, group.confirmed_on) == (
            "Kiel", "organisation", timezone.localdate(),
        )  # fmt: skip
        change = group.changes.first()
        assert (change.actor, change.deed) == (member.person, "changed")

    @pytest.mark.parametrize("who", ["administrator", "representative"])
    def test_it_opens_as_a_form_of_it_would_be_drawn(self, member, colleague, group, who):
        """Filled in by strings, it is what Django draws of the same entry."""
        client, make = (member, OwnForm) if who == "administrator" else (colleague, ProposalForm)
        Organisation.objects.filter(pk=group.pk).update(
            local_name="<b>100% & \"x\"</b>", countries=["DE", "AT"], languages=["de", "qu"],
            services=[Service.values[0]], private_contact="Ana", founded_year=1998,
        )  # fmt: skip
        group.refresh_from_db()
        group.descriptions.create(lang="es", text="Línea 1\n<script>")
        drawn = render_to_string("organisations/members/_entry_fields.html", {"form": make(instance=group)})
        shown = form_of(client, group)
        assert shown == shown_form(drawn)
        assert shown["local_name"] == '<b>100% & "x"</b>'
        assert ("Ana" in shown.values()) == (who == "administrator")

    def test_nobody_finds_the_words_of_another_group_in_it(self, member, other_member, group):
        Organisation.objects.filter(pk=group.pk).update(city="Kiel", private_contact="Ana")
        assert form_of(member, group)["city"] == "Kiel"
        other = Organisation.objects.get(name="Other Group")
        values = form_of(other_member, other)
        assert not {"Kiel", "Ana"} & {str(value) for value in values.values()}

    def test_a_representative_proposes(self, colleague, member, group):
        answer = colleague.post(at(group), form_of(colleague, group) | {"city": "Kiel"})
        assert answer.status_code == 302, answer.context["form"].errors
        group.refresh_from_db()
        assert group.city == ""
        proposal = Proposal.objects.get()
        assert (proposal.content, proposal.address) == ({"city": "Kiel"}, colleague.person.email)
        assert StreamEntry.objects.get(kind="organisations.proposal.made").actor_id == colleague.person.pk
        assert Task.objects.filter(kind="proposal", organisation=group, closed_at=None).exists()

    def test_a_proposal_for_a_protected_group_waits_on(self, colleague, group):
        colleague.post(at(group), form_of(colleague, group) | {"city": "Kiel"})
        Organisation.objects.filter(pk=group.pk).update(is_protected=True)
        assert put_away_outdated() == 0
        Organisation.objects.filter(pk=group.pk).update(is_published=False)
        assert put_away_outdated() == 1

    def test_two_at_once_lose_nothing(self, member, group):
        values = form_of(member, group)
        member.post(at(group), values | {"city": "Kiel"})
        answer = member.post(at(group), values | {"acronym": "OG"})
        assert answer.status_code == 409
        assert "OG" in answer.content.decode()
        again = answer.context["form"].data.dict() | {"city": "Kiel", "acronym": "OG"}
        assert member.post(at(group), again).status_code == 302
        group.refresh_from_db()
        assert (group.city, group.acronym) == ("Kiel", "OG")

    def test_bad_input_keeps_the_text(self, member, group):
        answer = member.post(at(group), form_of(member, group) | {"website": "ftp://x", "city": "Kiel"})
        assert answer.status_code == 422
        assert "Kiel" in answer.content.decode()

    def test_an_administrator_sees_and_clears_the_contact(self, member, group):
        Organisation.objects.filter(pk=group.pk).update(private_email="inside@example.org")
        values = form_of(member, group)
        assert values["private_email"] == "inside@example.org"
        member.post(at(group), values | {"private_email": ""})
        group.refresh_from_db()
        assert group.private_email == ""

    def test_a_representative_does_not(self, colleague, group):
        Organisation.objects.filter(pk=group.pk).update(private_email="inside@example.org")
        assert "inside@example.org" not in colleague.get(at(group)).content.decode()

    @pytest.mark.parametrize("field", ["state", "slug", "is_published", "note", "sources", "member_since"])
    def test_what_is_the_network_s_stays(self, member, group, field):
        before = getattr(group, field)
        member.post(at(group), form_of(member, group) | {field: "former", "city": "Kiel"})
        group.refresh_from_db()
        assert (getattr(group, field), group.city) == (before, "Kiel")

    @pytest.mark.parametrize("what", ["entry", "history"])
    def test_another_organisation_s_does_not_exist(self, other_member, group, what):
        assert other_member.get(at(group, what)).status_code == 404
        assert other_member.post(at(group), {"city": "Kiel"}).status_code == 404

    def test_nor_one_s_own_once_it_is_suspended(self, member, staff, group):
        suspend_organisation(actor=staff.person, organisation=group)
        assert member.get(at(group)).status_code == 302


class TestConfirming:
    @pytest.mark.parametrize("who", ["member", "colleague"])
    def test_everybody_who_speaks_for_it(self, request, group, who):
        client = request.getfixturevalue(who)
        ask = ConfirmationAsk.objects.create(organisation=group)
        assert client.post(at(group, "confirm"), {"revision": group.revision}).status_code == 302
        group.refresh_from_db()
        ask.refresh_from_db()
        assert (group.confirmed_on, group.confirmed_by) == (timezone.localdate(), "organisation")
        assert ask.is_right
        assert ask.answered_at
        assert group.changes.first().actor == client.person

    def test_not_what_nobody_has_seen(self, member, group):
        assert member.post(at(group, "confirm"), {"revision": group.revision + 1}).status_code == 409
        assert member.post(at(group, "confirm"), {}).status_code == 409
        group.refresh_from_db()
        assert group.confirmed_on is None

    def test_another_s_does_not_exist(self, other_member, group):
        assert other_member.post(at(group, "confirm"), {"revision": group.revision}).status_code == 404

    def test_the_page_has_the_button(self, member, group):
        page = member.get(f"/members/organisation/{group.public_id}/").content.decode()
        assert "Still correct" in page
        assert at(group, "confirm") in page


class TestTrail:
    def lines(self, client, group) -> list[str]:
        found = client.get(at(group, "history")).context["page"].items
        return [line.sentence.replace("\u2068", "").replace("\u2069", "") for line in found]

    def test_whole_sentences_with_names(self, member, group, colleague):
        member.post(at(group, "confirm"), {"revision": group.revision})
        name, other = member.person.full_name, colleague.person.full_name
        lines = self.lines(member, group)
        assert lines[0] == f"{name} confirmed that the entry is right."
        assert f"The network gave {other} a mandate." in lines
        assert self.lines(colleague, group) == lines

    def test_of_the_office_nobody_is_named(self, member, staff, group):
        suspended = Organisation.objects.get(pk=group.pk)
        suspend_organisation(actor=staff.person, organisation=suspended)
        Organisation.objects.filter(pk=group.pk).update(state="member")
        assert "The network suspended the membership." in self.lines(member, group)
        assert staff.person.full_name not in member.get(at(group, "history")).content.decode()

    def test_nothing_of_others(self, member, other_member, group):
        assert not [line for line in self.lines(member, group) if other_member.person.full_name in line]

    def test_as_many_queries_for_many(self, member, group, django_assert_max_num_queries):
        for _at in range(30):
            group.refresh_from_db()
            member.post(at(group, "confirm"), {"revision": group.revision})
        with django_assert_max_num_queries(16):
            assert len(self.lines(member, group)) > 30

    def test_every_kind_that_can_be_about_it_has_a_sentence(self):
        """A kind registered later is not silently missing from the trail."""
        told = (
            "organisations.organisation.",
            "organisations.mandate.",
            "organisations.invitation.",
            "organisations.proposal.",
        )
        left_out = {"organisations.organisation.exported", "organisations.organisation.link_sent"}
        kinds = {kind for kind in stream._kinds if kind.startswith(told)}
        assert kinds - left_out == set(SENTENCES)
