"""Asking groups by mail whether their entries are right. To answer they need no account, only the link in the mail."""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from advocates.core import installation, jobs, links, outbox, stream
from advocates.core.models import Mail
from advocates.core.refused import Refused
from advocates.core.viewer import VISITOR
from advocates.organisations import actions
from advocates.organisations.models import ConfirmationAsk, Organisation, Task
from advocates.organisations.tasks import open_task

LINK = "confirm"
PURPOSE = "organisations.confirmation"
LIVES = timedelta(days=90)
YEAR = timedelta(days=365)
# Nobody is asked twice within two weeks, whoever asks.
PAUSE = timedelta(days=14)
A_DAY = 20
LONGEST_ANSWER = 4000


def ask(*, actor: models.Model | None, organisation: Organisation) -> ConfirmationAsk:
    """Mail the group's private contact in the group's language; recorded in the entry's history of deeds.

    Raises `Refused` where there is no address, the entry is not public, or the group was asked a few days ago.
    """
    with transaction.atomic():
        current = askable().select_for_update().filter(pk=organisation.pk).first()
        if current is None:
            raise Refused(_("This entry is not public, or has no private e-mail address to ask at."))
        if current.confirmation_asks.filter(asked_at__gt=timezone.now() - PAUSE).exists():
            raise Refused(_("This group was asked within the last two weeks."))
        made = ConfirmationAsk.objects.create(organisation=current)
        _mail(current, made)
        stream.record("organisations.organisation.asked", current, actor=actor)
    return made


def _mail(organisation: Organisation, made: ConfirmationAsk) -> None:
    language = language_of(organisation)
    with translation.override(language):
        url = links.url_of(LINK, made.pk)
    outbox.send(
        "organisations/email/confirm",
        organisation.private_email,
        language,
        {"organisation": organisation, "url": url, "days": LIVES.days},
        outbox.About(PURPOSE, {"ask": made.pk}),
    )


def language_of(organisation: Organisation) -> str:
    """The first of the group's languages that the site speaks, else English."""
    spoken = {code for code, _name in settings.LANGUAGES}
    return next((code for code in organisation.languages if code in spoken), settings.LANGUAGE_CODE)


def askable() -> QuerySet[Organisation]:
    """Public entries whose group can be reached."""
    return Organisation.objects.visible_to(VISITOR).in_directory().exclude(private_email="")


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


@jobs.every(seconds=24 * 3600)
def ask_those_due() -> int:
    """Ask a few groups a day; none from an installation whose links work on its own machine only."""
    if not installation.is_reachable():
        return 0
    asked = 0
    for organisation in due()[:A_DAY]:
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
        _answered(question, is_right=True)


def say_changed(*, question: ConfirmationAsk, text: str) -> None:
    """The group writes what is not right; the office gets it as a task, beside what it wrote before."""
    with transaction.atomic():
        waiting = question.organisation.tasks.open().filter(kind=Task.Kind.CHANGE).first()
        whole = f"{waiting.detail}\n\n{text}" if waiting else text
        open_task(organisation=question.organisation, kind=Task.Kind.CHANGE, detail=whole)
        _answered(question, is_right=False)


def _answered(question: ConfirmationAsk, *, is_right: bool) -> None:
    ConfirmationAsk.objects.filter(pk=question.pk).update(answered_at=timezone.now(), is_right=is_right)
