"""Mail about reports: that there is an answer, and where to read it. Never what anybody wrote, nor who."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from advocates.accounts.models import Person
from advocates.core import outbox
from advocates.core.models import Mail
from advocates.moderation.models import Flag

ANSWER, REASONS, ANSWER_OUTSIDE = "moderation.answer", "moderation.reasons", "moderation.answer.outside"


def register_all() -> None:
    """Called when the app is ready."""
    outbox.register_purpose(outbox.Purpose(ANSWER, may_send=may_send, compose=compose_answer))
    outbox.register_purpose(
        outbox.Purpose(ANSWER_OUTSIDE, may_send=may_send_outside, compose=compose_answer_outside)
    )
    outbox.register_purpose(outbox.Purpose(REASONS, may_send=may_send, compose=compose_reasons))


def may_send(mail: Mail) -> bool:
    """Whether the account is open and the address is still the person's."""
    found = Person.objects.filter(pk=mail.about.get("person"), is_active=True)
    return found.filter(email=mail.recipient).exists()


def compose_answer(mail: Mail) -> outbox.Composed:
    """To whom reported something."""
    return _composed("answer", reverse("moderation:report_list"), mail)


def may_send_outside(mail: Mail) -> bool:
    """Whether the report of somebody without an account is still there, and decided."""
    return _answered(mail) is not None


def compose_answer_outside(mail: Mail) -> outbox.Composed:
    """To whom reported something without an account: the whole answer, for there is no page of theirs."""
    found = _answered(mail)
    if found is None:
        raise LookupError("nothing was decided")
    context: dict[str, Any] = {"outcome": found.outcome, "answer": found.answer}
    return outbox.rendered(
        "moderation/email/answer_outside",
        mail.language,
        context,
        recipient=mail.recipient,
        purpose=mail.purpose,
    )


def _answered(mail: Mail) -> Flag | None:
    return Flag.answered_to(mail.about.get("flag"), mail.recipient)


def compose_reasons(mail: Mail) -> outbox.Composed:
    """To whom something was taken from, or given back."""
    return _composed("reasons", reverse("moderation:own_cases"), mail)


def _composed(template: str, path: str, mail: Mail) -> outbox.Composed:
    context: dict[str, Any] = {"url": settings.SITE_URL + path}
    return outbox.rendered(
        f"moderation/email/{template}", mail.language, context, recipient=mail.recipient, purpose=mail.purpose
    )
