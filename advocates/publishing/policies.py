"""Who may publish what."""

import json
import re

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.models import Revision

from advocates.publishing.models.looks import DraftLook

# What two people with the same words have read is the same text.
TEXT = ("title", "summary", "body", "kind", "sources", "correction")
BLOCK_KEY = re.compile(r' data-block-key=\\"\w+\\"')
# What nobody changes in an event of a past year. Which rows name its groups does not matter, only which groups.
ANNOUNCED = (
    "title", "slug", "summary", "body", "starts_on", "starts_time", "ends_on", "ends_time", "zone", "place", "address",
    "country", "is_online", "online_url", "registration_url", "languages", "change", "change_note",
)  # fmt: skip


def can_publish(person, article, content):
    """Medical text is never published by whoever began this version of it, unless somebody else has checked it.

    Somebody else is another editor, who publishes it, or a person without an account, who confirmed it by a link.
    What runs by itself, as a schedule that was approved, has no person. `content` is what a revision holds.
    """
    if person is None or content.get("kind") not in article.MEDICAL:
        return True
    return not began(person, article) or is_checked(article, content)


def began(person, article):
    """Whether the first revision since the last publication is this person's; also one that is being written now."""
    if article.pk is None:
        return True
    newer = Revision.objects.for_instance(article).filter(pk__gt=article.live_revision_id or 0)
    first = newer.order_by("created_at", "pk").values_list("user", flat=True).first()
    return first is None or first == person.pk


def is_checked(article, content):
    """Whether somebody without an account has confirmed exactly this text."""
    if article.pk is None:
        return False
    looks = DraftLook.objects.filter(page=article.pk, checked_at__isnull=False)
    words = text_of(content)
    return any(text_of(look.revision.content) == words for look in looks.select_related("revision"))


def text_of(content):
    """What readers would read of a revision."""
    return {name: content.get(name) for name in TEXT}


def is_described(content):
    """Whether who cannot see the head picture is told what it shows; `content` is what a revision holds."""
    return not content.get("picture") or bool((content.get("picture_alt") or "").strip())


def can_change_event(event, content):
    """What was announced of a past year stays as it was; a correction is added. Asks what is published now."""
    stored = type(event).objects.filter(pk=event.pk, live=True).first()
    if stored is None or not stored.is_frozen:
        return True
    return announced_of(content) == announced_of(stored.serializable_data())


def announced_of(content):
    """What readers were told of an event, as a revision writes it; without the marks that editing leaves in texts."""
    told = {name: content.get(name) for name in ANNOUNCED}
    body = json.loads(told["body"]) if isinstance(told["body"], str) else told["body"]
    told["body"] = [[block["type"], block["value"]] for block in body or ()]
    groups = [row["organisation"] for row in content.get("organiser_rows", ())]
    return BLOCK_KEY.sub("", json.dumps([told, groups], cls=DjangoJSONEncoder))
