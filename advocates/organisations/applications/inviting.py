"""Whoever an accepted applicant named is invited, in the network's name: no reviewer's stands in the mail."""

from advocates.organisations.applications.actions import people_of
from advocates.organisations.invitations.actions import Asked, invite
from advocates.organisations.models import Application


def invite_those_named(application: Application) -> None:
    """Part of the transaction of the approval; everybody named gets a mail in the applicant's language."""
    if application.organisation is None:
        return
    for person in people_of(application):
        asked = Asked(person["email"], person["name"], application.language, person["role"])
        invite(actor=None, organisation=application.organisation, asked=asked)
