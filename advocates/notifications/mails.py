"""What mail about news says: written when it leaves, for the rights, the language and the wishes of that moment."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe

from advocates.accounts.models import Person
from advocates.core import jobs, links, outbox
from advocates.core.languages import direction
from advocates.core.models import Mail
from advocates.core.outbox import Composed
from advocates.core.viewer import Viewer, viewer_for
from advocates.notifications import actions, reply_to, sources
from advocates.notifications.inbound.trimming import answer_line
from advocates.notifications.models import MailWishes, Notice
from advocates.notifications.purposes import DIGEST, NEWS, STOP
from advocates.notifications.sources import Line, Piece

# A digest with more than this says how much more there is.
MOST_PIECES = 60
MOST_CHARACTERS = 2000
# Where in its own HTML a text leads to the site.
_OWN_LINK = re.compile(r'(<a\b[^>]*?\shref=")/(?!/)')


@dataclass(frozen=True, slots=True)
class Told:
    """What one mail tells whom."""

    person: Person
    pieces: tuple[Piece, ...]
    viewer: Viewer


@jobs.every(seconds=300)
def send_digests() -> int:
    """Queue the digests whose hour has come; returns how many."""
    return actions.gather(now=timezone.now())


def told(mail: Mail) -> Told | None:
    """What a mail may tell now; None where there is nothing left to tell, or nobody to tell it to.

    Asked three times while a mail leaves, and answered once.
    """
    kept = vars(mail)
    if "told" not in kept:
        kept["told"] = _told(mail)
    found: Told | None = kept["told"]
    return found


def _told(mail: Mail) -> Told | None:
    who = Person.objects.filter(pk=mail.about.get("person"), email=mail.recipient, is_active=True).first()
    wishes = MailWishes.objects.filter(person=who).first() if who is not None else None
    if who is None or (wishes is not None and wishes.mode == MailWishes.Mode.NONE):
        return None
    which = {"pk": mail.about["notice"]} if mail.purpose == NEWS else {"batch": mail.about["batch"]}
    viewer = viewer_for(who)
    pieces = sources.pieces_of(viewer, Notice.of_mail(viewer, **which))
    may_carry = wishes is None or wishes.whole_text is not False
    shown = [piece if may_carry else replace(piece, is_silent=True) for piece in pieces if not piece.is_read]
    return Told(who, tuple(shown), viewer) if shown else None


def may_send(mail: Mail) -> bool:
    """Whether there is still something to tell: not read, not hidden, not muted, and the reader may still see it."""
    return told(mail) is not None


def compose(mail: Mail) -> Composed:
    """In the reader's language of this moment."""
    found = told(mail)
    if found is None:
        raise LookupError("nothing to tell")
    mail.language = found.person.language
    with translation.override(mail.language):
        if mail.purpose == NEWS:
            return _news(mail, found)
        return _digest(mail, found)


def _news(mail: Mail, found: Told) -> Composed:
    (piece,) = sources.with_texts(found.viewer, found.pieces)
    wording = _wording(piece.notice)
    context = {
        "url": settings.SITE_URL + piece.path,
        "stop_words": wording.stop,
        "stop_url": _stop_url(found.person, piece.notice),
        **_common(found.person),
    }
    if piece.is_silent:
        return _rendered("notifications/emails/silent", mail, context)
    may_answer = bool(_reply_to(found.person, piece))
    context |= {
        "shown": _part(piece),
        "answer_line": answer_line() if may_answer else "",
        "sentence": (sentence := sources.merged([piece])[0].sentence),
        # A subject is a line of its own, and turns nothing round.
        "subject": sentence.replace("\u2068", "").replace("\u2069", ""),
        "title": piece.title,
        "title_lang": piece.title_lang,
        "is_answer": piece.notice.number > 1,
        "may_answer": may_answer,
    }
    return _rendered(wording.template, mail, context)


def _wording(notice: Notice) -> sources.Wording:
    source = sources.source_of(notice.about)
    return source.wording if source is not None else sources.Wording()


