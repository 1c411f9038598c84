"""Deeds on pages: begin one, save a text, bring an old one back."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core import markup, stream
from advocates.core.asking import written_once
from advocates.core.refused import Refused
from advocates.spaces.bylines import Author
from advocates.spaces.models import Space
from advocates.wiki import linking, rendering
from advocates.wiki.drawing import actions as drawing
from advocates.wiki.filing.actions import Filing, put_files
from advocates.wiki.merge import Conflict, Merged, merge
from advocates.wiki.models import (
    DEEPEST,
    Editing,
    FamilyPage,
    PageFamily,
    PageName,
    PageQuerySet,
    PageRevision,
    WikiPage,
    name_key,
)
from advocates.wiki.paragraphs import canonical
from advocates.wiki.rendering import Drawn

MOST_CHARACTERS = 100_000
# So often a text is made ready outside the transaction before the page is held while that is done.
ATTEMPTS = 5


class SpaceClosed(Refused):
    """Nothing is changed in the space any more."""


class PageGone(Refused):
    """It was deleted in the meantime."""


class TitleTaken(Refused):
    """Another page of the space has this title."""


class LanguageThere(Refused):
    """Of pages that say the same, one has this language."""


class TooDeep(Refused):
    """There are too many pages above one another."""


class TooLong(Refused):
    """Both texts together are longer than a page may be."""


class EditConflict(Refused):
    """Somebody else has changed the same paragraphs; both texts are here, and nothing was saved."""

    def __init__(self, sentence: str, text: str, conflicts: tuple[Conflict, ...], number: int) -> None:
        super().__init__(sentence)
        self.text, self.conflicts, self.number = text, conflicts, number


@dataclass(frozen=True, slots=True)
class Written:
    """A text as its form gives it. `base` is the revision from which it was made; `sending` is drawn by the form."""

    source: str
    lang: str
    summary: str
    base: int = 0
    is_minor: bool = False
    sending: str = ""
    restored: int | None = None
    filing: Filing = field(default_factory=Filing)


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a text: the newest revision, whether it is a new one, and whether others' changes are in it."""

    number: int
    is_new: bool = True
    is_merged: bool = False


def begin_page(
    *, author: Author, space: Space, title: str, written: Written, parent: WikiPage | None = None
) -> WikiPage:
    """A new page with its first revision, after the others at its place; whoever wished for it is led there.

    Raises `TitleTaken`, `TooDeep`, `TooLong`, `SpaceClosed`, `TooManyFiles`, `PageGone` for a parent that is deleted.
    Sent twice, it begins once.
    """
    source = linking.stored(canonical(written.source), space)
    drawn = rendering.draw(source, space, written.lang)
    with transaction.atomic():
        if already := _sent_before(author, written):
            return WikiPage.objects.defer("html").get(pk=already[PAGE])
        page = WikiPage(space=space, title=title, lang=written.lang)
        put_new(author, page, parent, replace(written, source=source), drawn)
        put_files(author=author, page=page, filing=written.filing)
    return page


def put_new(
    author: Author, page: WikiPage, parent: WikiPage | None, written: Written, drawn: Drawn
) -> PageRevision:
    """Begin a page whose text is ready, in the transaction of the deed. Raises what `begin_page` does."""
    refuse_closed(Space.objects.select_for_update().get(pk=page.space_id))
    put_under(page, parent)
    claim_name(page)
    made = _put(page, author, written, drawn)
    stream.record("wiki.page.begun", page, actor=_person(author), space=page.space_id)
    drawing.redraw_wishes(page)
    return made


def nothing() -> None:
    """Nothing else is to be done."""


def save_page(
    *, author: Author, page: WikiPage, written: Written, spend: Callable[[], None] = nothing
) -> Saved:
    """Save a text made from the revision `written.base`; what others have saved since is merged in.

    Files come and go with it. Raises `EditConflict` where that cannot be, `LanguageThere`, `PageGone`, `SpaceClosed`,
    `TooLong`, `TooManyFiles`. The same sending twice, and what changes neither text nor files, make no revision.
    `spend` is what is done with it, such as to spend its draft.
    """
    mine = linking.stored(canonical(written.source), page.space)
    # A page that was read a moment ago will do, as long as it is what the text was made from.
    found = page if written.base == page.revision else _now(page)
    for _attempt in range(ATTEMPTS):
        ready = _ready(found, mine, written)
        with transaction.atomic():
            if saved := _save(author, page, written, ready):
                spend()
                return saved
        found = _now(page)
    with transaction.atomic():
        # Many save at once: this one holds the page, and makes its text meanwhile.
        saved = _save(author, page, written, _ready(_held(page), mine, written))
        spend()
    assert saved is not None  # noqa: S101 - nobody else can have saved
    return saved


