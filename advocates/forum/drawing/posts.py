"""The posts of a page as HTML: each is a stencil, drawn once for all posts of its kind, filled with what is its own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from advocates.core import drawings
from advocates.core.languages import direction
from advocates.core.moments import Moment, moments_here
from advocates.core.stencils import Stencil, stencil
from advocates.core.viewer import Viewer
from advocates.files.models import ShownFile
from advocates.forum.messages.showing import Line
from advocates.forum.showing import Shown, written
from advocates.forum.translating.beside import read
from advocates.organisations.geo.countries import country_name
from advocates.spaces.bylines import Protected, signature

HOLES = (
    "number", "tile", "small_tile", "name", "iso", "short", "moment", "page", "pages", "organisation", "place", "lang",
    "direction", "html", "files", "tongues", "public_id", "thanks",
)  # fmt: skip
NOTHING = SafeString("")
# Of one page: most of its posts are of the same kind.
Kinds = dict[tuple[bool, bool, bool, bool, str], Stencil]


@dataclass(frozen=True, slots=True)
class Around:
    """What all posts of a page have in common."""

    viewer: Viewer
    page: int
    pages: int
    may_quote: bool
    may_moderate: bool
    # The number of the first post that is new to the reader, 0 for none.
    first_new: int
    # Who came and went, in a conversation between named people.
    lines: Sequence[Line] = ()
    # How moments and countries are said to this reader.
    moment: Callable[[datetime], Moment] = field(default_factory=moments_here)
    language: str = field(default_factory=lambda: get_language() or "en")
    # Of the reader.
    own: int | None = None


def draw(posts: Iterable[Shown], around: Around) -> SafeString:
    """All of them, with what stands between them."""
    drawn: list[str] = []
    kinds: Kinds = {}
    for post in posts:
        drawn += [_line(line, around) for line in around.lines if line.before == post.number]
        if post.number == around.first_new:
            drawn.append(stencil("forum/_since_here.html", ()).fill({}))
        drawn.append(_gone(post) if post.gone else _post(post, around, kinds))
    drawn += [_line(line, around) for line in around.lines if not line.before]
    return SafeString("".join(drawn))


def _line(line: Line, around: Around) -> str:
    at = around.moment(line.at)
    words = {"text": line.text, "iso": at.iso, "short": at.short}
    return stencil("forum/_passing.html", tuple(words)).fill(words)


def _gone(post: Shown) -> str:
    words = {"number": post.number, "moved_to": post.moved_to or ""}
    return stencil("forum/_post_gone.html", tuple(words), gone=post.gone).fill(words)


def _post(post: Shown, around: Around, kinds: Kinds) -> str:
    is_own = around.own is not None and post.person_id == around.own
    key = (post.number == 1, is_own, post.is_thanked, post.thanks > 0, _edited(post))
    if key not in kinds:
        is_first, is_own, is_thanked, has_thanks, edited = key
        kinds[key] = stencil(
            "forum/_post.html",
            HOLES,
            is_first=is_first,
            is_own=is_own,
            is_thanked=is_thanked,
            has_thanks=has_thanks,
            edited=edited,
            may_quote=around.may_quote,
            may_moderate=around.may_moderate,
        )
    return kinds[key].fill(_words(post, around))


def _edited(post: Shown) -> str:
    if post.edited_at is None:
        return ""
    return "late" if post.is_edited_late else "early"


def _words(post: Shown, around: Around) -> Mapping[str, Any]:
    at = around.moment(post.written_at)
    slug = post.slug or str(post.person_id or post.written_as)
    protected = Protected.where(post.space_kind, post.is_person_protected, post.is_group_protected)
    by = signature(post.name or post.written_as, post.organisation or "", post.country or "", slug, protected)
    return {
        "number": post.number,
        "tile": drawings.tile(by.tile),
        "small_tile": drawings.tile(by.tile, "s"),
        "name": by.name,
        "iso": at.iso,
        "short": at.short,
        "moment": at.full,
        "page": around.page,
        "pages": around.pages,
        "organisation": by.organisation,
        "place": f" · {country_name(by.country, around.language)}" if by.country else "",
        "lang": post.lang,
        "direction": direction(post.lang),
        "html": written(post.html),
        "files": _files(post),
        "tongues": _tongues(post, around.viewer),
        "public_id": post.public_id,
        "thanks": post.thanks,
    }


def _files(post: Shown) -> SafeString:
    if not post.files:
        return NOTHING
    files = [ShownFile(*each) for each in post.files]
    return render_to_string("forum/_post_files.html", {"files": files})


def _tongues(post: Shown, viewer: Viewer) -> SafeString:
    if not post.tongues:
        return NOTHING
    texts = [replace(each, html=written(each.html)) for each in read(post.tongues, viewer)]
    return render_to_string("forum/_post_tongues.html", {"tongues": texts})
