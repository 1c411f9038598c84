"""How the people of an organisation are drawn: a stencil for each kind of row."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from advocates.core.stencils import stencil
from advocates.organisations.models import Invitation

INVITED = (
    "name", "address", "role", "state_label", "until", "invitation", "asked_name", "asked_address", "asked_person",
    "csrf",
)  # fmt: skip
HOLES = ("name", "role", "since", "until", "stands_in_for", "mandate")
DECIDES = ("is_own", "is_future", "may_end", "may_sign_out", "may_change")


def speakers(rows: Iterable[Mapping[str, Any]]) -> SafeString:
    """Rows of `mandates.views.row_of`, one after the other."""
    return SafeString("".join(_speaker(row) for row in rows))


def _speaker(row: Mapping[str, Any]) -> SafeString:
    mandate, end = row["mandate"], row["last_day"]
    kind: dict[str, Any] = {name: bool(row[name]) for name in DECIDES}
    deputy = mandate.deputy_of
    found = stencil(
        "organisations/members/_speaker.html", HOLES, is_deputy=bool(deputy), has_end=bool(end), **kind
    )
    return found.fill(
        {
            "name": mandate.person.full_name,
            "role": mandate.get_role_display(),
            "since": date_format(localtime(mandate.starts_at), "DATE_FORMAT"),
            "until": date_format(end, "DATE_FORMAT") if end else "",
            "stands_in_for": deputy.person.full_name if deputy else "",
            "mandate": mandate.public_id,
        }
    )


def invited(request: HttpRequest, invitations: Iterable[Invitation]) -> SafeString:
    """The open invitations, each with what can be done about it."""
    csrf = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))
    return SafeString("".join(_invitation(invitation, csrf) for invitation in invitations))


def _invitation(invitation: Invitation, csrf: SafeString) -> SafeString:
    state, end, asked = invitation.state, invitation.expires_at, invitation.asked_by
    is_named, has_end = bool(invitation.name), bool(end)
    template = "organisations/members/_invitation.html"
    found = stencil(template, INVITED, state=state.value, is_named=is_named, has_end=has_end)
    return found.fill(
        {
            "name": invitation.name,
            "address": invitation.address,
            "role": invitation.get_role_display(),
            "state_label": state.label,
            "until": date_format(localtime(end), "DATE_FORMAT") if end else "",
            "invitation": invitation.public_id,
            "asked_name": asked.full_name if asked else "",
            "asked_address": asked.email if asked else "",
            "asked_person": asked.public_id if asked else "",
            "csrf": csrf,
        }
    )
