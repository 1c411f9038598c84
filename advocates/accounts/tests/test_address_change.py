"""Changing the address: the new one confirms, the old one is told and can undo."""

import time

import pytest
from allauth.account.models import EmailAddress

from advocates.accounts import actions, mails
from advocates.accounts.models import Person
from advocates.core import jobs
from advocates.core.models import Job, Mail, StreamEntry
from tests.cast import PASSWORD, CastClient, give_second_factor, make_person, sign_in

pytestmark = pytest.mark.django_db
NEW = "new@example.org"


def link_in(mail):
    return mail.text.split("http://127.0.0.1:8000")[1].split()[0]


def ask(client, address=NEW):
    return client.post("/account/email/", {"email": address})


def changed(client):
    """The person after a change through mail; returns the undo link."""
    ask(client)
    client.post(link_in(Mail.objects.get(recipient=NEW)))
    return link_in(Mail.objects.get(recipient=client.person.email))


def test_the_new_address_confirms_and_the_old_one_is_told(pending):
    old = pending.person.email
    assert ask(pending).status_code == 302
    assert Person.objects.get().email == old
    confirm = link_in(Mail.objects.get())
    assert pending.get(confirm).status_code == 200
    assert Person.objects.get().email == old
    assert pending.post(confirm).status_code == 302
    assert Person.objects.get().email == NEW
    told = Mail.objects.get(recipient=old)
    assert NEW in told.text
    assert "/account/email/undo/" in told.text
    assert StreamEntry.objects.filter(kind="accounts.address.changed", is_audit=True).count() == 1


def test_it_also_works_with_a_second_factor(pending):
    give_second_factor(pending.person)
    changed(pending)
    assert Person.objects.get().email == NEW


def test_asking_needs_a_fresh_confirmation(pending, time_machine):
    time_machine.move_to(time.time() + 600)
    assert ask(pending)["Location"].startswith("/account/reauthenticate/")
    assert not Mail.objects.exists()


@pytest.mark.parametrize("address", ["nonsense", "", "adm\u0131n@example.org", "x" * 250 + "@example.org"])
def test_bad_addresses_are_refused(pending, address):
    assert ask(pending, address).status_code == 422
    assert not Mail.objects.exists()


def test_ones_own_address_is_no_change(pending):
    assert ask(pending, pending.person.email.upper()).status_code == 422


def test_the_link_works_once_and_dies_with_a_newer_question(pending):
    ask(pending)
    first = link_in(Mail.objects.get())
    ask(pending, "newer@example.org")
    assert pending.post(first).status_code == 404
    assert "does not work any more" in pending.get(first).content.decode()
    second = link_in(Mail.objects.get(recipient="newer@example.org"))
    assert pending.post(second).status_code == 302
    assert pending.post(second).status_code == 404


def test_the_question_can_be_withdrawn(pending):
    ask(pending)
    assert pending.post("/account/email/forget/").status_code == 302
    assert pending.post(link_in(Mail.objects.get())).status_code == 404
    assert EmailAddress.objects.count() == 1


def test_reset_links_die_with_the_old_address(pending):
    mails.send_reset(pending.person.pk)
    reset = link_in(Mail.objects.get())
    Mail.objects.all().delete()
    changed(pending)
    assert "does not work any more" in CastClient().get(reset).content.decode()


def test_undo_restores_ends_everything_and_mails_a_reset_link(pending):
    old, undo = pending.person.email, changed(pending)
    stranger = CastClient()
    assert stranger.get(undo).status_code == 200
    assert Person.objects.get().email == NEW
    assert stranger.post(undo).status_code == 200
    person = Person.objects.get()
    assert person.email == old
    assert not person.has_usable_password()
    assert pending.get("/account/").status_code == 302
    assert [(row.email, row.verified, row.primary) for row in EmailAddress.objects.all()] == [
        (old, True, True)
    ]
    assert StreamEntry.objects.filter(kind="accounts.address.restored", is_audit=True).count() == 1
    assert Job.objects.filter(name="advocates.accounts.mails.send_reset").exists()
    jobs.run_due()
    assert Mail.objects.filter(recipient=old, text__contains="/password/reset/key/").count() == 1


def test_undo_works_once(pending):
    undo = changed(pending)
    CastClient().post(undo)
    assert CastClient().post(undo).status_code == 409


def test_undo_is_open_for_three_days(pending, time_machine):
    undo = changed(pending)
    time_machine.move_to(time.time() + 71 * 3600)
    assert CastClient().get(undo).status_code == 200
    time_machine.move_to(time.time() + 2 * 3600)
    assert CastClient().get(undo).status_code == 404


def test_a_made_up_undo_link_does_not_exist(visitor):
    assert visitor.get("/account/email/undo/abc:def/").status_code == 404


def test_an_address_that_somebody_else_took_meanwhile_cannot_be_confirmed(pending):
    ask(pending)
    make_person("quicker", email=NEW)
    pending.post(link_in(Mail.objects.get()))
    assert Person.objects.get(pk=pending.person.pk).email != NEW


def test_signing_in_uses_the_new_address_afterwards(pending):
    changed(pending)
    answer = CastClient().post("/account/login/", {"login": NEW, "password": PASSWORD})
    assert answer.status_code == 302


def test_links_never_come_from_the_host_of_the_request():
    person, client = make_person("rosa"), CastClient(SERVER_NAME="localhost")
    sign_in(client, person)
    ask(client)
    assert "http://127.0.0.1:8000/account/confirm-email/" in Mail.objects.get().text


def test_mail_is_written_in_the_persons_language_and_clock():
    person = make_person("rosa", language="ar")
    Person.objects.filter(pk=person.pk).update(time_zone="Asia/Tokyo")
    mails.send_notice("account/email/password_changed", Person.objects.get())
    mail = Mail.objects.get()
    assert mail.language == "ar"
    assert 'dir="rtl"' in mail.html


def test_an_unknown_time_zone_is_no_reason_to_send_nothing():
    person = make_person("rosa")
    person.time_zone = "Mars/Olympus"
    mails.send_notice("account/email/password_changed", person)
    assert Mail.objects.count() == 1


def test_suspended_people_get_no_reset_link():
    person = make_person("rosa")
    actions.suspend(actor=None, person=person)
    mails.send_reset(person.pk)
    assert not Mail.objects.exists()
