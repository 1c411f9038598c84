"""What people are told of a conversation: answers, new topics, mentions, thanks."""

from advocates.forum.mentions.actions import mentioned as called_in
from advocates.forum.models import Post


def mentioned(post: Post) -> list[int]:
    """The ids of those whom a post speaks to by name."""
    return sorted(called_in(post.pk))
