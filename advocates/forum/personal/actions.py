"""The export holds what somebody wrote; the erasure keeps it, under “Former representative of …”."""

from collections.abc import Iterator, Mapping
from typing import Any

from advocates.core.personal import Subject
from advocates.forum.models import CategoryReading, OrganisationFollowing, Post, Thank, TopicReading


def posts_of(subject: Subject) -> Iterator[Mapping[str, Any]]:
    """Every post that somebody wrote, with the title of a topic only where they began it."""
    posts = Post.objects.filter(person=subject.person.pk).select_related("topic").order_by("written_at")
    for post in posts.iterator():
        is_own = post.topic.person_id == subject.person.pk
        yield {
            "topic": post.topic.public_id,
            "title": post.topic.title if is_own else "",
            "written_at": post.written_at.isoformat(),
            "lang": post.lang,
            "text": post.source,
        }


def erase(subject: Subject) -> None:
    """Reading, following and thanks go. What was written under a mandate is the organisation's, and stays."""
    person = subject.person.pk
    for model in (TopicReading, CategoryReading, OrganisationFollowing):
        model.objects.filter(person=person).delete()
    for thank in Thank.objects.filter(person=person):
        Thank.count_for(thank.post_id, -1)
        thank.delete()
