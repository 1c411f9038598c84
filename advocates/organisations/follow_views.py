"""Following a region of the directory by mail: the form, which answers the same whoever's address it is."""

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_http_methods

from advocates.core.access import Audience, audience
from advocates.core.profile import in_language, profile
from advocates.core.visitorforms import VisitorForm, accepts
from advocates.organisations import news
from advocates.syndication import actions


class FollowForm(VisitorForm):
    """Where to, about what, in which language."""

    purpose = "follow"
    mark_optional = False

    address = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("We send a link to this address first. Nothing else comes until you have used it."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )  # fmt: skip
    region = forms.ChoiceField(label=gettext_lazy("What you want to follow"), required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mails"), choices=settings.INTERFACE_LANGUAGES
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        regions = [(region.id, in_language(region.names)) for region in profile().regions.values()]
        self.fields["region"].choices = [("", gettext_lazy("The whole world")), *regions]  # type: ignore[attr-defined]


@audience(Audience.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def directory_follow(request: HttpRequest) -> HttpResponse:
    """Ask for a mail once a month."""
    if request.method != "POST":
        region = request.GET.get("region", "")
        known = region if region in profile().regions else ""
        form = FollowForm(initial={"region": known, "language": get_language()})
        return render(request, "organisations/follow.html", {"form": form})
    form = FollowForm(request.POST)
    if not accepts(request, form):
        return render(request, "organisations/follow.html", {"form": form}, status=form.status)
    asked(form)
    return render(request, "organisations/follow.html", {"is_done": True})


def asked(form: FollowForm) -> None:
    """Pass it on, once; what a program wrote into the trap is thrown away, and nobody is told."""
    values = form.cleaned_data
    with transaction.atomic():
        if form.spend() and not values["leave_empty"]:
            actions.ask(
                kind=news.FEED,
                scope=values["region"],
                address=values["address"],
                language=values["language"],
                is_proved=form.is_proved,
            )
