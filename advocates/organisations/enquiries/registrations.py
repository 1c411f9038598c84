"""What messages to groups tell the ground: links, mails, kinds of stream entries and tasks, retention."""

from django.urls import reverse
from django.utils.translation import gettext_noop, pgettext_lazy

from advocates.core import links, outbox, retention, stream
from advocates.core.retention import DataClass, Kept
from advocates.organisations import tasks
from advocates.organisations.enquiries import actions, addresses, handing, link_views, mails
from advocates.organisations.models import Enquiry, Task
from advocates.organisations.tasks import TaskKind

DEEDS = (
    "written", "held", "sent", "delivered", "continued", "answered", "passed", "stuck", "reported", "withdrawn",
)  # fmt: skip
DECISIONS = ("released", "refused")


def register_all() -> None:
    """Called when the app is ready."""
    for deed in DEEDS:
        stream.register_kind(f"organisations.enquiry.{deed}")
    for deed in DECISIONS:
        stream.register_kind(f"organisations.enquiry.{deed}", audit=True)
    links.register(addresses.WRITER, link_views.writer_page)
    links.register(addresses.WITHDRAW, link_views.withdraw_page)
    links.register(addresses.ANSWER, link_views.answer_page)
    links.register(addresses.PASS_ON, link_views.pass_page)
    links.register(addresses.SPAM, link_views.spam_page)
    _register_mails()
    _register_tasks()
    _keep()


def _register_mails() -> None:
    register, purpose = outbox.register_purpose, outbox.Purpose
    register(
        purpose(
            mails.TO_ANSWER, may_send=mails.may_ask, compose=mails.compose_ask, settled=handing.mail_settled
        )
    )
    register(
        purpose(
            mails.TO_WRITER,
            may_send=mails.may_tell,
            compose=mails.compose_tell,
            settled=handing.writer_mail_settled,
        )
    )
    register(purpose(mails.WITHDRAWN, compose=mails.compose_withdrawn))


def _register_tasks() -> None:
    label = pgettext_lazy("task of the office", "Read a message that is held")
    tasks.register_kind(TaskKind(actions.HELD_TASK, label, url=_url_of))


def _url_of(task: Task) -> str:
    return reverse("enquiry_held", args=[task.key])


def _keep() -> None:
    message = Kept(
        DataClass.HIGHEST,
        gettext_noop(
            "30 days after the last answer; 60 days without one; at once when its writer takes it back"
        ),
    )
    names: tuple[str, ...] = (
        "id", "public_id", "ticket", "organisation", "country", "name", "email", "language", "state",
        "is_with_network", "obstacle", "reason", "reason_language", "created_at", "asked_at", "moved_at", "has_news",
        "mailed_at", "opened_at", "is_mail_failing",
    )  # fmt: skip
    retention.register(
        "organisations.Enquiry",
        gettext_noop("messages of patients to groups"),
        dict.fromkeys(names, message),
        due=Enquiry.ended_before,
    )
    names = ("id", "enquiry", "author", "text", "lang", "at", "once")
    retention.register(
        "organisations.EnquiryText",
        gettext_noop("what was written and answered"),
        dict.fromkeys(names, message),
    )
