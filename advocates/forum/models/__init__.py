"""Categories, topics, posts, and what each reader has read."""

from advocates.forum.models.comments import COMMENTS_ON_PAGE, HELD_FIRST, Comment, CommentQuerySet
from advocates.forum.models.conversation import (
    PAGE_SIZE,
    POST_FILES,
    Category,
    CategoryQuerySet,
    Post,
    PostQuerySet,
    PostRevision,
    Thank,
    Topic,
    TopicQuerySet,
)  # fmt: skip
from advocates.forum.models.joining import JoiningAsk
from advocates.forum.models.mentions import Mention
from advocates.forum.models.messages import Block
from advocates.forum.models.reading import CategoryReading, Following, OrganisationFollowing, TopicReading
from advocates.forum.models.summary import TopicSummary
from advocates.forum.models.translating import Translation, TranslationWish

__all__ = [
    "COMMENTS_ON_PAGE", "HELD_FIRST", "PAGE_SIZE", "POST_FILES", "Block", "Category", "CategoryQuerySet",
    "CategoryReading", "Comment", "CommentQuerySet", "Following", "JoiningAsk", "Mention", "OrganisationFollowing",
    "Post", "PostQuerySet", "PostRevision", "Thank", "Topic", "TopicQuerySet",
    "TopicReading", "TopicSummary", "Translation", "TranslationWish",
]  # fmt: skip
