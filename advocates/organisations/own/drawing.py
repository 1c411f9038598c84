"""The form of one's own entry as it opens, drawn from what is stored without making a form of it."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from advocates.core.filled import filled
from advocates.organisations.forms import description_codes
from advocates.organisations.models import Organisation, Proposal
from advocates.organisations.proposals.content import PRIVATE, TEXT, Content, content_of
from advocates.organisations.proposals.forms import OwnForm, ProposalForm, opening_values

FIELDS = "organisations/members/_entry_fields.html"


def for_administrator(shown: Organisation) -> SafeString:
    """Everything, with whom the network writes to."""
    private = {name: getattr(shown, name) for name in PRIVATE}
    return _drawn(OwnForm, shown, content_of(shown), private)


def for_representative(shown: Organisation, waiting: Proposal | None) -> SafeString:
    """What is stored, or what is proposed already; private fields are empty."""
    content = {**content_of(shown), **(waiting.content if waiting else {})}
    nothing = dict.fromkeys(PRIVATE, "")
    return _drawn(ProposalForm, shown, content, nothing | {"note": waiting.note if waiting else ""})


def _drawn(
    make: type[ProposalForm], shown: Organisation, content: Content, more: Mapping[str, Any]
) -> SafeString:
    codes = description_codes(
        [name.removeprefix(TEXT) for name in content_of(shown) if name.startswith(TEXT)], shown.languages
    )
    opened = opening_values(content, shown.revision) | dict(more)
    texts = {f"description_{code}": opened.get(f"description_{code}", "") for code in codes}
    values = {name: _typed(make, name, opened[name]) for name in make.base_fields if name in opened} | texts

    def draw(holes: Mapping[str, str]) -> str:
        form = make(instance=shown)
        form.initial = dict(holes)
        return render_to_string(FIELDS, {"form": form})

    return filled((make, *codes), draw, values)


def _typed(make: type[ProposalForm], name: str, value: Any) -> Any:
    """As it stands in its field; a list for what is chosen."""
    if name == "country":
        return [value or ""]
    return value if name in {"disease_areas", "services"} else make.base_fields[name].prepare_value(value)
