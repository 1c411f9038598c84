"""A lost second factor that was none: anybody near stops the removal, by a link or on a page."""

import re

import pytest

from advocates.core import links
from advocates.core.models import Mail
from advocates.organisations.mandates.actions import end_mandate
from advocates.organisations.models import FactorLoss, Mandate
from advocates.organisations.recovery import mails
from tests.cast import PASSWORD, CastClient, colleague_client

pytestmark = pytest.mark.django_db
HOUR = 3600
REGION = "western-europe"


@pytest.fixture
def colleague(member) -> CastClient:
    return colleague_client("colleague", "Own Group")


def half_way(person) -> CastClient:
    """A browser in which the password was right."""
    client = CastClient()
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    return client


def ask(client) -> FactorLoss:
    answer = half_way(client.person).post("/account/2fa/lost/")
    assert answer.status_code == 200
    return FactorLoss.objects.open().get(person=client.person)


@pytest.fixture
def loss(member, colleague, staff) -> FactorLoss:
    return ask(member)


def vouch(client, loss, what=""):
    return client.post(f"/members/organisation/recovery/{loss.public_id}/{what}")


def approve(client, loss, what=""):
    return client.post(f"/manage/recovery/{loss.public_id}/{what}")


def stop_link(loss, person) -> str:
    return f"/link/{links.token_of(mails.STOP, [loss.pk, person.pk])}/"


def mailed_to(person) -> list[Mail]:
    return list(Mail.objects.filter(recipient=person.email).order_by("pk"))


class TestStopping:
    def test_reading_the_link_stops_nothing(self, member, loss):
        assert CastClient().get(stop_link(loss, member.person)).status_code == 200
        assert FactorLoss.objects.open().exists()

    @pytest.mark.parametrize("who", ["member", "colleague", "staff"])
    def test_by_the_mailed_link(self, request, loss, who):
        client = request.getfixturevalue(who)
        mail = mailed_to(client.person)[-1]
        address = re.findall(r"/link/[^\s?]+", mail.text)[-1]
        assert CastClient().post(address).status_code == 200
        loss.refresh_from_db()
        assert (loss.outcome, loss.closed_by) == (FactorLoss.Outcome.STOPPED, client.person)

    def test_by_a_colleague_on_the_page(self, colleague, loss):
        assert vouch(colleague, loss, "stop/").status_code == 302
        assert not FactorLoss.objects.open().exists()

    def test_by_staff(self, staff, loss):
        assert approve(staff, loss, "stop/").status_code == 302
        assert not FactorLoss.objects.open().exists()

    def test_a_colleague_of_before_cannot(self, colleague, loss):
        end_mandate(actor=None, mandate=Mandate.objects.get(person=colleague.person))
        assert CastClient().post(stop_link(loss, colleague.person)).status_code == 404

    def test_afterwards_one_can_ask_anew(self, member, staff, loss):
        approve(staff, loss, "stop/")
        assert ask(member).pk != loss.pk
