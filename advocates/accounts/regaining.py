"""The last way into an account whose phone and codes are lost, where nobody is left to stand for its person."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from advocates.accounts import mails, sessions
from advocates.accounts.models import Person
from advocates.core import stream
from advocates.core.refused import Refused


def recover_access(*, person: Person) -> str:
    """Give an account a new start, for whoever runs the server itself; returns a link that sets a new password.

    The old password ends with the second factor: whoever knew it could otherwise set up a factor of their own. All
    sessions end, every known address is told, and after signing in nothing opens before there is a new factor.
    """
    with transaction.atomic():
        current = Person.objects.select_for_update().get(pk=person.pk)
        if not current.is_active:
            raise Refused("This account is closed.")
        Authenticator.objects.filter(user=current).delete()
        current.set_unusable_password()
        current.owes_second_factor = True
        current.save(update_fields=["password", "owes_second_factor"])
        sessions.end_all(current)
        stream.record("accounts.access.recovered", current)
        for address in sorted(mails.addresses_of(current)):
            mails.send_sentence(current, mails.ACCESS_RECOVERED, address=address)
    return mails.reset_url(current)
