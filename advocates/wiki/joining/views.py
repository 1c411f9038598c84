"""Two pages that exist become translations of one another, or are none after all."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_POST

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.viewer import Viewer, viewer_of
from advocates.wiki.forms import Title
from advocates.wiki.joining import actions
from advocates.wiki.models import WikiPage
from advocates.wiki.structure.forms import page_by_title
from advocates.wiki.structure.views import changeable, deed_page


class JoinForm(forms.Form):
    """Which page says the same, by its title."""

    other = Title()

    def __init__(self, *args: object, viewer: Viewer, page: WikiPage, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.viewer, self.page = viewer, page
        self.fields["other"].label = gettext_lazy("Which page says the same in another language?")
        self.fields["other"].help_text = gettext_lazy("Its title. Both stand in the same space.")

    def clean_other(self) -> WikiPage:
        found = page_by_title(self.viewer, self.page.space, self.cleaned_data["other"])
        if found is None:
            raise forms.ValidationError(_("There is no page of this title here."))
        return found


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def page_join(request: HttpRequest, page: str) -> HttpResponse:
    """Say which page that exists is this one in another language."""
    viewer = viewer_of(request)
    found = changeable(viewer, page)
    form = JoinForm(request.POST if request.method == "POST" else None, viewer=viewer, page=found)
    words = {
        "title": _("Join with a translation that exists"),
        "lede": _("The texts stay as they are. Readers of each find the other one under its language."),
        "button": pgettext("two translations", "Join the two"),
        "done": _("The two pages are translations of one another now."),
    }
    person = person_of(request)
    return deed_page(
        request,
        found,
        form,
        words,
        lambda: actions.join_pages(actor=person, page=found, other=form.cleaned_data["other"]),
    )


@audience(Audience.MEMBER)
@require_POST
def page_part(request: HttpRequest, page: str) -> HttpResponse:
    """Say that a page is no translation of the others."""
    found = changeable(viewer_of(request), page)
    if actions.part_page(actor=person_of(request), page=found):
        messages.success(request, _("This page stands by itself now."))
    return redirect("wiki:page_languages", found.public_id)
