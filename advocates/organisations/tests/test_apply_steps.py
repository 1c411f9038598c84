"""The steps of an application: kept half done, checked on their fields, compared with the directory."""

import pytest
from django.urls import resolve

from advocates.core import visitorforms
from advocates.organisations.applications import codes, doubles, steps
from advocates.organisations.models import Answer, Application, Consent
from advocates.organisations.tests.applying import (
    ACTIVITIES,
    CONDUCT,
    FUNDING,
    ORGANISATION,
    PEOPLE,
    begin,
    fill_in,
    save,
    sent,
)
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick_work(monkeypatch):
    monkeypatch.setattr(visitorforms, "COST", 1)


def page(client, token: str, step: str = "") -> str:
    return client.get(f"/join/{token}/{step + '/' if step else ''}").content.decode()


class TestSteps:
    def test_each_leads_to_the_next(self, visitor):
        token = begin(visitor)
        answer = save(visitor, token, "group", {"entry": "new"})
        assert answer["Location"] == f"/join/{token}/organisation/"

    def test_bad_input_is_answered_on_the_field_with_all_text_kept(self, visitor):
        token = begin(visitor)
        answer = save(
            visitor, token, "organisation", {**ORGANISATION, "website": "nowhere", "languages": "Klingonish"}
        )
        text = answer.content.decode()
        assert answer.status_code == 422
        assert all(
            value in text for value in ("Harbour Patients", "nowhere", "Klingonish", 'aria-invalid="true"')
        )

    def test_half_done_is_kept_for_later(self, visitor):
        token = begin(visitor)
        data = {"base": 0, "name": "Half a name", "website": "not yet one"}
        answer = visitor.post(f"/join/{token}/organisation/later/", data)
        assert answer.status_code == 302
        text = page(visitor, token, "organisation")
        assert "Half a name" in text
        assert "not yet one" in text
        assert "There is a problem" not in text
        assert "Something is missing" in page(visitor, token)
        assert "There is a problem" in visitor.get(f"/join/{token}/organisation/?check=1").content.decode()

    def test_going_back_keeps_everything(self, visitor):
        token = begin(visitor)
        fill_in(visitor, token)
        for step, word in (
            ("organisation", "Bergen"),
            ("funding", "Members"),
            ("people", "kari@example.net"),
        ):
            assert word in page(visitor, token, step)

    def test_two_tabs(self, visitor):
        token = begin(visitor)
        save(visitor, token, "activities", {**ACTIVITIES, "done": "First tab"})
        answer = save(visitor, token, "activities", {**ACTIVITIES, "done": "Second tab"}, base=0)
        text = answer.content.decode()
        assert answer.status_code == 409
        assert "First tab" in text
        assert "Second tab" in text
        assert 'name="base" value="1"' in text
        assert (
            save(visitor, token, "activities", {**ACTIVITIES, "done": "Second tab"}, base=1).status_code
            == 302
        )

    def test_without_the_base_the_first_tab_would_be_lost(self, visitor, monkeypatch):
        """The twin."""
        token = begin(visitor)
        save(visitor, token, "activities", {**ACTIVITIES, "done": "First tab"})
        monkeypatch.setattr("advocates.organisations.applications.views.base_of", lambda _request: 1)
        save(visitor, token, "activities", {**ACTIVITIES, "done": "Second tab"}, base=0)
        assert "First tab" not in str(Answer.objects.get().data)

    @pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800", "\u202ereversed", "=1+1", "x" * 1_000_000])
    def test_strange_text_is_no_error_of_ours(self, visitor, text):
        token = begin(visitor)
        for step, name in (("organisation", "name"), ("status", "registration"), ("funding", "source_1")):
            sent_text = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
            for address in (f"/join/{token}/{step}/", f"/join/{token}/{step}/later/"):
                answer = visitor.post(address, {"base": 0, name: sent_text})
                assert answer.status_code in {302, 409, 422}, (step, answer.status_code)
                assert visitor.get(f"/join/{token}/").status_code == 200

    def test_the_language_of_the_page_is_the_language_of_the_mails(self, visitor):
        token = begin(visitor)
        answer = visitor.post(f"/join/{token}/activities/?lang=es", {"base": 0, **ACTIVITIES})
        assert answer["Location"] == f"/join/{token}/funding/?lang=es"
        assert Application.objects.get().language == "es"
        assert 'lang="es"' in page(visitor, token)

    def test_unknown_ones_do_not_exist(self, visitor):
        token = begin(visitor)
        assert visitor.get(f"/join/{token}/nothing/").status_code == 404
        assert visitor.post(f"/join/{token}/nothing/later/").status_code == 404

    def test_every_step_has_an_address_that_nothing_else_has(self):
        for step in (*steps.BY_SLUG, steps.CHECK):
            assert resolve(f"/join/x/{step}/").url_name == "join_step"


