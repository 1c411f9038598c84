"""Deeds on looks at drafts."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from advocates.core import links, outbox, stream
from advocates.core.outbox import Recipient
from advocates.core.refused import Refused
from advocates.publishing.medical import words_of
from advocates.publishing.models import DraftLook

# A link to the draft, the address at which something is remarked on it, and why it is mailed.
LINK, REMARK, MAIL = "draft", "draft_remark", "publishing.draft"


class AnsweredAlready(Refused):
    """The link was used for an answer."""


class LinkOver(Refused):
    """It has ended, or what it shows is another text by now."""


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a link is made. With an address it goes there, and nobody else is shown it."""

    name: str
    role: str
    language: str
    email: str = ""


def show_draft(*, actor, page, reader):
    """Make a link to the newest revision of a page for one person; returns the look and its address.

    The page opens in the language of the reader. With an e-mail address the link is mailed there, and the address is
    not kept.
    """
    with transaction.atomic():
        revision = page.get_latest_revision() or page.save_revision(user=actor)
        look = DraftLook.objects.create(
            page_id=page.pk,
            revision=revision,
            made_by=actor,
            name=reader.name,
            role=reader.role,
            language=reader.language,
            is_mailed=bool(reader.email),
            words=words_of(revision.content),
        )
        if reader.email:
            outbox.send_later_many(MAIL, [Recipient(reader.email, reader.language, {"look": look.pk})])
        stream.record("publishing.draft.shown", look, actor=actor, page=page.pk, revision=revision.pk)
    with override(reader.language):
        return look, links.url_of(LINK, look.public_id)


def confirm(*, look):
    """The reader has read this revision and found it right. Raises `AnsweredAlready` and `LinkOver`."""
    with transaction.atomic():
        current = to_answer(look)
        current.checked_at = timezone.now()
        current.save(update_fields=["checked_at"])
        stream.record("publishing.draft.checked", current, page=current.page_id, revision=current.revision_id)


def remark(*, look, text):
    """The reader has found something that is not right. Raises `AnsweredAlready` and `LinkOver`."""
    with transaction.atomic():
        current = to_answer(look)
        current.remark, current.remarked_at = text, timezone.now()
        current.save(update_fields=["remark", "remarked_at"])
        stream.record(
            "publishing.draft.remarked", current, page=current.page_id, revision=current.revision_id
        )


def to_answer(look):
    current = DraftLook.locked(look.pk)
    if current.is_answered:
        raise AnsweredAlready(
            _("You have answered by this link already. Ask the editors for a new one to say more.")
        )
    if sentence := why_over(current):
        raise LinkOver(sentence)
    return current


def why_over(look):
    """Empty as long as the link leads to what it was made for."""
    if look.is_over:
        return _("This link has ended. Ask the editors who sent it for a new one.")
    if words_of(look.revision.content) != look.words:
        return _("The editors have changed the text since they sent you this link. Ask them for a new one.")
    return ""


def end_link(*, actor, look):
    """An editor takes a link back: it shows nothing any more. What was said by it stays."""
    with transaction.atomic():
        if DraftLook.objects.filter(pk=look.pk, ended_at=None).update(ended_at=timezone.now()):
            stream.record("publishing.draft.ended", look, actor=actor, page=look.page_id)


def close_look(*, actor, look):
    """An editor has dealt with what was said; a second one who was slower changes nothing."""
    with transaction.atomic():
        if DraftLook.objects.filter(pk=look.pk, closed_at=None).update(closed_at=timezone.now()):
            stream.record("publishing.draft.closed", look, actor=actor, page=look.page_id)
