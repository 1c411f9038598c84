"""What is kept of newsletters and for how long, and what the ground is told of them."""

from django.utils.translation import gettext_noop

from advocates.core import outbox, personal, sitemap
from advocates.core.retention import EVERY_FIELD, DataClass, Kept, register
from advocates.publishing.models import (
    Newsletter,
    NewsletterDelivery,
    NewsletterItem,
    NewsletterVersion,
)
from advocates.publishing.newsletter import archive, letters, tasks
from advocates.publishing.newsletter.notices import registrations as notices

PURPOSE = gettext_noop("newsletters, and who wrote and approved them")
WRITTEN = Kept(
    DataClass.INTERNAL, gettext_noop("until an editor removes it; what was sent stays in the archive")
)
SENT = Kept(DataClass.PUBLIC, gettext_noop("until an editor removes it; what was sent stays in the archive"))
LINE = Kept(DataClass.INTERNAL, gettext_noop("90 days after it was sent; how many there were stays"))
ONE = (
    "id public_id state revision made_at handed_in_by handed_in_at planned_for approved_by refused_by refused_at "
    "refusal refusal_lang leaves_at missed_at first_sent_at figures"
)


def register_all():
    """Called when the app is ready."""
    register(Newsletter._meta.label, PURPOSE, dict.fromkeys(ONE.split(), WRITTEN))
    register(Newsletter.writers.through._meta.label, PURPOSE, {EVERY_FIELD: WRITTEN})
    names = ("id", "newsletter", "language", "subject", "opening", "sent_at")
    register(NewsletterVersion._meta.label, PURPOSE, dict.fromkeys(names, SENT))
    names = ("id", "version", "page", "place")
    register(NewsletterItem._meta.label, PURPOSE, dict.fromkeys(names, SENT))
    names = ("id", "newsletter", "version", "subscription", "state")
    register(
        NewsletterDelivery._meta.label,
        gettext_noop("which reader got which newsletter, so that nobody gets one twice"),
        dict.fromkeys(names, LINE),
    )
    outbox.register_purpose(
        outbox.Purpose(
            tasks.PURPOSE,
            is_bulk=True,
            may_send=tasks.may_send,
            compose=letters.compose,
            settled=tasks.settle,
        )
    )
    sitemap.register("newsletters", archive.places)
    personal.register_section("newsletters", got_by)
    notices.register_all()


def got_by(subject):
    """For the export: which newsletters somebody was sent, as long as there is a line about each of them."""
    lines = NewsletterDelivery.objects.filter(subscription__address_hash__in=subject.hashes)
    return [
        {
            "subject": line.version.subject,
            "language": line.version.language,
            "sent_at": line.version.sent_at,
            "state": line.state,
        }
        for line in lines.select_related("version").order_by("version__sent_at", "pk")
    ]
