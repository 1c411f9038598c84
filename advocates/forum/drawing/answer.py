"""The form of an answer. Most readers leave it empty: then it is a stencil."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from advocates.core.stencils import kept, open_holes
from advocates.core.viewer import Viewer
from advocates.files.composing import Files
from advocates.forum.composing import Writing
from advocates.forum.forms import AnswerForm, new_sending
from advocates.forum.models import Topic
from advocates.forum.translating.beside import languages_of
from advocates.organisations.mandates.speaking import by_organisation
from advocates.spaces.drafts.composer import Composer
from advocates.spaces.models import Draft, Space

TEMPLATE = "forum/_answer.html"
HOLES = ("topic", "space", "seen", "sending", "key", "window", "owner", "spent", "csrf_token")


def draw_empty(viewer: Viewer, topic: Topic, writing: Writing, csrf_token: str) -> SafeString:
    """Where nothing was typed yet, and no draft or file waits."""
    draft = writing.draft
    values = {
        "topic": topic.public_id,
        "space": topic.space.public_id,
        "seen": topic.last_number,
        "sending": new_sending(),
        "key": draft.key,
        "window": draft.window,
        "owner": draft.owner,
        "spent": draft.spent,
        "csrf_token": csrf_token,
    }
    key = (TEMPLATE, draft.is_local, *languages_of(viewer), *_speaking(viewer))
    return kept(key, lambda: _with_holes(viewer, is_local=draft.is_local)).fill(values)


def is_empty(writing: Writing) -> bool:
    """Whether neither a draft nor a file waits for this form."""
    draft = writing.draft
    waits = draft.offers or draft.discarded or draft.used or writing.files.waiting or writing.files.errors
    return not waits


def draw_form(
    request: HttpRequest, topic: Topic, form: AnswerForm, writing: Writing, page: int
) -> SafeString:
    """With what is in it and what is wrong with it."""
    around = {"topic": topic.public_id, "form": form, "page": page, **writing.context()}
    return render_to_string(TEMPLATE, around, request)


def draw_kept(draft: Draft | None, sentence: str) -> SafeString:
    """Where nobody answers any more: why, and the text as it is kept."""
    around = {"kept": draft, "refused": sentence}
    return render_to_string("spaces/drafts/kept.html", around)


def _speaking(viewer: Viewer) -> list[Any]:
    """What the choice of a group depends on."""
    among = by_organisation(viewer.mandates)
    return [getattr(viewer.acting, "public_id", ""), *((key, held.name) for key, held in among.items())]


def _with_holes(viewer: Viewer, *, is_local: bool) -> str:
    holes = open_holes(HOLES)
    first = {"seen": holes["seen"], "sending": holes["sending"]}
    space = Space(public_id=holes["space"])
    form = AnswerForm(None, viewer=viewer, space=space, topic=holes["topic"], initial=first)
    draft = Composer(
        key=holes["key"],
        window=holes["window"],
        draft="",
        base=0,
        owner=holes["owner"],
        is_local=is_local,
        offers=[],
        discarded="",
        spent=holes["spent"],
        used=None,
    )
    around = {"topic": holes["topic"], "form": form, "draft": draft, "files": Files("", ())}
    return render_to_string(TEMPLATE, {**around, "csrf_token": holes["csrf_token"]})
