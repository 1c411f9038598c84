"""Addresses to which no mail goes: the office asks about one, and lifts it with a reason; never for the dead."""

import pytest

from advocates.accounts import mail_again
from advocates.core import suppressions
from advocates.core.models import Bounce, StreamEntry, Suppression, SuppressionLift

pytestmark = pytest.mark.django_db
AT, ADDRESS = "/manage/mail/", "rosa@example.org"


def block(reason: str, purpose: str = "") -> None:
    suppressions.suppress(ADDRESS, purpose, Suppression.Reason(reason))


def lift(staff, reason="The mailbox works again"):
    return staff.post(AT, {"email": ADDRESS, "reason": reason})


def test_asking_changes_nothing(staff):
    block("bounced")
    page = staff.post(AT, {"email": ADDRESS.upper()})
    assert "came back" in page.content.decode()
    assert suppressions.is_suppressed(ADDRESS, "")


def test_with_a_reason_mail_goes_again(staff):
    block("bounced")
    Bounce.objects.create(mail_number=1, address_hash=suppressions.address_hash(ADDRESS), is_hard=True)
    assert lift(staff).status_code == 302
    assert not suppressions.is_suppressed(ADDRESS, "")
    assert not Bounce.objects.exists()
    made = SuppressionLift.objects.get()
    assert (made.reason, made.lifted_by, made.was) == ("The mailbox works again", staff.person, "bounced")
    entry = StreamEntry.objects.get(kind="accounts.mail.allowed")
    assert (entry.is_audit, entry.actor_id, entry.target_id) == (True, staff.person.pk, str(made.pk))
    assert "The mailbox works again" in staff.get(AT).content.decode()


def test_no_reason_no_mail(staff):
    block("bounced")
    assert lift(staff, "").status_code == 422
    assert suppressions.is_suppressed(ADDRESS, "")


def test_whose_own_wish_it_was_is_said(staff):
    block("unsubscribed", "tests.round")
    assert "only if they have asked" in staff.post(AT, {"email": ADDRESS}).content.decode()
    assert lift(staff).status_code == 302
    assert not suppressions.is_suppressed(ADDRESS, "tests.round")


def test_never_for_the_dead(staff):
    block("memorial")
    block("unsubscribed", "tests.round")
    assert lift(staff).status_code == 409
    assert Suppression.objects.count() == 2
    assert not SuppressionLift.objects.exists()


def test_nothing_to_lift(staff):
    assert lift(staff).status_code == 409
    with pytest.raises(mail_again.NothingToLift):
        mail_again.allow_mail(actor=staff.person, address=ADDRESS, reason="x")


def test_the_address_stands_in_no_address_of_a_page(staff):
    block("bounced")
    for answer in (staff.post(AT, {"email": ADDRESS}), lift(staff)):
        assert "rosa" not in answer.get("Location", "")


@pytest.mark.parametrize("address", ["", "x", "a@b"])
def test_no_address(staff, address):
    assert staff.post(AT, {"email": address}).status_code == 422
