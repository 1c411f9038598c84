"""A group writes how its entry should be; a person of the network takes it over, chooses, mends or refuses."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from advocates.core import links
from advocates.organisations import actions, group_links
from advocates.organisations.models import ConfirmationAsk, Organisation, Proposal, Task
from advocates.organisations.proposals import actions as proposals
from advocates.organisations.proposals.content import content_of, entry_with
from advocates.organisations.proposals.forms import ProposalForm
from advocates.organisations.tests.factories import make_organisation

pytestmark = pytest.mark.django_db


def make_group():
    return make_organisation(
        "Friends",
        country="ES",
        countries=["ES", "AR"],
        city="Sevilla",
        languages=["es"],
        services=["legal", "helpline"],
        website="https://old.example",
        descriptions={"en": "We meet.", "es": "Nos vemos."},
        channels=[("phone", "+34600000000"), ("telegram", "https://t.me/friends")],
        private_email="quillmail@example.org",
        private_contact="Quillname",
        private_phone="+34611111111",
    )


@pytest.fixture
def group():
    return make_group()


def address_of(group):
    url = links.url_of(proposals.LINK, group_links.value_of(group.pk))
    return "/" + url.partition("://")[2].partition("/")[2]


@pytest.fixture
def address(group):
    return address_of(group)


def form_of(visitor, address):
    """The form as a browser would send it back unchanged."""
    form = visitor.get(address).context["form"]
    values = {field.html_name: field.value() for field in form}
    return {name: value for name, value in values.items() if value not in (None, [], "")}


def propose(visitor, group, **changed):
    address = address_of(group)
    answer = visitor.post(address, form_of(visitor, address) | changed)
    assert answer.status_code == 200, answer.context["form"].errors
    return proposals.waiting_of(group)


def now(group):
    return Organisation.objects.get(pk=group.pk)


def take(client, proposal, *fields, **values):
    organisation = now(proposal.organisation)
    data = {"version": proposal.version, "revision": organisation.revision, "field": fields}
    return client.post(reverse("proposal_take", args=[proposal.public_id]), data | values)


class TestProposing:
    def test_what_is_changed_waits_and_nothing_else(self, visitor, group, address):
        proposal = propose(visitor, group, website="new.example", city="Cádiz", note="Call us first.")
        assert proposal.content == {"website": "https://new.example", "city": "Cádiz"}
        assert proposal.before == {"website": "https://old.example", "city": "Sevilla"}
        assert (proposal.note, proposal.base_revision, proposal.lang) == ("Call us first.", 1, "en")
        assert now(group).revision == 1
        assert now(group).website == "https://old.example"
        assert Task.objects.open().get(kind="proposal").key == str(proposal.public_id)
        assert not visitor.cookies
        assert "We are looking at it" in visitor.get(address).content.decode()

    def test_private_fields_are_never_shown_and_stay_unless_written(self, visitor, group, address):
        assert "quill" not in visitor.get(address).content.decode().lower()
        assert "611111111" not in visitor.get(address).content.decode()
        proposal = propose(visitor, group, private_email="next@example.org")
        assert proposal.content == {"private_email": "next@example.org"}
        assert "next@example.org" not in visitor.get(address).content.decode()

    @pytest.mark.parametrize(
        ("field", "typed", "stored"),
        [
            ("phones", "0034 600-00 00.01", [["phone", "+34600000001"], ["telegram", "https://t.me/friends"]]),
            ("whatsapp", "+34 (600) 000002", None),
            ("others", "www.facebook.com/friends", [["phone", "+34600000000"], ["facebook", "https://www.facebook.com/friends"]]),
            ("others", "https://elsewhere.example/x", [["phone", "+34600000000"], ["other", "https://elsewhere.example/x"]]),
        ],
    )  # fmt: skip
    def test_numbers_and_addresses_may_be_written_as_people_do(self, visitor, group, field, typed, stored):
        channels = propose(visitor, group, **{field: typed}).content["channels"]
        phone, telegram = content_of(group)["channels"]
        assert channels == (stored or [phone, ["whatsapp", "+34600000002"], telegram])

    def test_a_form_without_a_difference_says_so(self, visitor, group, address):
        answer = visitor.post(address, form_of(visitor, address))
        assert answer.status_code == 422
        assert "Nothing in the form is different" in answer.content.decode()
        assert proposals.waiting_of(group) is None

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", ""),
            ("name", "=1+1"),
            ("name", "a\u202eb"),
            ("name", "x" * 201),
            ("website", "javascript:alert(1)"),
            ("phones", "600000000"),
            ("private_phone", "600"),
            ("private_email", "a@b\r\nBcc: c@d.example"),
            ("note", "a\x00b"),
            ("note", "x" * 4001),
            ("description_es", "x" * 4001),
            ("countries", "Atlantis"),
            ("founded_year", "yesterday"),
            ("country", "XX"),
        ],
    )
    def test_bad_input_is_said_at_the_field_and_the_rest_is_kept(self, visitor, group, address, field, value):
        typed = form_of(visitor, address) | {"city": "A new town", field: value}
        answer = visitor.post(address, typed)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in page
        assert "A new town" in page
        assert proposals.waiting_of(group) is None

    def test_a_megabyte_is_refused_in_words(self, visitor, address):
        typed = form_of(visitor, address) | {"note": "x" * 1_000_000}
        assert visitor.post(address, typed).status_code in (413, 422)

    def test_it_can_be_changed_until_somebody_decides(self, visitor, group, address):
        first = propose(visitor, group, city="Cádiz")
        assert visitor.get(address).context["form"]["city"].value() == "Cádiz"
        second = propose(visitor, group, city="Huelva")
        assert (second.pk, second.version, second.content) == (first.pk, 2, {"city": "Huelva"})
        assert Task.objects.open().filter(kind="proposal").count() == 1

    def test_sent_twice_it_is_one(self, visitor, group, address):
        values = form_of(visitor, address) | {"city": "Cádiz"}
        assert [visitor.post(address, values).status_code for _ in range(2)] == [200, 200]
        assert [proposal.version for proposal in group.proposals.all()] == [1]

    def test_it_can_be_taken_back(self, visitor, group, address):
        propose(visitor, group, city="Cádiz")
        page = visitor.get(address).content.decode()
        url = re.search(r'href="([^"]+)">(?:<svg.*?</svg>)?\s*Take my proposal back', page).group(1)
        back = "/" + url.partition("://")[2].partition("/")[2]
        assert visitor.get(back).status_code == 200
        assert proposals.waiting_of(group)
        assert visitor.post(back).status_code == 200
        assert proposals.waiting_of(group) is None
        assert group.proposals.get().state == "withdrawn"
        assert not Task.objects.open().exists()
        assert visitor.post(back).status_code == 200

    def test_an_entry_that_changed_meanwhile_is_shown_with_the_text_kept(self, visitor, group, address):
        values = form_of(visitor, address) | {"city": "Cádiz"}
        actions.edit_organisation(
            actor=None, organisation=group, base_revision=1, entry=entry_with(group, {"acronym": "FR"})
        )
        answer = visitor.post(address, values)
        assert answer.status_code == 409
        assert answer.context["form"]["city"].value() == "Cádiz"
        assert proposals.waiting_of(group) is None
        again = values | {"base_revision": "2", "acronym": "FR"}
        assert visitor.post(address, again).status_code == 200
        assert proposals.waiting_of(group).content == {"city": "Cádiz"}

    def test_reading_does_nothing(self, visitor, group, address):
        visitor.get(address)
        visitor.head(address)
        assert not Proposal.objects.exists()

    def test_an_old_link_offers_a_new_one(self, visitor, group, address, time_machine):
        time_machine.move_to(timezone.now() + group_links.LIVES * 1.1)
        assert visitor.get(address).status_code == 409
        assert visitor.post(address, {"name": "Thief"}).status_code == 409

    def test_an_entry_that_is_not_public_is_not_there(self, visitor, group, address):
        actions.unpublish_organisation(actor=None, organisation=group)
        assert visitor.get(address).status_code == 404
        assert visitor.post(address, {"name": "x"}).status_code == 404

    def test_the_question_counts_as_answered(self, visitor, group):
        ask = ConfirmationAsk.objects.create(organisation=group)
        propose(visitor, group, city="Cádiz")
        ask.refresh_from_db()
        assert ask.answered_at
        assert not ask.is_right

    def test_it_asks_for_nothing_that_is_not_the_groups_to_say(self, group):
        asked = set(ProposalForm(instance=group).fields)
        assert not asked & {"state", "slug", "sources", "precision", "latitude", "longitude", "confirmed_on"}
