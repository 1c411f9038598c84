"""Who is offered while a name is being typed: people and groups who can read there, who took part first."""

from advocates.core.folding import asked_words, fold, words
from advocates.core.viewer import Viewer
from advocates.forum.mentions.actions import callees
from advocates.forum.mentions.typed import Callee
from advocates.forum.models import Post
from advocates.spaces.models import Space

MOST_OFFERED, MOST_ASKED = 8, 80


def offered(viewer: Viewer, space: Space, topic: str, asked: str) -> list[Callee]:
    """At most eight, for the letters that were typed so far: each is the beginning of a word of the name."""
    wanted = asked_words(asked[:MOST_ASKED])
    found = [callee for callee in callees(space) if _fits(callee.name, wanted)]
    near = _taking_part(viewer, space, topic)
    whole = fold(asked[:MOST_ASKED]).strip()
    found.sort(
        key=lambda callee: (
            callee.key not in near,
            callee.kind != "person",
            not fold(callee.name).startswith(whole),
        )
    )
    return found[:MOST_OFFERED]


def _fits(name: str, wanted: list[str]) -> bool:
    own = list(words(name))
    return all(any(word.startswith(asked) for word in own) for asked in wanted)


def _taking_part(viewer: Viewer, space: Space, topic: str) -> set[str]:
    found = Post.objects.visible_to(viewer).filter(
        topic__public_id=topic, topic__space=space, person__isnull=False
    )
    return (
        {str(key) for key in found.values_list("person__public_id", flat=True).distinct()} if topic else set()
    )
