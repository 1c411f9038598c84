"""Codes of second factors: each is accepted once, on every process, whether or not there is a cache."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import transaction
from django.utils.crypto import constant_time_compare

from advocates.accounts.models import Person
from advocates.core import secrets

PURPOSE = "second factors"
PERIOD = 30
# Telephones' clocks differ: the code before and the code after are right as well.
STEPS = (0, -1, 1)


def accepted(person: Person, code: str) -> Authenticator | None:
    """The app or the recovery codes that this code came from; the code is used up thereby."""
    digits = "".join(code.split())
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    factors = Authenticator.objects.filter(user=person, type__in=kinds)
    for factor in sorted(factors, key=lambda row: kinds.index(row.type)):
        if _use_app(factor, digits) if factor.type == kinds[0] else factor.wrap().validate_code(digits):
            return factor
    return None


def counter_of(secret: str, code: str) -> int | None:
    """The number of the half minute whose code this is."""
    now = int(time.time()) // PERIOD
    for counter in (now + step for step in STEPS):
        if constant_time_compare(format_hotp_value(hotp_value(secret, counter)), code):
            return counter
    return None


def _use_app(factor: Authenticator, code: str) -> bool:
    counter = counter_of(secrets.decrypt(factor.data["secret"], purpose=PURPOSE), code)
    if counter is None:
        return False
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=factor.pk)
        if counter <= row.data.get("last_counter", 0):
            return False
        row.data["last_counter"] = counter
        row.save(update_fields=["data"])
    factor.data = row.data
    return True
