"""A thousand addresses, half of them known: neither what an answer costs nor how long it takes tells them apart.

Counted are the statements with their text, and the passwords hashed; the processor's time is compared by its quartiles,
with wide margins, so that a busy machine does not matter.
"""

import random
import re
import time
from collections import Counter
from statistics import quantiles

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.db import connection
from django.test import Client

from advocates.accounts import mails
from advocates.accounts.backends import PersonBackend
from advocates.accounts.models import Person

pytestmark = pytest.mark.django_db
EACH = 500
SIGN_IN, RESET = "/account/login/", "/account/password/reset/"
NUMBERS = re.compile(r"\d+")


class NoLimits(dict):
    """So many uses of anything that no test reaches them."""

    def __missing__(self, kind):
        return 10**9, 60


@pytest.fixture(autouse=True)
def _unlimited(settings):
    settings.LIMITS = NoLimits()


@pytest.fixture
def work(monkeypatch):
    """What is counted while something is asked: statements by their text, hashes."""
    counted = Counter()
    hashing = MD5PasswordHasher.encode

    def hash_counted(self, *given):
        counted["a password hashed"] += 1
        return hashing(self, *given)

    def count_statement(execute, sql, params, many, context):
        # Savepoints are numbered.
        counted[NUMBERS.sub("0", sql)] += 1
        return execute(sql, params, many, context)

    monkeypatch.setattr(MD5PasswordHasher, "encode", hash_counted)
    with connection.execute_wrapper(count_statement):
        yield counted


def known(count):
    """Addresses of as many people."""
    password = make_password("quilt-lantern-harbour-7")
    people = [
        Person(email=f"known-{number:04}@example.org", full_name=f"Person {number}", password=password)
        for number in range(count)
    ]
    return [person.email for person in Person.objects.bulk_create(people)]


def unknown(count):
    return [f"nobody{number:04}@example.org" for number in range(count)]


def ask(path, address, work):
    """The costs of one answer, and its seconds."""
    fields = {"login": address, "password": "wrong-wrong-wrong"} if path == SIGN_IN else {"email": address}
    client = Client()
    work.clear()
    begun = time.process_time()
    answer = client.post(path, fields)
    seconds = time.process_time() - begun
    return (answer.status_code, len(answer.content), tuple(sorted(work.items()))), seconds


def asked(path, work, count):
    """Known and unknown in a mixed order: the costs that there were, and the times, of both."""
    order = [(True, each) for each in known(count)] + [(False, each) for each in unknown(count)]
    random.Random(7).shuffle(order)  # noqa: S311 - an order, no secret
    # What only the first of a process pays.
    ask(path, "first@example.org", work)
    costs, times = {True: Counter(), False: Counter()}, {True: [], False: []}
    for is_known, address in order:
        cost, seconds = ask(path, address, work)
        costs[is_known][cost] += 1
        times[is_known].append(seconds)
    return costs, times


@pytest.mark.parametrize("path", [SIGN_IN, RESET])
def test_a_thousand_addresses_cost_the_same(path, work):
    costs, times = asked(path, work, EACH)
    assert costs[True] == costs[False]
    assert len(costs[True]) == 1
    pairs = zip(quantiles(times[True]), quantiles(times[False]), strict=True)
    for one, other in pairs:
        assert 0.75 < one / other < 1.35


def test_sign_in_hashes_once(work):
    costs, _times = asked(SIGN_IN, work, 3)
    ((_status, _length, counted),) = costs[False]
    assert dict(counted)["a password hashed"] == 1


def test_without_a_hash_for_nobody_it_would_show(work, monkeypatch):
    """Red twin: an unknown address is answered before anything is hashed."""
    monkeypatch.setattr(PersonBackend, "_mitigate_timing_attack", lambda _self, _password: None)
    costs, _times = asked(SIGN_IN, work, 3)
    assert costs[True] != costs[False]


def test_a_reset_mailed_at_once_would_show(work, monkeypatch):
    """Red twin: the mail is written while the visitor waits, for whoever is there."""

    def hasty(address):
        person = Person.objects.filter(email=address).first()
        if person:
            mails.send_reset(person.pk)

    monkeypatch.setattr(mails, "ask_for_reset", hasty)
    costs, _times = asked(RESET, work, 3)
    assert costs[True] != costs[False]
