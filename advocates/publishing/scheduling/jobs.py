"""The worker's look at what is due."""

import logging

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import DraftStateMixin, Page, Revision

from advocates.core.jobs import every
from advocates.publishing.languages import planning
from advocates.publishing.scheduling.late import LATE, PUBLISHED_LATE
from advocates.publishing.sharing.actions import is_new, post_planned

EVERY = 60

logger = logging.getLogger(__name__)


@every(seconds=EVERY)
def keep_schedules():
    """Publish what is due, the oldest first, and take back what has ended. One that fails keeps no other waiting."""
    now = timezone.now()
    for model, key in ended(now):
        attempt(take_back, model, key, now)
    due = Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk")
    for key in list(due.values_list("pk", flat=True)):
        attempt(publish, key, now)
    for key in planning.due(now):
        attempt(planning.launch_planned, key, now)


def ended(now):
    """Model and key of everything whose time is over."""
    return [
        (model, key)
        for model in scheduled_models()
        for key in model.objects.filter(live=True, expire_at__lte=now).values_list("pk", flat=True)
    ]


def scheduled_models():
    """Pages in one, and what else has drafts."""
    others = [model for model in apps.get_models() if issubclass(model, DraftStateMixin)]
    return [Page, *(model for model in others if not issubclass(model, Page))]


def attempt(deed, *arguments):
    try:
        deed(*arguments)
    except Exception:
        # Whatever a page cannot bear must not stop the others; it stays due, and is tried again.
        logger.exception("scheduled.failed deed=%s", deed.__name__)


def publish(key, now):
    """Once, whoever else looks at the same moment; that it came late is written into the page's history."""
    with transaction.atomic():
        revision = Revision.objects.select_for_update().filter(pk=key, approved_go_live_at__lte=now).first()
        if revision is None:
            return
        due, page = revision.approved_go_live_at, revision.content_object
        was_new = is_new(page)
        revision.publish(log_action="wagtail.publish.scheduled")
        if was_new:
            post_planned(actor=revision.user, article=page.pk)
        if now - due > LATE:
            logger.warning("scheduled.late revision=%s minutes=%d", key, (now - due).total_seconds() // 60)
            log(instance=revision.content_object, action=PUBLISHED_LATE, data={"due": due.isoformat()})


def take_back(model, key, now):
    with transaction.atomic():
        found = model.objects.select_for_update().filter(pk=key, live=True, expire_at__lte=now).first()
        if found is not None:
            found.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
