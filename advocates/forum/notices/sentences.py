"""How notices about a conversation read, and what of it somebody may know at this moment."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advocates.core.viewer import Viewer
from advocates.forum.models import CategoryReading, Post, Thank, TopicReading
from advocates.notifications.models import Notice
from advocates.notifications.sources import Piece
from advocates.spaces.bylines import Protected, signature

TOPIC = "forum.topic"
# The first words about a page.
TALKED = "forum.talked"
STARTED, ANSWERED, MENTIONED, THANKED = "forum.started", "forum.answered", "forum.mentioned", "forum.thanked"


def count_in_forum(viewer: Viewer) -> int:
    """In how many topics that somebody follows there is something they were told of; follows from the viewer."""
    return len({pk for _about, pk, space in _rung(viewer) if space not in viewer.conversations})


def count_in_messages(viewer: Viewer) -> int:
    """The same of conversations."""
    return len({pk for _about, pk, space in _rung(viewer) if space in viewer.conversations})


def _rung(viewer: Viewer) -> list[tuple[str, int, int]]:
    return [ring for ring in viewer.bell if ring[0] == TOPIC and ring[2] in viewer.spaces]


def standing() -> Q:
    """The post stands where it stood, in a topic that stands, and thanks were not taken back."""
    post = Exists(Post.told_of(OuterRef("item"), OuterRef("about_id"), OuterRef("space")))
    thanks = Exists(Thank.objects.filter(post=OuterRef("item"), person=OuterRef("by")))
    return Q(post) & (~Q(kind=THANKED) | Q(thanks))


def pieces(viewer: Viewer, notices: Sequence[Notice]) -> list[Piece]:
    """Two statements, however many there are: the posts, and the names of those who said thank you."""
    posts = {post.pk: post for post in _posts(viewer, {notice.item for notice in notices})}
    thanks = [notice for notice in notices if notice.kind == THANKED]
    names = _thankers(thanks) if thanks else {}
    found = []
    for notice in notices:
        post = posts.get(notice.item)
        if post is not None and (notice.kind != THANKED or (notice.item, notice.by) in names):
            found.append(_piece(notice, post, names.get((notice.item, notice.by), "")))
    return found


def _posts(viewer: Viewer, ids: set[int]) -> Any:
    """With whether the viewer has read each, and how closely they follow."""
    person: Any = viewer.person
    here = TopicReading.objects.filter(
        person=person, topic=OuterRef("topic"), last_number__gte=OuterRef("number")
    )
    before = CategoryReading.objects.filter(
        person=person, category=OuterRef("topic__category"), read_until__gte=OuterRef("written_at")
    )
    seen = Post.objects.visible_to(viewer).filter(pk__in=ids, hidden_at=None, is_withdrawn=False)
    related = ("topic__space", "topic__category", "person", "mandate__organisation")
    return seen.annotate(is_read=Exists(here) | Exists(before)).select_related(*related)


def _thankers(notices: Sequence[Notice]) -> dict[tuple[int, int], str]:
    rows = Thank.objects.filter(
        post__in={notice.item for notice in notices}, person__in={notice.by for notice in notices}
    )
    found = rows.values_list("post", "person", "person__full_name", "person__is_protected")
    return {(post, person): _("Somebody") if hidden else name for post, person, name, hidden in found}


def _piece(notice: Notice, post: Any, thanker: str) -> Piece:
    topic, mandate = post.topic, post.mandate
    by = signature(
        post.person.full_name if post.person is not None else post.written_as,
        mandate.organisation.name if mandate is not None else "",
        "",
        "",
        Protected.of(post, topic.space.kind),
    )
    return Piece(
        notice=notice,
        title=topic.title,
        title_lang=topic.lang,
        by=thanker or by.name,
        organisation=by.organisation,
        text=post.source,
        html=post.html,
        lang=post.lang,
        # Found by its number, wherever the reader was last.
        path=f"/members/forum/t/{topic.public_id}/?page={post.page}#p{post.number}",
        at=notice.at,
        is_read=notice.kind != THANKED and post.is_read,
        is_silent=topic.is_kept_on_site or topic.space.is_silent,
        shelf=topic.category.public_id if topic.category is not None else "",
    )


def _isolated(text: str) -> str:
    """Words of people in a sentence of ours: whichever way they run, they do not turn the sentence round."""
    return f"\u2068{text}\u2069"


def started(told: Sequence[Piece]) -> str:
    return _("New topic by %(name)s: “%(title)s”") % _said(told)


def talked(told: Sequence[Piece]) -> str:
    return _("%(name)s began the talk about “%(title)s”") % _said(told)


def answered(told: Sequence[Piece]) -> str:
    if len(told) == 1:
        return _("%(name)s answered in “%(title)s”") % _said(told)
    text = ngettext("%(count)s answer in “%(title)s”", "%(count)s answers in “%(title)s”", len(told))
    return text % _said(told)


def mentioned(told: Sequence[Piece]) -> str:
    return _("%(name)s mentioned you in “%(title)s”") % _said(told)


def thanked(told: Sequence[Piece]) -> str:
    people = len({piece.notice.by for piece in told})
    if people == 1:
        return _("%(name)s said thank you in “%(title)s”") % _said(told)
    text = ngettext(
        "%(count)s person said thank you in “%(title)s”",
        "%(count)s people said thank you in “%(title)s”",
        people,
    )
    return text % {**_said(told), "count": people}


def _said(told: Sequence[Piece]) -> dict[str, Any]:
    last = told[-1]
    return {"count": len(told), "name": _isolated(last.by), "title": _isolated(last.title)}


SENTENCES = {STARTED: started, TALKED: talked, ANSWERED: answered, MENTIONED: mentioned, THANKED: thanked}
