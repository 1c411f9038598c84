"""The way from an article to what is said about it."""

from django import template

from advocates.forum.comments import reading
from advocates.publishing.conversations import commented

register = template.Library()


@register.inclusion_tag("publishing/news/_conversation.html")
def conversation(page):
    """A link with the number of comments, as old as the page is; nothing where nobody may and nobody did comment."""
    about = commented(page) if page.live else None
    return {"about": about, "count": reading.count_of(about.key) if about is not None else 0}
