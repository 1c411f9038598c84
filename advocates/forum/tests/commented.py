"""Something to comment on, and comments for tests, made by the same deeds as real ones."""

import re
import uuid
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from altcha import v2 as altcha
from django.utils import translation

from advocates.core import visitorforms
from advocates.core.models import Mail
from advocates.core.viewer import viewer_for
from advocates.forum.comments import actions, addresses, hosts, mails
from advocates.forum.comments.actions import Guest, Said
from advocates.forum.comments.hosts import Commented
from advocates.forum.models import Comment
from advocates.spaces.actions import ensure_shared
from advocates.spaces.bylines import author_of

ADDRESS = "/news/harvest/comments/"


@dataclass
class Paper:
    """A publisher with one article in two languages."""

    is_public: bool = True
    is_open: bool = True

    def article(self, language: str) -> Commented | None:
        if not self.is_public:
            return None
        own = language if language in ("en", "es") else "en"
        title = {"en": "Harvest", "es": "Cosecha"}[own]
        prefix = "" if own == "en" else f"/{own}"
        return Commented("news", "a" * 32, "harvest", title, own, f"{prefix}/news/harvest/", self.is_open)

    def by_slug(self, slug: str, language: str) -> Commented | None:
        return self.article(language) if slug == "harvest" else None

    def by_id(self, id: str, language: str) -> Commented | None:
        return self.article(language) if id == "a" * 32 else None


def publish(monkeypatch: Any) -> Paper:
    """Have the site know the article; the shared spaces are there."""
    ensure_shared()
    paper = Paper()
    monkeypatch.setitem(hosts._hosts, "news", hosts.Host(paper.by_slug, paper.by_id))
    return paper


def said(text: str = "Thank you for this.", lang: str = "en", answers: str = "") -> Said:
    return Said(text, lang, uuid.uuid4().hex, answers)


def about(paper: Paper) -> Commented:
    found = paper.article("en")
    assert found is not None
    return replace(found)


def from_member(person: Any, paper: Paper, text: str = "From a group.", answers: str = "") -> Comment:
    return actions.comment(
        author=author_of(viewer_for(person)), about=about(paper), said=said(text, answers=answers)
    )


def from_guest(paper: Paper, text: str = "From a reader.", **guest: Any) -> Comment:
    """One that was sent, and not confirmed yet."""
    answers = guest.pop("answers", "")
    fields = {
        "name": "Reader", "email": "reader@example.org", "language": "en", "network": "192.0.2.7", "is_proved": True,
    }  # fmt: skip
    made = actions.ask(
        guest=Guest(**{**fields, **guest}),
        about=about(paper),
        said=said(text, answers=answers),
        spend=lambda: True,
    )
    assert made is not None
    return made


def held(paper: Paper, text: str = "From a reader.", **guest: Any) -> Comment:
    return actions.confirm(comment=from_guest(paper, text, **guest))


def shown(actor: Any, paper: Paper, text: str = "From a reader.", **guest: Any) -> Comment:
    return actions.release(actor=actor, comment=held(paper, text, **guest))


def private_page(comment: Comment, kind: str = addresses.OWN) -> str:
    return addresses.of(kind, comment.public_id)


def letters(purpose: str) -> list[tuple[str, str, str]]:
    """What waits in the outbox: to whom, subject and text, as they would leave now."""
    found = []
    for mail in Mail.objects.filter(purpose=f"forum.comment.{purpose}", state="waiting").order_by("pk"):
        with translation.override(mail.language):
            said = mails.compose(mail)
        found.append((mail.recipient, said.subject, said.text))
    return found


def link_in(text: str) -> str:
    """The path of the mailed link."""
    parts = urlsplit(re.search(r"https?://\S+/link/\S+", text)[0])
    return f"{parts.path}?{parts.query}"


def filled(page: Any, purpose: str = "comment", *, is_solved: bool = True, **values: str) -> dict[str, str]:
    """The form of a page as a guest's browser sends it, its work done or not."""
    (ticket,) = re.findall(r'name="ticket" value="([^"]+)"', page.content.decode())
    work = ""
    if is_solved:
        solution = altcha.solve_challenge(visitorforms.read_ticket(ticket, purpose))
        work = f"{solution.counter}:{solution.derived_key}"
    return {"ticket": ticket, "work": work, **values}
