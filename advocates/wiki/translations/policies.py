"""Who may translate which page into what."""

from advocates.core.viewer import Viewer
from advocates.spaces.tongues import choices_for
from advocates.wiki import policies
from advocates.wiki.models import WikiPage


def may_become(viewer: Viewer, page: WikiPage, lang: str) -> bool:
    """A language of the network or of the person, and another one than the page's."""
    return lang != page.lang and lang in dict(choices_for(viewer))


def can_translate(viewer: Viewer, page: WikiPage) -> bool:
    """Whoever may change it."""
    return policies.can_change_page(viewer, page)