class TestTheDirectory:
    def test_a_listed_group_is_found_and_chosen(self, visitor):
        make_organisation(
            "Fjord Patients", country="NO", city="Oslo", languages=["nb"], disease_areas=["cml"]
        )
        token = begin(visitor)
        assert "Fjord Patients" in visitor.get(f"/join/{token}/group/?q=fjord").content.decode()
        assert save(visitor, token, "group", {"entry": "fjord-patients"}).status_code == 302
        text = page(visitor, token, "organisation")
        assert "Fjord Patients" in text
        assert "Oslo" in text

    def test_a_member_cannot_be_claimed(self, visitor):
        make_organisation("Fjord Patients", country="NO", state=State.MEMBER)
        token = begin(visitor)
        assert "is a member already" in visitor.get(f"/join/{token}/group/?q=fjord").content.decode()
        assert save(visitor, token, "group", {"entry": "fjord-patients"}).status_code == 422

    def test_nor_can_a_hidden_entry(self, visitor):
        make_organisation("Fjord Patients", country="NO", is_published=False)
        token = begin(visitor)
        assert "Fjord" not in visitor.get(f"/join/{token}/group/?q=fjord").content.decode().replace(
            'value="fjord"', ""
        )
        assert save(visitor, token, "group", {"entry": "fjord-patients"}).status_code == 422

    @pytest.mark.parametrize(
        "fields",
        [
            {"name": "HARBOUR  pâtients"},
            {"name": "Other", "local_name": "Pasientene i havna"},
            {"name": "Other", "website": "http://www.harbour-patients.example/about"},
        ],
    )
    def test_doubles_are_shown(self, visitor, fields):
        make_organisation(country="NO", **fields)
        token = begin(visitor)
        save(visitor, token, "organisation", ORGANISATION)
        assert "look like your group" in page(visitor, token, "organisation")

    def test_a_host_that_many_share_is_no_sign(self):
        make_organisation("Other", website="https://www.facebook.com/other")
        assert not doubles.alike(name="x", local_name="", website="https://facebook.com/mine")


class TestMoney:
    def broken(self, visitor, **data):
        answer = save(visitor, begin(visitor), "funding", data)
        assert answer.status_code == 422
        return answer.content.decode()

    def test_the_shares_of_a_year_are_at_most_the_whole(self, visitor):
        second = {"source_2": "Firm", "kind_2": "company", "share_2": "31", "year_2": "2025"}
        text = self.broken(visitor, **FUNDING, **second)
        assert "101 percent" in text
        assert "Firm" in text

    def test_another_year_is_another_whole(self, visitor):
        second = {"source_2": "Firm", "kind_2": "company", "share_2": "100", "year_2": "2024"}
        assert save(visitor, begin(visitor), "funding", {**FUNDING, **second}).status_code == 302

    def test_a_half_filled_row(self, visitor):
        assert "Fill in the whole row" in self.broken(visitor, source_1="Members")

    @pytest.mark.parametrize("share", ["a little", "-1", "101", "9" * 30, "٪", "1e5"])
    def test_what_is_no_share(self, visitor, share):
        assert 'aria-invalid="true"' in self.broken(visitor, **{**FUNDING, "share_1": share})

    def test_none_at_all_is_an_answer(self, visitor):
        assert save(visitor, begin(visitor), "funding", {"no_money": "on"}).status_code == 302

    def test_nothing_is_not(self, visitor):
        assert "tick that you have none" in self.broken(visitor)


class TestPeople:
    def broken(self, visitor, **data):
        answer = save(visitor, begin(visitor), "people", data)
        assert answer.status_code == 422
        return answer.content.decode()

    def test_an_address_of_several_people_is_nobodys_way_in(self, visitor):
        """Detail 17: `info@` may be a contact, never a log-in."""
        assert "several people read" in self.broken(visitor, **{**PEOPLE, "email_1": "info@example.net"})

    def test_at_least_one_administrator(self, visitor):
        assert "at least one administrator" in self.broken(visitor, **{**PEOPLE, "role_1": "representative"})

    def test_one_address_once(self, visitor):
        again = {"person_2": "Kari N", "email_2": "KARI@example.net", "role_2": "representative"}
        assert "two rows" in self.broken(visitor, **PEOPLE, **again)


class TestConduct:
    def test_without_a_code_the_step_says_so(self, visitor):
        assert "has not published a code of conduct yet" in page(visitor, begin(visitor), "conduct")

    def test_nothing_is_ticked_beforehand(self, visitor):
        codes.publish_code(actor=None, version="1", lang="en", text="Be kind.")
        text = page(visitor, begin(visitor), "conduct")
        assert "Be kind." in text
        assert "checked" not in text

    def test_the_exact_version_is_logged_when_it_is_sent(self, visitor):
        codes.publish_code(actor=None, version="2026-1", lang="en", text="Be kind.")
        sent(visitor)
        logged = {row.what: (row.version, row.lang) for row in Consent.objects.all()}
        assert logged["accepts_code"] == ("2026-1", "en")
        assert set(logged) == {"accepts_code", "is_true", "may_speak", "people_agree"}
        assert "accepts this code" in Consent.objects.get(what="accepts_code").words

    def test_a_newer_version_has_to_be_accepted_anew(self, visitor):
        codes.publish_code(actor=None, version="1", lang="en", text="Be kind.")
        token = begin(visitor)
        fill_in(visitor, token)
        codes.publish_code(actor=None, version="2", lang="en", text="Be kinder.")
        assert visitor.post(f"/join/{token}/check/").status_code == 409
        assert not Consent.objects.exists()
        text = page(visitor, token, "conduct")
        assert "Be kinder." in text
        assert 'name="version" value="2"' in text
        assert 'id="id_accepts_code" checked' not in text
        old = save(visitor, token, "conduct", {**CONDUCT, "accepts_code": "on", "version": "1"})
        assert old.status_code == 422
        assert "newer version" in old.content.decode()
        new = save(visitor, token, "conduct", {**CONDUCT, "accepts_code": "on", "version": "2"})
        assert new.status_code == 302

    def test_the_page_names_the_version_that_it_shows(self, visitor):
        """Without it nobody could accept anything."""
        codes.publish_code(actor=None, version="2026-1", lang="en", text="Be kind.")
        assert 'name="version" value="2026-1"' in page(visitor, begin(visitor), "conduct")
