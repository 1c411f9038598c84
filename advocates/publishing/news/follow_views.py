"""Asking for the news by mail: the form, which answers the same whoever's address it is."""

from django import forms
from django.conf import settings
from django.db import transaction
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_http_methods

from advocates.core.access import Audience, audience
from advocates.core.visitorforms import VisitorForm, accepts
from advocates.publishing.news.following import KIND, topic
from advocates.syndication import actions
from advocates.syndication.link_views import FallbackField


class NewsFollowForm(VisitorForm):
    """Where to, what and how often, in which language."""

    purpose = "follow"
    mark_optional = False

    address = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("We send a link to this address first. Nothing else comes until you have used it."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=gettext_lazy("What you want to get"), required=False, choices=lambda: topic().choices()
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mails"), choices=settings.INTERFACE_LANGUAGES
    )
    fallback = FallbackField()


@audience(Audience.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def news_follow(request):
    """Ask for newsletters, or for a mail once a month."""
    if request.method != "POST":
        asked = request.GET.get("kind", "")
        kind = asked if asked in topic().scopes else ""
        values = {"kind": kind, "language": get_language(), "fallback": settings.LANGUAGE_CODE}
        form = NewsFollowForm(initial=values)
        return render(request, "publishing/news/follow.html", {"form": form})
    form = NewsFollowForm(request.POST)
    if not accepts(request, form):
        return render(request, "publishing/news/follow.html", {"form": form}, status=form.status)
    ask(form)
    return render(request, "publishing/news/follow.html", {"is_done": True})


def ask(form):
    """Pass it on, once; what a program wrote into the trap is thrown away, and nobody is told."""
    values = form.cleaned_data
    with transaction.atomic():
        if form.spend() and not values["leave_empty"]:
            actions.ask(
                kind=KIND,
                scope=values["kind"],
                address=values["address"],
                language=values["language"],
                is_proved=form.is_proved,
                fallback=values["fallback"],
            )
