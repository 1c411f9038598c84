"""Articles that somebody signed: whoever leaves says whether the name stays above them."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Revision

from advocates.core import generations, personal
from advocates.publishing.addresses import address_of
from advocates.publishing.models import KnowledgeArticle, NewsArticle

SIGNED = (NewsArticle, KnowledgeArticle)
# Scripts that put no space between words: Thai, Lao, Khmer, Japanese, Chinese.
WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def register_all():
    """Called when the app is ready."""
    personal.register_signed(signed_by)
    personal.register_eraser(take_out)


def signed_by(subject):
    """What bears the name, drafts as well: somebody else may publish them later."""
    return [
        personal.Signed(page.draft_title, page.language, _address_of(page) if page.live else "")
        for page in pages_of(subject)
    ]


def take_out(subject):
    """Put “Former representative” in the name's place, in every version of it and each language."""
    if subject.keeps_name:
        return
    name = whole(subject.name)
    for page in pages_of(subject):
        with override(page.language):
            words = _("Former representative")
        line = name.sub(words, normal(page.author_line))
        type(page).objects.filter(pk=page.pk).update(author_line=line)
        for revision in page.revisions.all():
            said = normal(revision.content.get("author_line", ""))
            if name.search(said):
                revision.content["author_line"] = name.sub(words, said)
                revision.save(update_fields=["content"])
        # Pages that were rendered before are rendered again, and the search of pages reads them again.
        generations.bump_on_commit("pages")
        generations.bump_on_commit("public")


def pages_of(subject):
    """Those above which the person has put the name, in every language in which they bear it."""
    if not subject.name:
        return []
    name, person = whole(subject.name), subject.person.pk
    wrote = Revision.page_revisions.filter(user=person).values("object_id")
    mine = _bearing(name, Q(key__in=wrote) | Q(owner=person))
    families = {each.page.translation_key for each in mine if (each.by or each.page.owner_id) == person}
    return [each.page for each in _bearing(name, Q(translation_key__in=families))]


@dataclass(frozen=True, slots=True)
class Bearing:
    """A page that bears a name now, or in any of its versions; `by` is who saved the first one that does."""

    page: Any
    by: int | None


def _bearing(name, which):
    pages = [
        page
        for kind in SIGNED
        for page in kind.objects.annotate(key=Cast("pk", CharField())).filter(which).select_related("locale")
    ]
    first = {}
    rows = Revision.page_revisions.filter(object_id__in=[str(page.pk) for page in pages]).order_by("pk")
    for key, user, line in rows.values_list("object_id", "user", "content__author_line"):
        if name.search(normal(line or "")):
            first.setdefault(key, user)
    found = []
    for page in pages:
        if str(page.pk) in first:
            found.append(Bearing(page, first[str(page.pk)]))
        elif name.search(normal(page.author_line)):
            # Its versions are not kept any more: it is as good as the word of whoever made the page.
            found.append(Bearing(page, page.owner_id))
    return found


def _address_of(page):
    return page.address if isinstance(page, KnowledgeArticle) else address_of(page)


def normal(line):
    """One way of writing a letter, and one space between words."""
    return " ".join(unicodedata.normalize("NFC", line).split())


def whole(name):
    """The name by itself: neither “Ada Longworth”, “Ada Long-Smith” nor, for an “Ada”, “Ada Long” bears it."""
    words = re.escape(normal(name))
    if WITHOUT_SPACES.search(name):
        return re.compile(words)
    return re.compile(rf"(?<![\w'’-])(?i:{words})(?![\w'’-])(?! [A-ZÀ-ÖØ-ÞŁŚŠŻŽĐĞİŐŰΑ-ΩА-ЯЁ])")
