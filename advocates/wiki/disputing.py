"""Where two people have changed the same: which text is to stand, chosen place by place.

The form carries what the second one had sent, and from which revision it was made. So both texts can be shown again for
as long as it takes, and a choice is merged with what was typed since: neither overrules the other.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from advocates.wiki import linking
from advocates.wiki.forms import PageForm
from advocates.wiki.merge import BOTH, MINE, THEIRS, Merged, merge
from advocates.wiki.models import WikiPage
from advocates.wiki.paragraphs import canonical
from advocates.wiki.showing import source_at

SIDES = frozenset({THEIRS, MINE, BOTH})


@dataclass(frozen=True, slots=True)
class Dispute:
    """Three texts as they are stored, and which side was chosen at each place."""

    base: str
    theirs: str
    mine: str
    chosen: tuple[str, ...]

    def merged(self, chosen: tuple[str, ...] = ()) -> Merged:
        return merge(self.base, self.theirs, self.mine, chosen)


def dispute_of(form: PageForm, page: WikiPage) -> Dispute | None:
    """What a sent form says of one that was shown with it."""
    values: dict[str, Any] = getattr(form, "cleaned_data", {})
    base, mine, now = (values.get(name) for name in ("disputed_base", "disputed_text", "base_revision"))
    if not mine or base is None or now is None:
        return None
    was, theirs = (source_at(form.viewer, page, number) for number in (base, now))
    dispute = Dispute(was, theirs, linking.stored(canonical(mine), page.space), ())
    count = len(dispute.merged().conflicts)
    sent = (form.data.get(f"side-{number}", MINE) for number in range(count))
    chosen = tuple(side if side in SIDES else MINE for side in sent)
    return Dispute(dispute.base, dispute.theirs, dispute.mine, chosen)


def settle(form: PageForm, page: WikiPage) -> None:
    """Put what was chosen into the text of the form; an error where the text was changed by hand at the same place."""
    dispute = dispute_of(form, page)
    if dispute is None or "text" not in form.cleaned_data:
        return
    typed = linking.stored(canonical(form.cleaned_data["text"]), page.space)
    found = merge(dispute.merged().text, dispute.merged(dispute.chosen).text, typed)
    if found.conflicts:
        form.add_error(
            None,
            _(
                "You have chosen another text for a place that you have also changed by hand. "
                "Choose “As you have it” there: then the text below counts."
            ),
        )
    else:
        form.cleaned_data["text"] = linking.typed(found.text, page.space)


def places_of(form: PageForm, page: WikiPage) -> list[dict[str, Any]]:
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
