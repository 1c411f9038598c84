"""A page is not moved to an address that the site answers itself, or that another page has."""

import pytest

from advocates.accounts.models import Person
from advocates.publishing import moving
from advocates.publishing.models import HomePage, KnowledgeArticle, StandardPage
from advocates.publishing.refusals import AddressTaken
from advocates.publishing.tests.articles import make_knowledge, make_topic

pytestmark = pytest.mark.django_db
TAKEN = "belongs to another part of the site"
IN_USE = "another page there has the same address"


def make(title, slug, parent=None):
    parent = parent or HomePage.objects.get(locale__language_code="en")
    return parent.add_child(instance=StandardPage(title=title, slug=slug, locale=parent.locale))


@pytest.fixture
def about():
    return StandardPage.objects.get(slug="about", locale__language_code="en")


@pytest.fixture
def facts():
    """Its address is free where it stands; below “about” the site answers it."""
    return make("Facts of ours", "facts")


@pytest.fixture(params=["itself", "below"])
def page(request, facts, about):
    """What cannot stand below “about”, or below the home page: it, or what lies below it."""
    if request.param == "itself":
        return facts, about
    shelf = make("A shelf", "shelf")
    inner = make("About", "privacy", shelf)
    make("Records", "records", inner)
    HomePage.objects.get(locale__language_code="en").get_children().filter(slug="privacy").delete()
    return inner, HomePage.objects.get(locale__language_code="en")


def one(client, page, parent):
    return client.post(f"/manage/pages/{page.pk}/move/{parent.pk}/confirm/", follow=True)


def many(client, parent, *pages):
    ids = "&".join(f"id={page.pk}" for page in pages)
    return client.post(
        f"/manage/bulk/wagtailcore/page/move/?{ids}&next=/manage/pages/", {"chooser": parent.pk}, follow=True
    )


def by_api(client, page, parent):
    path = f"/manage/api/main/pages/{page.pk}/action/move/"
    return client.post(path, {"destination_page_id": parent.pk, "position": "last-child"})


def stands(page):
    return type(page).objects.get(pk=page.pk).url_path


@pytest.mark.parametrize(
    "way", [one, lambda client, page, parent: many(client, parent, page)], ids=["one", "many"]
)
def test_what_the_site_answers_itself(editor, page, way):
    moved, parent = page
    before = stands(moved)
    answer = way(editor, moved, parent)
    assert answer.status_code == 200
    assert TAKEN in answer.text
    assert stands(moved) == before


def test_the_other_way_in_says_no_too(editor, page):
    moved, parent = page
    before = stands(moved)
    assert by_api(editor, moved, parent).status_code == 409
    with pytest.raises(AddressTaken):
        moved.move(parent, pos="last-child")
    assert stands(moved) == before


@pytest.mark.parametrize("way", [one, by_api])
def test_without_the_guard_nobody_would_find_it(editor, facts, about, way, monkeypatch):
    """The twin."""
    monkeypatch.setattr(moving, "is_answered", lambda _path: False)
    assert way(editor, facts, about).status_code == 200
    assert stands(facts).endswith("/about/facts/")


@pytest.mark.parametrize("language", ["es", "ar"])
def test_in_the_language_of_whoever_moves(editor, facts, about, language):
    Person.objects.filter(pk=editor.person.pk).update(language=language)
    answer = one(editor, facts, about)
    assert TAKEN not in answer.text
    assert "Facts of ours" in answer.text
    assert not stands(facts).endswith("/about/facts/")


class TestAnotherPage:
    @pytest.fixture
    def topics(self):
        return make_topic("Starting a group"), make_topic("Alliances"), make_topic("Fundraising")

    def test_one(self, editor, topics):
        first, second, _empty = topics
        make_knowledge(first, "A plan", slug="plan")
        moved = make_knowledge(second, "Another plan", slug="plan")
        before = stands(moved)
        assert "plan" in one(editor, moved, first).text
        assert by_api(editor, moved, first).status_code == 409
        assert stands(moved) == before

    def test_two_of_the_same_address_at_once(self, editor, topics):
        first, second, empty = topics
        pages = [make_knowledge(topic, "A plan", slug="plan") for topic in (first, second)]
        answer = many(editor, empty, *pages)
        assert answer.status_code == 200
        assert IN_USE in answer.text
        assert not KnowledgeArticle.objects.child_of(empty).exists()

    def test_without_that_question_it_is_an_error(self, editor, topics, monkeypatch):
        """The twin."""
        monkeypatch.setattr(moving, "in_use", lambda _page: "")
        first, second, empty = topics
        pages = [make_knowledge(topic, "A plan", slug="plan") for topic in (first, second)]
        with pytest.raises(Exception, match="plan"):
            many(editor, empty, *pages)

    @pytest.mark.parametrize("way", [one, by_api, lambda client, page, parent: many(client, parent, page)])
    def test_a_free_address_is_taken(self, editor, topics, way):
        first, _second, empty = topics
        moved = make_knowledge(first, "A plan", slug="plan")
        assert way(editor, moved, empty).status_code == 200
        assert stands(moved) == f"{empty.url_path}plan/"

    def test_the_order_of_pages_is_no_move(self, editor, topics):
        first, *_others = topics
        pages = [make_knowledge(first, f"Plan {number}") for number in range(2)]
        path = f"/manage/pages/{pages[1].pk}/set_position/?position=0"
        assert editor.post(path).status_code == 200
        assert list(first.get_children().values_list("pk", flat=True)) == [pages[1].pk, pages[0].pk]
