"""Who may publish what."""

import json
import re

from django.core.serializers.json import DjangoJSONEncoder

from advocates.publishing import medical

BLOCK_KEY = re.compile(r' data-block-key=\\"\w+\\"')
# What nobody changes in an event of a past year. Which rows name its groups does not matter, only which groups.
ANNOUNCED = (
    "title", "slug", "summary", "body", "starts_on", "starts_time", "ends_on", "ends_time", "zone", "place", "address",
    "country", "is_online", "online_url", "registration_url", "languages", "change", "change_note",
)  # fmt: skip


def can_publish(person, page, content):
    """What speaks of treatment or health is not published by whoever wrote its last words.

    Another editor publishes it, who changes nothing in the same step; or somebody outside has confirmed these very
    words by their link. What runs by itself, as a schedule that was approved, has no person. `content` is what a
    revision holds.
    """
    if person is None or not medical.is_medical(person, page, content):
        return True
    words = medical.words_of(content)
    return (
        medical.is_public(page, words)
        or medical.writer_of(page, words) not in {None, person.pk}
        or medical.is_checked(page, words)
    )


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
