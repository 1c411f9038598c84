"""Changing a page: what is typed is what is shown, nobody's words are lost, and it is said what was changed."""

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import transaction
from django.utils import translation

from advocates.core.viewer import viewer_for
from advocates.core.views import bad_request
from advocates.spaces.drafts.actions import Typed
from advocates.spaces.drafts.actions import save as save_draft
from advocates.spaces.models import Draft, Kind, Space
from advocates.spaces.texts import new_sending
from advocates.wiki import actions, templating
from advocates.wiki.models import PageRevision, WikiPage
from advocates.wiki.structure.actions import delete_page
from advocates.wiki.tests.factories import TEXT, make_page, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(member) -> WikiPage:
    return make_page(member.person)


def form(text: str, base: int = 1, **more: str) -> dict[str, str]:
    fields = {"text": text, "lang": "en", "summary": "A reason", "base_revision": str(base)}
    return {**fields, "sending": new_sending(), **more}


def change(client, page: WikiPage, text: str, base: int = 1, **more: str):
    return client.post(f"{page.address}edit/", form(text, base, **more))


def newest(page: WikiPage) -> PageRevision:
    return PageRevision.objects.filter(page=page).order_by("-number")[0]


class TestBegin:
    def test_a_page_begins_with_its_first_revision(self, member):
        space = make_page(member.person, "First").space
        answer = member.post(
            f"/members/wiki/s/{space.public_id}/new/",
            {"title": "Zweite Seite", "text": "Wörter", "lang": "de", "sending": new_sending()},
        )
        made = WikiPage.objects.get(title="Zweite Seite")
        assert (answer.status_code, answer["Location"]) == (302, made.address)
        assert (made.revision, newest(made).source, made.html) == (1, "Wörter", '<p dir="auto">Wörter</p>\n')
        assert newest(made).mandate.organisation.name == "Own Group"

    def test_the_same_title_again_is_refused_with_the_text(self, member, begun):
        sent = {"title": " HOW  to begin", "text": "Kept words", "lang": "en", "sending": new_sending()}
        answer = member.post(f"/members/wiki/s/{begun.space.public_id}/new/", sent)
        assert answer.status_code == 409
        assert "Another page here has this title" in answer.text
        assert "Kept words" in answer.text

    def test_another_space_may_have_it(self, member, begun):
        room = Space.objects.get(kind=Kind.REGION, region=viewer_for(member.person).acting.region)
        assert make_page(member.person, space=room).pk != begun.pk

    def test_from_a_link_the_title_is_there(self, member, begun):
        answer = member.get(
            f"/members/wiki/s/{begun.space.public_id}/new/?title=%D9%85%D8%B1%D8%AD%D8%A8%D8%A7"
        )
        assert 'value="مرحبا"' in answer.text

    @pytest.mark.parametrize("language", ["en", "es", "ar"])
    def test_from_a_template_in_one_s_language(self, member, begun, language):
        offered = templating.offered()
        assert [each.id for each in offered] == [
            "campaign-brief",
            "country-access",
            "how-to",
            "meeting-notes",
        ]
        address = f"/members/wiki/s/{begun.space.public_id}/new/?lang={language}&template=meeting-notes"
        with translation.override(language):
            title, text = templating.find("meeting-notes").title, templating.find("meeting-notes").text
        shown = member.get(address).text
        assert f'value="{title}"' in shown
        assert text.strip().split("\n")[-1] in shown

    def test_a_template_keeps_the_title_and_the_place_that_were_asked_for(self, member, begun):
        address = f"/members/wiki/s/{begun.space.public_id}/new/"
        shown = member.get(address, {"title": "Costs & more", "parent": begun.public_id}).text
        chosen = f"?template=how-to&amp;parent={begun.public_id}&amp;title=Costs%20%26%20more#id_title"
        assert f'href="{chosen}"' in shown
        filled = member.get(address + chosen.replace("&amp;", "&").partition("#")[0]).text
        assert 'value="Costs &amp; more"' in filled
        assert templating.find("how-to").text.strip().split("\n")[-1] in filled

    @pytest.mark.parametrize("name", ["", "nothing", "\x00"])
    def test_from_a_template_that_there_is_not_it_is_empty(self, member, begun, name):
        answer = member.get(f"/members/wiki/s/{begun.space.public_id}/new/", {"template": name})
        assert answer.status_code == 200

    def test_below_another_one(self, member, begun):
        address = f"/members/wiki/s/{begun.space.public_id}/new/?parent={begun.public_id}"
        assert f'value="{begun.public_id}"' in member.get(address).text
        sent = {
            "title": "Below",
            "text": "x",
            "lang": "en",
            "sending": new_sending(),
            "parent": begun.public_id,
        }
        member.post(address, sent)
        assert WikiPage.objects.get(title="Below").parent == begun


