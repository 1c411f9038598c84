"""Deeds of joining week: ask new members, remind them once, make a topic of an answer."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core import stream
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_for
from advocates.forum import actions as forum
from advocates.forum import policies
from advocates.forum.joining import mails
from advocates.forum.models import Category, JoiningAsk, Topic
from advocates.forum.models.joining import PAUSE
from advocates.organisations.models import Mandate
from advocates.spaces.bylines import Author

ROWS_AT_ONCE = 500


def ask(*, actor: Person, mandates: Collection[Mandate], category: Category) -> int:
    """Mail the question to these people; whoever was asked before is not asked again. Returns how many.

    Raises `Refused` where nobody is left to ask.
    """
    with transaction.atomic():
        # Two who ask at once wait for each other here, so that the second sees whom the first has asked.
        Category.objects.select_for_update(of=("self",)).get(pk=category.pk)
        chosen = Mandate.objects.valid_at(timezone.now()).filter(
            pk__in=[each.pk for each in mandates], joining_ask=None, person__is_active=True
        )
        rows = [
            JoiningAsk(mandate=each, category=category, asked_by=actor)
            for each in chosen.select_related("person")
        ]
        if not rows:
            raise Refused(
                _("Nobody is left to ask: they were asked before, or speak for no member any more.")
            )
        made = JoiningAsk.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
        mails.mail_all(made)
        stream.record("forum.joining.asked", category, actor=actor, count=len(made))
    return len(made)


def remind(*, actor: Person) -> int:
    """Mail everybody once more who has not answered for some days and can still do so; returns how many."""
    now = timezone.now()
    with transaction.atomic():
        silent = JoiningAsk.objects.select_for_update(of=("self",)).open_at(now)
        chosen = list(
            silent.filter(reminded_at=None, asked_at__lte=now - PAUSE)
            .exclude(mail_state=JoiningAsk.MailState.FAILED)
            .select_related("mandate__person")
        )
        JoiningAsk.objects.filter(pk__in=[each.pk for each in chosen]).update(reminded_at=now)
        mails.mail_all(chosen, is_reminder=True)
        if chosen:
            stream.record("forum.joining.reminded", chosen[0], actor=actor, count=len(chosen))
    return len(chosen)


def answer(*, ask: JoiningAsk, title: str, written: forum.Written) -> Topic:
    """Begin the topic under the mandate that was asked; answered twice, it begins once.

    This is what an answer by mail calls, too, with the subject for a title. Raises `Refused` where the person may
    not begin a topic there any more.
    """
    with transaction.atomic():
        current = JoiningAsk.objects.select_for_update(of=("self",)).select_related("topic").get(pk=ask.pk)
        if current.topic is not None:
            return current.topic
        mandate, category = ask.mandate, ask.category
        if not policies.can_start_topic(viewer_for(mandate.person), category):
            raise Refused(_("No topic can be begun there any more. Please write to us."))
        topic = forum.start_topic(
            author=Author(mandate.person_id, mandate.pk, mandate.organisation_id),
            space=category.space,
            category=category,
            beginning=forum.Beginning(title),
            written=written,
        )
        JoiningAsk.objects.filter(pk=ask.pk).update(topic=topic, answered_at=timezone.now())
        stream.record("forum.joining.answered", current, actor=mandate.person, topic=topic.pk)
    return topic


def note_opened(ask: JoiningAsk) -> None:
    """Somebody, or a program that reads mail, has looked at the page."""
    JoiningAsk.objects.filter(pk=ask.pk, opened_at=None).update(opened_at=timezone.now())


def counts() -> dict[str, Any]:
    """The board's line of figures, in one statement."""
    return JoiningAsk.objects.aggregate(
        asked=Count("pk"),
        sent=Count("pk", filter=Q(mail_state=JoiningAsk.MailState.SENT)),
        opened=Count("pk", filter=Q(opened_at__isnull=False)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
    )
