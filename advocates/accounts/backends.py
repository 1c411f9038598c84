"""Signing in by e-mail address and password."""

from typing import cast

from allauth.account.auth_backends import AuthenticationBackend

from advocates.accounts.addresses import canonical_address
from advocates.accounts.models import Person
from advocates.core.viewer import fetch_with_rows


class PersonBackend(AuthenticationBackend):  # type: ignore[misc]  # the library has no types
    """Only the confirmed address signs in, never one that was asked for and not yet confirmed.

    For an unknown address allauth hashes the password all the same, so that both answers take as long.
    """

    def _authenticate_by_email(self, email: str, password: str) -> Person | None:
        person = Person.objects.filter(email=canonical_address(email)).first()
        found: Person | None = self._check_password(person, password)
        return found

    def get_user(self, user_id: int) -> Person | None:
        """The person of a session; one statement brings what the viewer needs, too."""
        person = cast(Person | None, fetch_with_rows(user_id))
        return person if person is not None and self.user_can_authenticate(person) else None
