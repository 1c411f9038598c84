"""Detail 5: whoever leaves says whether the name stays above the articles that they signed."""

import pytest

from advocates.accounts import erasures, leaving
from advocates.accounts.erasing_again import erase_again
from advocates.accounts.models import Person
from advocates.core.viewer import Role
from advocates.publishing import signing
from advocates.publishing.models import NewsArticle
from advocates.publishing.tests.articles import make_knowledge, make_news, make_topic
from advocates.publishing.tests.test_news_details import in_spanish
from tests.cast import CastClient, give_second_factor, make_person, sign_in

pytestmark = pytest.mark.django_db
NAME = "Ada Long"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    """Where it is noted who was erased."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def writer():
    return make_person("writer", Role.EDITOR, full_name=NAME)


@pytest.fixture
def client(writer):
    client = CastClient()
    sign_in(client, writer, second_factor=bool(give_second_factor(writer)))
    return client


def written(page, by):
    page.save_revision(user=by).publish(user=by)
    return type(page).objects.get(pk=page.pk)


@pytest.fixture
def article(writer):
    return written(make_news("By somebody", author_line=f"{NAME}, Harbour Group"), writer)


def erase(client, **fields):
    return client.post("/account/erase/", {"is_sure": "on", **fields})


def line_of(page):
    return type(page).objects.get(pk=page.pk).author_line


class TestAsked:
    def test_detail_5_the_articles_are_named(self, client, article):
        page = client.get("/account/erase/").content.decode()
        assert f'href="{article.url}"' in page
        assert "By somebody" in page
        assert 'type="radio"' in page

    def test_detail_5_nothing_is_chosen_for_anybody(self, client, article, writer):
        assert "checked" not in client.get("/account/erase/").content.decode().partition('type="radio"')[2]
        assert erase(client).status_code == 422
        assert Person.objects.get(pk=writer.pk).full_name == NAME

    def test_who_signed_nothing_is_not_asked(self, client, writer):
        written(make_news("By the group", author_line="Harbour Group"), writer)
        assert 'type="radio"' not in client.get("/account/erase/").content.decode()
        assert erase(client).status_code == 200

    def test_the_office_is_asked_for_them(self, staff, article, writer):
        place = f"/manage/people/{writer.public_id}/erase/"
        assert "By somebody" in staff.get(place).content.decode()
        assert staff.post(place, {"is_sure": "on"}).status_code == 422
        assert staff.post(place, {"is_sure": "on", "name": "goes"}).status_code == 302
        assert NAME not in line_of(article)

    def test_members_only_knowledge_leads_inside(self, client, writer):
        page = written(make_knowledge(make_topic(), author_line=NAME, is_for_members=True), writer)
        assert f"/members/knowledge/{page.public_id}/" in client.get("/account/erase/").content.decode()


class TestGoes:
    def test_detail_5_it_stays_where_that_is_chosen(self, client, article):
        erase(client, name="stays")
        assert line_of(article) == f"{NAME}, Harbour Group"

    def test_detail_5_it_goes_from_every_language_and_version(self, client, article, visitor, writer):
        other = in_spanish(article, slug="otra", title="Otra")
        assert NAME in visitor.get(article.url).content.decode()
        draft = article.get_latest_revision_as_object()
        draft.title = "Not published yet"
        draft.save_revision(user=writer)
        erase(client, name="goes")
        assert line_of(article) == "Former representative, Harbour Group"
        assert line_of(other).endswith(", Harbour Group")
        for page in (article, other):
            assert NAME not in visitor.get(page.url).content.decode()
            lines = [each.content["author_line"] for each in page.revisions.all()]
            assert lines
            assert not [line for line in lines if NAME in line]

    def test_it_goes_where_only_the_draft_bears_it(self, client, writer):
        page = written(make_news("Later", author_line="Harbour Group"), writer)
        draft = page.get_latest_revision_as_object()
        draft.author_line = NAME
        draft.save_revision(user=writer)
        assert signing.pages_of(leaving.subject_of(writer)) == [page]
        assert "Later" in client.get("/account/erase/").content.decode()

    def test_a_draft_that_nobody_has_published_is_named_without_a_way_to_it(self, client, writer):
        make_news("Only begun", author_line=NAME, live=False).save_revision(user=writer)
        page = client.get("/account/erase/").content.decode()
        assert "Only begun" in page
        assert "not published" in page
        assert erase(client).status_code == 422

    def test_it_goes_from_a_version_that_is_planned(self, writer):
        """Neither what stands now nor the newest draft bears it."""
        page = written(make_news("Planned", author_line="Harbour Group"), writer)
        for line in (NAME, "Harbour Group"):
            draft = page.get_latest_revision_as_object()
            draft.author_line = line
            draft.save_revision(user=writer)
        leaving.erase_person(actor=None, person=writer, keeps_name=False)
        assert not [each for each in page.revisions.all() if NAME in each.content["author_line"]]

    @pytest.mark.parametrize(
        ("name", "line"),
        [
            ("Zoë Ölander", "ZOË ÖLANDER"),
            ("Zoe\u0308 Ölander", "Zoë  Ölander, Harbour Group"),
            ("李明", "作者李明和王"),
            ("أحمد علي", "أحمد علي، المجموعة"),
        ],
    )
    def test_however_it_is_written(self, name, line):
        writer = make_person("writer", Role.EDITOR, full_name=name)
        page = written(make_news("In some letters", author_line=line), writer)
        leaving.erase_person(actor=None, person=writer, keeps_name=False)
        assert "Former representative" in line_of(page)
        assert "Former representative" in page.get_latest_revision().content["author_line"]

    def test_who_mended_an_error_in_it_has_not_signed_it(self, article):
        other = make_person("other", Role.EDITOR, full_name=NAME)
        draft = article.get_latest_revision_as_object()
        draft.summary = "Mended."
        draft.save_revision(user=other)
        assert signing.pages_of(leaving.subject_of(other)) == []

    def test_a_namesake_s_articles_are_nobody_else_s(self, client, article, writer):
        """Whoever takes another one's name for a day cannot take it out of their articles."""
        namesake = make_person("namesake", full_name=NAME)
        assert signing.pages_of(leaving.subject_of(namesake)) == []
        leaving.erase_person(actor=None, person=namesake, keeps_name=False)
        assert NAME in line_of(article)

    @pytest.mark.parametrize("line", ["Ada Longworth", "Ada Long-Smith", "Ada Long Smith", "Canada Long"])
    def test_a_longer_name_is_another_one(self, writer, line):
        page = written(make_news("Of another", author_line=line), writer)
        leaving.erase_person(actor=None, person=writer, keeps_name=False)
        assert line_of(page) == line

    def test_after_an_older_backup_it_goes_again(self, article, writer, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            leaving.erase_person(actor=None, person=writer, keeps_name=False)
        Person.objects.filter(pk=writer.pk).update(full_name=NAME, erased_at=None, is_active=True)
        NewsArticle.objects.filter(pk=article.pk).update(author_line=NAME)
        for revision in article.revisions.all():
            revision.content["author_line"] = NAME
            revision.save(update_fields=["content"])
        assert erase_again() == 1
        assert NAME not in line_of(article)

    def test_a_crash_forgets_the_choice_no_more_than_the_erasure(self, writer):
        """The process ended after the transaction and before the line in the file."""
        leaving.erase_person(actor=None, person=writer, keeps_name=False)
        assert not erasures.noted()
        erasures.catch_up()
        assert [line.keeps_name for line in erasures.noted().values()] == [False]
