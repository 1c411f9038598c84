"""The way to a page: its breadcrumbs, drawn as a stencil."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString

from advocates.core.stencils import open_holes, stencil


def way(crumbs: Sequence[Mapping[str, Any]]) -> SafeString:
    """The breadcrumbs, each with `label`, but for the last `url`, and `lang` where the label is of a
    language of its own, as components/breadcrumbs.html draws them."""
    if not crumbs:
        return SafeString("")
    names = [f"{what}_{'n' * number}" for number in range(1, len(crumbs) + 1) for what in ("label", "url")]
    shape = tuple((bool(crumb.get("url")), crumb.get("lang", "")) for crumb in crumbs)
    holes = open_holes(names)
    steps = [
        {
            "label": holes[f"label_{'n' * number}"],
            "url": has_url and holes[f"url_{'n' * number}"],
            "lang": lang,
        }
        for number, (has_url, lang) in enumerate(shape, 1)
    ]
    kind = stencil("components/breadcrumbs.html", names, always={"crumbs": steps}, shape=shape)
    said = [text for crumb in crumbs for text in (crumb["label"], crumb.get("url", ""))]
    return kind.fill(dict(zip(names, said, strict=True)))
