"""What Wagtail and Django announce about published content makes stored pages old."""

from django.db.models.signals import post_delete, post_save, pre_save
from wagtail.images.models import Image
from wagtail.models import Page
from wagtail.signals import (
    copy_for_translation_done,
    page_published,
    page_unpublished,
    post_page_move,
    pre_page_move,
    published,
    unpublished,
)

from advocates.core import generations
from advocates.publishing import conversations, moving, pictures
from advocates.publishing.languages import actions as translations
from advocates.publishing.models import FundingStatement, NewsArticle, OwnPage
from advocates.publishing.news.dating import date_article


def renew(**_kwargs):
    """Pages that were rendered before are rendered again, and the search of pages reads them again."""
    generations.bump_on_commit("pages")
    generations.bump_on_commit("public")


def date(instance, **_kwargs):
    """A published article takes its place in the list."""
    date_article(instance)


def follow(instance, **_kwargs):
    """What is said about an article stands where the article does."""
    conversations.follow(instance)


def note(instance, revision, **_kwargs):
    """Translations are measured by what was published; of what has no versions nothing is."""
    if isinstance(instance, OwnPage) and revision is not None:
        translations.note_published(instance, revision)


def begin(source_obj, target_obj, **_kwargs):
    """A copy for another language says of what it is one."""
    if isinstance(target_obj, OwnPage):
        translations.begun_from(source_obj, target_obj)


def connect():
    """One line for each announcement."""
    page_published.connect(date, sender=NewsArticle, dispatch_uid="publishing.article_published")
    for announced, name in (
        (page_published, "published"),
        (page_unpublished, "unpublished"),
        (post_delete, "deleted"),
    ):
        announced.connect(follow, sender=NewsArticle, dispatch_uid=f"publishing.conversation_{name}")
    page_published.connect(note, dispatch_uid="publishing.change_published")
    copy_for_translation_done.connect(begin, dispatch_uid="publishing.translation_begun")
    page_published.connect(renew, dispatch_uid="publishing.page_published")
    page_unpublished.connect(renew, dispatch_uid="publishing.page_unpublished")
    pre_page_move.connect(moving.refuse, dispatch_uid="publishing.page_moving")
    post_page_move.connect(renew, dispatch_uid="publishing.page_moved")
    post_delete.connect(renew_after_page, dispatch_uid="publishing.page_deleted")
    post_save.connect(renew, sender=FundingStatement, dispatch_uid="publishing.statement_saved")
    post_delete.connect(renew, sender=FundingStatement, dispatch_uid="publishing.statement_deleted")
    pre_save.connect(pictures.clean_new, sender=Image, dispatch_uid="publishing.picture_saved")
    published.connect(renew, sender=FundingStatement, dispatch_uid="publishing.statement_published")
    unpublished.connect(renew, sender=FundingStatement, dispatch_uid="publishing.statement_unpublished")


def renew_after_page(sender, **_kwargs):
    """A page may be deleted by way of any of its parents' classes."""
    if issubclass(sender, Page):
        renew()
