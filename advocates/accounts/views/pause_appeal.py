"""Asking somebody else to look at a pause, by the link in the mail: its person cannot sign in."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from advocates.accounts import pausing
from advocates.accounts.models import Closure
from advocates.core.mailable import storable
from advocates.core.refused import Refused


class AppealForm(forms.Form):
    """What somebody says to it."""

    text = forms.CharField(
        label=_("What should somebody else know?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def clean_text(self) -> str:
        return storable(self.cleaned_data["text"])


def pause_appeal(request: HttpRequest, value: Any) -> HttpResponse:
    """Why the account is paused and until when; a form, once."""
    shown = Closure.objects.pauses().filter(pk=value).select_related("person").first()
    if shown is None or not shown.is_running:
        raise Http404
    form = AppealForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                pausing.appeal(closure=shown, text=form.cleaned_data["text"])
                status = 200
            except Refused as refused:
                form.add_error(None, refused.sentence)
                status = 409
            shown.refresh_from_db()
    return render(request, "accounts/pause_appeal.html", {"pause": shown, "form": form}, status=status)
