"""Newsletters and their readers as the tests need them."""

from datetime import timedelta

from django.utils import timezone

from advocates.core import jobs, outbox
from advocates.publishing.models import Newsletter
from advocates.publishing.newsletter import actions, tasks
from advocates.publishing.tests.articles import make_news
from advocates.syndication.models import Subscription

OFFICE = "/manage/newsletter/"


def reader(name="reader", language="en", fallback="", **fields):
    """Somebody who gets newsletters, since yesterday."""
    address = f"{name}@example.org"
    since = timezone.now() - timedelta(days=1)
    values = {"kind": "news", "scope": "newsletter", "confirmed_at": since, "told_until": since, **fields}
    return Subscription.objects.create(
        address=address,
        address_hash=outbox.address_hash(address),
        language=language,
        fallback=fallback,
        **values,
    )


def make_newsletter(writer, *languages, articles=(), opening="Dear **readers**"):
    """A draft in these languages; the first has the articles."""
    codes = languages or ("en",)
    made = actions.begin(actor=writer, language=codes[0])
    for code in codes:
        pages = [article.pk for article in articles] if code == codes[0] else []
        if code != codes[0]:
            actions.add_language(actor=writer, newsletter=made, language=code, pages=())
        write(writer, made, code, pages=pages, opening=opening)
    return Newsletter.objects.get(pk=made.pk)


def write(writer, newsletter, code, pages=(), opening="Dear **readers**"):
    version = newsletter.versions.select_related("newsletter").get(language=code)
    words = {"subject": f"Subject {code}", "opening": opening}
    revision = Newsletter.objects.get(pk=newsletter.pk).revision
    actions.write(actor=writer, version=version, base=revision, words=words, pages=pages)


def approved(writer, approver, newsletter, planned_for=None):
    """Handed in and approved; it leaves in ten minutes."""
    actions.hand_in(actor=writer, newsletter=newsletter, planned_for=planned_for)
    revision = Newsletter.objects.get(pk=newsletter.pk).revision
    actions.approve(actor=approver, newsletter=newsletter, revision=revision)
    return Newsletter.objects.get(pk=newsletter.pk)


def sent(writer, approver, newsletter):
    """Left, and every mail handed over."""
    later = approved(writer, approver, newsletter).leaves_at + timedelta(seconds=1)
    tasks.send_due(later)
    jobs.run_due()
    return Newsletter.objects.get(pk=newsletter.pk)


def news(title="A quiet year", **fields):
    """Of a day on which it can be chosen."""
    return make_news(title, first_published_at=timezone.now(), **fields)
