"""A moment for a page and its languages: the worker publishes them then, all in one transaction or none."""

import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from advocates.core import stream
from advocates.publishing.languages import actions
from advocates.publishing.models import PlannedLaunch
from advocates.publishing.scheduling.late import LATE, PUBLISHED_LATE
from advocates.publishing.sharing.actions import is_new, post_planned

logger = logging.getLogger(__name__)


def plan(*, actor, source, at):
    """Have the page and what was ticked published at a moment, as they are now.

    Raises `NotReady`, and what each of the pages raises where this person may not publish it.
    """
    with transaction.atomic():
        pages = actions.ready_pages(source)
        revisions = [page.get_latest_revision() for page in pages]
        # Nobody is asked again at the moment itself: what runs then was planned by somebody who might publish it.
        for page, revision in zip(pages, revisions, strict=True):
            page.refuse_unless_publishable(actor, revision.content)
        PlannedLaunch.objects.update_or_create(
            page_id=source.pk,
            defaults={
                "at": at,
                "revisions": [revision.pk for revision in revisions],
                "planned_by": actor,
                "planned_at": timezone.now(),
                "failed_at": None,
            },
        )
        stream.record("publishing.launch.planned", source, actor=actor)


def take_back(*, actor, source):
    """Nothing is published by itself any more; the ticks stay."""
    with transaction.atomic():
        if PlannedLaunch.objects.filter(page=source.pk).delete()[0]:
            stream.record("publishing.launch.taken_back", source, actor=actor)


def due(now):
    """Keys of what is to be published, the oldest first."""
    return list(PlannedLaunch.objects.filter(at__lte=now).order_by("at", "pk").values_list("pk", flat=True))


def launch_planned(key, now):
    """Once, whoever else looks at the same moment; what fails is undone whole, said to the editors, and tried again."""
    try:
        with transaction.atomic():
            _launch(key, now)
    except Exception:
        PlannedLaunch.objects.filter(pk=key, failed_at=None).update(failed_at=now)
        raise


def _launch(key, now):
    planned = PlannedLaunch.objects.select_for_update().filter(pk=key, at__lte=now).first()
    if planned is None:
        return
    found = Revision.objects.in_bulk(planned.revisions)
    if len(found) < len(planned.revisions):
        raise actions.NotReady(_("One of the versions that were planned is gone."))
    source = planned.page.specific
    revisions = [found[pk] for pk in planned.revisions if not is_older(found[pk])]
    news = [page.pk for page in (revision.content_object for revision in revisions) if is_new(page)]
    actions.go_live(source, revisions, actor=None, log_action="wagtail.publish.scheduled")
    for article in news:
        post_planned(actor=planned.planned_by, article=article)
    if now - planned.at > LATE:
        logger.warning("scheduled.late launch=%s minutes=%d", key, (now - planned.at).total_seconds() // 60)
        for revision in revisions:
            log(instance=revision.content_object, action=PUBLISHED_LATE, data={"due": planned.at.isoformat()})


def is_older(revision):
    """Whether its page shows a later version already, which somebody has published by itself."""
    page = revision.content_object
    return page.live and (page.live_revision_id or 0) > revision.pk
