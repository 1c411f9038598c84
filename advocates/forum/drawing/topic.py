"""The page of a topic around its posts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import get_template, render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advocates.accounts.models import Person
from advocates.core.moments import moment_of
from advocates.core.stencils import Stencil, stencil
from advocates.core.viewer import Viewer
from advocates.forum import policies
from advocates.forum.drawing.posts import NOTHING, Around, draw
from advocates.forum.messages.showing import Talk, talk_of
from advocates.forum.models import Following, Topic
from advocates.forum.reading.visits import divider_after
from advocates.forum.showing import Shown, posts_on_page, written
from advocates.forum.tools.showing import Tools, tools_of
from advocates.spaces.models import Kind

HOLES = (
    "about", "lang", "title", "answers", "started", "new", "locked_reason", "successor", "talk_head", "posts",
    "previous", "next", "page_of", "kept", "csrf_token", "topic", "last_number", "answer", "talk_aside", "summary_by",
    "summary_lang", "summary", "space",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a topic, as one viewer sees it. `answer` is the form, `kept` what stands there instead."""

    viewer: Viewer
    topic: Topic
    number: int
    csrf_token: str
    answer: SafeString = NOTHING
    kept: SafeString = NOTHING


def draw_page(page: Page) -> SafeString:
    """Everything between the header and the footer."""
    topic, viewer = page.topic, page.viewer
    posts = posts_on_page(topic, page.number, viewer)
    talk, tools = talk_of(viewer, topic, posts), tools_of(viewer, topic)
    known, first_new = _since(page, posts)
    kind = _kind(topic, tools, page, has_new=bool(first_new))
    around = Around(
        viewer,
        page.number,
        topic.pages,
        may_quote=policies.can_answer(viewer, topic) and not topic.is_locked,
        may_moderate=policies.can_moderate(viewer, topic),
        first_new=first_new,
        lines=talk.lines if talk is not None else (),
        own=viewer.person.pk if viewer.person is not None else None,
    )
    return kind.fill(
        {
            "posts": draw(posts, around),
            **_of_page(page),
            **_of_topic(topic, known),
            **_talk(page, talk),
            **_tools(tools),
        }
    )


def _kind(topic: Topic, tools: Tools, page: Page, *, has_new: bool) -> Stencil:
    return stencil(
        "forum/_topic_body.html",
        HOLES,
        always={"levels": Following.choices},
        is_room=topic.space.kind == Kind.ROOM,
        is_locked=topic.locked_at is not None,
        has_successor=tools.successor is not None,
        has_new=has_new,
        has_pages=topic.pages > 1,
        has_previous=page.number > 1,
        has_next=page.number < topic.pages,
        how=topic.how,  # type: ignore[attr-defined]
        has_summary=bool(topic.summary_html),
        has_earlier=topic.summary_at is not None,
        may_summarise=tools.may_summarise,
        may_use_tools=tools.may_use_tools,
    )


def _since(page: Page, posts: list[Shown]) -> tuple[int, int]:
    """The last post that was known, and the first new one (0: none); during a visit the divider stays where it was."""
    known: int = page.topic.known_number  # type: ignore[attr-defined]
    first = _first_new(page, posts, known)
    if first:
        return known, first
    known = divider_after(page.topic, timezone.now())
    return known, _first_new(page, posts, known)


def _first_new(page: Page, posts: list[Shown], known: int) -> int:
    """What one wrote oneself is not new."""
    own = page.viewer.person.pk if page.viewer.person is not None else None
    return next((each.number for each in posts if each.number > known and each.person_id != own), 0)


def _of_page(page: Page) -> Mapping[str, Any]:
    words = {"page": page.number, "pages": page.topic.pages}
    return {
        "csrf_token": page.csrf_token,
        "answer": page.answer,
        "kept": page.kept,
        "previous": page.number - 1,
        "next": page.number + 1,
        "page_of": _("Page %(page)s of %(pages)s") % words,
    }


def _of_topic(topic: Topic, known: int) -> Mapping[str, Any]:
    answers, new = topic.answers_count, max(0, topic.last_number - known)
    return {
        "about": _about(topic),
        "lang": topic.lang,
        "title": topic.title,
        "topic": topic.public_id,
        "space": topic.space.public_id,
        "last_number": topic.last_number,
        "locked_reason": topic.locked_reason,
        "answers": ngettext("%(count)s answer", "%(count)s answers", answers) % {"count": answers},
        "started": _("Started %(date)s") % {"date": moment_of(topic.started_at).date},
        "new": ngettext("%(count)s new for you", "%(count)s new for you", new) % {"count": new},
        **_summary(topic),
    }


def _about(topic: Topic) -> SafeString:
    """What the talk of a thing is about; `talking.views` has looked it up."""
    subject = vars(topic).get("subject")
    return render_to_string("forum/talking/_about.html", {"subject": subject}) if subject else NOTHING


def _summary(topic: Topic) -> Mapping[str, Any]:
    if topic.summary_at is None:
        return {"summary_by": "", "summary_lang": "", "summary": NOTHING}
    known: Any = topic
    writer = Person(full_name=known.summary_name or "", is_protected=bool(known.summary_is_protected))
    by = {"name": writer.name_among_many, "date": moment_of(topic.summary_at).date}
    return {
        "summary_by": _("Written by %(name)s, %(date)s") % by,
        "summary_lang": topic.summary_lang,
        "summary": written(topic.summary_html),
    }


def _talk(page: Page, talk: Talk | None) -> Mapping[str, Any]:
    if talk is None:
        return {"talk_head": NOTHING, "talk_aside": NOTHING}
    around = {"talk": talk, "topic": page.topic, "may_answer": policies.can_answer(page.viewer, page.topic)}
    head, aside = get_template("forum/messages/_with.html"), get_template("forum/messages/_aside.html")
    return {"talk_head": head.render(around), "talk_aside": aside.render(around)}


def _tools(tools: Tools) -> Mapping[str, Any]:
    return {"successor": tools.successor.public_id if tools.successor is not None else ""}
