"""The system check that keeps the page cache away from what is not for everybody."""

import pytest

from advocates.core.tests import pages
from advocates.operations.checks import mistakes, pages_for_visitors_only


@pytest.mark.parametrize(
    ("route", "view", "wrong"),
    [
        ("page/", pages.page, 0),
        ("plain/", pages.not_cached, 0),
        ("for-members/", pages.for_members, 1),
        ("confirm/<str:token>/", pages.with_token, 1),
        ("link/abc/", pages.with_token, 1),
        ("members/x/", pages.for_members, 2),
    ],
)
def test_the_system_check_refuses_misuse(route, view, wrong):
    assert len(mistakes(route, "name", view)) == wrong


def test_no_address_of_ours_is_misused():
    assert pages_for_visitors_only() == []
