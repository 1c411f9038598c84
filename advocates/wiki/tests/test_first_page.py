"""What a member's first page says of the wiki, and the list of what the own groups look after."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.core.viewer import viewer_for
from advocates.forum.tests.factories import space_of
from advocates.forum.tests.news import told
from advocates.organisations.models import Organisation
from advocates.spaces.models import Kind
from advocates.wiki.models import How, WikiPage
from advocates.wiki.models.page import PageQuerySet
from advocates.wiki.tests.factories import TEXT, make_page, save
from advocates.wiki.watching import actions, on_dashboard

pytestmark = pytest.mark.django_db
YESTERDAY = timedelta(days=1)


def due(page, group="Own Group"):
    owner = Organisation.objects.get(name=group)
    WikiPage.objects.filter(pk=page.pk).update(owner=owner, review_on=timezone.localdate() - YESTERDAY)


def test_what_the_own_group_looks_after(member, other_member):
    mine, others, standing = (make_page(member.person, title) for title in ("Mine", "Theirs", "Not yet due"))
    due(mine)
    due(others, "Other Group")
    WikiPage.objects.filter(pk=standing.pk).update(owner=Organisation.objects.get(name="Own Group"))
    for address in ("/members/", "/members/wiki/care/"):
        text = member.get(address).text
        assert f'href="{mine.address}"' in text
        assert others.address not in text
        assert standing.address not in text


def test_what_changed_until_one_has_looked(member, other_member):
    page = make_page(member.person)
    actions.watch_page(person=other_member.person, page=page, how=How.WATCHED)
    assert "Changed in pages that you watch" not in other_member.get("/members/").text
    save(member.person, page, TEXT + "\n\nMore.", 1)
    told()
    text = other_member.get("/members/").text
    assert "Changed in pages that you watch" in text
    assert page.address in text
    other_member.get(page.address)
    assert "Changed in pages that you watch" not in other_member.get("/members/").text


def test_a_page_of_another_space_is_on_neither(member, other_member, monkeypatch):
    region = space_of(Kind.REGION, region=viewer_for(member.person).acting.region)
    page = make_page(member.person, "Own affairs", space=region)
    due(page, "Other Group")
    actions.watch_page(person=other_member.person, page=page, how=How.WATCHED)
    save(member.person, page, TEXT + "\n\nMore.", 1)
    told()
    for address in ("/members/", "/members/wiki/care/"):
        assert "Own affairs" not in other_member.get(address).text
    # Red twin.
    monkeypatch.setattr(PageQuerySet, "visible_to", lambda rows, _viewer: rows)
    assert "Own affairs" in other_member.get("/members/").text


def test_as_often_asked_for_many_as_for_few(member, django_assert_num_queries):
    pages = [make_page(member.person, f"Page {number}") for number in range(20)]
    told()
    viewer = viewer_for(member.person)
    for many in (1, 20):
        for page in pages[:many]:
            due(page)
        with django_assert_num_queries(1):
            assert len(list(on_dashboard.cards(viewer))) == 1
    assert "wiki/care/" in member.get("/members/").text