def _now(page: WikiPage) -> WikiPage:
    return WikiPage.objects.defer("html").get(pk=page.pk)


def _held(page: WikiPage) -> WikiPage:
    """The page with its space, while nobody else changes it. Call it in a transaction."""
    found: list[WikiPage] = _held_pages(page.pk)
    return found[0]


@written_once
def _held_pages(page: int) -> PageQuerySet:
    found = WikiPage.objects.select_for_update(of=("self",)).select_related("space").defer("html")
    return found.filter(pk=page)


@dataclass(frozen=True, slots=True)
class Ready:
    """A text made ready to be saved after the revision `number` in a space, and only after that one and there."""

    number: int
    space: int
    source: str
    drawn: Drawn
    merged_from: int | None
    is_same: bool


def _ready(found: WikiPage, mine: str, written: Written) -> Ready:
    now = _source_of(found.pk, found.revision)
    source, merged_from = mine, None
    if written.base != found.revision:
        merged = with_others(found, mine, written.base)
        if merged.conflicts:
            sentence = _(
                "Somebody else has changed the same paragraphs. Look at both texts, then save once more."
            )
            raise EditConflict(sentence, merged.text, merged.conflicts, found.revision)
        source, merged_from = merged.text, written.base
    if is_too_long(source):
        raise TooLong(
            _("With what others have written meanwhile the page would be too long. Divide it in two.")
        )
    is_same = (source, written.lang) == (now, found.lang) and not written.filing
    before = found.headings, found.last_anchor
    drawn = Drawn("") if is_same else rendering.draw(source, found.space, written.lang, *before)
    return Ready(found.revision, found.space_id, source, drawn, merged_from, is_same)


def with_others(page: WikiPage, mine: str, base: int) -> Merged:
    """A text made from the revision `base`, with what others have saved in the page since."""
    return merge(_source_of(page.pk, base), _source_of(page.pk, page.revision), mine)


def _save(author: Author, page: WikiPage, written: Written, ready: Ready) -> Saved | None:
    """None: somebody has saved since the text was made ready."""
    if already := _sent_before(author, written):
        return Saved(already[NUMBER], is_new=False)
    held = _held(page)
    refuse_closed(held.space)
    refuse_gone(held)
    if not is_still(held, ready):
        return None
    if written.lang != held.lang:
        refuse_language(held, written.lang)
    Editing.objects.filter(page=page, person=author.person_id).delete()
    if ready.is_same:
        return Saved(held.revision, is_new=False, is_merged=ready.merged_from is not None)
    made = _put(held, author, replace(written, source=ready.source), ready.drawn, ready.merged_from)
    put_files(author=author, page=held, filing=written.filing)
    ids = {"space": held.space_id, "revision": made.number, "minor": int(written.is_minor)}
    stream.record("wiki.page.saved", held, actor=_person(author), **ids)
    return Saved(made.number, is_merged=ready.merged_from is not None)


def is_still(held: WikiPage, ready: Ready) -> bool:
    """Whether nobody has saved since the text was made ready: without this, somebody's words would be lost.

    In another space its links would show titles that are nothing to who reads there.
    """
    return (held.revision, held.space_id) == (ready.number, ready.space)


def is_too_long(source: str) -> bool:
    """Whether the end of a stored text would not be drawn. Its links may be longer than as they were typed."""
    return len(source) > MOST_CHARACTERS or source.count("\n") >= markup.MOST_LINES


