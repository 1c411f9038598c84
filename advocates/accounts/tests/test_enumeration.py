"""Nobody learns from an answer whether somebody has an account."""

import re

import pytest

from advocates.accounts import actions
from advocates.core import jobs
from advocates.core.models import Job, Mail
from tests.cast import PASSWORD, CastClient, make_person

pytestmark = pytest.mark.django_db
TICKET = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def shape(answer, address):
    """Everything that a stranger sees, without the ticket and what they typed themselves."""
    body = TICKET.sub("", answer.content.decode()).replace(address, "ADDRESS")
    headers = {
        name: value for name, value in answer.headers.items() if name not in {"Content-Length", "Expires"}
    }
    return answer.status_code, headers, sorted(answer.cookies), body


def both(path, **fields):
    """The answers for a known, an unknown and a closed account's address, each from a fresh browser."""
    known, closed = make_person("known"), make_person("closed")
    actions.suspend(actor=None, person=closed)
    addresses = [known.email, "nobody-there@example.org", closed.email]
    shapes = []
    for address in addresses:
        values = {key: value if value is not None else address for key, value in fields.items()}
        shapes.append(shape(CastClient().post(path, values), address))
    return shapes


def test_sign_in_answers_alike():
    known, unknown, closed = both("/account/login/", login=None, password="wrong-wrong-wrong")
    assert known == unknown == closed
    assert known[0] == 422


def test_reset_answers_alike():
    known, unknown, closed = both("/account/password/reset/", email=None)
    assert known == unknown == closed
    assert known[0] == 302


def test_reset_costs_the_same_queries(django_assert_num_queries):
    person = make_person("known")
    counts = []
    for address in (person.email, "nobody-there@example.org"):
        with django_assert_num_queries(4) as captured:
            CastClient().post("/account/password/reset/", {"email": address})
        counts.append([query["sql"].split()[0] for query in captured.captured_queries])
    assert counts[0] == counts[1]


def test_sign_in_hashes_once_for_known_and_unknown(monkeypatch):
    hashed = []
    from django.contrib.auth.hashers import MD5PasswordHasher  # noqa: PLC0415 - only the tests' hasher

    original = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *given: hashed.append(1) or original(self, *given)
    )
    person = make_person("known")
    counts = []
    for address in (person.email, "nobody-there@example.org"):
        hashed.clear()
        CastClient().post("/account/login/", {"login": address, "password": "wrong-wrong-wrong"})
        counts.append(len(hashed))
    assert counts == [1, 1]


def test_only_the_known_address_gets_a_mail():
    person = make_person("known")
    for address in (person.email, "nobody-there@example.org"):
        CastClient().post("/account/password/reset/", {"email": address})
    assert Job.objects.filter(name="advocates.accounts.mails.send_reset").count() == 2
    assert "example.org" not in "".join(str(job.arguments) for job in Job.objects.all())
    jobs.run_due()
    assert list(Mail.objects.values_list("recipient", flat=True)) == [person.email]


def test_changing_to_a_taken_address_looks_like_any_other_and_mails_nobody(pending):
    taken = make_person("taken")
    answers = []
    for address in (taken.email, "free@example.org"):
        answer = pending.post("/account/email/", {"email": address}, follow=True)
        answers.append(TICKET.sub("", answer.content.decode()).replace(address, "ADDRESS"))
    assert answers[0] == answers[1]
    assert list(Mail.objects.values_list("recipient", flat=True)) == ["free@example.org"]


def test_passkey_options_name_nobody(visitor):
    make_person("known")
    answer = visitor.get("/account/2fa/webauthn/login/", headers={"Accept": "application/json"})
    assert answer.json()["request_options"]["publicKey"].get("allowCredentials", []) == []


def test_resets_are_limited_by_address_known_or_not(visitor):
    person = make_person("known")
    for address in (person.email, "nobody-there@example.org"):
        statuses = [
            visitor.post("/account/password/reset/", {"email": address}).status_code for _try in range(4)
        ]
        assert statuses == [302, 302, 302, 429]


def test_the_right_password_of_a_known_address_still_differs(visitor):
    """The twin: a comparison that could not see a difference would prove nothing."""
    person = make_person("known")
    right = shape(
        CastClient().post("/account/login/", {"login": person.email, "password": PASSWORD}), person.email
    )
    wrong = shape(
        CastClient().post("/account/login/", {"login": person.email, "password": "no"}), person.email
    )
    assert right != wrong
