"""Where two people have changed the same: which text is to stand, chosen place by place.

The form carries what the second one had sent, and from which revision it was made. So both texts can be shown again for
as long as it takes, and a choice is merged with what was typed since: neither overrules the other.
"""

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Protocol

from django.utils.translation import gettext as _

from advocates.core.viewer import Viewer
from advocates.wiki import linking
from advocates.wiki.forms import PageForm
from advocates.wiki.merge import BOTH, MINE, THEIRS, Merged, merge
from advocates.wiki.models import WikiPage
from advocates.wiki.paragraphs import canonical
from advocates.wiki.showing import source_at

SIDES = frozenset({THEIRS, MINE, BOTH})


class Disputed(Protocol):
    """A form with a text that somebody else may have changed, too.

    `DISPUTED` names its fields that hold the revision from which the text was made, the text as it was sent first, and
    the revision beside which it was shown.
    """

    DISPUTED: ClassVar[tuple[str, str, str]]
    data: Any

    @property
    def viewer(self) -> Viewer: ...


@dataclass(frozen=True, slots=True)
class Dispute:
    """Three texts as they are stored, and which side was chosen at each place."""

    base: str
    theirs: str
    mine: str
    chosen: tuple[str, ...]

    def merged(self, chosen: tuple[str, ...] = ()) -> Merged:
        return merge(self.base, self.theirs, self.mine, chosen)

    def settled(self, typed: str) -> str | None:
        """A text typed since, with what was chosen; None where it was changed by hand at the same place."""
        found = merge(self.merged().text, self.merged(self.chosen).text, typed)
        return None if found.conflicts else found.text

    def is_more(self, mine: str) -> bool:
        """Whether a text that is made from the same base is about places of which both texts were not shown yet."""
        shown = {(each.base, each.theirs) for each in self.merged().conflicts}
        anew = replace(self, mine=mine).merged().conflicts
        return any((each.base, each.theirs) not in shown for each in anew)

    def settled_anew(self, mine: str) -> str | None:
        """The same for a text that is still made from the base."""
        return self.settled(replace(self, mine=mine).merged().text)


def dispute_of(form: Disputed, page: WikiPage) -> Dispute | None:
    """What a sent form says of one that was shown with it."""
    values: dict[str, Any] = getattr(form, "cleaned_data", {})
    base, mine, now = (values.get(name) for name in form.DISPUTED)
    if not mine or base is None or now is None:
        return None
    was, theirs = (source_at(form.viewer, page, number) for number in (base, now))
    dispute = Dispute(was, theirs, linking.stored(canonical(mine), page.space), ())
    count = len(dispute.merged().conflicts)
    sent = (form.data.get(f"side-{number}", MINE) for number in range(count))
    return replace(dispute, chosen=tuple(side if side in SIDES else MINE for side in sent))


def both_ways() -> str:
    """What is said where a choice and what was typed are about the same place."""
    return _(
        "You have chosen another text for a place that you have also changed by hand. "
        "Choose “As you have it” there: then the text below counts."
    )


def settle(form: PageForm, page: WikiPage) -> None:
    """Put what was chosen into the text of the form; an error where the text was changed by hand at the same place."""
    dispute = dispute_of(form, page)
    if dispute is None or "text" not in form.cleaned_data:
        return
    text = dispute.settled(linking.stored(canonical(form.cleaned_data["text"]), page.space))
    if text is None:
        form.add_error(None, both_ways())
    else:
        form.cleaned_data["text"] = linking.typed(text, page.space)


def places_of(form: Disputed, page: WikiPage) -> list[dict[str, Any]]:
    """Both texts of each place, for the page; none where nothing is disputed."""
    dispute = dispute_of(form, page)
    if dispute is None:
        return []
    return [
        {
            "theirs": linking.typed(each.theirs, page.space),
            "mine": linking.typed(each.mine, page.space),
            "chosen": chosen,
        }
        for each, chosen in zip(dispute.merged().conflicts, dispute.chosen, strict=True)
    ]
