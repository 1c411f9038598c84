"""Which texts speak of treatment or health, and who put their words there."""

import hashlib
import json
import re
from html import unescape

from wagtail.models import Revision

from advocates.publishing.models.looks import DraftLook
from advocates.publishing.models.translating import PublishedChange, Significance

# What two people with the same of these have read is the same text. Its marks are part of it.
READ = (
    "title", "seo_title", "search_description", "heading", "lede", "summary", "body", "kind", "is_medical", "picture",
    "picture_alt", "sources", "correction", "related", "starts", "sections",
)  # fmt: skip
STREAMS = frozenset({"body", "sources", "related", "starts", "sections"})
BLOCK_KEY = re.compile(r' data-block-key="\w+"')


def is_medical(person, page, content):
    """By a mark of its own or of another language.

    A mark that somebody else has set, or that readers see now, still counts in the step that takes it away: nobody
    takes a text out of the rule and publishes it alone.
    """
    return is_marked(page, content) or was_marked(person, page) or is_marked_elsewhere(page, content)


def is_marked(page, content):
    """Whether editors say so: by the kind, by the mark, or of this change."""
    return (
        content.get("kind") in page.MEDICAL
        or bool(content.get("is_medical"))
        or content.get("significance") == Significance.MEDICAL
    )


def was_marked(person, page):
    """Whether what is public is medical, or what somebody else has saved since."""
    public = public_of(page)
    if public is not None and is_lasting(public):
        return True
    others = since(page).filter(pk__gt=page.live_revision_id or 0).exclude(user=person.pk)
    return any(is_marked(page, content) for content in others.values_list("content", flat=True))


def is_marked_elsewhere(page, content):
    """Whether the text is medical in another of its languages, published or not."""
    changes = PublishedChange.objects.filter(
        page=content.get("translated_from"), significance=Significance.MEDICAL
    )
    if content.get("translated_from") and changes.exists():
        return True
    others = list(type(page).objects.filter(translation_key=page.translation_key).exclude(pk=page.pk))
    newest = Revision.objects.filter(pk__in=[each.latest_revision_id for each in others])
    return any(map(is_lasting, others)) or any(
        is_marked(page, held) for held in newest.values_list("content", flat=True)
    )


def is_lasting(page):
    """Whether a page is medical whatever its last change was."""
    return is_marked(
        page, {"kind": getattr(page, "kind", ""), "is_medical": getattr(page, "is_medical", False)}
    )


def public_of(page):
    """The page as readers have it now; None where they do not."""
    return type(page).objects.filter(pk=page.pk, live=True).first()


def since(page):
    """Its versions since the last publication, that one included, from the first on."""
    newer = Revision.objects.for_instance(page) if page.pk else Revision.objects.none()
    return newer.filter(pk__gte=page.live_revision_id or 0).order_by("created_at", "pk")


def writer_of(page, words):
    """Who was the first to save these words since the last publication.

    None where nobody knows, and where they are being written now. Whoever saves, restores or publishes the words of
    somebody else is not their writer.
    """
    for user, content in since(page).values_list("user", "content").iterator(chunk_size=20):
        if words_of(content) == words:
            return user
    return None


def is_public(page, words):
    """Whether readers read exactly this already: then it is published again for something else."""
    public = public_of(page)
    return public is not None and words_of(public.serializable_data()) == words


def is_checked(page, words):
    """Whether somebody outside has confirmed exactly these words since the last publication."""
    return DraftLook.confirmed(page, words).exists()


def words_of(content):
    """A short name for exactly what readers would read of a version."""
    read = {name: bare(parsed(name, content.get(name))) for name in READ}
    said = json.dumps({name: value for name, value in read.items() if value}, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def parsed(name, value):
    return json.loads(value) if name in STREAMS and isinstance(value, str) and value else value


def bare(value):
    """Without the marks that editing leaves in texts, and however they are written down."""
    if isinstance(value, str):
        return unescape(BLOCK_KEY.sub("", value)).replace("<p></p>", "").replace("<br>", "<br/>")
    if isinstance(value, list):
        return [bare(each) for each in value]
    if isinstance(value, dict):
        return {name: bare(each) for name, each in value.items() if name != "id"}
    return value
