"""What a newsletter says: the same in the preview, in the proof, in the mail, and in the archive."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe

from advocates.core import links, markup, outbox
from advocates.core.i18n import in_language
from advocates.core.profile import profile
from advocates.publishing.addresses import address_of
from advocates.publishing.events import saying
from advocates.publishing.models import EventPage
from advocates.publishing.newsletter.picking import KINDS, too_late
from advocates.publishing.newsletter.tasks import PURPOSE, line_of
from advocates.publishing.reading import public_pages
from advocates.syndication.monthly import MANAGE

TEMPLATE = "publishing/newsletter/emails/letter"
# Gmail shows 102 kB of a mail and hides the rest, with it the way to end the letters; a reader's links need room too.
MOST_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class Line:
    """An article or an event as it is public now; of an event also when and where it is, and what has changed."""

    title: str
    summary: str
    url: str
    language: str
    when: str = ""
    in_utc: str = ""
    where: str = ""
    change: str = ""


def lines_of(version):
    """What was chosen in its order; None in the place of what is not public any more.

    An event that was over before it could be read about leaves no place behind.
    """
    ids = list(version.items.values_list("page_id", flat=True))
    late = set(too_late(version, version.read_from).values_list("pk", flat=True))
    public = public_pages().filter(pk__in=[pk for pk in ids if pk]).values("pk")
    known = {}
    with translation.override(version.language):
        for kind in KINDS:
            for page in kind.objects.filter(pk__in=public).select_related("locale"):
                known[page.pk] = Line(**words_of(page))
    return [known.get(pk) for pk in ids if pk not in late]


def words_of(page):
    """What is said of a page, in the language that is active."""
    said = {
        "title": page.title,
        "summary": page.summary,
        "url": settings.SITE_URL + address_of(page),
        "language": page.locale.language_code,
    }
    if isinstance(page, EventPage):
        change = str(page.get_change_display()) if page.change else ""
        said |= {"when": saying.when(page), "in_utc": saying.in_utc(page), "where": saying.where(page)}
        said |= {"change": change}
    return said


def opening_of(version):
    """The opening as HTML."""
    return mark_safe(markup.render(version.opening))  # noqa: S308 - it comes out of the sanitiser


def path_of(version):
    """Where a version stands in the archive once it was sent."""
    with translation.override(settings.LANGUAGE_CODE):
        plain = reverse("newsletter", args=[version.newsletter.public_id])
    return in_language(plain, version.language)


def composed(version, *, recipient, manage_url):
    """The mail to one recipient: what differs between two readers are their links alone."""
    context = {
        "subject": version.subject,
        "opening": opening_of(version),
        "opening_text": version.opening.strip(),
        "lines": [line for line in lines_of(version) if line is not None],
        "page_url": settings.SITE_URL + path_of(version),
        "manage_url": manage_url,
        "profile": profile(),
    }
    return outbox.rendered(TEMPLATE, version.language, context, recipient=recipient, purpose=PURPOSE)


def compose(mail):
    """A mail that leaves now."""
    line = line_of(mail)
    if line is None:
        raise LookupError("nobody to write to")
    manage_url = links.url_of(MANAGE, str(line.subscription.public_id))
    return composed(line.version, recipient=mail.recipient, manage_url=manage_url)


def proof(version, *, recipient):
    """What an editor is shown and sent: in place of the reader's own page stands the form to follow."""
    with translation.override(version.language):
        manage_url = settings.SITE_URL + reverse("news_follow")
    return composed(version, recipient=recipient, manage_url=manage_url)


def weight_of(version):
    """How many bytes of HTML a mailbox gets."""
    return len(proof(version, recipient=settings.EMAIL_FROM).html.encode())


def send_proof(*, version, person):
    """Send it to the person themself; what they are sent is what was composed now."""
    said = proof(version, recipient=person.email)
    outbox.queue(
        person.email, subject=said.subject, text=said.text, html=said.html, language=version.language
    )
