"""The ways from an article: to what is said about it, and to other people."""

from django import template

from advocates.forum.comments import reading
from advocates.publishing.conversations import commented
from advocates.publishing.news.sharing import share_of

register = template.Library()


@register.inclusion_tag("publishing/news/_conversation.html")
def conversation(page):
    """A link with the number of comments, as old as the page is; nothing where nobody may and nobody did comment."""
    about = commented(page) if page.live else None
    return {"about": about, "count": reading.count_of(about.key) if about is not None else 0}


@register.simple_tag
def share_of_article(page):
    """Text, links and picture with which it is passed on; None for a draft, which is nobody's yet."""
    if not page.live:
        return None
    # The head of the page and its side show the same.
    if "share" not in vars(page):
        page.share = share_of(page)
    return page.share
