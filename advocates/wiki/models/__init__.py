"""What the wiki keeps, by subject; the rest of the site imports from here."""

from advocates.wiki.models.carrying import Archive
from advocates.wiki.models.deeds import PageDeed, PageDeedQuerySet
from advocates.wiki.models.filed import PAST_FILES, PageFile, PageFileQuerySet
from advocates.wiki.models.page import DEEPEST, PageCheck, PageName, PageQuerySet, WikiPage, name_key
from advocates.wiki.models.proposing import PageProposal
from advocates.wiki.models.revision import (
    MOST_FILES,
    PAGE_FILES,
    Editing,
    PageLink,
    PageLinkQuerySet,
    PageRevision,
    PageRevisionQuerySet,
)  # fmt: skip
from advocates.wiki.models.translating import FamilyPage, PageFamily, PageOrigin, TranslationClaim
from advocates.wiki.models.watching import How, Watching, WatchWish

__all__ = [
    "DEEPEST", "MOST_FILES", "PAGE_FILES", "PAST_FILES", "Archive", "Editing", "FamilyPage", "How", "PageCheck",
    "PageDeed", "PageDeedQuerySet", "PageFamily", "PageFile", "PageFileQuerySet", "PageLink", "PageLinkQuerySet",
    "PageName", "PageOrigin", "PageProposal", "PageQuerySet", "PageRevision", "PageRevisionQuerySet",
    "TranslationClaim", "WatchWish", "Watching", "WikiPage", "name_key",
]  # fmt: skip
