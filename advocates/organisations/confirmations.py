"""Asking groups by mail whether their entries are right. To answer they need no account, only the link in the mail."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.core import installation, jobs, links, outbox, stream
from advocates.core.models import Mail, Suppression
from advocates.core.refused import Refused
from advocates.core.viewer import VISITOR
from advocates.organisations import actions, group_links
from advocates.organisations.group_links import LIVES, language_of, spoken
from advocates.organisations.models import ConfirmationAsk, Organisation, Task
from advocates.organisations.tasks import open_task

__all__ = ["LINK", "LIVES", "PURPOSE", "ask", "language_of"]

LINK = "confirm"
PURPOSE = "organisations.confirmation"
YEAR = timedelta(days=365)
# Nobody is asked twice within two weeks, whoever asks.
PAUSE = timedelta(days=14)
A_DAY = 20
MailState = ConfirmationAsk.MailState


def ask(*, actor: models.Model | None, organisation: Organisation) -> ConfirmationAsk:
    """Mail the group's private contact in the group's language; recorded in the entry's history of deeds.

    Raises `Refused` where there is no address, the entry is not public, the group was asked a few days ago, or has
    ended these mails.
    """
    with transaction.atomic():
        current = askable().select_for_update().filter(pk=organisation.pk).first()
        if current is None:
            raise Refused(_("This entry is not public, or has no private e-mail address to ask at."))
        if outbox.is_suppressed(current.private_email, PURPOSE):
            raise Refused(_("This group has ended these mails, or mail to it comes back."))
        if current.confirmation_asks.filter(asked_at__gt=timezone.now() - PAUSE).exists():
            raise Refused(_("This group was asked within the last two weeks."))
        made = ConfirmationAsk.objects.create(organisation=current)
        send([(made.pk, current.private_email, current.languages)])
        stream.record("organisations.organisation.asked", current, actor=actor)
    return made


def send(asks: Iterable[tuple[int, str, list[str]]], *, is_reminder: bool = False) -> int:
    """Queue the mails of asks, given as (id, address, languages of the group); returns how many wait."""
    ids = {"reminder": True} if is_reminder else {}
    return outbox.send_later_many(
        PURPOSE,
        [outbox.Recipient(address, spoken(languages), {"ask": pk, **ids}) for pk, address, languages in asks],
    )


def compose(mail: Mail) -> outbox.Composed:
    """The question, or the second and last one; written when the mail leaves, with a link that begins to live then."""
    question = ConfirmationAsk.objects.select_related("organisation").get(pk=mail.about["ask"])
    template = "remind" if mail.about.get("reminder") else "confirm"
    context = {"organisation": question.organisation, "url": url_of(question), "days": LIVES.days}
    return outbox.rendered(
        f"organisations/email/{template}",
        mail.language,
        context,
        recipient=mail.recipient,
        purpose=mail.purpose,
    )


def url_of(question: ConfirmationAsk) -> str:
    """A new link to the page of a question, in the language that is active."""
    return links.url_of(LINK, group_links.value_of(question.pk))


def settled(mail: Mail) -> None:
    """Note how the mail ended: the board tells who was not reached, and the office looks at the address."""
    is_gone = mail.state in (Mail.State.SENT, Mail.State.UNSURE)
    asked = ConfirmationAsk.objects.filter(pk=mail.about.get("ask"))
    asked.filter(answered_at=None).update(mail_state=MailState.SENT if is_gone else MailState.FAILED)
    if mail.state in (Mail.State.FAILED, Mail.State.BOUNCED):
        for question in asked.select_related("organisation"):
            open_task(organisation=question.organisation, kind=Task.Kind.ADDRESS)
            actions.renew()


def askable() -> QuerySet[Organisation]:
    """Public entries whose group can be reached."""
    return Organisation.objects.visible_to(VISITOR).in_directory().exclude(private_email="")


def ended_by() -> frozenset[str]:
    """Hashes of the addresses that get no such mail: who ended them, and whose mail comes back."""
    found = Suppression.objects.filter(purpose__in=("", PURPOSE))
    return frozenset(found.values_list("address_hash", flat=True))


def may_send(mail: Mail) -> bool:
    """Whether the question still stands when its mail leaves, and the address is still the group's."""
    asked = ConfirmationAsk.objects.filter(pk=mail.about.get("ask"), answered_at=None)
    return askable().filter(confirmation_asks__in=asked, private_email=mail.recipient).exists()


def due() -> QuerySet[Organisation]:
    """Groups that have neither confirmed nor been asked for a year; who waits longest comes first."""
    long_ago = timezone.now() - YEAR
    lately = ConfirmationAsk.objects.filter(asked_at__gt=long_ago).values("organisation")
    stale = Q(confirmed_on=None) | Q(confirmed_on__lte=timezone.localdate() - YEAR)
    return askable().filter(stale).exclude(pk__in=lately).order_by("confirmed_on", "id")


def willing(organisations: Iterable[Organisation]) -> Iterator[Organisation]:
    """Those that have not ended these mails."""
    ended = ended_by()
    return (each for each in organisations if outbox.address_hash(each.private_email) not in ended)


@jobs.every(seconds=24 * 3600)
def ask_those_due() -> int:
    """Ask a few groups a day; none from an installation whose links work on its own machine only."""
    if not installation.is_reachable():
        return 0
    asked = 0
    for organisation in willing(due().iterator(chunk_size=100)):
        if asked == A_DAY:
            break
        ask(actor=None, organisation=organisation)
        asked += 1
    return asked


def open_question(ask_id: int) -> ConfirmationAsk | None:
    """The question behind a link, while its entry is public."""
    found = ConfirmationAsk.objects.filter(pk=ask_id, organisation__in=askable())
    return found.select_related("organisation").first()


def note_opened(question: ConfirmationAsk) -> None:
    """The link was opened, for the first time; that alone says nothing about the entry."""
    ConfirmationAsk.objects.filter(pk=question.pk, opened_at=None).update(opened_at=timezone.now())


def say_right(*, question: ConfirmationAsk, base_revision: int) -> None:
    """The group confirms what it has seen; the entry says so from now on."""
    with transaction.atomic():
        actions.confirm_organisation(organisation=question.organisation, base_revision=base_revision)
        ConfirmationAsk.objects.filter(pk=question.pk).update(answered_at=timezone.now(), is_right=True)


def has_said_right(question: ConfirmationAsk) -> bool:
    """Whether the group has confirmed the entry already, just as it is now."""
    last = question.organisation.changes.first()
    return question.is_right and last is not None and last.deed == "confirmed"


def compose_fresh_link(mail: Mail) -> outbox.Composed:
    """A new link instead of one that has ended: to the last question, or to the group's form."""
    organisation = Organisation.objects.visible_to(VISITOR).get(pk=mail.about["organisation"])
    question = organisation.confirmation_asks.first()
    url = url_of(question) if question else links.url_of("propose", group_links.value_of(organisation.pk))
    return outbox.rendered(
        "organisations/email/fresh_link",
        mail.language,
        {"organisation": organisation, "url": url, "days": LIVES.days},
        recipient=mail.recipient,
        purpose=mail.purpose,
    )
