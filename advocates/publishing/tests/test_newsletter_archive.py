"""The archive: what was sent, in each language, and nothing else; fresh, without a cookie, in the sitemap."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.core import generations, installation
from advocates.publishing.models import Newsletter
from advocates.publishing.models.newsletters import VersionQuerySet
from advocates.publishing.newsletter import actions, archive, tasks
from advocates.publishing.tests.newsletters import approved, make_newsletter, news
from tests.cast import make_person

pytestmark = pytest.mark.django_db
LIST = "/news/newsletter/"


@pytest.fixture(autouse=True)
def _reachable(monkeypatch):
    monkeypatch.setattr(installation, "is_reachable", lambda: True)


@pytest.fixture
def writer(db):
    return make_person("writer", "editor")


def leave(writer, made):
    other = make_person("approver", "editor")
    tasks.send_due(approved(writer, other, made).leaves_at)
    return made


def at(newsletter, prefix=""):
    return f"{prefix}{LIST}{newsletter.public_id}/"


def test_what_was_sent_can_be_read_by_everybody(visitor, writer):
    made = leave(writer, make_newsletter(writer, articles=[news("A quiet year", summary="In short.")]))
    page = visitor.get(at(made))
    assert page.status_code == 200
    for words in (
        "Subject en",
        "<strong>readers</strong>",
        "A quiet year",
        "In short.",
        "/news/a-quiet-year/",
    ):
        assert words in page.text
    assert "Subject en" in visitor.get(LIST).text
    for answer in (page, visitor.get(LIST)):
        assert not answer.cookies


@pytest.mark.parametrize("state", ["draft", "waiting", "approved"])
def test_nothing_before_it_leaves(visitor, editor, writer, state):
    made = make_newsletter(writer)
    if state != "draft":
        actions.hand_in(actor=writer, newsletter=made, planned_for=None)
    if state == "approved":
        actions.approve(actor=editor.person, newsletter=made, revision=Newsletter.objects.get().revision)
    for client in (visitor, editor):
        assert client.get(at(made)).status_code == 404
        assert "Subject en" not in client.get(LIST).text
    assert "newsletter" not in visitor.get("/sitemap.xml").text


def test_without_the_door_it_would_be_there(visitor, writer, monkeypatch):
    """The twin."""
    made = make_newsletter(writer)
    monkeypatch.setattr(VersionQuerySet, "visible_to", lambda rows, _viewer: rows)
    assert "Subject en" in visitor.get(at(made)).text


def test_a_version_that_follows_is_not_there_yet(visitor, writer):
    made = leave(writer, make_newsletter(writer))
    actions.add_language(actor=writer, newsletter=made, language="es", pages=())
    assert visitor.get(at(made)).status_code == 200
    assert visitor.get(at(made, "/es")).status_code == 404
    assert 'hreflang="es"' not in visitor.get(at(made)).text.partition("</head>")[0]


def test_each_language_has_its_address(visitor, writer):
    made = leave(writer, make_newsletter(writer, "en", "es"))
    assert "Subject es" in visitor.get(at(made, "/es")).text
    head = visitor.get(at(made)).text.partition("</head>")[0]
    assert f'hreflang="es" href="http://testserver/es{at(made)}"' in head or f"/es{at(made)}" in head
    assert 'hreflang="x-default"' in head
    missing = visitor.get(at(made, "/ar"))
    assert missing.status_code == 404
    assert "Subject en" in missing.text
    assert "Subject es" not in visitor.get(LIST).text


def test_of_an_article_that_was_withdrawn_nothing_is_left(visitor, writer):
    article, gone = news("Withdrawn", summary="Wrong."), news("Deleted")
    made = leave(writer, make_newsletter(writer, articles=[article, gone, news("Stays")]))
    type(article).objects.filter(pk=article.pk).update(live=False)
    gone.delete()
    page = visitor.get(at(made)).text
    assert page.count("has been withdrawn since") == 2
    assert "Stays" in page
    for words in ("Wrong.", "Deleted"):
        assert words not in page


@pytest.mark.parametrize("view", [archive.newsletter, archive.newsletter_archive])
def test_pages_are_kept_and_renewed_with_the_pages(view):
    assert view.page_cached.watches == ("public", "pages")


def test_the_archive_is_drawn_anew_when_one_leaves(writer, django_capture_on_commit_callbacks):
    before = generations.read("pages")
    with django_capture_on_commit_callbacks(execute=True):
        leave(writer, make_newsletter(writer))
    assert generations.read("pages") > before


def test_robots_find_it_in_its_languages(visitor, writer):
    made = leave(writer, make_newsletter(writer, "en", "es"))
    assert "newsletters" in visitor.get("/sitemap.xml").text
    part = visitor.get("/sitemap-newsletters-1.xml")
    text = part.text
    assert f"<loc>http://testserver{at(made)}" in text or at(made) in text
    assert f"/es{at(made)}" in text
    assert f"/ar{at(made)}" not in text


def test_many_are_in_pages(visitor, writer, django_assert_max_num_queries):
    now = timezone.now()
    for number in range(33):
        each = Newsletter.objects.create(state="sent", first_sent_at=now)
        each.versions.create(
            language="en", subject=f"Letter {number}.", sent_at=now + timedelta(minutes=number)
        )
    visitor.get(LIST)
    with django_assert_max_num_queries(6):
        first = visitor.get(LIST).text
    assert "Letter 32." in first
    assert "Letter 2." not in first
    assert "Letter 2." in visitor.get(f"{LIST}?page=2").text
    for wrong in ("3", "x", "0"):
        assert visitor.get(f"{LIST}?page={wrong}").status_code == 404
