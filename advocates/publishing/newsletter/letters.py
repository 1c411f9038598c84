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
from advocates.publishing.models import KnowledgeArticle, NewsArticle
from advocates.publishing.newsletter.tasks import PURPOSE, line_of
from advocates.publishing.reading import public_pages
from advocates.syndication.monthly import MANAGE

TEMPLATE = "publishing/newsletter/emails/letter"
KINDS = (NewsArticle, KnowledgeArticle)
# Gmail shows 102 kB of a mail and hides the rest, with it the way to end the letters; a reader's links need room too.
MOST_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class Line:
    """An article as it is public now."""

    title: str
    summary: str
    url: str
    language: str


def lines_of(version):
    """The articles in their order; None in the place of one that is not public any more."""
    ids = list(version.items.values_list("page_id", flat=True))
    public = public_pages().filter(pk__in=[pk for pk in ids if pk]).values("pk")
    known = {}
    for kind in KINDS:
        for page in kind.objects.filter(pk__in=public).select_related("locale"):
            url = settings.SITE_URL + address_of(page)
            known[page.pk] = Line(page.title, page.summary, url, page.locale.language_code)
    return [known.get(pk) for pk in ids]


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
