"""A newsletter leaves: once to each reader, however often a worker dies in between.

That it leaves is written first; then readers get their lines and their mails five hundred at a time, line and mail in
one transaction. Whoever has a line is not looked for again. What a mail says is composed when it is handed over.
"""

from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from advocates.core import generations, installation, jobs, outbox, stream
from advocates.core.models import Mail
from advocates.core.outbox import Recipient
from advocates.publishing.models import Newsletter, NewsletterDelivery, NewsletterVersion
from advocates.publishing.news.following import KIND, LETTER
from advocates.publishing.newsletter import picking
from advocates.syndication.models import Subscription
from advocates.syndication.topics import purpose_of

PURPOSE = purpose_of(KIND, LETTER)
AT_ONCE = 500
# What was to leave longer ago, while nothing ran, may have become wrong: somebody is asked again.
MISSED = timedelta(days=1)
# Then the lines about single readers go; how many there were stays.
KEPT = timedelta(days=90)
State = Newsletter.State


@jobs.every(seconds=20)
def send_due(now=None):
    """Begin what is due, and end what was begun; returns how many mails were queued."""
    if not installation.is_reachable():
        return 0
    moment = now or timezone.now()
    due = list(Newsletter.objects.due(moment).values_list("pk", flat=True))
    return sum(leave(each, moment) for each in due)


def leave(newsletter_id, moment):
    """Begin it, if it has not begun, and queue mails until every reader has one."""
    queued = 0
    if set_out(newsletter_id, moment):
        while added := queue_some(newsletter_id):
            queued += added
        finish(newsletter_id)
    return queued


def set_out(newsletter_id, moment):
    """Whether it leaves: from now on nobody can take it back, and the archive shows it."""
    with transaction.atomic():
        current = Newsletter.objects.select_for_update().get(pk=newsletter_id)
        if current.state == State.LEAVING:
            return True
        if current.state != State.APPROVED or current.leaves_at > moment:
            return False
        if current.leaves_at < moment - MISSED:
            ask_again(current, moment)
            return False
        if not all(picking.says_something(version, moment) for version in current.versions.unsent()):
            give_back(current, moment)
            return False
        current.state = State.LEAVING
        current.first_sent_at = current.first_sent_at or moment
        current.save()
        current.versions.unsent().update(sent_at=moment)
        stream.record("publishing.newsletter.left", current)
        renew()
    return True


def ask_again(newsletter, moment):
    newsletter.state, newsletter.missed_at = State.WAITING, moment
    newsletter.leaves_at, newsletter.approved_by, newsletter.planned_for = None, None, None
    newsletter.save()
    stream.record("publishing.newsletter.missed", newsletter)


def give_back(newsletter, moment):
    """What it speaks of is over or withdrawn since it was approved: its writers are told, and nobody gets a subject
    alone."""
    newsletter.state, newsletter.refused_at = State.DRAFT, moment
    newsletter.refused_by, newsletter.refusal, newsletter.refusal_lang = None, "", ""
    newsletter.leaves_at, newsletter.approved_by, newsletter.planned_for = None, None, None
    newsletter.save()
    stream.record("publishing.newsletter.emptied", newsletter)


def renew():
    """The archive is drawn anew."""
    generations.bump_on_commit("pages")
    generations.bump_on_commit("public")


def queue_some(newsletter_id):
    """Lines and mails for some readers who have none; 0 when all have theirs."""
    with transaction.atomic():
        current = Newsletter.objects.select_for_update().get(pk=newsletter_id)
        versions = list(current.versions.sent())
        readers = list(readers_without(current, versions).select_for_update()[:AT_ONCE])
        by_language = {version.language: version for version in versions}
        lines = NewsletterDelivery.objects.bulk_create(
            NewsletterDelivery(newsletter=current, version=by_language[language], subscription=reader)
            for reader, language in ((reader, language_for(reader, by_language)) for reader in readers)
        )
        outbox.send_later_many(PURPOSE, [recipient_of(line) for line in lines])
    return len(lines)


def recipient_of(line):
    return Recipient(line.subscription.address, line.version.language, {"delivery": line.pk})


def readers_without(newsletter, versions):
    """Who gets a version that left last, and has no line yet. Who came later gets the next newsletter."""
    last = max(version.sent_at for version in versions)
    new = [version.language for version in versions if version.sent_at == last]
    known = [version.language for version in versions]
    has_line = NewsletterDelivery.objects.filter(newsletter=newsletter, subscription=OuterRef("pk"))
    found = Subscription.objects.confirmed().filter(kind=KIND, scope=LETTER, confirmed_at__lte=last)
    wanted = Q(language__in=new) | (Q(fallback__in=new) & ~Q(language__in=known))
    return found.filter(wanted).exclude(Exists(has_line)).order_by("pk")


def expected(newsletter):
    """How many readers would get each version that has not left, if it left now."""
    versions = list(newsletter.versions.all())
    new = [version for version in versions if version.sent_at is None]
    known = {version.language: version for version in versions}
    counts = Counter()
    if new:
        readers = Subscription.objects.confirmed().filter(kind=KIND, scope=LETTER)
        has_line = NewsletterDelivery.objects.filter(newsletter=newsletter, subscription=OuterRef("pk"))
        rows = readers.exclude(Exists(has_line)).values_list("language", "fallback").annotate(Count("pk"))
        for language, fallback, count in rows.order_by():
            counts[language if language in known else fallback] += count
    return {version.language: counts[version.language] for version in new}


def language_for(reader, known):
    """The reader's own language before the one that they chose instead."""
    return reader.language if reader.language in known else reader.fallback


def finish(newsletter_id):
    Newsletter.objects.filter(pk=newsletter_id, state=State.LEAVING).update(state=State.SENT)


def settle(mail):
    """How the mail of a line ended."""
    NewsletterDelivery.objects.filter(pk=mail.about.get("delivery")).update(state=mail.state)


def line_of(mail):
    """What a mail is for: the line, if its reader still wants it there."""
    found = NewsletterDelivery.objects.filter(
        pk=mail.about.get("delivery"),
        subscription__ended_at=None,
        subscription__scope=LETTER,
        subscription__address=mail.recipient,
    )
    return found.select_related("version__newsletter", "subscription").first()


def may_send(mail):
    """Whether its reader still gets newsletters at this address, and it says something."""
    line = line_of(mail)
    return line is not None and picking.says_something(line.version, line.version.read_from)


def figures_of(newsletter):
    """How many readers, and how many of their mails ended how; counted, or as they stood when lines were erased."""
    rows = newsletter.deliveries.values_list("state").annotate(count=Count("pk")).order_by()
    counts = Counter(newsletter.figures) + Counter(dict(rows))
    return {**{state: counts[state] for state in Mail.State.values}, "readers": counts.total()}


@jobs.every(seconds=86_400)
def forget_readers(now=None):
    """Erase who got what long ago, and keep how many; returns how many newsletters that was."""
    long_ago = (now or timezone.now()) - KEPT
    old = NewsletterVersion.objects.sent().values("newsletter").annotate(last=Max("sent_at"))
    ids = [row["newsletter"] for row in old.filter(last__lt=long_ago)]
    found = list(Newsletter.objects.filter(pk__in=ids, deliveries__isnull=False).distinct())
    for newsletter in found:
        with transaction.atomic():
            counts = figures_of(newsletter)
            newsletter.deliveries.all().delete()
            del counts["readers"]
            Newsletter.objects.filter(pk=newsletter.pk).update(figures={k: n for k, n in counts.items() if n})
    return len(found)