def _put(
    page: WikiPage, author: Author, written: Written, drawn: Drawn, merged_from: int | None = None
) -> PageRevision:
    if is_too_long(written.source):
        raise TooLong(_("It is too long for a page. Divide it in two."))
    now = timezone.now()
    page.lang, page.html, page.html_version = written.lang, drawn.html, rendering.VERSION
    page.headings, page.last_anchor = drawn.headings, drawn.last_anchor
    page.revision, page.changed_at = page.revision + 1, now
    made = PageRevision.objects.create(
        page=page,
        number=page.revision,
        title=page.title,
        source=written.source,
        size=len(written.source),
        lang=written.lang,
        summary=written.summary,
        is_minor=written.is_minor,
        saved_at=now,
        sending=written.sending,
        restored=written.restored,
        merged_from=merged_from,
        **author.fields(),
    )
    page.current = made
    fields = "lang", "html", "html_version", "headings", "last_anchor", "revision", "changed_at", "current"
    page.save(update_fields=fields)
    drawing.store_links(page, drawn)
    return made


def put_under(page: WikiPage, parent: WikiPage | None) -> None:
    """The last place under a page, or among the first ones of the space. Saves the page. Call it in a transaction."""
    if parent is not None:
        parent = WikiPage.objects.select_for_update(of=("self",)).defer("html").get(pk=parent.pk)
        refuse_gone(parent)
        if len(parent.above) + 1 >= DEEPEST:
            raise TooDeep(_("There are too many pages above one another here. Choose a place further up."))
    beside = WikiPage.objects.filter(space=page.space_id, parent=parent).standing().exclude(pk=page.pk)
    page.position = (beside.aggregate(last=Max("position"))["last"] or 0) + 1
    page.parent, page.path = parent, parent.path_below if parent is not None else ""
    page.save()


def claim_name(page: WikiPage) -> None:
    """Make the page's title its name in the space. Raises `TitleTaken`; a title that a page only had is free."""
    key = name_key(page.title)
    held = PageName.objects.filter(space=page.space_id, key=key)
    if held.filter(is_current=True).exclude(page=page).exists():
        raise TitleTaken(_("Another page here has this title. Choose another one, or change that page."))
    PageName.objects.filter(page=page).update(is_current=False)
    PageName.objects.filter(page=page, space=page.space_id).exclude(left_as="").update(left_as="")
    if not held.update(page=page, is_current=True, left_as=""):
        PageName.objects.create(space=page.space, key=key, page=page)


def refuse_closed(space: Space) -> None:
    """Raises `SpaceClosed`."""
    if space.is_closed:
        raise SpaceClosed(_("Nothing can be changed here any more. Your text has been kept as a draft."))


def refuse_gone(page: WikiPage) -> None:
    """Raises `PageGone`."""
    if page.is_deleted:
        raise PageGone(_("This page was deleted in the meantime. Your text has been kept as a draft."))


def refuse_language(page: WikiPage, lang: str) -> None:
    """Raises `LanguageThere` where a translation of the page has the language. Call it in a transaction."""
    if has_language(page, lang):
        raise LanguageThere(
            _(
                "This page has a translation in that language already. Of a page there is only one in each language."
            )
        )


def has_language(page: WikiPage, lang: str) -> bool:
    """Whether another page of its family, which nobody else changes meanwhile, is in a language."""
    family = PageFamily.objects.select_for_update().filter(members__page=page.pk).first()
    others = FamilyPage.objects.filter(family=family, page__lang=lang, page__deleted_at=None)
    return family is not None and others.exclude(page=page.pk).exists()


PAGE, NUMBER = range(2)


def _sent_before(author: Author, written: Written) -> tuple[int, int] | None:
    """The page and the number of the revision that this sending has made already."""
    found: list[tuple[int, int]] = _sent(author.person_id, written.sending) if written.sending else []
    return found[0] if found else None


@written_once
def _sent(person: int, sending: str) -> QuerySet[PageRevision, tuple[int, int]]:
    # Said of the key with a filter, since the index is of those that were sent by a form.
    found = PageRevision.objects.filter(~Q(sending=""), person=person, sending=sending)
    return found.values_list("page", "number")[:1]


def _source_of(page: int, number: int) -> str:
    return "".join(source for (source,) in _sources(page, number))


@written_once
def _sources(page: int, number: int) -> QuerySet[PageRevision, tuple[str]]:
    return PageRevision.objects.filter(page=page, number=number).values_list("source")


def _person(author: Author) -> Person:
    return Person(pk=author.person_id)


def note_editing(*, person: Person, page: WikiPage) -> None:
    """The form of the page is open with somebody, from now on for a while; whoever opens it too is told."""
    Editing.objects.update_or_create(page=page, person=person, defaults={"at": timezone.now()})
