"""A person of the network decides about a group's proposal: takes it over, chooses, mends, refuses."""

import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from advocates.core.models import Mail
from advocates.core.refused import Refused
from advocates.organisations import actions
from advocates.organisations.models import Organisation, Task
from advocates.organisations.proposals import actions as proposals
from advocates.organisations.proposals.content import entry_with
from advocates.organisations.tests.test_proposals import address_of, form_of, make_group, now, propose, take
from tests.cast import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make_group()


class TestReviewing:
    @pytest.fixture
    def proposal(self, visitor, group):
        return propose(
            visitor,
            group,
            city="Cádiz",
            website="https://new.example",
            description_es="Nueva.",
            note="quillnote",
        )

    @pytest.fixture
    def screen(self, proposal):
        return reverse("proposal", args=[proposal.public_id])

    def test_present_stands_against_proposed_in_words(self, staff, screen):
        page = staff.get(screen).content.decode()
        for text in ("Sevilla", "Cádiz", "Now", "Proposed", "quillnote", "Nueva."):
            assert text in page

    def test_all_of_it_is_taken_and_confirms_the_entry(self, staff, group, proposal):
        answer = take(staff, proposal, *proposal.content)
        assert answer.status_code == 302
        after = now(group)
        assert (after.city, after.website) == ("Cádiz", "https://new.example")
        assert {text.lang: text.text for text in after.descriptions.all()} == {
            "en": "We meet.",
            "es": "Nueva.",
        }
        assert (after.confirmed_on, after.confirmed_by) == (timezone.localdate(), "organisation")
        assert [channel.kind for channel in after.channels.all()] == ["phone", "telegram"]
        change = after.changes.first()
        assert (change.deed, change.actor) == ("taken", staff.person)
        assert (
            "Proposed by the group"
            in staff.get(f"/manage/organisations/history/{group.pk}/").content.decode()
        )
        proposal.refresh_from_db()
        assert (proposal.state, proposal.decided_by) == ("accepted", staff.person)
        assert not Task.objects.open().exists()

    def test_chosen_fields_are_taken_and_confirm_nothing(self, staff, group, proposal):
        assert take(staff, proposal, "city").status_code == 302
        after = now(group)
        assert (after.city, after.website, after.confirmed_on) == ("Cádiz", "https://old.example", None)

    def test_none_chosen_is_said(self, staff, group, proposal):
        assert take(staff, proposal).status_code == 422
        assert take(staff, proposal, "slug", "is_published").status_code == 422
        assert now(group).revision == 1

    def test_the_point_of_another_town_is_taken_away(self, staff, group, proposal):
        Organisation.objects.filter(pk=group.pk).update(latitude=37, longitude=-6, precision="city")
        assert (
            "point on the map" in staff.get(reverse("proposal", args=[proposal.public_id])).content.decode()
        )
        take(staff, proposal, "city")
        assert (now(group).latitude, now(group).longitude) == (None, None)

    def test_it_can_be_mended_first(self, staff, group, proposal):
        screen = reverse("proposal_edit", args=[proposal.public_id])
        form = staff.get(screen).context["form"]
        values = {field.html_name: field.value() for field in form}
        values = {name: value for name, value in values.items() if value not in (None, [], "")}
        assert values["city"] == "Cádiz"
        assert staff.post(screen, values | {"website": "ftp://x"}).status_code == 422
        assert staff.post(screen, values | {"website": "https://mended.example"}).status_code == 302
        after = now(group)
        assert (after.city, after.website, after.confirmed_on) == ("Cádiz", "https://mended.example", None)

    def test_mending_what_somebody_else_changed_keeps_what_is_typed(self, staff, group, proposal):
        screen = reverse("proposal_edit", args=[proposal.public_id])
        values = {field.html_name: field.value() for field in staff.get(screen).context["form"]}
        values = {name: value for name, value in values.items() if value not in (None, [], "")}
        self.meanwhile(group)
        answer = staff.post(screen, values | {"city": "Mended town"})
        assert answer.status_code == 409
        assert "Mended town" in answer.content.decode()
        assert "Granada" in answer.content.decode()
        assert now(group).city == "Granada"

    def meanwhile(self, group):
        current = now(group)
        actions.edit_organisation(
            actor=None,
            organisation=current,
            base_revision=current.revision,
            entry=entry_with(current, {"city": "Granada"}),
        )

    def test_three_values_are_shown_when_the_entry_changed(self, staff, group, proposal):
        seen = now(group).revision
        self.meanwhile(group)
        answer = take(staff, proposal, *proposal.content, revision=seen)
        page = answer.content.decode()
        assert answer.status_code == 409
        for town in ("Granada", "Cádiz", "Sevilla"):
            assert town in page
        assert now(group).city == "Granada"
        assert take(staff, proposal, *proposal.content).status_code == 302
        assert now(group).city == "Cádiz"
        # The group has not read what somebody else changed.
        assert now(group).confirmed_on is None

    def test_without_the_base_revision_the_other_change_is_lost(self, staff, group, proposal, monkeypatch):
        """The twin."""
        seen = now(group).revision
        self.meanwhile(group)
        plain = actions.edit_organisation
        monkeypatch.setattr(
            actions,
            "edit_organisation",
            lambda **given: plain(**{**given, "base_revision": given["organisation"].revision}),
        )
        assert take(staff, proposal, "city", revision=seen).status_code == 302
        assert now(group).city == "Cádiz"

    def test_a_proposal_that_the_group_changed_is_not_taken_unread(self, staff, visitor, group, proposal):
        seen = proposal.version
        propose(visitor, group, city="Elsewhere")
        answer = take(staff, proposal, "city", version=seen)
        assert answer.status_code == 409
        assert now(group).city == "Sevilla"
        assert "Elsewhere" in answer.content.decode()

    def test_refused_needs_a_reason_that_the_group_reads(self, staff, visitor, group, proposal):
        screen = reverse("proposal_refuse", args=[proposal.public_id])
        assert staff.post(screen, {"version": proposal.version}).status_code == 422
        assert proposals.waiting_of(group)
        reason = "We cannot reach that address."
        assert staff.post(screen, {"version": proposal.version, "reason": reason}).status_code == 302
        assert now(group).revision == 1
        mail = Mail.objects.get(purpose=proposals.PURPOSE)
        assert reason in proposals.compose(mail).text
        assert "quillnote" not in proposals.compose(mail).text
        assert reason in visitor.get(address_of(group)).content.decode()
        assert propose(visitor, group, city="Cádiz").version == 1
        assert staff.post(screen, {"version": proposal.version, "reason": "again"}).status_code == 409

    def test_the_mail_is_in_the_groups_language_and_goes_to_both_addresses(self, staff, visitor, group):
        values = form_of(visitor, address_of(group)) | {"private_email": "next@example.org"}
        visitor.post(address_of(group).replace("lang=en", "lang=es"), values)
        proposal = proposals.waiting_of(group)
        take(staff, proposal, "private_email")
        mails = Mail.objects.filter(purpose=proposals.PURPOSE)
        assert {(mail.recipient, mail.language) for mail in mails} == {
            ("quillmail@example.org", "es"),
            ("next@example.org", "es"),
        }

    def test_only_staff(self, visitor, editor, pending, proposal, screen):
        assert [client.get(screen).status_code for client in (visitor, pending, editor)] == [302, 404, 404]
        for client in (visitor, pending, editor):
            take(client, proposal, *proposal.content)
        assert now(proposal.organisation).revision == 1

    def test_a_proposal_for_what_is_gone_waits_for_nobody(self, group, proposal):
        assert proposals.put_away_outdated() == 0
        actions.unpublish_organisation(actor=None, organisation=group)
        assert proposals.put_away_outdated() == 1
        proposal.refresh_from_db()
        assert proposal.state == "outdated"
        assert not Task.objects.open().exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_wins(visitor):
    group = make_group()
    proposal = propose(visitor, group, city="Cádiz")
    people, ready, ended = [make_person(f"reviewer{number}") for number in range(4)], threading.Barrier(4), []

    def decide(person, number):
        ready.wait()
        try:
            if number % 2:
                proposals.refuse_proposal(actor=person, proposal=proposal, version=1, reason="No.")
            else:
                proposals.take_proposal(
                    actor=person, proposal=proposal, version=1, revision=1, content={"city": "Cádiz"}
                )
            ended.append("done")
        except Refused:
            ended.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=pair) for pair in zip(people, range(4), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(ended) == ["done", "refused", "refused", "refused"]
    proposal.refresh_from_db()
    assert proposal.state in ("accepted", "refused")
    assert now(group).revision == (2 if proposal.state == "accepted" else 1)
    assert Mail.objects.filter(purpose=proposals.PURPOSE).count() == 1
