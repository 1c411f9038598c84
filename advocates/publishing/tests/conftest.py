"""Copies in memory outlive the rollback of a test; no test may see another one's."""

import pytest

from advocates.organisations import directory
from advocates.publishing.models import HomePage, StandardPage
from advocates.search import page_index


@pytest.fixture(autouse=True)
def _made_anew():
    directory.forget()
    page_index.forget()
    yield
    directory.forget()
    page_index.forget()


@pytest.fixture
def english_home(db):
    return HomePage.objects.get(locale__language_code="en")


@pytest.fixture
def about(db):
    return StandardPage.objects.get(slug="about", locale__language_code="en")


@pytest.fixture
def new_page(english_home):
    """Makes a page below the English home page."""

    def make(slug="history", title="History", **fields):
        return english_home.add_child(
            instance=StandardPage(title=title, slug=slug, locale=english_home.locale, **fields)
        )

    return make
