"""A member takes an article's document, hands the translation in, and is told what the editors made of it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import Locale

from advocates.accounts.leaving import erase_person, export_person
from advocates.core import stream
from advocates.core.limits import LIMITS
from advocates.notifications.models import Notice
from advocates.publishing.languages.actions import begin
from advocates.publishing.models import KnowledgeArticle, OfferedTranslation
from advocates.publishing.offering import actions
from advocates.publishing.tests.articles import make_knowledge, make_topic
from advocates.publishing.tests.test_translating import filled

pytestmark = pytest.mark.django_db
State = OfferedTranslation.State
BODY = [("text", '<p data-block-key="a1">Come and <b>sit</b> down.</p>')]


def published(page):
    page.save_revision().publish()
    return KnowledgeArticle.objects.get(pk=page.pk)


@pytest.fixture
def article():
    return published(make_knowledge(make_topic(), "The first meeting", summary="How it goes.", body=BODY))


@pytest.fixture
def inside():
    return published(make_knowledge(make_topic(), "How we negotiate", body=BODY, is_for_members=True))


def place(page, rest="es/"):
    return f"/members/knowledge/{page.public_id}/translate/{rest}"


def document(client, page, kind="txt"):
    answer = client.get(place(page, f"es/document.{kind}"))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    return answer.content.decode()


def words(client, page):
    found = re.findall(r'translate/(\w+)/">.*?<span class="soft s">([^<]*)', client.get(place(page, "")).text)
    return {language: said.strip() for language, said in found}


def give(client, page, text, **fields):
    return client.post(place(page), {"text": text, **fields})


@pytest.fixture
def offer(member, article):
    assert give(member, article, filled(document(member, article), str.upper)).status_code == 302
    return OfferedTranslation.objects.get()


class TestDocument:
    def test_the_article_leads_to_it(self, member, visitor, article, inside):
        assert place(article, "") in visitor.get(article.url).text
        assert place(inside, "") in member.get(inside.address).text

    def test_all_languages_but_its_own(self, member, article):
        page = member.get(place(article, "")).text
        assert place(article, "es/") in page
        assert place(article, "ar/") in page
        assert place(article, "en/") not in page
        assert member.get(place(article, "en/")).status_code == 404
        assert member.get(place(article, "xx/")).status_code == 404

    @pytest.mark.parametrize("kind", ["txt", "html"])
    def test_numbers_stand_before_paragraphs(self, member, article, inside, kind):
        for page in (article, inside):
            text = document(member, page, kind)
            assert f"[#{page.pk}-{page.live_revision_id}-es]" in text
            assert "sit" in text
        assert member.get(place(article, "es/document.pdf")).status_code == 404

    def test_a_draft_of_the_source_is_nowhere_in_it(self, member, article):
        draft = article.get_latest_revision_as_object()
        draft.summary = "Windmill"
        draft.save_revision()
        assert "Windmill" not in document(member, article)

    def test_nor_a_draft_of_the_translation(self, member, article):
        """What is published of it stands in the document; what an editor has begun does not."""
        made = begin(article, Locale.objects.get(language_code="es"))
        made.summary = "Molino"
        made.save_revision().publish()
        made = KnowledgeArticle.objects.get(pk=made.pk)
        made.summary = "Farol"
        made.save_revision()
        text = document(member, article)
        assert "Molino" in text
        assert "Farol" not in text

    def test_a_translation_leads_to_what_it_was_made_of(self, member, article):
        made = begin(article, Locale.objects.get(language_code="es"))
        made.save_revision().publish()
        made = KnowledgeArticle.objects.get(pk=made.pk)
        assert place(article, "ar/") in member.get(place(made, "")).text

    def test_how_each_language_stands(self, member, article):
        made = begin(article, Locale.objects.get(language_code="es"))
        made.save_revision().publish()
        assert words(member, article) == {"es": "Up to date", "ar": "Not there yet"}
        for significance, said in (("minor", "Up to date"), ("normal", "Older than the source")):
            draft = article.get_latest_revision_as_object()
            draft.significance = significance
            draft.save_revision().publish()
            assert words(member, article)["es"] == said

    def test_many_languages_are_asked_for_at_once(self, member, article, django_assert_num_queries):
        member.get(place(article, ""))
        with CaptureQueriesContext(connection) as before:
            member.get(place(article, ""))
        for language in ("es", "ar"):
            begin(article, Locale.objects.get(language_code=language)).save_revision().publish()
        with CaptureQueriesContext(connection) as after:
            member.get(place(article, ""))
        assert len(after) == len(before)

    @pytest.mark.parametrize("who", ["visitor", "pending", "former"])
    def test_nobody_else(self, request, article, inside, who):
        client = request.getfixturevalue(who)
        for page in (article, inside):
            for rest in ("", "es/", "es/document.txt"):
                assert client.get(place(page, rest)).status_code == 302

    def test_not_of_a_draft(self, member):
        begun = make_knowledge(make_topic(), "Begun", live=False)
        begun.save_revision()
        for rest in ("", "es/", "es/document.txt"):
            assert member.get(place(begun, rest)).status_code == 404


class TestHandingIn:
    def test_it_waits_and_nothing_else_happens(self, member, article, offer):
        assert (offer.state, offer.language, offer.made_by) == (State.WAITS, "es", member.person)
        assert article.get_translation_or_none(Locale.objects.get(language_code="es")) is None
        assert "have not looked at it yet" in re.sub(r"\s+", " ", member.get(place(article)).text)

    def test_again_in_place_of_the_first(self, member, article, offer):
        give(member, article, filled(document(member, article), str.title))
        again = OfferedTranslation.objects.get()
        assert again.public_id != offer.public_id
        assert again.text != offer.text

    def test_no_editor_settles_words_that_they_have_not_seen(self, editor, member, article, offer):
        where = f"/manage/translations/{article.pk}/es/?offer={offer.public_id}"
        seen = editor.get(where).text
        give(member, article, filled(document(member, article), str.title))
        assert "COME AND" in seen
        answer = take(editor, article, offer)
        assert answer.status_code == 409
        assert "handed in anew" in answer.text
        assert article.get_translation_or_none(Locale.objects.get(language_code="es")) is None
        assert OfferedTranslation.objects.get().state == State.WAITS

    def test_a_file_with_signs_that_nobody_typed(self, member, article):
        text = filled(document(member, article), str.upper).replace("COME", "CO\x00ME")
        file = SimpleUploadedFile("es.txt", text.encode(), content_type="text/plain")
        assert member.post(place(article), {"file": file}).status_code == 302
        assert "\x00" not in OfferedTranslation.objects.get().text

    def test_of_somebody_else_nothing_is_seen(self, other_member, article, offer):
        page = other_member.get(place(article)).text
        assert offer.text not in page
        assert "have not looked at it yet" not in re.sub(r"\s+", " ", page)
        give(other_member, article, filled(document(other_member, article), str.title))
        assert OfferedTranslation.objects.count() == 2

    @pytest.mark.parametrize(
        "change", [lambda text: "", lambda text: "Hello", lambda text: text.replace("-es]", "-ar]")]
    )
    def test_what_is_no_document_of_it(self, member, article, change):
        text = change(filled(document(member, article), str.upper))
        answer = give(member, article, text)
        assert answer.status_code == 422
        assert "Error:" in answer.text
        assert escape(text.strip("\ufeff\n")) in answer.text
        assert not OfferedTranslation.objects.exists()

    def test_gaps_are_named_and_can_be_left(self, member, article):
        text = document(member, article)
        answer = give(member, article, text)
        assert answer.status_code == 422
        assert "Missing" in answer.text
        assert give(member, article, text, with_gaps="on").status_code == 302

    def test_of_a_draft_s_paragraphs_nothing_is_told(self, member, article):
        """Whoever writes the number of a draft into the first line does not learn what is in it."""
        draft = article.get_latest_revision_as_object()
        draft.body = [*BODY, ("text", '<p data-block-key="b1">Secret</p>')]
        number = draft.save_revision().pk
        text = filled(document(member, article), str.upper)
        forged = text.replace(f"-{article.live_revision_id}-es]", f"-{number}-es]")
        assert forged != text
        answer = give(member, article, forged)
        assert answer.status_code == 422
        assert "Missing" not in answer.text
        assert not OfferedTranslation.objects.exists()

    def test_not_without_end(self, member, article, monkeypatch):
        monkeypatch.setattr(actions, "MOST_WAITING", 1)
        for language, status in (("es", 302), ("ar", 409), ("es", 302)):
            text = member.get(place(article, f"{language}/document.txt")).content.decode()
            answer = member.post(place(article, f"{language}/"), {"text": filled(text, str.upper)})
            assert answer.status_code == status

    def test_nor_very_often(self, member, article, settings):
        settings.LIMITS = {**LIMITS, "translation": (1, 3600)}
        assert [give(member, article, "").status_code for _time in range(2)] == [422, 429]


class TestEditors:
    def test_it_stands_in_what_waits_and_in_the_form(self, editor, article, offer):
        where = f"/manage/translations/{article.pk}/es/?offer={offer.public_id}"
        assert where in editor.get("/manage/waiting/").text
        page = editor.get(where).text
        assert "COME AND" in page
        assert offer.made_by.full_name in page

    def test_a_draft_is_made_of_it_and_its_maker_is_told(self, editor, member, article, offer):
        answer = take(editor, article, offer)
        assert answer.status_code == 302
        made = article.get_translation_or_none(Locale.objects.get(language_code="es"))
        assert not made.live
        offer.refresh_from_db()
        assert (offer.state, offer.settled_by) == (State.TAKEN, editor.person)
        stream.dispatch()
        assert "taken your translation of" in member.get("/members/notices/").text
        assert offer.public_id not in editor.get("/manage/waiting/").text
        # Whoever opens it has read that.
        assert "into a draft" in member.get(place(article)).text
        assert not Notice.objects.filter(person=member.person, read_at=None).exists()

    def test_where_the_article_has_moved_on_both_are_told(self, editor, member, article):
        text = filled(document(member, article), str.upper)
        draft = article.get_latest_revision_as_object()
        draft.summary = "How it goes now."
        draft.save_revision().publish()
        assert "has changed since you took" in give_and_follow(member, article, text)
        where = f"/manage/translations/{article.pk}/es/?offer={OfferedTranslation.objects.get().public_id}"
        assert "Changed in the source since" in editor.get(where).text

    def test_no_older_document_goes_back_behind_newer_words(self, editor, member, article):
        old = filled(document(member, article), str.upper)
        draft = article.get_latest_revision_as_object()
        draft.summary = "How it goes now."
        draft.save_revision().publish()
        begin(KnowledgeArticle.objects.get(pk=article.pk), Locale.objects.get(language_code="es"))
        held = article.get_translation_or_none(Locale.objects.get(language_code="es"))
        given = {"text": old, "base": str(held.latest_revision_id or 0)}
        answer = editor.post(f"/manage/translations/{article.pk}/es/", given)
        assert answer.status_code == 409
        assert "an older version than the translation" in re.sub(r"\s+", " ", answer.text)

    def test_it_goes_back_with_a_reason(self, editor, member, article, offer):
        where = f"/manage/waiting/translations/{offer.public_id}/return/"
        assert editor.post(where, {"reason": ""}).status_code == 422
        assert editor.post(where, {"reason": "The names are missing."}).status_code == 302
        assert "The names are missing." in member.get(place(article)).text
        assert editor.get(where).status_code == 404
        assert take(editor, article, offer).status_code == 409

    def test_two_editors_settle_it_once(self, editor, staff, article, offer):
        actions.return_offer(actor=staff.person, offer=offer, reason="No.", lang="en")
        with pytest.raises(actions.Settled):
            actions.take_offer(actor=editor.person, offer=offer)

    def test_no_member_gives_another_s_back(self, member, other_member, offer):
        for client in (member, other_member):
            where = f"/manage/waiting/translations/{offer.public_id}/return/"
            assert client.post(where, {"reason": "No."}).status_code == 404


def give_and_follow(client, page, text):
    answer = client.post(place(page), {"text": text}, follow=True)
    return re.sub(r"\s+", " ", answer.text)


def take(editor, article, offer):
    return editor.post(
        f"/manage/translations/{article.pk}/es/?offer={offer.public_id}", {"text": offer.text, "base": "0"}
    )


class TestKept:
    def test_in_the_export_of_who_made_it(self, member, other_member, offer):
        assert export_person(person=member.person)["translations_handed_in"][0]["text"] == offer.text
        assert not export_person(person=other_member.person)["translations_handed_in"]

    def test_gone_with_the_account(self, member, offer):
        erase_person(actor=None, person=member.person)
        assert not OfferedTranslation.objects.exists()

    def test_and_ninety_days_after_it_is_settled(self, staff, offer):
        assert not actions.due(timezone.now() + 2 * actions.KEPT)
        actions.return_offer(actor=staff.person, offer=offer, reason="No.", lang="en")
        assert not actions.due(timezone.now())
        assert actions.due(timezone.now() + 2 * actions.KEPT)
