"""What stands around a page on each of its addresses: the ways to look at it."""

from django.utils.safestring import SafeString

from advocates.core.stencils import open_holes, stencil
from advocates.wiki.models import WikiPage

NOTHING = SafeString("")


def tabs(page: WikiPage, tab: str, *, may_change: bool) -> SafeString:
    """The ways to look at a page, as _tabs.html draws them; `tab` is where the reader is."""
    posts: int = vars(page)["talk_posts"]
    holes = open_holes(("public_id", "posts"))
    shown = {"public_id": holes["public_id"], "talk_posts": holes["posts"] if posts else ""}
    kind = stencil(
        "wiki/_tabs.html",
        (),
        always={"page": shown},
        tab=tab,
        may_change=may_change,
        has_posts=posts > 0,
    )
    return kind.fill({"public_id": page.public_id, "posts": posts})
