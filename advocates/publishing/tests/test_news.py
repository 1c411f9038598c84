"""News as everybody reads them: the list with its archive, an article, the feeds, home page and search."""

import json
import re
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advocates.organisations.models import Organisation
from advocates.organisations.tests.factories import make_organisation
from advocates.publishing.models import NewsArticle, NewsIndex
from advocates.publishing.news import archive
from advocates.publishing.tests.articles import FIRST, make_news

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
TITLE = re.compile(r'<h2 lang="en"><a href="([^"]+)" dir="auto">([^<]+)</a></h2>')


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert not answer.cookies
    return answer.content.decode()


def titles(text):
    return [title for _url, title in TITLE.findall(text)]


def entries(visitor):
    """The parts of each entry of the feed, by title and in its order."""
    root = ElementTree.fromstring(visitor.get("/feeds/news.atom").content)  # noqa: S314 - we wrote it
    rows = [{part.tag.removeprefix(ATOM): part.text for part in entry} for entry in root.iter(f"{ATOM}entry")]
    return {row["title"]: row for row in rows}


class TestList:
    @pytest.mark.parametrize(
        ("path", "words"),
        [
            ("/news/", "Nothing published yet"),
            ("/es/news/", "Aún no se ha publicado nada"),
            ("/ar/news/", "لم يُنشر شيء بعد"),
        ],
    )
    def test_a_new_installation_says_that_there_is_nothing(self, visitor, path, words):
        assert words in read(visitor, path)

    def test_the_newest_stands_first(self, visitor):
        make_news("Old", days=1)
        make_news("New", days=9, kind="research")
        assert titles(read(visitor, "/news/")) == ["New", "Old"]

    def test_a_draft_is_not_there(self, visitor):
        make_news("Not yet", live=False)
        assert "Not yet" not in read(visitor, "/news/")
        assert visitor.get("/news/not-yet/").status_code == 404

    def test_the_list_goes_on_where_it_ended(self, visitor):
        """Also where several articles have the same moment, and while others are published."""
        for number in range(2 * archive.PAGE_SIZE + 5):
            make_news(f"Number {number}", days=number // 10)
        seen, address = [], "/news/"
        while address:
            text = read(visitor, address)
            seen += titles(text)
            older = re.search(r'rel="next" href="([^"]+)"', text)
            address = "/news/" + older[1].replace("&amp;", "&") if older else ""
            make_news(f"Meanwhile {len(seen)}", days=90)
        assert len(seen) == len(set(seen)) == 2 * archive.PAGE_SIZE + 5

    def test_by_kind_year_and_country(self, visitor):
        make_news("Trial", kind="trials", countries=["DE", "FR"])
        make_news("Care", kind="care", countries=["FR"])
        make_news("Later", kind="care", days=400)
        assert titles(read(visitor, "/news/?kind=care")) == ["Later", "Care"]
        assert titles(read(visitor, "/news/?year=2024")) == ["Care", "Trial"]
        assert titles(read(visitor, "/news/?country=DE")) == ["Trial"]
        assert titles(read(visitor, "/news/?country=FR&kind=care&year=2024")) == ["Care"]
        assert "Nothing was published about this" in read(visitor, "/news/?kind=obituary")

    def test_each_format_of_the_feed_is_one_step_away(self, visitor):
        make_news("In Chile", kind="access", countries=["CL"])
        text = read(visitor, "/news/?kind=access&country=CL")
        for name, kind in (("atom", "atom+xml"), ("rss", "rss+xml"), ("json", "feed+json")):
            address = f"/feeds/news.{name}?country=cl&amp;kind=access"
            assert f'href="{address}"' in text.partition("<main")[2]
            assert re.search(
                f'<link rel="alternate" type="application/{re.escape(kind)}"[^>]*{re.escape(address)}', text
            )

    @pytest.mark.parametrize(
        "query",
        ["kind=x", "year=20", "year=٢٠٢٤", "country=XX", "before=x", "before=1", "before=99999999999999999-1",
         "before=1-999999999999999999999", "kind=%00", "country=%ED%A0%80", "kind=<script>"],
    )  # fmt: skip
    def test_nonsense_is_not_found(self, visitor, query):
        make_news()
        assert visitor.get(f"/news/?{query}").status_code in {200, 404}
        if not query.startswith("before=9"):
            assert visitor.get(f"/news/?{query}").status_code == 404

    @pytest.mark.parametrize("path", ["/news/", "/", "/feeds/news.atom"])
    def test_the_same_number_of_questions_for_ten_and_for_sixty(self, visitor, path):
        counts = []
        for wanted in (10, 60):
            for number in range(NewsArticle.objects.count(), wanted):
                make_news(f"Number {number}", days=number, countries=["DE"])
            archive.forget()
            read(visitor, path)
            with CaptureQueriesContext(connection) as asked:
                read(visitor, path)
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 9

    def test_its_address_is_fixed(self):
        assert {index.slug for index in NewsIndex.objects.all()} == {"news"}
        assert "slug" not in NewsIndex.get_edit_handler().get_form_class().base_fields


class TestArticle:
    def test_detail_4_it_says_who_wrote_and_who_checked_it_and_what_was_wrong(self, visitor):
        make_news(
            "A test is free",
            summary="In one country.",
            author_line="The knowledge team",
            checked_by="A reader",
            checked_role="blood doctor",
            checked_on=date(2024, 3, 2),
            correction="<p>It was two countries.</p>",
            corrected_on=date(2024, 3, 9),
            body=[("text", "<p>All of it</p>")],
            sources=[("source", {"text": "The ministry", "address": "https://example.org/law"})],
            related=[("link", {"label": "The directory", "page": None, "address": "/directory/"})],
        )
        text = " ".join(read(visitor, "/news/a-test-is-free/").split())
        for words in (
            "By <bdi>The knowledge team</bdi>",
            "Checked by <bdi>A reader</bdi>, <bdi>blood doctor</bdi>",
            "2 March 2024",
            "Corrected on 9 March 2024",
            "It was two countries.",
            "All of it",
            'href="https://example.org/law"',
            'href="/directory/" dir="auto">The directory',
        ):
            assert words in text

    def test_countries_and_groups(self, visitor):
        shown = make_organisation("Shown group", country="DE")
        hidden = make_organisation("Hidden group", country="FR")
        make_news("Both", countries=["DE"], organisations=[shown, hidden])
        Organisation.objects.filter(pk=hidden.pk).update(is_protected=True)
        text = read(visitor, "/news/both/")
        assert f'href="/organisations/{shown.slug}/"' in text
        assert 'href="/directory/de/"' in text
        assert "Hidden group" not in text

    def test_the_group_that_left_the_public_is_named_to_nobody(self, staff):
        """Stored pages are the same for all: what staff may see elsewhere does not get into them."""
        hidden = make_organisation("Hidden group", country="FR")
        make_news("One", organisations=[hidden])
        Organisation.objects.filter(pk=hidden.pk).update(is_published=False)
        assert "Hidden group" not in staff.get("/news/one/").content.decode()

    def test_json_ld(self, visitor):
        make_news("</script><b>", slug="danger", summary="Short & good")
        text = read(visitor, "/news/danger/")
        data = json.loads(re.search(r'ld\+json">(.*?)</script>', text)[1])
        assert data["@type"] == "NewsArticle"
        assert data["headline"] == "</script><b>"
        assert data["datePublished"] == FIRST.isoformat()
        assert data["mainEntityOfPage"] == "http://127.0.0.1:8000/news/danger/"

    def test_other_languages(self, visitor):
        first = make_news("Hello")
        make_news("Hola", language="es", translation_key=first.translation_key)
        text = read(visitor, "/news/hello/")
        assert 'hreflang="es" href="http://127.0.0.1:8000/es/news/hola/"' in text
        assert 'href="/es/news/hola/">Español</a>' in text
        assert '<article lang="en"' in read(visitor, "/ar/news/hello/")

    def test_no_more_questions_for_more_of_everything(self, visitor):
        counts = []
        for number in (1, 12):
            groups = [make_organisation(f"Group {number} {each}", country="DE") for each in range(number)]
            links = [("link", {"label": "x", "page": None, "address": "/directory/"})] * number
            make_news("N", slug=f"n{number}", organisations=groups, related=links, countries=["DE", "FR"])
            read(visitor, f"/news/n{number}/")
            with CaptureQueriesContext(connection) as asked:
                read(visitor, f"/news/n{number}/")
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 10


class TestDate:
    def test_it_is_listed_when_it_was_published_first(self):
        article = make_news("Draft", live=False, listed_at=FIRST)
        article.save_revision().publish()
        article.refresh_from_db()
        assert article.listed_at == article.first_published_at
        article.save_revision().publish()
        assert NewsArticle.objects.get().listed_at == article.first_published_at

    def test_an_older_date_counts(self):
        article = make_news("Old", live=False, dated_on=date(2012, 5, 6), listed_at=timezone.now())
        article.save_revision().publish()
        assert NewsArticle.objects.get().listed_at == datetime(2012, 5, 6, 12, tzinfo=UTC)


class TestElsewhere:
    def test_the_home_page_shows_the_newest_three(self, visitor):
        assert "All news" not in read(visitor, "/")
        for number in range(4):
            make_news(f"Number {number}", days=number)
        make_news("Cinco", language="es", days=9)
        text = read(visitor, "/")
        assert "All news" in text
        assert [f"Number {number}" in text for number in range(4)] == [False, True, True, True]
        assert "Cinco" not in text

    def test_detail_6_feeds(self, visitor):
        make_news("Trial & error", kind="trials", countries=["DE"], summary="Short")
        make_news("Other", days=1)
        make_news("Hola", language="es")
        atom = ElementTree.fromstring(visitor.get("/feeds/news.atom").content)  # noqa: S314 - we wrote it
        names = [node.text for node in atom.iter("{http://www.w3.org/2005/Atom}title")]
        assert names[1:] == ["Other", "Trial & error"]
        rss = ElementTree.fromstring(visitor.get("/feeds/news.rss?kind=trials").content)  # noqa: S314 - as above
        assert [item.findtext("title") for item in rss.iter("item")] == ["Trial & error"]
        found = json.loads(visitor.get("/feeds/news.json?country=de").content)
        assert [item["url"] for item in found["items"]] == ["http://127.0.0.1:8000/news/trial-error/"]
        spanish = json.loads(visitor.get("/feeds/news.json?lang=es").content)
        assert [item["title"] for item in spanish["items"]] == ["Hola"]
        assert visitor.get("/feeds/news.atom?kind=x").status_code == 404

    def test_a_correction_reaches_who_follows(self, visitor):
        """Its entry is a newer one, says what was wrong, and keeps name, place and day."""
        article = make_news("Meeting", summary="In May.", first_published_at=FIRST)
        other = make_news("Later", days=9)
        first = entries(visitor)
        article.correction, article.corrected_on = "<p>It is <b>June</b>, not May.</p>", date(2026, 5, 3)
        article.save_revision().publish()
        renewed = entries(visitor)
        assert list(renewed) == list(first) == ["Later", "Meeting"]
        published_at = NewsArticle.objects.get(pk=article.pk).last_published_at
        before, after = first["Meeting"], renewed["Meeting"]
        assert [after[name] for name in ("id", "published")] == [before[name] for name in ("id", "published")]
        assert datetime.fromisoformat(after["updated"]) == published_at
        assert after["summary"] == "Corrected on 3 May 2026. It is June, not May. In May."
        assert renewed["Later"] == first["Later"]
        assert other.listed_at == datetime.fromisoformat(first["Later"]["updated"])

    def test_what_was_corrected_is_said_in_every_format(self, visitor):
        article = make_news("Meeting", summary="In May.", first_published_at=FIRST)
        article.correction = "<p>June.</p>"
        article.save_revision().publish()
        item = json.loads(visitor.get("/feeds/news.json").content)["items"][0]
        assert item["content_text"] == "Corrected. June. In May."
        assert item["date_modified"] > item["date_published"]
        assert "Corrected. June. In May." in visitor.get("/feeds/news.rss").content.decode()

    def test_the_tag_changes_with_a_correction(self, visitor):
        article = make_news("Meeting")
        tag = visitor.get("/feeds/news.atom")["ETag"]
        assert visitor.get("/feeds/news.atom", HTTP_IF_NONE_MATCH=tag).status_code == 304
        article.correction = "<p>June.</p>"
        article.save_revision().publish()
        assert visitor.get("/feeds/news.atom", HTTP_IF_NONE_MATCH=tag).status_code == 200

    def test_search_and_sitemap(self, visitor):
        make_news("Harvest of lanterns")
        assert "/news/harvest-of-lanterns/" in read(visitor, "/search/?q=lanterns")
        assert "/news/harvest-of-lanterns/" in read(visitor, "/sitemap-pages-1.xml")

    def test_what_was_agreed_about_a_picture_is_told_to_nobody(self, visitor):
        make_news("Pictured", picture_consent="by letter of secretword")
        assert "secretword" not in read(visitor, "/news/pictured/")
        assert "/news/pictured/" not in read(visitor, "/search/?q=secretword")


@pytest.mark.parametrize(("language", "prefix"), [("en", ""), ("es", "/es"), ("ar", "/ar")])
def test_detail_3_an_old_address_leads_to_the_new_one(
    visitor, language, prefix, django_capture_on_commit_callbacks
):
    article = make_news("A quiet year", language=language)
    with django_capture_on_commit_callbacks(execute=True):
        article.slug = "a-loud-year"
        article.save_revision().publish()
    answer = visitor.get(f"{prefix}/news/a-quiet-year/")
    assert answer.status_code == 301
    assert answer["Location"] == f"{prefix}/news/a-loud-year/"
