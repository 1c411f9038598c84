"""Deeds on translations: say that one is at it, begin one, bring one up to date; find out what is older by now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core import documents, stream
from advocates.core.jobs import enqueue, job
from advocates.core.models import StreamEntry
from advocates.core.personal import Subject
from advocates.core.refused import Refused
from advocates.spaces.bylines import Author
from advocates.spaces.models import Space
from advocates.wiki import actions as wiki
from advocates.wiki import linking, rendering
from advocates.wiki.filing.actions import carry_files
from advocates.wiki.models import FamilyPage, PageFamily, PageOrigin, TranslationClaim, WikiPage
from advocates.wiki.paragraphs import kind_of, pieces
from advocates.wiki.translations import marking
from advocates.wiki.translations.family import origins_at, sides
from advocates.wiki.translations.tracing import Origin, Row, digest_of, followed, is_older, meeting, placed

DEEDS = ("claimed", "begun", "written", "joined", "parted")


class TakenByAnother(Refused):
    """Somebody else is at it for the next days."""


@dataclass(frozen=True, slots=True)
class Translated:
    """A translation as its form gives it, with ids in its links: the text, and from what each paragraph was made.

    `base` is the revision from which it was made. `beside`: both texts were shown, and what was chosen of that revision
    stands in the text.
    """

    text: str
    lang: str
    summary: str
    origins: Sequence[Origin]
    rows: Sequence[Row] = ()
    base: int = 0
    sending: str = ""
    beside: int = 0


def claim(*, actor: Person, page: WikiPage, into: str) -> TranslationClaim:
    """“I am translating this”, for seven days. Raises `TakenByAnother`."""
    now = timezone.now()
    with transaction.atomic():
        there = FamilyPage.objects.filter(family__members__page=page).values_list("page", flat=True)
        held = TranslationClaim.objects.filter(page__in=[page.pk, *there], into=into).select_for_update()
        for each in held:
            if each.person_id != actor.pk and each.until > now:
                raise TakenByAnother(_("Somebody else has just begun to translate this."))
        TranslationClaim.objects.filter(pk__in=[each.pk for each in held]).delete()
        made = TranslationClaim.objects.create(page=page, into=into, person=actor, at=now)
        stream.record("wiki.translation.claimed", page, actor=actor, space=page.space_id)
    return made


def release(*, actor: Person, page: WikiPage, into: str) -> bool:
    """Give it back, so that somebody else may take it."""
    return bool(TranslationClaim.objects.filter(page=page, into=into, person=actor).delete()[0])


def begin(*, author: Author, source: WikiPage, title: str, translated: Translated) -> WikiPage:
    """A page in one more language, beside the one it was made from.

    Its headings keep their addresses, and the files come along. Raises `LanguageThere`, and what `begin_page` does.
    """
    text = translated.text
    before = headings_of(source, translated)
    drawn = rendering.draw(text, source.space, translated.lang, before, source.last_anchor)
    page = WikiPage(space=source.space, title=title, lang=translated.lang)
    written = wiki.Written(text, translated.lang, translated.summary, sending=translated.sending)
    with transaction.atomic():
        family = family_of(source)
        there = FamilyPage.objects.filter(family=family, page__lang=translated.lang, page__deleted_at=None)
        if there.exists():
            raise wiki.LanguageThere(
                _("Somebody has translated this page into this language in the meantime.")
            )
        parent = source.parent if source.parent and not source.parent.is_deleted else None
        wiki.put_new(author, page, parent, written, drawn)
        FamilyPage.objects.create(family=family, page=page)
        carry_files(source, page)
        _keep_origins(page, page.revision, translated)
        _note(author, page, source, "begun")
    return page


def family_of(page: WikiPage) -> PageFamily:
    """The family of a page, which may be the only one in it. Call it in a transaction: it holds the page."""
    WikiPage.objects.select_for_update(of=("self",)).only("pk").get(pk=page.pk)
    found = FamilyPage.objects.filter(page=page).first()
    if found is None:
        found = FamilyPage.objects.create(family=PageFamily.objects.create(space=page.space), page=page)
    return PageFamily.objects.select_for_update().get(pk=found.family_id)


def headings_of(source: WikiPage, translated: Translated) -> list[list[Any]]:
    """The headings of the translation with the addresses of those they were made from."""
    rows = [row for row in translated.rows if row.source and kind_of(row.source) == "heading"]
    headings = documents.read(translated.text).headings
    digests = {each.source for each in translated.origins}
    kept = [
        anchor
        for row, (_level, _words, anchor) in zip(rows, source.headings, strict=False)
        if digest_of(row.source) in digests
    ]
    if len(rows) != len(source.headings) or len(kept) != len(headings):
        return [list(line) for line in source.headings]
    return [[each.level, each.text, anchor] for each, anchor in zip(headings, kept, strict=True)]


def save(*, author: Author, page: WikiPage, source: WikiPage, translated: Translated) -> wiki.Saved:
    """Bring a translation up to date; what others have saved in it meanwhile is merged in.

    Raises what `save_page` does.
    """
    written = wiki.Written(
        translated.text,
        translated.lang,
        translated.summary,
        base=translated.beside or translated.base,
        sending=translated.sending,
    )
    saved = wiki.save_page(author=author, page=page, written=written)
    others = saved.number - saved.is_new if saved.is_merged or translated.beside else 0
    with transaction.atomic():
        _keep_origins(page, saved.number, translated, others)
        _note(author, page, source, "written")
    return saved


def _keep_origins(page: WikiPage, number: int, translated: Translated, others: int = 0) -> None:
    """Of each paragraph of a revision. `others` is the one saved meanwhile, whose paragraphs keep theirs."""
    texts = PageOrigin.texts_of(page.pk, {number, others})
    theirs, now = texts.get(others, ""), pieces(texts.get(number, ""))
    known = placed(translated.origins, now)
    left = origins_at(page.pk, others, theirs) if others else []
    for place, to in followed(pieces(theirs), now).items():
        origin = left[place]
        if known[to] is None and origin is not None:
            known[to] = replace(origin, own=digest_of(now[to]))
    rows = [each.stored() for each in known if each is not None]
    PageOrigin.objects.update_or_create(page=page, number=number, defaults={"pieces": rows})


def _note(author: Author, page: WikiPage, source: WikiPage, deed: str) -> None:
    TranslationClaim.objects.filter(page__in=[page.pk, source.pk], into=page.lang).delete()
    actor = Person(pk=author.person_id)
    stream.record(f"wiki.translation.{deed}", page, actor=actor, space=page.space_id, source=source.pk)
    look_at(page.pk)


def part_families(pages: Sequence[WikiPage], space: Space) -> None:
    """Pages went to another space: those of one family that went together stay one, and leave the others.

    Part of the transaction of the deed. What is older in them is found out anew.
    """
    together: dict[int, list[FamilyPage]] = {}
    for row in FamilyPage.objects.filter(page__in=[each.pk for each in pages]):
        together.setdefault(row.family_id, []).append(row)
    for rows in together.values():
        ids = [row.pk for row in rows]
        if len(rows) == 1:
            FamilyPage.objects.filter(pk__in=ids).delete()
            continue
        family = PageFamily.objects.create(space=space)
        FamilyPage.objects.filter(pk__in=ids).update(family=family, older=0, marked="", marked_revision=0)
        look_at(rows[0].page_id)


def look_again(entry: StreamEntry) -> None:
    """A page was saved: how old it is, and how old those of its family are, is found out anew."""
    look_at(int(entry.target_id))


def look_at(page: int) -> None:
    """Find out anew, later, how old the pages of a family are."""
    for each in FamilyPage.objects.filter(family__members__page=page).values_list("page", flat=True):
        enqueue(freshen, page=each)


@job
def freshen(page: int) -> int:
    """Find out which paragraphs of a page are older than what they were made from, and mark them; returns how many."""
    found = (
        WikiPage.objects.filter(pk=page).standing().select_related("space", "current", "in_family").first()
    )
    if found is None or found.current is None:
        return 0
    newer = older_in(found)
    anchors = [str(line[2]) for line in found.headings]
    html = marking.marked(found.current, found.space, anchors, newer) if newer else ""
    FamilyPage.objects.filter(page=page).update(older=len(newer), marked=html, marked_revision=found.revision)
    return len(newer)


def older_in(page: WikiPage) -> dict[int, marking.Newer]:
    """By the number of a paragraph: what it was made from reads now."""
    family = FamilyPage.objects.filter(page=page).values("family")
    others = WikiPage.objects.filter(in_family__family__in=family, deleted_at=None)
    found: dict[int, marking.Newer] = {}
    for other in others.exclude(pk=page.pk).defer("html"):
        own, source = sides((page.pk, page.revision), (other.pk, other.revision))
        there = pieces(source.text)
        parts = pieces(own.text)
        for number, place in enumerate(meeting(own, source)):
            origin = own.origins[number] if own.origins else None
            if origin is None or origin.page != other.pk:
                continue
            if place is None:
                found[number] = marking.Newer("", other.lang)
            elif is_older(origin, parts[number], source, place):
                found[number] = marking.Newer(linking.typed(there[place], page.space).strip("\n"), other.lang)
    return found


def erase(subject: Subject) -> None:
    """That somebody is translating goes. What they translated is the organisation's, and stays."""
    TranslationClaim.objects.filter(person=subject.person.pk).delete()
