"""Forms that anybody may send: a ticket that is used once, a trap for programs, and work that a browser does.

Nothing is refused for looking like a program's: what is not proved is held until a person has read it, which is also
the way without JavaScript. The work is our own (`static/js/work.js`); nobody else is asked.
"""

import hashlib
import time
from typing import Any, ClassVar

from altcha import v2 as altcha
from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from advocates.core import limits
from advocates.core.models import SpentTicket
from advocates.core.refused import TooOften

ALGORITHM = "PBKDF2/SHA-256"
# Iterations of one try; 256 tries on average. About a second on a cheap telephone.
COST = 1000
PREFIX = "00"
# Who writes for longer gets a new ticket from the script, or is read by a person first.
SECONDS = 3600
# A ticket whose work came too late is still good for sending once.
LIVES = 24 * 3600
SALT = "visitor form: "
MOST_DIGITS = 11


class VisitorForm(forms.Form):
    """Derive from this; `purpose` names the limit that counts each accepted sending, and binds the ticket.

    A view calls `accepts(request, form)`, then, in the transaction of its deed, `form.spend()`: False says that this
    very form was sent before (a double click), and the answer is that of the first time. `form.is_proved` says
    whether the deed may go ahead by itself or waits for a person.
    """

    purpose: ClassVar[str]

    ticket = forms.CharField(widget=forms.HiddenInput, max_length=2000)
    work = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)
    # Drawn where no person sees it; see components/visitor_form.html.
    leave_empty = forms.CharField(max_length=500, required=False, label=gettext_lazy("Leave this empty"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.status = 200
        if not self.is_bound:
            self.initial["ticket"] = new_ticket(self.purpose)

    def clean_ticket(self) -> str:
        ticket = str(self.cleaned_data["ticket"])
        if read_ticket(ticket, self.purpose) is None:
            raise forms.ValidationError(_("This page was open for very long. Please send it once more."))
        return ticket

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and "ticket" in self.errors:
            # With the next sending all is well, and nothing has to be typed again.
            data: Any = self.data
            self.data = data = data.copy()
            data["ticket"], data["work"] = new_ticket(self.purpose), ""
            message = self.errors.pop("ticket")
            self.add_error(None, message.as_data())

    @property
    def is_proved(self) -> bool:
        """Whether a browser did the work, in time, and the trap is empty."""
        values = self.cleaned_data
        return not values["leave_empty"] and is_solved(
            read_ticket(values["ticket"], self.purpose), values["work"]
        )

    def spend(self) -> bool:
        """Use the ticket up; False if it was used before. Call it in the transaction of the deed."""
        digest = hashlib.sha256(self.cleaned_data["ticket"].encode()).hexdigest()
        return SpentTicket.objects.get_or_create(digest=digest)[1]


def accepts(request: HttpRequest, form: VisitorForm) -> bool:
    """Whether the form is well filled in and this visitor has not sent too many; else `form.status` says how to answer.

    Whoever sent too many keeps the text in the form, and reads when to send it again.
    """
    if not form.is_valid():
        form.status = 422
        return False
    try:
        limits.count(form.purpose, limits.client_address(request))
    except TooOften as refused:
        minutes = -(-refused.retry_after // 60)
        form.add_error(
            None,
            ngettext(
                "Too many forms came from your network. Your text is still here; send it in %(minutes)s minute.",
                "Too many forms came from your network. Your text is still here; send it in %(minutes)s minutes.",
                minutes,
            )
            % {"minutes": minutes},
        )
        form.status = 429
        return False
    return True


def _secret() -> bytes:
    return hashlib.sha256(b"visitor form" + settings.SECRET_KEY.encode()).digest()


def new_ticket(purpose: str) -> str:
    """A question for the browser, signed for one kind of form; what stands before the first colon is base64url JSON."""
    challenge = altcha.create_challenge(
        ALGORITHM, COST, key_prefix=PREFIX, expires_at=int(time.time()) + SECONDS, hmac_secret=_secret()
    )
    return signing.dumps(challenge.to_dict(), salt=SALT + purpose)


def read_ticket(ticket: str, purpose: str) -> altcha.Challenge | None:
    """The question of a ticket; None for one that we did not make for this form, or that is older than a day."""
    try:
        return altcha.Challenge.from_dict(signing.loads(ticket, salt=SALT + purpose, max_age=LIVES))
    except (signing.BadSignature, ValueError):
        return None


def is_solved(challenge: altcha.Challenge | None, work: str) -> bool:
    """Whether `work` ("counter:key in hexadecimal digits") answers the question, and in time."""
    counter, _colon, key = work.partition(":")
    if challenge is None or not (counter.isascii() and counter.isdigit() and len(counter) < MOST_DIGITS):
        return False
    solution = altcha.Solution(int(counter), key)
    return altcha.verify_solution(altcha.Payload(challenge, solution), _secret()).verified
