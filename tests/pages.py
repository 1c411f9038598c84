"""Pages that tests begin with."""

import pytest

from advocates.publishing.models import HomePage, StandardPage


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
