"""Secret words in newsletters that nobody has sent yet: drafts, one that waits, a language that follows."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from advocates.publishing.models import Newsletter, NewsletterVersion
from advocates.publishing.tests.articles import FIRST

State = Newsletter.State


def publish_newsletter() -> Newsletter:
    """One that was sent, in one language."""
    made, _is_new = Newsletter.objects.get_or_create(
        public_id="sentletter01", defaults={"state": State.DRAFT, "first_sent_at": FIRST}
    )
    made.versions.get_or_create(
        language="en", defaults={"subject": "Sent to readers", "opening": "Hello.", "sent_at": FIRST}
    )
    return made


def plant_newsletters(secret: Callable[[str], str]) -> None:
    """What was sent of the last one is public; its other language is not."""
    now = timezone.now()
    for kind, fields in (
        ("draft", {"state": State.DRAFT}),
        ("waiting", {"state": State.WAITING, "handed_in_at": now}),
        ("approved", {"state": State.APPROVED, "leaves_at": now + timedelta(days=3)}),
    ):
        _version(Newsletter.objects.create(**fields), "en", kind, secret)
    _version(publish_newsletter(), "es", "following", secret)


def _version(newsletter: Newsletter, language: str, kind: str, secret: Callable[[str], str]) -> None:
    NewsletterVersion.objects.create(
        newsletter=newsletter,
        language=language,
        subject=secret(f"{kind} newsletter subject"),
        opening=secret(f"{kind} newsletter opening"),
    )
