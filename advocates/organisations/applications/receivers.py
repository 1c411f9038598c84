"""What Django announces and applications have to know."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from advocates.organisations.applications import papers
from advocates.organisations.models import Paper


@receiver(post_delete, sender=Paper, dispatch_uid="paper file")
def drop_file(instance: Paper, **_kwargs: Any) -> None:
    """Whichever way a paper's row goes, its file goes, too."""
    papers.drop_on_commit(instance.stored_as)
