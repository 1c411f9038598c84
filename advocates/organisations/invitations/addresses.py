"""Addresses that several people read. They may be a group's contact, and never one person's way to sign in."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from advocates.accounts.addresses import canonical_address, is_shared, validate_address


def own_address(text: str) -> str:
    """A person's own address in the form in which it is stored; raises ValidationError."""
    address = canonical_address(text)
    validate_email(address)
    validate_address(address)
    if is_shared(address):
        raise ValidationError(
            _(
                "Several people may read %(address)s. It can be the contact of a group, but nobody signs in with it. "
                "Write the person's own address."
            ),
            params={"address": address},
            code="address_shared",
        )
    return address
