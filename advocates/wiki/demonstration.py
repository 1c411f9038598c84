"""A few made-up pages for trying the wiki out: with a history by several groups, links, a wish, and a translation."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from advocates.accounts.models import Person
from advocates.core.viewer import viewer_for
from advocates.spaces.actions import ensure_shared, members_space
from advocates.spaces.bylines import Author, author_of
from advocates.wiki import actions
from advocates.wiki.actions import Written
from advocates.wiki.models import WikiPage
from advocates.wiki.paragraphs import canonical, key_of, pieces
from advocates.wiki.translations import actions as translating
from advocates.wiki.translations.actions import Translated
from advocates.wiki.translations.family import sides, stored_all
from advocates.wiki.translations.tracing import composed, origins_of, rows

DATA = Path(__file__).resolve().parent / "data"
MEETING, CAMPAIGN = "How we prepare a meeting", "Campaign brief: a lighthouse for every island"


def make_pages(printed: Mapping[str, Mapping[str, str]]) -> None:
    """Pages by the demonstration's people, by whose names they are printed; a second time nothing is made."""
    if WikiPage.objects.filter(revisions__person__is_demonstration=True).exists():
        return
    one, two, three = (_author(printed, who) for who in ("representative", "other_organisation", "colleague"))
    ensure_shared()
    space = members_space()
    meeting = actions.begin_page(author=one, space=space, title=MEETING, written=_text("meeting-1", "Begun"))
    _save(two, meeting, _text("meeting-2", "Interpreting, and what comes afterwards", base=1))
    _translate(three, meeting, "Cómo preparamos una reunión")
    campaign = _text("campaign-1", "Begun from the template")
    brief = actions.begin_page(author=two, space=space, title=CAMPAIGN, written=campaign, parent=meeting)
    _save(three, brief, _text("campaign-2", "A year, and how we know that it worked", base=1))
    # Now the paragraph about the day is older in Spanish than it is here.
    _save(one, meeting, _text("meeting-3", "Who brings what", base=2))


def _author(printed: Mapping[str, Mapping[str, str]], who: str) -> Author:
    return author_of(viewer_for(Person.objects.get(email=printed[who]["email"])))


def _text(name: str, summary: str, **more: Any) -> Written:
    return Written((DATA / f"{name}.txt").read_text(encoding="utf-8"), "en", summary, **more)


def _save(author: Author, page: WikiPage, written: Written) -> None:
    actions.save_page(author=author, page=page, written=written)
    page.refresh_from_db()


def _translate(author: Author, source: WikiPage, title: str) -> None:
    """Paragraph by paragraph, as the form of a translation gives it."""
    own, source_side = sides(None, (source.pk, source.revision))
    found = rows(own, source_side)
    spanish = canonical((DATA / "meeting-2.es.txt").read_text(encoding="utf-8"))
    texts = stored_all([key_of(piece) for piece in pieces(spanish)], source.space)
    translated = Translated(
        composed(found, texts),
        "es",
        "Traducida del inglés",
        origins_of(found, texts, set(), source_side, source.revision),
        found,
    )
    translating.begin(author=author, source=source, title=title, translated=translated)
