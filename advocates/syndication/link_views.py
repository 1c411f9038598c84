"""The pages behind the links of these mails: one button confirms, a form changes or ends. Reading changes nothing."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocates.core import links
from advocates.syndication import actions, consents
from advocates.syndication.models import Subscription
from advocates.syndication.monthly import MANAGE
from advocates.syndication.topics import Topic, consent_to, is_letter, topic_of


def fallbacks() -> list[tuple[str, str]]:
    """What may be done with a mail that is not there in the reader's language."""
    languages = [
        (code, _("Send it in %(language)s") % {"language": name})
        for code, name in settings.INTERFACE_LANGUAGES
    ]
    return [*languages, ("", _("Send me nothing then"))]


class FallbackField(forms.ChoiceField):
    """For newsletters, which may be there in some languages only."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("If a newsletter is not there in this language"),
            required=False,
            choices=fallbacks,
        )


class ChangeForm(forms.Form):
    """What to follow, in which language, and what to do where something is not there in it."""

    scope = forms.ChoiceField(label=gettext_lazy("What you follow"), required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mails"), choices=settings.INTERFACE_LANGUAGES
    )
    fallback = FallbackField()

    def __init__(self, topic: Topic, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].choices = topic.choices()  # type: ignore[attr-defined]
        if not topic.letters:
            del self.fields["fallback"]


def confirm(request: HttpRequest, value: str) -> HttpResponse:
    """One button; nothing happens before."""
    found, topic = _found(value)
    if request.method == "POST":
        actions.confirm(subscription=found)
        found.refresh_from_db()
    context = {
        "found": found,
        "title": topic.title(found.scope),
        "home_path": topic.home_path(found.scope),
        "consent": consents.TEXTS[consent_to(found.kind, found.scope)],
        "is_letter": is_letter(found.kind, found.scope),
        "manage_url": links.url_of(MANAGE, str(found.public_id)) if found.confirmed_at else "",
    }
    return render(request, "syndication/confirm.html", context)


def manage(request: HttpRequest, value: str) -> HttpResponse:
    """Change what is followed and in which language, or end it."""
    found, topic = _found(value)
    if not found.confirmed_at:
        raise Http404
    if request.method == "POST" and "end" in request.POST:
        actions.end(subscription=found)
        return _managed(request, found, topic, is_ended=True)
    form = ChangeForm(topic, request.POST or None, initial=wishes_of(found))
    if request.method != "POST":
        return _managed(request, found, topic, form=form)
    if not form.is_valid():
        return _managed(request, found, topic, form=form, status=422)
    found = actions.change(subscription=found, **form.cleaned_data)
    return _managed(request, found, topic, form=form, is_saved=True)


def wishes_of(found: Subscription) -> dict[str, str]:
    """What is followed now, as the form begins."""
    return {"scope": found.scope, "language": found.language, "fallback": found.fallback}


def _managed(
    request: HttpRequest, found: Subscription, topic: Topic, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "found": found,
        "title": topic.title(found.scope),
        "home_path": topic.home_path(found.scope),
        **more,
    }
    return render(request, "syndication/manage.html", context, status=status)


def _found(value: str) -> tuple[Subscription, Topic]:
    """What is followed and has not ended; all else is not there."""
    try:
        found = Subscription.objects.open().filter(public_id=value).first()
    except ValidationError as error:
        raise Http404 from error
    topic = topic_of(found.kind) if found else None
    if found is None or topic is None:
        raise Http404
    return found, topic
