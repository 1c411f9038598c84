"""What stands around a page on each of its addresses: the way to it, and the ways to look at it."""

from django.utils.safestring import SafeString

from advocates.core.stencils import open_holes, stencil
from advocates.wiki.models import WikiPage
from advocates.wiki.showing import Trail

NOTHING = SafeString("")


def way(crumbs: Trail) -> SafeString:
    """The breadcrumbs, as components/breadcrumbs.html draws them."""
    names = [f"{what}_{'n' * number}" for number in range(1, len(crumbs) + 1) for what in ("label", "url")]
    shape = tuple(bool(crumb["url"]) for crumb in crumbs)
    holes = open_holes(names)
    steps = [
        {"label": holes[f"label_{'n' * number}"], "url": has_url and holes[f"url_{'n' * number}"]}
        for number, has_url in enumerate(shape, 1)
    ]
    kind = stencil("components/breadcrumbs.html", names, always={"crumbs": steps}, shape=shape)
    said = [text for crumb in crumbs for text in (crumb["label"], crumb["url"])]
    return kind.fill(dict(zip(names, said, strict=True)))


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
