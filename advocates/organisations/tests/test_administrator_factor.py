"""Whoever says who speaks for an organisation needs a second factor; a representative does not."""

import pytest
from django.core.exceptions import ValidationError

from advocates.accounts import actions as accounts
from advocates.accounts.models import RoleGrant
from advocates.core import access
from advocates.core.viewer import Role, Viewer, viewer_for
from advocates.organisations.mandates.actions import change_role, grant_mandate
from advocates.organisations.models import Mandate, Organisation
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from tests.cast import CastClient, colleague_client, give_second_factor, make_person, sign_in, speak_for

pytestmark = pytest.mark.django_db
NEEDED = "/account/2fa/needed/"
ADDRESSES = ["/members/", "/members/organisation/", "/members/organisation/region/", "/members/nothing/"]


@pytest.fixture
def hasty(db) -> CastClient:
    """An administrator who has no second factor."""
    client = CastClient()
    client.person = make_person("hasty")
    speak_for(client.person, make_organisation("Hasty Group", country="DE", state=State.MEMBER))
    sign_in(client, client.person)
    return client


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_administrator_without_one_is_led_to_set_it_up(hasty, address):
    for answer in (hasty.get(address), hasty.post(address)):
        assert (answer.status_code, answer["Location"]) == (302, NEEDED)
    page = hasty.get(NEEDED).content.decode()
    assert "/account/2fa/webauthn/add/" in page
    assert "/account/2fa/totp/activate/" in page


def test_the_twin_without_the_rule_they_would_get_in(hasty, monkeypatch):
    monkeypatch.setattr(access, "_without_factor", lambda _viewer: None)
    assert hasty.get("/members/").status_code == 200


def test_a_session_from_before_the_factor_has_not_passed_it(hasty):
    give_second_factor(hasty.person)
    assert hasty.get("/members/")["Location"] == NEEDED
    sign_in(hasty, hasty.person, second_factor=True)
    assert hasty.get("/members/").status_code == 200


def test_a_representative_needs_none(member):
    assert colleague_client("plain", "Own Group").get("/members/").status_code == 200


def test_a_representative_with_a_task_of_the_network_does(member):
    client = colleague_client("reviewer", "Own Group", "representative", Role.REVIEWER)
    sign_in(client, client.person)
    assert client.get("/members/")["Location"] == NEEDED


def test_losing_the_role_lifts_it_with_the_next_request(hasty):
    assert hasty.get("/members/")["Location"] == NEEDED
    second = make_person("second")
    speak_for(second, Organisation.objects.get(name="Hasty Group"))
    mandate = Mandate.objects.get(person=hasty.person)
    change_role(actor=None, mandate=mandate, role=Mandate.Role.REPRESENTATIVE)
    assert hasty.get("/members/").status_code == 200


def test_getting_the_role_asks_for_it_with_the_next_request(member):
    client = colleague_client("plain", "Own Group")
    assert client.get("/members/").status_code == 200
    mandate = Mandate.objects.get(person=client.person)
    change_role(actor=None, mandate=mandate, role=Mandate.Role.ADMINISTRATOR)
    assert client.get("/members/")["Location"] == NEEDED


@pytest.mark.parametrize(("role", "status"), [("administrator", 409), ("representative", 302)])
def test_the_last_factor_stays_while_the_mandate_needs_it(member, role, status):
    client = CastClient()
    client.person = make_person("rosa")
    speak_for(client.person, Organisation.objects.get(name="Own Group"), role)
    give_second_factor(client.person)
    sign_in(client, client.person, second_factor=True)
    assert client.post("/account/2fa/totp/deactivate/").status_code == status


def test_one_s_own_account_stays_open(hasty):
    assert hasty.get("/account/").status_code == 200
    assert "Set one up" in hasty.get("/account/").content.decode()


@pytest.mark.parametrize(
    ("viewer", "needs"),
    [
        (Viewer(), False),
        (Viewer(is_administrator=True), True),
        (Viewer(owes_second_factor=True), True),
        *((Viewer(roles=frozenset({role})), True) for role in Role),
    ],
)
def test_the_rule(viewer, needs):
    assert viewer.needs_second_factor is needs


def test_detail_1_the_end_of_a_role_ends_what_every_open_session_may_do(member):
    """The rights of sessions that are open go with the role; there is nothing left that still holds them."""
    client = colleague_client("moderator", "Own Group", "representative", Role.MODERATOR)
    assert client.get("/account/2fa/needed/").status_code == 200
    assert viewer_for(client.person).may_manage
    accounts.end_role(actor=None, person=client.person, role=Role.MODERATOR)
    assert client.get("/manage/").status_code == 404
    assert not viewer_for(client.person).needs_second_factor
    assert not RoleGrant.objects.filter(person=client.person, ends_at=None).exists()


def test_detail_17_a_mailbox_of_several_may_be_a_contact_but_never_signs_in(member):
    organisation = make_organisation("Mailbox Group", private_email="info@example.org")
    assert organisation.private_email == "info@example.org"
    for address in ("info@example.org", "Kontakt@example.org"):
        with pytest.raises(ValidationError) as refused:
            accounts.create_person(actor=None, new=accounts.NewPerson(address, "Office"))
        assert refused.value.code == "address_shared"
    answer = member.post("/account/email/", {"email": "office@example.org"})
    assert answer.status_code == 422
    assert "an address of your own" in answer.content.decode()


def test_one_person_with_two_mandates_is_judged_by_the_stronger(member):
    client = colleague_client("plain", "Own Group")
    other = make_organisation("Second Group", country="FR", state=State.MEMBER)
    grant_mandate(actor=None, person=client.person, organisation=other, role="administrator")
    assert client.get("/members/")["Location"] == NEEDED
