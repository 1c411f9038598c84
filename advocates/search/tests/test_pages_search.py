"""Pages of the wiki in the members' search: what finds them, what stands beside them, and what leaves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.core import jobs, stream
from advocates.core.viewer import viewer_for
from advocates.files import actions as files
from advocates.files.tests.factories import pdf, upload
from advocates.forum.tests.factories import space_of
from advocates.search.members import actions, finding
from advocates.search.members.finding import Question
from advocates.search.models import PageWords, PageWordsQuerySet, Word
from advocates.spaces.models import Draft, Kind
from advocates.wiki.care.actions import confirm_page
from advocates.wiki.filing.actions import Filing
from advocates.wiki.models import PageRevision, WikiPage
from advocates.wiki.structure import actions as structure
from advocates.wiki.tests.factories import make_page, save, writer
from advocates.wiki.tests.test_talk import talk_about

pytestmark = pytest.mark.django_db
ADDRESS = "/members/search/"


def read() -> None:
    while stream.dispatch():
        pass
    jobs.run_due()


def found(client, text, **more):
    read()
    ids = finding.pages(viewer_for(client.person), Question(text, **more)).ids
    titles = dict(WikiPage.objects.filter(pk__in=ids).values_list("pk", "title"))
    return [titles[pk] for pk in ids]


def shown(client, text, **more):
    read()
    return client.get(ADDRESS, {"q": text, **more})


def test_by_title_headings_and_text_together(member, other_member):
    make_page(member.person, "Harbour prices", "Ask the *warden*.\n\n## Mooring at night\n\nIt is dear.")
    for text in ("harbour", "warden", "mooring night", "harbour dear", "moorng"):
        assert found(other_member, text) == ["Harbour prices"], text
    assert found(other_member, "harbour lighthouse") == []


def test_detail_20_what_stands_beside_it(member, other_member):
    top = make_page(member.person, "Travel", "By train.")
    page = make_page(member.person, "Harbour", "Boats.\n\n## Mooring at night\n\nDear.", parent=top)
    confirm_page(author=writer(member.person), page=page, lang="en")
    text = shown(other_member, "mooring", kind="pages").text
    assert f'href="{page.address}#s1"' in text
    assert "<bdi>All members</bdi> / <bdi>Travel</bdi></span>" in text
    assert "<span>English</span>" in text
    assert "Confirmed" in text
    assert "night #" not in text
    assert f'href="{page.address}"' in shown(other_member, "boats", kind="pages").text


def test_in_the_overview_and_alone(member, other_member):
    make_page(member.person, "Harbour", "Boats.")
    assert "found-pages" in shown(other_member, "harbour").text
    assert "found-pages" not in shown(other_member, "harbour", kind="posts").text


class TestFilters:
    def test_language_and_space(self, member, other_member):
        page = make_page(member.person, "Puerto", "Barcos.", lang="es")
        space = page.space.public_id
        assert found(other_member, "barcos", lang="es", space=space) == ["Puerto"]
        assert found(other_member, "barcos", lang="en") == []
        assert found(other_member, "barcos", space="nothing") == []

    def test_who_ever_changed_it(self, member, other_member):
        page = make_page(member.person, "Harbour", "Boats.")
        save(other_member.person, page, "Boats and ships.", 1)
        for person in (member.person, other_member.person):
            assert found(member, "boats", by=(frozenset({person.pk}), frozenset())) == ["Harbour"]
        assert found(member, "boats", by=(frozenset({0}), frozenset())) == []

    def test_the_day_of_the_last_change(self, member, other_member):
        make_page(member.person, "Harbour", "Boats.")
        today = timezone.now().date()
        assert found(member, "boats", after=today - timedelta(days=1)) == ["Harbour"]
        assert found(member, "boats", before=today - timedelta(days=3)) == []

    def test_pages_stand_in_no_category(self, member):
        make_page(member.person, "Harbour", "Boats.")
        assert found(member, "boats", category="any") == []


class TestWhatLeaves:
    def test_old_words_and_the_vocabulary_with_them(self, member):
        page = make_page(member.person, "Harbour", "The lighthouse.")
        assert found(member, "lighthouse") == ["Harbour"]
        save(member.person, page, "The windmill.", 1)
        assert found(member, "windmill") == ["Harbour"]
        assert found(member, "lighthouse") == []
        assert not Word.objects.filter(word="lighthouse").exists()

    def test_a_title_that_it_had(self, member):
        page = make_page(member.person, "Lighthouse", "Boats.")
        linking = make_page(member.person, "Coast", "See [[Lighthouse]].")
        assert sorted(found(member, "lighthouse")) == ["Coast", "Lighthouse"]
        structure.rename_page(actor=member.person, page=page, title="Windmill")
        assert sorted(found(member, "windmill")) == ["Coast", "Windmill"]
        assert found(member, "lighthouse") == []
        assert linking.title == "Coast"

    def test_a_deleted_page_at_once_with_its_talk_and_its_words_soon(self, member, other_member):
        page = make_page(member.person, "Lighthouse", "Boats.")
        talk_about(member.person, page, "Is it lit?")
        assert found(member, "boats") == ["Lighthouse"]
        assert "found-topics" in shown(other_member, "lighthouse").text
        structure.delete_page(actor=member.person, page=page, reason="Double")
        assert not finding.pages(viewer_for(member.person), Question("boats")).ids
        for text in ("lighthouse", "lit"):
            assert "found-" not in shown(other_member, text).text
        assert PageWords.objects.get().words == ""
        structure.restore_page(actor=member.person, page=page)
        assert found(member, "boats") == ["Lighthouse"]
        assert "found-posts" in shown(other_member, "lit").text

    def test_detail_20_a_draft_is_never_found(self, member):
        page = make_page(member.person, "Harbour", "Boats.")
        Draft.objects.create(
            person=member.person,
            key=f"page:{page.public_id}",
            space=page.space,
            text="The lighthouse.",
            window="w",
        )
        assert found(member, "lighthouse") == []

    def test_nor_an_old_revision(self, member):
        page = make_page(member.person, "Harbour", "The lighthouse.")
        save(member.person, page, "Boats.", 1)
        assert PageRevision.objects.filter(source="The lighthouse.").exists()
        assert found(member, "lighthouse") == []


class TestWhoFinds:
    def test_who_reads_its_space_and_nobody_else(self, member, other_member):
        region = space_of(Kind.REGION, region=viewer_for(member.person).acting.region)
        make_page(member.person, "Harbour", "The lighthouse.", space=region)
        assert found(member, "lighthouse") == ["Harbour"]
        assert found(other_member, "lighthouse") == []
        # Not by a typing error either.
        assert "alike" not in shown(other_member, "lighthuose").text

    def test_without_the_door_it_would_be_found(self, member, other_member, monkeypatch):
        """Red twin."""
        region = space_of(Kind.REGION, region=viewer_for(member.person).acting.region)
        make_page(member.person, "Harbour", "The lighthouse.", space=region)
        monkeypatch.setattr(PageWordsQuerySet, "visible_to", lambda rows, _viewer: rows)
        place = finding.Place(PageWords.objects.visible_to, "page", "page", by=PageWords.changed_by)
        monkeypatch.setattr(finding, "_PAGES", place)
        assert found(other_member, "lighthouse") == ["Harbour"]

    def test_a_page_above_that_was_deleted_is_left_out_of_the_way(self, member, other_member):
        top = make_page(member.person, "Lighthouse", "By train.")
        make_page(member.person, "Harbour", "Boats.", parent=top)
        WikiPage.objects.filter(pk=top.pk).update(deleted_at=timezone.now())
        assert "Lighthouse" not in shown(other_member, "boats", kind="pages").text


class TestTheIndex:
    def test_gaps_are_filled_and_everything_made_anew(self, member):
        page = make_page(member.person, "Harbour", "Boats.")
        PageWords.objects.all().delete()
        assert actions.fill_gaps() >= 1
        assert PageWords.objects.get().words == "harbour boats"
        WikiPage.objects.filter(pk=page.pk).update(deleted_at=timezone.now())
        actions.fill_gaps()
        assert PageWords.objects.get().words == ""
        assert actions.fill_gaps() == 0
        WikiPage.objects.filter(pk=page.pk).update(deleted_at=None)
        actions.rebuild()
        assert PageWords.objects.get().words == "harbour boats"

    def test_it_is_read_before_the_stream_is_handed_out(self, member):
        make_page(member.person, "Harbour", "Boats.")
        actions.index_pending()
        assert PageWords.objects.get().words == "harbour boats"


def test_constant_questions(member, other_member, django_assert_max_num_queries):
    for number in range(8):
        top = make_page(member.person, f"Top {number}", "Nothing.")
        make_page(member.person, f"Harbour {number}", "Boats.", parent=top)
    read()
    other_member.get(ADDRESS, {"q": "boats", "kind": "pages"})
    with django_assert_max_num_queries(14):
        other_member.get(ADDRESS, {"q": "boats", "kind": "pages"})


class TestByItsFiles:
    @pytest.fixture
    def filed(self, member):
        page = make_page(member.person, "Harbour", "Boats.")
        paper = upload(member.person, page.space, pdf("The zebra walks"), name="annex-7.pdf")
        desk = upload(member.person, page.space, name="desk.png", alt="Six chairs")
        save(member.person, page, "Boats.", 1, filing=Filing([paper.public_id, desk.public_id]))
        return page, paper

    @pytest.mark.parametrize("text", ["zebra", "annex", "chairs", "harbour zebra"])
    def test_names_words_and_what_pictures_show(self, filed, other_member, text):
        read()
        assert found(other_member, text) == ["Harbour"]

    def test_the_hit_says_where_it_stands(self, filed, other_member):
        page, _paper = filed
        read()
        text = shown(other_member, "zebra", kind="pages").text
        assert f'href="{page.address}#page-files"' in text
        assert "<mark>zebra</mark>" in text
        assert "annex-7.pdf" in text

    @pytest.mark.parametrize("deed", ["hide", "remove"])
    def test_what_leaves_is_forgotten(self, filed, member, deed):
        _page, paper = filed
        read()
        assert found(member, "zebra") == ["Harbour"]
        getattr(files, deed)(actor=member.person, file=paper)
        read()
        assert "zebra" not in PageWords.objects.get().words
        assert not Word.objects.filter(word="zebra").exists()

    def test_nor_in_another_s_space(self, member, other_member):
        space = space_of(Kind.REGION, region=viewer_for(member.person).acting.region)
        page = make_page(member.person, "Harbour", "Boats.", space=space)
        paper = upload(member.person, space, pdf("zebra"), name="annex.pdf")
        save(member.person, page, "Boats.", 1, filing=Filing([paper.public_id]))
        read()
        assert found(member, "zebra") == ["Harbour"]
        for text in ("zebra", "annex", "zebrq"):
            assert found(other_member, text) == [], text
            answer = shown(other_member, text, kind="pages").text
            assert page.address not in answer
            assert "annex.pdf" not in answer
