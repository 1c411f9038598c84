"""The square that a bank's app reads (EPC069-12, version 2): a transfer filled in but for the amount."""

import segno
from django.utils.safestring import mark_safe

from advocates.publishing.giving.accounts import compact, is_iban

EURO = "EUR"
LONGEST_NAME, LONGEST_REFERENCE = 70, 140


def has_code(account):
    """The standard is for euros and IBANs."""
    return account["currency"] == EURO and is_iban(compact(account["number"]))


def payload(account):
    """The lines of the standard: service, version, UTF-8, transfer, BIC, name, IBAN, amount, purpose, references."""
    lines = [
        "BCD", "002", "1", "SCT", compact(account["bic"]), account["holder"][:LONGEST_NAME],
        compact(account["number"]), "", "", "", account["reference"][:LONGEST_REFERENCE],
    ]  # fmt: skip
    return "\n".join(lines).rstrip("\n")


def drawn(account):
    """The square as SVG, dark on light in every colour scheme, or cameras would not find it."""
    code = segno.make(payload(account), error="m", boost_error=False, encoding="utf-8", micro=False)
    svg = code.svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True, svgclass="pay-code", lineclass=None
    )
    return mark_safe(svg)  # noqa: S308 - made of modules alone; nothing of the text stands in it