class TestChange:
    def test_a_change_is_a_revision_with_a_reason(self, member, begun):
        answer = change(member, begun, "New words")
        assert (answer.status_code, answer["Location"]) == (302, begun.address)
        made = newest(begun)
        assert (made.number, made.source, made.summary, made.is_minor) == (2, "New words", "A reason", False)
        assert "New words" in member.get(begun.address).text

    @pytest.mark.parametrize("summary", ["", "   ", "\n"])
    def test_a_reason_is_required_and_the_text_is_kept(self, member, begun, summary):
        answer = change(member, begun, "Words to keep", summary=summary)
        assert answer.status_code == 422
        assert "Say in a few words what you have changed" in answer.text
        assert "Words to keep" in answer.text
        assert newest(begun).number == 1

    def test_sent_twice_it_is_one_revision(self, member, begun):
        sent = form("Twice")
        for _ in range(2):
            assert member.post(f"{begun.address}edit/", sent).status_code == 302
        assert newest(begun).number == 2

    def test_nothing_changed_is_no_revision(self, member, begun):
        assert change(member, begun, TEXT).status_code == 302
        assert newest(begun).number == 1

    def test_detail_2_the_preview_is_the_page(self, member, begun):
        text = "## A plan\n\n| a | b |\n|---|---|\n| [[How to begin]] | [[Not there]] |\n\nText[^1]\n\n[^1]: Note"
        shown = member.post("/members/wiki/preview/", {**form(text), "space": begun.space.public_id})
        change(member, begun, text)
        begun.refresh_from_db()
        assert shown.status_code == 200
        assert begun.html in shown.text

    def test_the_preview_without_scripts_too(self, member, begun):
        answer = change(member, begun, "*Looks*", summary="", preview="1")
        assert answer.status_code == 200
        assert "<em>Looks</em>" in answer.text
        assert newest(begun).number == 1

    @pytest.mark.parametrize(("size", "status"), [(100_000, 302), (100_001, 422), (5_000_000, 422)])
    def test_a_page_has_an_end(self, member, begun, size, status):
        typed = ("words " * size)[: size - 1] + "x"
        answer = change(member, begun, typed)
        assert answer.status_code == status
        assert ("A page has at most 100000 characters" in answer.text) is (status == 422)
        # Nobody loses what they have typed: all of it stands in the form, its last letter too.
        assert (f"{typed}</textarea>" in answer.text) is (status == 422)
        assert newest(begun).number == (2 if status == 302 else 1)

    @pytest.mark.parametrize("letter", ["慢", "क"])
    def test_more_than_a_form_may_bring_has_a_clear_answer(self, member, begun, letter):
        """Five million letters of three bytes: more than is taken in, and said in words."""
        answer = change(member, begun, letter * 5_000_000)
        assert answer.status_code == 413
        assert "This is too large" in answer.text
        assert "Go back and send less" in answer.text
        assert newest(begun).number == 1

    def test_what_is_not_readable_is_not_called_too_large(self, rf):
        """The twin: only a body that is too long is told so."""
        assert bad_request(rf.get("/"), SuspiciousOperation()).status_code == 400
        assert bad_request(rf.get("/"), RequestDataTooBig()).status_code == 413

    @pytest.mark.parametrize(("rows", "status"), [(9_997, 302), (10_000, 422)])
    def test_a_table_of_ten_thousand_rows(self, member, begun, rows, status):
        """Of what is saved every row is drawn; what would not be is refused, with the text kept."""
        answer = change(member, begun, "|a|\n|-|\n" + "|x|\n" * rows + "|last|")
        assert answer.status_code == status
        if status == 302:
            begun.refresh_from_db()
            assert begun.html.count("<tr>") == rows + 2
        else:
            assert "at most 10000 lines, and this one has 10003" in answer.text
            assert "|last|" in answer.text
            assert newest(begun).number == 1

    def test_no_other_way_leads_to_more_lines(self, member, begun):
        many = "x\n" * 6_000
        change(member, begun, f"{many}\n{TEXT}")
        answer = change(member, begun, f"{TEXT}\n\n{many}")
        assert answer.status_code == 409
        assert "the page would be too long" in answer.text
        with pytest.raises(actions.TooLong):
            make_page(member.person, "Many", "x\n" * 10_000 + "y")

    def test_without_the_check_rows_would_not_be_drawn(self, member, monkeypatch):
        """The twin."""
        monkeypatch.setattr(actions, "is_too_long", lambda _source: False)
        page = make_page(member.person, "Many", "x\n\n" * 5_000 + "last")
        assert "last" not in page.html


