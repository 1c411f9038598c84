"""Sharing an article or an event: the texts, the dry run, sending it off, and what became of it."""

import json

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.models import Page

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_of
from advocates.publishing.reading import specific_of
from advocates.publishing.sharing import actions
from advocates.publishing.sharing.forms import TextsForm
from advocates.publishing.sharing.texts import is_shared, kind_of, texts_of, thing_of
from advocates.syndication.posting import actions as posting
from advocates.syndication.posting import wires
from advocates.syndication.posting.failures import sentence
from advocates.syndication.posting.lengths import fits, length
from advocates.syndication.posting.models import Delivery, OwnChannel

EDITORS = audience(Audience.EDITOR, Audience.STAFF)
SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = 50


def article_of(pk):
    """Something to pass on; Http404 for any other page."""
    page = specific_of(get_object_or_404(Page.objects.select_related("locale"), pk=pk))
    if not is_shared(page):
        raise Http404
    return page


def channels_for(request, article):
    """Accounts that speak the article's language."""
    usable = OwnChannel.objects.visible_to(viewer_of(request)).usable()
    return usable.filter(language=article.locale.language_code)


@EDITORS
@SHOW_OR_CHANGE
def share(request, article):
    """The text for each network, to be copied or changed; and the accounts that can post it."""
    found = article_of(article)
    form = TextsForm(request.POST if request.method == "POST" else None, article=found, texts=texts_of(found))
    if form.is_bound and form.is_valid():
        actions.save_texts(actor=person_of(request), article=found, texts=form.cleaned_data)
        return redirect("publishing_sharing:share", found.pk)
    context = {
        "article": found,
        "form": form,
        "channels": channels_for(request, found),
        "deliveries": deliveries_of(request, found),
    }
    return render(request, "publishing/sharing/share.html", context, status=422 if form.errors else 200)


def deliveries_of(request, article):
    mine = Delivery.objects.visible_to(viewer_of(request)).filter(
        kind=kind_of(article), thing=str(article.pk)
    )
    rows = list(mine.select_related("channel").order_by("-queued_at", "-pk")[:SHOWN])
    for row in rows:
        row.reason = sentence(row.failure) if row.failure else ""
    return rows


@EDITORS
@SHOW_OR_CHANGE
def share_post(request, article, channel):
    """Exactly what would be sent; a POST sends it off."""
    found = article_of(article)
    account = get_object_or_404(channels_for(request, found), public_id=channel)
    thing, refusal = thing_of(found, account), None
    if request.method == "POST":
        try:
            posting.send_off(actor=person_of(request), channel=account, thing=thing)
            return redirect("publishing_sharing:share", found.pk)
        except Refused as refused:
            refusal = refused.sentence
    context = {
        "article": found,
        "channel": account,
        "thing": thing,
        "count": length(account.network, thing.text),
        "fits": fits(account.network, thing.text, account.most),
        "request_text": json.dumps(
            wires.request_of(posting.draft(account, thing)), ensure_ascii=False, indent=2
        ),
        "refusal": refusal,
    }
    return render(request, "publishing/sharing/share_post.html", context, status=409 if refusal else 200)


@EDITORS
@require_POST
def post_again(request, delivery):
    """Try once more."""
    return done(request, delivery, posting.try_again)


@EDITORS
@require_POST
def post_settle(request, delivery):
    """It is there."""
    return done(request, delivery, posting.settle)


def done(request, delivery, deed):
    found = get_object_or_404(Delivery.objects.visible_to(viewer_of(request)), public_id=delivery)
    deed(actor=person_of(request), delivery=found)
    return redirect("publishing_sharing:share", int(found.thing))
