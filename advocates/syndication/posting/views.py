"""The network's accounts elsewhere. Staff keep them; the key goes in and never comes out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.accounts.step_up import step_up
from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_of
from advocates.syndication.posting import actions
from advocates.syndication.posting.forms import ChannelForm
from advocates.syndication.posting.models import OwnChannel, OwnChannelQuerySet

STAFF = audience(Audience.STAFF)
SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])


def kept(request: HttpRequest) -> OwnChannelQuerySet:
    """Those that this viewer sees."""
    return OwnChannel.objects.visible_to(viewer_of(request))


@STAFF
@require_safe
def channels(request: HttpRequest) -> HttpResponse:
    """All accounts, and how it stands with their keys."""
    rows = kept(request).order_by("network", "handle", "pk")
    return render(request, "syndication/manage/channels.html", {"channels": rows})


@STAFF
@SHOW_OR_CHANGE
@sensitive_post_parameters("token")
@step_up
def channel_new(request: HttpRequest) -> HttpResponse:
    """Keep an account."""
    return _asked(request, None)


@STAFF
@SHOW_OR_CHANGE
@sensitive_post_parameters("token")
@step_up
def channel_edit(request: HttpRequest, channel: str) -> HttpResponse:
    """Change an account, or give it a new key."""
    return _asked(request, get_object_or_404(kept(request), public_id=channel))


def _asked(request: HttpRequest, channel: OwnChannel | None) -> HttpResponse:
    form, status = ChannelForm(request.POST if request.method == "POST" else None, channel=channel), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                actions.save_channel(actor=person_of(request), channel=channel, values=form.cleaned_data)
                return redirect("syndication_posting:channels")
            except Refused as refused:
                form.add_error(None, refused.sentence)
                status = 409
    context = {"form": form, "channel": channel}
    return render(request, "syndication/manage/channel.html", context, status=status)


@STAFF
@require_POST
def channel_forget(request: HttpRequest, channel: str) -> HttpResponse:
    """Forget the key: nothing is posted by it any more."""
    found = get_object_or_404(kept(request), public_id=channel)
    actions.forget_token(actor=person_of(request), channel=found)
    return redirect("syndication_posting:channels")
