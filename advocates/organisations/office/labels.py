"""The words for the fields of an entry, as its form calls them."""

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from advocates.organisations.forms import OrganisationForm
from advocates.organisations.geo.countries import language_own_name
from advocates.organisations.office.merging import DESCRIPTION


def label_of(name: str) -> str:
    """The word for a field; its bare name where there is none."""
    if name.startswith(DESCRIPTION):
        return _("Description: %(language)s") % {
            "language": language_own_name(name.removeprefix(DESCRIPTION))
        }
    own = {
        "descriptions": _("descriptions"),
        "is_published": _("published"),
        "predecessors": _("took over the entry"),
        "split_into": _("part of it became"),
        "split_from": _("was part of"),
    }
    field = OrganisationForm.base_fields.get(name.removesuffix("_id"))
    label: str | Promise | None = own.get(name) or (field.label if field else name)
    return str(capfirst(str(label or name)))