class TestMerge:
    def test_what_others_saved_meanwhile_is_merged(self, member, other_member, begun):
        change(other_member, begun, TEXT.replace("Ask first", "Ask everybody"))
        answer = change(member, begun, TEXT.replace("who decides", "who pays"))
        assert answer.status_code == 302
        made = newest(begun)
        assert (made.number, made.merged_from) == (3, 1)
        assert "Ask everybody" in made.source
        assert "who pays" in made.source

    def test_detail_1_a_conflict_shows_both_and_keeps_everything(self, member, other_member, begun):
        change(other_member, begun, TEXT.replace("Ask first", "Ask everybody"))
        answer = change(member, begun, TEXT.replace("Ask first", "Ask nobody"))
        assert answer.status_code == 409
        for words in ("Ask everybody", "Ask nobody", "As it stands now", "As you have it"):
            assert words in answer.text
        assert 'name="base_revision" value="2"' in answer.text
        assert Draft.objects.filter(person=member.person, text__contains="Ask nobody").count() == 0
        assert newest(begun).number == 2

    def test_detail_1_what_was_sent_is_a_draft_besides(self, member, other_member, begun):
        change(other_member, begun, TEXT.replace("Ask first", "Ask everybody"))
        sent = {"window": "w1", "draft_key": f"page:{begun.public_id}"}
        change(member, begun, TEXT.replace("Ask first", "Ask nobody"), **sent)
        assert "Ask nobody" in Draft.objects.get(person=member.person).text

    def test_after_both_were_seen_it_is_saved(self, member, other_member, begun):
        change(other_member, begun, TEXT.replace("Ask first", "Ask everybody"))
        assert change(member, begun, TEXT.replace("Ask first", "Ask nobody"), base=2).status_code == 302
        assert "Ask nobody" in newest(begun).source
        assert "Ask everybody" in PageRevision.objects.get(page=begun, number=2).source

    def test_without_the_check_words_would_be_lost(self, member, other_member, begun, monkeypatch):
        """The twin: two texts made ready at the same time, both saved."""
        ready = actions._ready(
            WikiPage.objects.get(pk=begun.pk), "Mine alone", actions.Written("", "en", "x", base=1)
        )
        save(other_member.person, begun, "Theirs alone", 1)
        written = actions.Written("Mine alone", "en", "x", base=1)
        author = actions.Author(member.person.pk, viewer_for(member.person).acting.id, 0)
        with transaction.atomic():
            assert actions._save(author, begun, written, ready) is None
            monkeypatch.setattr(actions, "is_still", lambda _held, _ready: True)
            assert actions._save(author, begun, written, ready) is not None
        assert "Theirs alone" not in newest(begun).source


class TestKept:
    """What was typed is there, whatever happens to the session."""

    ORIGIN = {"Origin": "http://testserver", "Sec-Fetch-Mode": "navigate"}

    def test_detail_3_after_the_session_has_ended(self, member, begun, client):
        sent = form("Typed for an hour", window="w1", draft_key=f"page:{begun.public_id}")
        answer = client.post(f"{begun.address}edit/", sent, headers=self.ORIGIN)
        assert answer.status_code == 403
        assert "Typed for an hour" in answer.text
        assert 'name="summary"' in answer.text
        assert f'action="{begun.address}edit/"' in answer.text

    def test_of_a_page_that_was_deleted_meanwhile(self, member, begun):
        delete_page(actor=member.person, page=begun, reason="Twice")
        sent = form("Typed for an hour", window="w1", draft_key=f"page:{begun.public_id}")
        answer = member.post(f"{begun.address}edit/", sent, headers=self.ORIGIN)
        assert "Typed for an hour" in answer.text
        assert "Typed for an hour" in Draft.objects.get(person=member.person).text

    def test_a_draft_is_taken_up_again(self, member, begun):
        typed = Typed(f"page:{begun.public_id}", "w1", "Half a thought", lang="en", extra={"summary": "Half"})
        kept = save_draft(person=member.person, typed=typed, space=begun.space)
        assert "Half a thought" in member.get(f"{begun.address}edit/").text
        shown = member.get(f"{begun.address}edit/?draft={kept.public_id}").text
        assert "Half a thought</textarea>" in shown
        assert 'value="Half"' in shown
