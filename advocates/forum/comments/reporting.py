"""A report from anybody, with or without an address for the answer."""

from django.db import transaction
from django.utils.translation import get_language

from advocates.forum.comments.forms import ReportForm
from advocates.moderation.actions import Outsider, Report, flag_from_outside
from advocates.moderation.kinds import Target


def report(*, form: ReportForm, target: Target) -> None:
    """Pass it on to moderation, once; what a program wrote into the trap is thrown away."""
    values, language = form.cleaned_data, get_language() or "en"
    with transaction.atomic():
        if form.spend() and not values["leave_empty"]:
            flag_from_outside(
                by=Outsider(" ".join(values["name"].split()), values["email"], language),
                target=target,
                report=Report(values["reason"], values["text"], language),
            )
