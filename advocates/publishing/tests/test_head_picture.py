"""The picture at the head of an article says what it shows to who cannot see it, in every language."""

import pytest
from django.core.files.base import ContentFile
from wagtail.images.models import Image

from advocates.core.tests.pictures import png
from advocates.publishing import policies
from advocates.publishing.languages import actions
from advocates.publishing.models import LaunchTick, NewsArticle
from advocates.publishing.refusals import PictureNotDescribed
from advocates.publishing.tests.articles import make_news
from advocates.publishing.tests.office import edit_url
from advocates.publishing.tests.test_checking import written
from advocates.publishing.tests.test_launch import locale

pytestmark = pytest.mark.django_db
WANTED = "Say what the picture shows"


@pytest.fixture
def picture(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Image.objects.create(title="cloth", file=ContentFile(png(20, 10), "cloth.png"))


@pytest.fixture
def draft(editor, picture):
    made = make_news("With a picture", live=False, picture=picture)
    made.save_revision(user=editor.person)
    return NewsArticle.objects.get(pk=made.pk)


def send(client, page, *, publish=True, **changes):
    fields = {"picture": page.picture_id or "", "picture_alt": page.picture_alt, **changes}
    return client.post(
        edit_url(page), {**written(page, **fields), **({"action-publish": "1"} if publish else {})}
    )


def is_live(page):
    return NewsArticle.objects.get(pk=page.pk).live


@pytest.mark.parametrize("alt", ["", "   "])
def test_it_is_asked_for_on_its_field_and_nothing_is_lost(editor, draft, alt):
    answer = send(editor, draft, picture_alt=alt, summary="Words that stay.")
    assert answer.status_code == 200
    assert "picture_alt" in answer.context["form"].errors
    assert WANTED in answer.text
    assert "Words that stay." in answer.text
    assert not is_live(draft)


def test_a_described_one_is_published_and_so_is_an_article_without_one(editor, draft):
    assert send(editor, draft, picture_alt="Two people sew a quilt.").status_code == 302
    assert is_live(draft)
    other = make_news("Without", live=False)
    other.save_revision(user=editor.person)
    assert send(editor, NewsArticle.objects.get(pk=other.pk)).status_code == 302


def test_a_draft_may_wait_for_its_words(editor, draft):
    assert send(editor, draft, publish=False, summary="Not finished.").status_code == 302
    assert NewsArticle.objects.get(pk=draft.pk).get_latest_revision_as_object().summary == "Not finished."


def test_a_translation_is_asked_for_its_own(editor, draft):
    spanish = translation_of(draft)
    answer = send(editor, spanish, slug="con-imagen")
    assert "picture_alt" in answer.context["form"].errors
    assert not is_live(spanish)
    assert send(editor, spanish, slug="con-imagen", picture_alt="Dos personas cosen.").status_code == 302
    assert is_live(spanish)


def translation_of(page):
    made = page.copy_for_translation(locale("es"))
    made.save_revision()
    return NewsArticle.objects.get(pk=made.pk)


def test_no_other_way_leads_past_it(editor, draft):
    with pytest.raises(PictureNotDescribed):
        draft.get_latest_revision().publish(user=editor.person)
    spanish = translation_of(draft)
    LaunchTick.objects.create(page=draft, locale=spanish.locale)
    with pytest.raises(PictureNotDescribed):
        actions.launch(actor=editor.person, source=draft)
    assert not is_live(draft)
    assert not is_live(spanish)


def test_without_the_policy_it_would(editor, draft, monkeypatch):
    """The twin."""
    monkeypatch.setattr(policies, "is_described", lambda _content: True)
    assert send(editor, draft).status_code == 302
    assert is_live(draft)
