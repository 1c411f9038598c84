"""What is looked at before a text is sent: how it will look, whom it would call, who would read what it quotes.

Nothing of it is lost: the form comes back with the text, and says what to do. What is only a doubt can be sent anyway;
the consent holds for these very doubts, and not for others that come with another text.
"""

import hashlib
import re
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from advocates.core.viewer import Viewer
from advocates.forum import policies
from advocates.forum.actions import Written
from advocates.forum.forms import TextForm
from advocates.forum.mentions.actions import TooManyMentions, Understood, refuse_too_many, understand
from advocates.forum.models import Post, Topic
from advocates.forum.models.mentions import open_to_all_of
from advocates.forum.showing import written
from advocates.spaces.models import Space

# A post by its reference, or a post or topic by its address.
_PLACES = re.compile(r"(?:\(post:|/members/forum/(?P<kind>[pt])/)(?P<key>[\w-]{1,64})")
MOST_PLACES = 50


def held_back(viewer: Viewer, form: TextForm, space: Space, post: Post | None = None) -> int:
    """0: it can be sent. Else the status with which the form is shown again."""
    text, lang = form.cleaned_data["text"], form.cleaned_data["lang"]
    wants_preview = "preview" in form.data
    if not wants_preview and "@" not in text and "](" not in text and "/members/forum/" not in text:
        return 0
    understood = understand(text, lang, space, post)
    doubts = doubts_of(viewer, understood, space)
    if wants_preview:
        form.preview, form.doubts = written(understood.html), doubts
        return 200
    try:
        refuse_too_many(understood)
    except TooManyMentions as refused:
        form.add_error("text", refused.sentence)
        return 422
    return _doubted(form, doubts)


def _doubted(form: TextForm, doubts: list[str]) -> int:
    consent = _consent(doubts)
    if not doubts:
        return 0
    if form.data.get("anyway") == consent:
        form.consent = consent
        return 0
    for sentence in doubts:
        form.add_error(None, sentence)
    form.anyway = consent
    return 409


def _consent(doubts: list[str]) -> str:
    return hashlib.blake2b("\n".join(doubts).encode(), digest_size=12).hexdigest()


def written_in(form: TextForm, files: tuple[str, ...] = ()) -> Written:
    """What a valid form holds, for the deed."""
    values = form.cleaned_data
    everybody = form.space is not None and policies.can_mention_everybody(form.viewer, form.space)
    return Written(
        values["text"], values["lang"], values.get("sending", ""), files, calls_everybody=everybody
    )


def doubts_of(viewer: Viewer, understood: Understood, space: Space) -> list[str]:
    """Whole sentences: what the writer may not have meant."""
    doubts = _about_names(understood)
    if understood.is_to_everybody and not policies.can_mention_everybody(viewer, space):
        doubts.append(_("Only moderators can call everybody. Sent anyway, nobody is told."))
    narrower = _narrower(viewer, understood.source, space)
    if narrower:
        doubts.append(
            ngettext(
                "You refer to %(count)s post that not everybody who reads here may read. Quote it only if its author "
                "would agree.",
                "You refer to %(count)s posts that not everybody who reads here may read. Quote them only if their "
                "authors would agree.",
                narrower,
            )
            % {"count": narrower}
        )
    return doubts


def _about_names(understood: Understood) -> list[str]:
    doubts = []
    if understood.cannot_read:
        doubts.append(
            _("%(names)s cannot read this here. Sent anyway, they are not told.")
            % {"names": _list(understood.cannot_read)}
        )
    if understood.unknown:
        doubts.append(
            _("Nobody of this name was found here: %(names)s. Sent anyway, it stays plain text.")
            % {"names": _list(understood.unknown)}
        )
    if understood.ambiguous:
        doubts.append(
            _("Several people have this name: %(names)s. Choose one from the list.")
            % {"names": _list(understood.ambiguous)}
        )
    if understood.has_broken:
        doubts.append(_("A mention in your text leads to nobody who can be mentioned."))
    return doubts


def _list(names: tuple[str, ...]) -> str:
    # Each in its own direction, whatever stands around it.
    comma = "، " if get_language() == "ar" else ", "
    return comma.join(f"\u2068{name}\u2069" for name in names[:10])


def _narrower(viewer: Viewer, source: str, space: Space) -> int:
    """How many posts and topics that the writer may read are named, of which that is not true for every reader."""
    posts: set[str] = set()
    topics: set[str] = set()
    for match in list(_PLACES.finditer(source))[:MOST_PLACES]:
        (topics if match["kind"] == "t" else posts).add(match["key"])
    if not posts and not topics:
        return 0
    seen = Topic.objects.visible_to(viewer).exclude(open_to_all_of(space))
    quoted: Any = Post.objects.visible_to(viewer).filter(public_id__in=posts, topic__in=seen.values("pk"))
    return int(quoted.count()) + seen.filter(public_id__in=topics).count()
