"""Events as everybody reads them."""

import pytest

from advocates.publishing.tests.events import NEXT_YEAR, make_event

pytestmark = pytest.mark.django_db


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert not answer.cookies
    return answer.content.decode()


class TestList:
    @pytest.mark.parametrize("path", ["/news/events/", "/es/news/events/", "/ar/news/events/"])
    def test_a_new_installation_says_that_there_is_nothing(self, visitor, path):
        assert 'class="empty' in read(visitor, path)

    def test_by_month(self, visitor):
        make_event()
        text = read(visitor, "/news/events/")
        assert f"May {NEXT_YEAR}" in text
        assert "/news/events/a-day-for-groups/" in text


class TestPage:
    def test_page(self, visitor):
        make_event()
        text = read(visitor, "/news/events/a-day-for-groups/")
        assert f"4 May {NEXT_YEAR}, 14:00, Berlin time" in text
        assert f"4 May {NEXT_YEAR}, 12:00, UTC" in text
