"""Deeds on looks at drafts."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.core import links, stream
from advocates.core.refused import Refused
from advocates.publishing.models import DraftLook

LINK = "draft"
LIVES = timedelta(days=7)


class CheckedAlready(Refused):
    """The link was used for a check."""


def show_draft(*, actor, page):
    """Make a link to the newest revision of a page; returns the look and its address, which is shown once."""
    with transaction.atomic():
        revision = page.get_latest_revision() or page.save_revision(user=actor)
        look = DraftLook.objects.create(page_id=page.pk, revision=revision, made_by=actor)
        stream.record("publishing.draft.shown", look, actor=actor, page=page.pk, revision=revision.pk)
    return look, links.url_of(LINK, look.public_id)


def confirm(*, look, name, role):
    """Somebody says to have read this revision and found it right. Raises `CheckedAlready`."""
    with transaction.atomic():
        fields = {"name": name, "role": role, "checked_at": timezone.now()}
        if not DraftLook.objects.filter(pk=look.pk, checked_at=None).update(**fields):
            raise CheckedAlready(
                _("Somebody has confirmed this already. Ask the editors for a link of your own.")
            )
        stream.record("publishing.draft.checked", look, page=look.page_id, revision=look.revision_id)
