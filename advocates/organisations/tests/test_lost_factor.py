"""A lost second factor: two people, two days, one link. No path is shorter, and anybody near can stop it."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils import timezone

from advocates.accounts import actions as accounts
from advocates.accounts.models import RoleGrant
from advocates.core import links
from advocates.core.models import Mail, StreamEntry
from advocates.core.viewer import Role, viewer_for
from advocates.organisations.mandates.actions import end_mandate
from advocates.organisations.models import FactorLoss, Mandate
from advocates.organisations.recovery import actions, mails, policies
from tests.cast import PASSWORD, CastClient, cast_client, colleague_client, member_client, sign_in

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


def later(time_machine, hours, *clients):
    """Hours pass; whoever still has something to do signs in again."""
    time_machine.move_to(time.time() + hours * HOUR, tick=False)
    for client in clients:
        sign_in(client, client.person, second_factor=bool(client.totp_secret))


def link_of(loss) -> str:
    """The link as only the site itself can make it: whether it works must not depend on whether it was mailed."""
    return f"/link/{links.token_of(mails.REMOVE, [loss.pk])}/"


def stop_link(loss, person) -> str:
    return f"/link/{links.token_of(mails.STOP, [loss.pk, person.pk])}/"


def has_factor(client) -> bool:
    return Authenticator.objects.filter(user=client.person).exists()


def is_in(client) -> bool:
    return client.get("/account/").status_code == 200


def mailed_to(person) -> list[Mail]:
    return list(Mail.objects.filter(recipient=person.email).order_by("pk"))


class TestAsking:
    def test_the_second_step_says_how(self, member):
        page = half_way(member.person).get("/account/2fa/authenticate/").content.decode()
        assert "/account/2fa/lost/" in page

    def test_without_the_password_there_is_nothing(self, visitor, member):
        for answer in (visitor.get("/account/2fa/lost/"), visitor.post("/account/2fa/lost/")):
            assert (answer.status_code, answer["Location"]) == (302, "/account/login/")
        assert not FactorLoss.objects.exists()

    def test_looking_asks_nothing(self, member):
        assert half_way(member.person).get("/account/2fa/lost/").status_code == 200
        assert not FactorLoss.objects.exists()

    def test_everybody_near_is_told_at_once_and_can_stop_it(self, member, colleague, staff, loss):
        for person in (member.person, colleague.person, staff.person):
            (mail,) = mailed_to(person)
            assert "/link/" in mail.text
        entry = StreamEntry.objects.get(kind="organisations.factor_loss.asked", is_audit=True)
        assert entry.actor == member.person

    def test_asking_again_changes_nothing_and_mails_nobody(self, member, loss):
        before = Mail.objects.count()
        assert ask(member) == loss
        assert Mail.objects.count() == before

    def test_too_often(self, member):
        client = half_way(member.person)
        statuses = [client.post("/account/2fa/lost/").status_code for _time in range(4)]
        assert statuses == [200, 200, 200, 429]

    def test_nobody_is_signed_in_by_it(self, member):
        client = half_way(member.person)
        client.post("/account/2fa/lost/")
        assert not is_in(client)

    def test_nothing_is_shown_of_whether_anybody_can_help(self, member, other_member, staff, colleague):
        pages = [
            half_way(client.person).post("/account/2fa/lost/").content for client in (member, other_member)
        ]
        assert pages[0] == pages[1]


class TestFromFirstToLast:
    def test_two_people_two_days_one_link(self, member, colleague, staff, loss, time_machine):
        assert "has lost the second factor" in colleague.get("/members/").content.decode()
        assert vouch(colleague, loss).status_code == 302
        assert approve(staff, loss).status_code == 302
        assert "is to be removed" in mailed_to(colleague.person)[-1].subject
        assert actions.go_on() == 0
        later(time_machine, 49)
        assert actions.go_on() == 1
        assert actions.go_on() == 0
        mail = mailed_to(member.person)[-1]
        address = re.search(r"/link/[^\s?]+", mail.text).group()
        visitor = CastClient()
        assert visitor.get(address).status_code == 200
        assert has_factor(member)
        sign_in(member, member.person, second_factor=True)
        assert visitor.post(address).status_code == 200
        assert not has_factor(member)
        assert not is_in(member)
        assert visitor.post(address).status_code == 404
        kinds = StreamEntry.objects.filter(kind__startswith="organisations.factor_loss").order_by("id")
        assert [kind.rpartition(".")[2] for kind in kinds.values_list("kind", flat=True)] == [
            "asked",
            "vouched",
            "approved",
            "done",
        ]
        assert StreamEntry.objects.filter(kind="accounts.second_factor.lost", is_audit=True).count() == 1

    def test_a_new_one_must_be_set_up(self, member, colleague, staff, loss):
        """Also by somebody whose tasks ask for none."""
        accounts.remove_lost_factors(person=colleague.person)
        client = half_way(colleague.person)
        assert client.get("/members/")["Location"] == "/account/2fa/needed/"
        assert "was lost and removed" in client.get("/account/").content.decode()

    @pytest.mark.django_db(transaction=True)
    def test_with_a_new_one_it_is_over(self, member, colleague, staff):
        from tests.cast import totp_code  # noqa: PLC0415 - one use

        accounts.remove_lost_factors(person=colleague.person)
        client = CastClient()
        sign_in(client, colleague.person.__class__.objects.get(pk=colleague.person.pk))
        secret = client.get("/account/2fa/totp/activate/").context["form"].secret
        client.post("/account/2fa/totp/activate/", {"code": totp_code(secret, time.time())})
        assert client.get("/members/").status_code == 200
        assert not viewer_for(colleague.person).owes_second_factor

    def test_a_sign_in_that_was_left_half_way_begins_anew(self, member, loss):
        client = half_way(member.person)
        accounts.remove_lost_factors(person=member.person)
        answer = client.get("/account/2fa/authenticate/")
        assert (answer.status_code, answer["Location"]) == (302, "/account/login/")
        assert client.get("/account/login/").status_code == 200


class TestNoPathIsShorter:
    def test_one_approver_only(self, member, colleague, staff, loss, time_machine):
        vouch(colleague, loss)
        later(time_machine, 72, staff)
        assert actions.go_on() == 0
        assert CastClient().post(link_of(loss)).status_code == 404
        approve(staff, loss)
        assert CastClient().post(link_of(loss)).status_code == 404
        assert has_factor(member)

    def test_staff_only(self, member, staff, loss, time_machine):
        approve(staff, loss)
        later(time_machine, 72)
        assert CastClient().post(link_of(loss)).status_code == 404
        assert has_factor(member)

    def test_the_same_person_twice(self, member, loss, time_machine):
        both = colleague_client("both", "Own Group", "representative", Role.STAFF)
        assert vouch(both, loss).status_code == 302
        assert approve(both, loss).status_code == 409
        later(time_machine, 72)
        assert CastClient().post(link_of(loss)).status_code == 404
        with pytest.raises(IntegrityError), transaction.atomic():
            FactorLoss.objects.filter(pk=loss.pk).update(approved_by=both.person)

    def test_the_same_person_twice_in_the_other_order(self, loss, member):
        both = colleague_client("both", "Own Group", "representative", Role.STAFF)
        assert approve(both, loss).status_code == 302
        assert vouch(both, loss).status_code == 409

    def test_the_person_for_themselves(self, member, loss):
        accounts.grant_role(actor=None, person=member.person, role=Role.STAFF)
        sign_in(member, member.person, second_factor=True)
        assert vouch(member, loss).status_code == 409
        assert approve(member, loss).status_code == 409

    def test_before_two_days_are_over(self, member, colleague, staff, loss, time_machine):
        vouch(colleague, loss)
        approve(staff, loss)
        later(time_machine, 47.9)
        assert actions.go_on() == 0
        for method in ("get", "post"):
            assert getattr(CastClient(), method)(link_of(loss)).status_code == 404
        assert has_factor(member)

    def test_the_twin_without_the_wait_it_would_work(self, member, colleague, staff, loss, monkeypatch):
        monkeypatch.setattr(actions, "WAIT", timedelta(0))
        vouch(colleague, loss)
        approve(staff, loss)
        assert CastClient().post(link_of(loss)).status_code == 200
        assert not has_factor(member)

    def test_stopped(self, member, colleague, staff, loss, time_machine):
        vouch(colleague, loss)
        approve(staff, loss)
        assert CastClient().post(stop_link(loss, member.person)).status_code == 200
        later(time_machine, 49)
        assert actions.go_on() == 0
        assert CastClient().post(link_of(loss)).status_code == 404
        assert has_factor(member)

    def test_the_password_changed_meanwhile(self, member, colleague, staff, loss, time_machine):
        vouch(colleague, loss)
        approve(staff, loss)
        member.person.set_password("meadow-violin-tunnel-4")
        member.person.save()
        later(time_machine, 49)
        assert actions.go_on() == 0
        assert CastClient().post(link_of(loss)).status_code == 404
        loss.refresh_from_db()
        assert loss.outcome == FactorLoss.Outcome.VOID

    def test_the_address_changed_meanwhile(self, member, colleague, staff, loss, time_machine):
        vouch(colleague, loss)
        approve(staff, loss)
        type(member.person).objects.filter(pk=member.person.pk).update(email="other@example.org")
        later(time_machine, 49)
        assert CastClient().post(link_of(loss)).status_code == 404

    @pytest.mark.parametrize("is_mailed", [False, True])
    def test_the_colleague_s_mandate_ended_meanwhile(
        self, member, colleague, staff, loss, time_machine, is_mailed
    ):
        vouch(colleague, loss)
        approve(staff, loss)
        later(time_machine, 49)
        assert not is_mailed or actions.go_on() == 1
        end_mandate(actor=None, mandate=Mandate.objects.get(person=colleague.person))
        assert CastClient().post(link_of(loss)).status_code == 404
        assert is_mailed or actions.go_on() == 0
        loss.refresh_from_db()
        assert is_mailed or (loss.vouched_by, loss.ready_at) == (None, None)
        assert has_factor(member)

    def test_staff_who_approved_is_none_any_more(self, member, colleague, staff, loss, time_machine):
        vouch(colleague, loss)
        approve(staff, loss)
        RoleGrant.objects.filter(person=staff.person).update(ends_at=timezone.now())
        later(time_machine, 49)
        assert actions.go_on() == 0
        assert CastClient().post(link_of(loss)).status_code == 404

    def test_the_twin_without_asking_again_it_would_work(
        self, member, colleague, staff, loss, time_machine, monkeypatch
    ):
        monkeypatch.setattr(actions, "vouching_stands", lambda _loss: True)
        vouch(colleague, loss)
        approve(staff, loss)
        end_mandate(actor=None, mandate=Mandate.objects.get(person=colleague.person))
        later(time_machine, 49)
        assert CastClient().post(link_of(loss)).status_code == 200

    def test_after_a_void_vouching_two_new_days_begin(self, member, colleague, staff, loss, time_machine):
        vouch(colleague, loss)
        approve(staff, loss)
        end_mandate(actor=None, mandate=Mandate.objects.get(person=colleague.person))
        later(time_machine, 49)
        actions.go_on()
        another = colleague_client("another", "Own Group")
        vouch(another, loss)
        assert CastClient().post(link_of(loss)).status_code == 404
        later(time_machine, 49)
        assert CastClient().post(link_of(loss)).status_code == 200

    def test_after_a_month_it_is_void(self, member, colleague, staff, loss, time_machine):
        vouch(colleague, loss)
        approve(staff, loss)
        later(time_machine, 31 * 24)
        assert CastClient().post(link_of(loss)).status_code == 404

    @pytest.mark.parametrize("value", [[], ["x"], {"a": 1}, 7, [10**30], [0]])
    def test_a_link_of_something_else(self, loss, value):
        token = links.token_of(mails.REMOVE, value)
        assert CastClient().post(f"/link/{token}/").status_code == 404

    def test_approving_takes_a_confirmation(self, colleague, staff, loss, time_machine):
        staff.get("/account/")
        colleague.get("/account/")
        time_machine.move_to(time.time() + 360)
        assert "/account/reauthenticate/" in vouch(colleague, loss)["Location"]
        assert "/account/reauthenticate/" in approve(staff, loss)["Location"]
        loss.refresh_from_db()
        assert (loss.vouched_by, loss.approved_by) == (None, None)


class TestWhoMay:
    def test_nobody_of_another_group(self, other_member, loss):
        for what in ("", "stop/"):
            assert vouch(other_member, loss, what).status_code == 404
        assert other_member.get(f"/members/organisation/recovery/{loss.public_id}/").status_code == 404

    @pytest.mark.parametrize("who", ["pending", "former", "editor"])
    def test_nobody_without_a_mandate(self, request, loss, who):
        client = request.getfixturevalue(who)
        assert vouch(client, loss)["Location"] == "/account/"
        assert approve(client, loss).status_code == 404

    def test_a_group_of_one_has_the_representative_of_its_region(self, member, staff, time_machine):
        near = regional("near", "FR", REGION)
        loss = ask(member)
        assert mailed_to(near.person)
        assert vouch(near, loss).status_code == 302
        approve(staff, loss)
        later(time_machine, 49)
        assert actions.go_on() == 1

    def test_not_where_there_is_a_colleague(self, loss):
        assert vouch(regional("near", "FR", REGION), loss).status_code == 409

    def test_nor_the_one_of_another_region(self, member, staff):
        loss = ask(member)
        assert vouch(regional("far", "KE", "middle-east-africa"), loss).status_code == 404

    def test_the_representative_is_none_any_more(self, member, staff, time_machine):
        near = regional("near", "FR", REGION)
        loss = ask(member)
        vouch(near, loss)
        approve(staff, loss)
        accounts.end_role(actor=None, person=near.person, role=Role.REGIONAL)
        later(time_machine, 49)
        assert actions.go_on() == 0
        assert CastClient().post(link_of(loss)).status_code == 404

    def test_whoever_speaks_for_nobody_needs_two_of_the_staff(self, editor, staff, time_machine):
        second = cast_client("second", Role.STAFF)
        loss = ask(editor)
        assert approve(staff, loss, "vouch/").status_code == 302
        assert approve(staff, loss).status_code == 409
        assert approve(second, loss).status_code == 302
        later(time_machine, 49)
        assert actions.go_on() == 1

    def test_staff_are_no_colleagues_of_a_member(self, staff, loss):
        assert approve(staff, loss, "vouch/").status_code == 409

    def test_the_twin_without_the_rule_anybody_could(self, other_member, loss, monkeypatch):
        """Both guards have to be taken out: who may say it, and whether what was said stands."""
        monkeypatch.setattr(policies, "can_vouch", lambda *_all: True)
        monkeypatch.setattr(actions, "vouching_stands", lambda _loss: True)
        actions.vouch(actor=other_member.person, loss=loss)
        loss.refresh_from_db()
        assert loss.vouched_by == other_member.person


def regional(name, country, region) -> CastClient:
    """The representative of a region, who speaks for a group there."""
    client = member_client(name, f"Group of {name}", country)
    accounts.grant_role(actor=None, person=client.person, role=Role.REGIONAL, scope=region)
    sign_in(client, client.person, second_factor=True)
    return client
