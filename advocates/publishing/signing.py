"""Articles that somebody signed: whoever leaves says whether the name stays above them."""

import re

from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page, Revision

from advocates.core import generations, personal
from advocates.publishing.addresses import address_of
from advocates.publishing.models import KnowledgeArticle, NewsArticle

SIGNED = (NewsArticle, KnowledgeArticle)


def register_all():
    """Called when the app is ready."""
    personal.register_signed(signed_by)
    personal.register_eraser(take_out)


def signed_by(subject):
    """What is published under the name, and was written with the account: nobody disposes of a namesake's articles."""
    return [
        personal.Signed(page.title, page.language, _address_of(page))
        for page in pages_of(subject)
        if page.live
    ]


def take_out(subject):
    """Put “Former representative” in the name's place, in every version of it and each language."""
    if subject.keeps_name:
        return
    for page in pages_of(subject):
        with override(page.language):
            words = _("Former representative")
        line = whole(subject.name).sub(words, page.author_line)
        type(page).objects.filter(pk=page.pk).update(author_line=line)
        for revision in page.revisions.filter(content__author_line__icontains=subject.name):
            revision.content["author_line"] = whole(subject.name).sub(words, revision.content["author_line"])
            revision.save(update_fields=["content"])
        # Pages that were rendered before are rendered again, and the search of pages reads them again.
        generations.bump_on_commit("pages")
        generations.bump_on_commit("public")


def pages_of(subject):
    """Those that bear the name and that the person, or a translation of which the person, has written."""
    if not subject.name:
        return []
    wrote = Revision.page_revisions.filter(user=subject.person.pk).values("object_id")
    mine = Page.objects.annotate(key=Cast("pk", CharField())).filter(key__in=wrote) | Page.objects.filter(
        owner=subject.person.pk
    )
    families = mine.values("translation_key")
    found = [
        page
        for kind in SIGNED
        for page in kind.objects.filter(translation_key__in=families).select_related("locale").order_by("pk")
    ]
    return [page for page in found if any(map(whole(subject.name).search, lines_of(page)))]


def lines_of(page):
    """Under which name it stands now, and in its newest version."""
    newest = page.get_latest_revision()
    return [page.author_line, newest.content.get("author_line", "") if newest else ""]


def _address_of(page):
    return page.address if isinstance(page, KnowledgeArticle) else address_of(page)


def whole(name):
    """The name as words of their own: “Ada Long” is not in “Ada Longworth”."""
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
