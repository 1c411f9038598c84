"""The mailed links of a comment: its private page, and one for each deed."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language

from advocates.core import links
from advocates.forum.models import Comment

OWN, WITHDRAW, APPEAL = "comment", "comment-withdraw", "comment-appeal"


def mailed(comment: Comment) -> str:
    """The whole address of the private page, for a mail."""
    return links.url_of(OWN, comment.public_id)


def of(kind: str, public_id: str) -> str:
    """The private page, or another deed for its holder."""
    language = get_language() or "en"
    return f"{reverse('link', args=[links.token_of(kind, public_id)])}?{urlencode({'lang': language})}"
