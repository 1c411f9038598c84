"""Two pages that exist become translations of one another, and part again."""

import re

import pytest

from advocates.core.models import StreamEntry
from advocates.core.viewer import viewer_for
from advocates.forum.tests.factories import space_of
from advocates.spaces.models import Kind
from advocates.wiki import actions as wiki
from advocates.wiki.actions import LanguageThere, PageGone
from advocates.wiki.joining import actions
from advocates.wiki.joining.actions import OneAlready, OtherSpace, join_pages, part_page
from advocates.wiki.models import FamilyPage, PageFamily
from advocates.wiki.structure.actions import delete_page, restore_page
from advocates.wiki.tests.factories import make_page, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(member):
    """The same in three languages, each begun for itself."""
    titles = {"en": "A plan", "es": "Un plan", "ar": "خطة"}
    return {lang: make_page(member.person, title, lang=lang) for lang, title in titles.items()}


def join(client, page, title):
    return client.post(f"{page.address}join/", {"other": title})


def family(page) -> set[str]:
    own = FamilyPage.objects.filter(page=page).values("family")
    return {row.page.lang for row in FamilyPage.objects.filter(family__in=own).select_related("page")}


class TestJoining:
    def test_readers_find_each_under_its_language(self, member, other_member, pages):
        assert (
            "Join with a translation that exists" in other_member.get(f"{pages['en'].address}languages/").text
        )
        assert join(other_member, pages["en"], "un plan").status_code == 302
        assert f'href="{pages["es"].address}"' in member.get(pages["en"].address).text
        assert f'href="{pages["en"].address}"' in member.get(pages["es"].address).text
        entry = StreamEntry.objects.get(kind="wiki.translation.joined")
        assert entry.data == {"space": pages["en"].space_id, "other": pages["es"].pk}

    def test_two_families_become_one(self, member, pages):
        more = make_page(member.person, "Un plan en français", lang="fr")
        join_pages(actor=member.person, page=pages["en"], other=pages["es"])
        join_pages(actor=member.person, page=pages["ar"], other=more)
        join_pages(actor=member.person, page=pages["es"], other=more)
        assert family(pages["en"]) == {"en", "es", "ar", "fr"}
        assert PageFamily.objects.count() == 1

    def test_the_same_language_twice_is_refused(self, member, pages):
        make_page(member.person, "Otro plan", lang="es")
        join_pages(actor=member.person, page=pages["en"], other=pages["es"])
        answer = join(member, pages["en"], "Otro plan")
        assert answer.status_code == 409
        assert "Both have a page in the same language." in answer.text
        assert family(pages["en"]) == {"en", "es"}

    def test_a_page_of_another_space_is_no_page_here(self, member, pages):
        region = space_of(Kind.REGION, region=viewer_for(member.person).acting.region)
        other = make_page(member.person, "Secreto", lang="es", space=region)
        answer = join(member, pages["en"], "Secreto")
        assert answer.status_code == 422
        assert "There is no page of this title here." in answer.text
        with pytest.raises(OtherSpace):
            join_pages(actor=member.person, page=pages["en"], other=other)

    def test_itself_twice_gone_or_never(self, member, pages):
        assert join(member, pages["en"], "A plan").status_code == 409
        assert join(member, pages["en"], "Never begun").status_code == 422
        assert join(member, pages["en"], "").status_code == 422
        join_pages(actor=member.person, page=pages["en"], other=pages["es"])
        with pytest.raises(OneAlready):
            join_pages(actor=member.person, page=pages["es"], other=pages["en"])
        delete_page(actor=member.person, page=pages["ar"], reason="Old")
        with pytest.raises(PageGone):
            join_pages(actor=member.person, page=pages["en"], other=pages["ar"])

    def test_without_the_look_at_languages_there_would_be_two(self, member, pages, monkeypatch):
        """Red twin."""
        other = make_page(member.person, "Another plan")
        with pytest.raises(LanguageThere):
            join_pages(actor=member.person, page=pages["en"], other=other)
        monkeypatch.setattr(actions, "_languages", lambda _family: set())
        join_pages(actor=member.person, page=pages["en"], other=other)
        assert FamilyPage.objects.filter(page__lang="en").values("family").distinct().count() == 1


class TestParting:
    def test_the_others_stay_one(self, member, other_member, pages):
        join_pages(actor=member.person, page=pages["en"], other=pages["es"])
        join_pages(actor=member.person, page=pages["en"], other=pages["ar"])
        assert other_member.post(f"{pages['es'].address}part/").status_code == 302
        assert family(pages["en"]) == {"en", "ar"}
        assert family(pages["es"]) == set()

    def test_alone_there_is_nothing_to_part(self, member, pages):
        assert not part_page(actor=member.person, page=pages["en"])
        assert member.post(f"{pages['en'].address}part/").status_code == 302
        assert not StreamEntry.objects.filter(kind="wiki.translation.parted").exists()


class TestOneOfEachLanguage:
    @pytest.fixture
    def joined(self, member, pages):
        join_pages(actor=member.person, page=pages["en"], other=pages["es"])
        return pages["es"]

    def change(self, client, page, lang):
        sent = {"text": "Otras palabras.", "lang": lang, "summary": "x", "base_revision": "1", "sending": "s"}
        return client.post(f"{page.address}edit/", sent)

    def test_a_page_does_not_take_the_language_of_another_one(self, member, joined):
        answer = self.change(member, joined, "en")
        assert answer.status_code == 409
        assert "This page has a translation in that language already." in answer.text
        assert re.search(r'<select name="lang"[^>]*aria-invalid="true"', answer.text)
        assert "Otras palabras." in answer.text
        joined.refresh_from_db()
        assert (joined.lang, joined.revision) == ("es", 1)

    def test_any_other_it_may_take(self, member, joined):
        assert self.change(member, joined, "ar").status_code == 302
        joined.refresh_from_db()
        assert joined.lang == "ar"

    def test_one_that_stands_by_itself_may_take_each(self, member, pages):
        assert self.change(member, pages["ar"], "en").status_code == 302

    def test_of_a_translation_that_is_gone_the_language_is_free(self, member, pages, joined):
        delete_page(actor=member.person, page=pages["en"], reason="Old")
        assert self.change(member, joined, "en").status_code == 302
        # It comes back as a page that is no translation.
        restore_page(actor=member.person, page=pages["en"])
        assert not FamilyPage.objects.filter(page=pages["en"]).exists()
        assert FamilyPage.objects.get(page=joined).page.lang == "en"

    def test_in_a_language_that_is_still_free_it_comes_back_as_a_translation(self, member, pages, joined):
        delete_page(actor=member.person, page=pages["en"], reason="Old")
        restore_page(actor=member.person, page=pages["en"])
        assert family(joined) == {"en", "es"}

    def test_without_the_look_at_the_family_there_would_be_two(self, member, joined, monkeypatch):
        """Red twin."""
        with pytest.raises(LanguageThere):
            save(member.person, joined, "x", 1, lang="en")
        monkeypatch.setattr(wiki, "has_language", lambda _page, _lang: False)
        save(member.person, joined, "x", 1, lang="en")
        assert list(FamilyPage.objects.values_list("page__lang", flat=True)) == ["en", "en"]