def _digest(mail: Mail, found: Told) -> Composed:
    shown = [piece for piece in found.pieces if not piece.is_silent][:MOST_PIECES]
    shown = sources.with_texts(found.viewer, shown)
    silent = [piece for piece in found.pieces if piece.is_silent]
    wishes = MailWishes.objects.filter(person=found.person).first()
    context = {
        "sections": [_section(line) for line in sources.merged(shown)],
        "silent": len({(piece.notice.about, piece.notice.about_id) for piece in silent}),
        "more": len(found.pieces) - len(silent) - len(shown),
        "is_weekly": wishes is not None and wishes.mode == MailWishes.Mode.WEEKLY,
        "notices_url": f"{settings.SITE_URL}/members/notices/",
        **_common(found.person),
    }
    return _rendered("notifications/emails/digest", mail, context)


def _section(line: Line) -> dict[str, Any]:
    return {
        "sentence": line.sentence,
        "url": settings.SITE_URL + line.path,
        "parts": [_part(piece, MOST_CHARACTERS) for piece in line.pieces],
    }


def _part(piece: Piece, most: int = 0) -> dict[str, Any]:
    is_cut = bool(most) and len(piece.text) > most
    return {
        "by": piece.by,
        "organisation": piece.organisation,
        "text": piece.text[:most] + "…" if is_cut else piece.text,
        # Half of a text would be half of its marks; then what was typed is shown, as text.
        "html": "" if is_cut else _absolute(piece.html),
        "difference": piece.difference,
        "difference_html": _absolute(piece.difference_html),
        "lang": piece.lang,
        "direction": direction(piece.lang),
        "url": settings.SITE_URL + piece.path,
    }


def _absolute(html: str) -> SafeString:
    """Stored HTML with links that lead to the site from everywhere."""
    return mark_safe(_OWN_LINK.sub(rf"\g<1>{settings.SITE_URL}/", html))  # noqa: S308 - only core.markup made it


def _common(person: Person) -> dict[str, Any]:
    return {
        "stop_all_url": links.url_of(STOP, [person.pk, "", 0]),
        "wishes_url": f"{settings.SITE_URL}/account/notices/",
    }


def _stop_url(person: Person, notice: Notice) -> str:
    return links.url_of(STOP, [person.pk, notice.about, notice.about_id])


def _rendered(name: str, mail: Mail, context: Mapping[str, Any]) -> Composed:
    return outbox.rendered(
        name,
        mail.language,
        dict(context),
        recipient=mail.recipient,
        purpose=mail.purpose,
    )


def headers(mail: Mail) -> dict[str, str]:
    """What holds a conversation together in a mailbox, and ends it with one click.

    The names of threads are made for each reader: two mailboxes cannot find out that they read the same one.
    """
    found = told(mail)
    if found is None:
        return {}
    with translation.override(found.person.language):
        if mail.purpose == DIGEST:
            return {"List-Unsubscribe": f"<{links.url_of(STOP, [found.person.pk, '', 0])}>"}
        return _thread(found.person, found.pieces)


def _thread(person: Person, pieces: Sequence[Piece]) -> dict[str, str]:
    piece = pieces[0]
    notice = piece.notice
    root = actions.message_id("thread", person.pk, notice.about, notice.about_id)
    host = settings.SITE.hostname
    return {
        "References": root,
        "In-Reply-To": root if notice.number > 1 else "",
        "List-Id": f"<{piece.shelf}.{host}>" if piece.shelf and not piece.is_silent else "",
        "List-Unsubscribe": f"<{_stop_url(person, notice)}>",
        "Reply-To": _reply_to(person, piece),
    }


def _reply_to(person: Person, piece: Piece) -> str:
    """Nothing where mail keeps silent: an answer would carry its own words, and quote."""
    if piece.is_silent:
        return ""
    source = sources.source_of(piece.notice.about)
    kind = source.answered_as if source is not None else ""
    return reply_to.address_for(person, kind, piece.notice.about_id)


def purposes() -> tuple[outbox.Purpose, ...]:
    """Those of many: one that may have left is not sent again."""
    return tuple(
        outbox.Purpose(name, is_bulk=True, may_send=may_send, compose=compose, headers=headers)
        for name in (NEWS, DIGEST)
    )
