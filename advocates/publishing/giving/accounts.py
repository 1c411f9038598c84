"""Numbers of bank accounts: looked at before they are shown, for a wrong digit sends money to nobody."""

import re

# ISO 13616: two letters, two check digits, at most thirty letters and digits.
IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")
GROUP = 4


def compact(number):
    """As machines write it: without spaces, in capitals."""
    return "".join(number.split()).upper()


def is_iban(number):
    """Whether the check digits fit (ISO 7064, modulo 97)."""
    if not IBAN.fullmatch(number):
        return False
    turned = number[4:] + number[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def is_bic(code):
    """Whether it has the form of a bank's code (ISO 9362)."""
    return BIC.fullmatch(code) is not None


def in_groups(number):
    """An IBAN as people read it aloud; any other number as it was written."""
    if not is_iban(compact(number)):
        return number
    plain = compact(number)
    return " ".join(plain[start : start + GROUP] for start in range(0, len(plain), GROUP))
