"""Topics that wait for an organisation.

A topic of a category waits while its last post is by somebody of another organisation, and
- one of us began it, and a newer answer came, or
- one of our organisations was asked in it, as the registered sources tell (mentions are one);
none of us has answered since, and the viewer has not read it yet. What colleagues have read is theirs alone, so it
counts for nobody else.
"""

from collections.abc import Callable, Iterable

from django.db.models import Exists, OuterRef, Q

from advocates.core.viewer import Viewer
from advocates.forum.models import Post, Topic, TopicQuerySet, TopicReading

Source = Callable[[list[int]], Q]
_sources: list[Source] = []


def register_source(source: Source) -> None:
    """Add what asks an organisation: from the ids of the viewer's organisations to a condition on topics."""
    if source not in _sources:
        _sources.append(source)


def waiting_topics(viewer: Viewer) -> TopicQuerySet:
    """Those in which it is the turn of the viewer's organisations; one statement."""
    return topics_asked_by(viewer, sources())


def sources() -> tuple[Source, ...]:
    """All that are registered."""
    return tuple(_sources)


def topics_asked_by(viewer: Viewer, sources: Iterable[Source]) -> TopicQuerySet:
    """The same as far as these sources tell."""
    groups = [held.organisation for held in viewer.mandates]
    asked = Q(mandate__organisation__in=groups, posts_count__gt=1)
    for source in sources:
        asked |= source(groups)
    # By the number: whoever of us wrote last has answered everything before.
    last_is_ours = Exists(
        Post.objects.visible_to(viewer).filter(
            topic=OuterRef("pk"), number=OuterRef("last_number"), mandate__organisation__in=groups
        )
    )
    was_read = Exists(
        TopicReading.objects.filter(
            topic=OuterRef("pk"),
            person=viewer.person,
            last_number__gte=OuterRef("last_number"),  # type: ignore[misc]
        )
    )
    topics = Topic.objects.visible_to(viewer).shelved().filter(asked, locked_at=None)
    return topics.exclude(last_is_ours).exclude(was_read)
