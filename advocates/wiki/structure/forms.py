"""Forms of a page's title and place, and of its end."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advocates.core.viewer import Viewer
from advocates.spaces.models import Space
from advocates.wiki import linking
from advocates.wiki.forms import Line, Title
from advocates.wiki.models import WikiPage


class RenameForm(forms.Form):
    """Another title."""

    title = Title(help_text=_("Links to the old title lead here, too."))


class PageField(Line):
    """A page of the same space, by its title."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"}), **kwargs
        )


def page_by_title(viewer: Viewer, space: Space, title: str) -> WikiPage | None:
    """A page of a space that stands, by a title that it has or had there."""
    found = linking.find(space, [title]).get(title)
    standing = WikiPage.objects.visible_to(viewer).standing().filter(space=space.pk)
    return standing.filter(pk=found.pk).select_related("space").defer("html").first() if found else None


class MoveForm(forms.Form):
    """Another place in the tree of the space."""

    parent = PageField(
        label=_("Below which page?"),
        help_text=_("Its title. Leave it empty for the first level of the space."),
    )
    after = PageField(
        label=_("After which page there?"), help_text=_("Its title. Leave it empty for the last place.")
    )

    def __init__(self, *args: Any, viewer: Viewer, page: WikiPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.page = viewer, page
        for field in self.fields.values():
            # The page offers the titles there are.
            field.widget.attrs |= {"list": "titles", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for name in ("parent", "after"):
            values[name] = self._page(name, values.get(name) or "")
        after, parent = values["after"], values["parent"]
        if after is not None and after.parent_id != (parent.pk if parent else None):
            self.add_error("after", _("This page does not lie there."))
        return values

    def _page(self, name: str, title: str) -> WikiPage | None:
        """A page of the space that stands, by a title that it has or had."""
        if not title:
            return None
        page = page_by_title(self.viewer, self.page.space, title)
        if page is None:
            self.add_error(name, _("There is no page of this title here."))
        return page


class DeleteForm(forms.Form):
    """Why a page goes."""

    reason = Line(
        label=_("Why is it deleted?"),
        max_length=300,
        help_text=_("Everybody who reads here sees this in the place of the page."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Say in a few words why.")},
    )

    def clean_reason(self) -> str:
        if not (reason := str(self.cleaned_data["reason"])):
            raise forms.ValidationError(self.fields["reason"].error_messages["required"])
        return reason
