"""Two editors never overwrite each other without knowing it."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client
from wagtail.admin.views.pages.preview import PreviewOnEditView
from wagtail.models import Revision

from advocates.core.viewer import Role
from advocates.publishing import forms, revising
from advocates.publishing.models import FundingStatement, GlossaryTerm, StandardPage
from advocates.publishing.tests.office import base_of, edit_url, page_form
from tests.cast import cast_client


def body_of(page):
    return str(Revision.objects.for_instance(page).order_by("-created_at", "-id").first().content["body"])


@pytest.fixture
def opened(editor, about):
    """The page, saved once, and the base that a form has which is opened now."""
    editor.post(edit_url(about), page_form(about, "the first text"))
    assert "the first text" in body_of(about)
    return about, base_of(about)


def test_a_save_on_the_newest_version_wins(editor, opened):
    page, base = opened
    assert editor.post(edit_url(page), page_form(page, "the second text", base)).status_code == 302
    assert "the second text" in body_of(page)


@pytest.mark.parametrize(
    "action", [{}, {"action-publish": "yes"}, {"action-submit": "yes"}], ids=["save", "publish", "submit"]
)
def test_a_save_on_an_old_version_is_refused_and_keeps_the_text(editor, staff, opened, action):
    page, base = opened
    staff.post(edit_url(page), page_form(page, "somebody else was faster", base))
    answer = editor.post(edit_url(page), page_form(page, "my long text", base) | action)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "my long text" in text
    assert "saved this while you were writing" in text
    assert staff.person.full_name in text
    assert f"/manage/pages/{page.pk}/revisions/compare/live...{base_of(page)['loaded_revision_id']}/" in text
    assert "somebody else was faster" in body_of(page)
    assert "my long text" not in StandardPage.objects.get(pk=page.pk).body.raw_data.__repr__()


def test_saving_again_after_the_warning_is_a_decision(editor, staff, opened):
    page, base = opened
    staff.post(edit_url(page), page_form(page, "somebody else was faster", base))
    text = editor.post(edit_url(page), page_form(page, "my long text", base)).content.decode()
    shown = dict(re.findall(r'name="(loaded_revision_(?:id|created_at))" value="([^"]*)"', text))
    shown = {name: value.replace("&#x2B;", "+") for name, value in shown.items()}
    assert editor.post(edit_url(page), page_form(page, "my long text", shown)).status_code == 302
    assert "my long text" in body_of(page)
    kept = [str(revision.content["body"]) for revision in Revision.objects.for_instance(page)]
    assert any("somebody else was faster" in body for body in kept)


def test_a_form_that_does_not_name_its_base_is_refused(editor, opened):
    page, _base = opened
    assert editor.post(edit_url(page), page_form(page, "from nowhere", {})).status_code == 200
    assert "from nowhere" not in body_of(page)


def test_a_version_saved_by_itself_in_between_is_not_hidden(editor, staff, opened):
    page, base = opened
    by_script = {"HTTP_ACCEPT": "application/json"}
    saved = staff.post(edit_url(page), page_form(page, "saved by itself", base), **by_script).json()
    again = {**base, "overwrite_revision_id": str(saved["revision_id"])}
    assert staff.post(edit_url(page), page_form(page, "saved by itself again", again), **by_script).json()[
        "success"
    ]
    refused = editor.post(edit_url(page), page_form(page, "mine", base), **by_script)
    assert (refused.status_code, refused.json()["error_code"]) == (400, "invalid_revision")
    assert "saved by itself again" in body_of(page)


def looked_at(client, page, base):
    return client.post(f"{edit_url(page)}preview/", page_form(page, "looked at", base)).json()["is_valid"]


def test_a_look_stands_on_any_version(editor, opened):
    """It is asked for while the form is being saved by itself, and so a moment too early or too late."""
    page, base = opened
    editor.post(edit_url(page), page_form(page, "saved meanwhile", base))
    assert looked_at(editor, page, base)
    assert "saved meanwhile" in body_of(page)


def test_without_saying_so_it_would_be_taken_for_a_save(editor, opened, monkeypatch):
    """The twin."""
    page, base = opened
    editor.post(edit_url(page), page_form(page, "saved meanwhile", base))
    monkeypatch.setattr(revising.LookView, "get_form", PreviewOnEditView.get_form)
    assert not looked_at(editor, page, base)


def test_without_the_check_the_second_save_would_win(editor, staff, opened, monkeypatch):
    monkeypatch.setattr(forms, "is_based_on", lambda _data, _latest: True)
    page, base = opened
    staff.post(edit_url(page), page_form(page, "somebody else was faster", base))
    assert editor.post(edit_url(page), page_form(page, "mine", base)).status_code == 302
    assert "somebody else was faster" not in body_of(page)


def statement_form(statement, text, base=None):
    block = {
        "key": "a",
        "text": text,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [],
    }
    return {
        "stated_on": "2026-11-01",
        "title": "Year 2025",
        "text": json.dumps({"blocks": [{**block, "data": {}}], "entityMap": {}}),
        "source_url": "",
        **(base_of(statement) if base is None else base),
    }


def test_funding_statements_too(editor, staff, english_home):
    statement = FundingStatement.objects.create(
        title="Year 2025", text="<p>-</p>", locale=english_home.locale
    )
    url = f"/manage/snippets/publishing/fundingstatement/edit/{statement.pk}/"
    editor.post(url, statement_form(statement, "first"))
    base = base_of(statement)
    assert base
    assert staff.post(url, statement_form(statement, "faster", base)).status_code == 302
    answer = editor.post(url, statement_form(statement, "slower", base) | {"action-publish": "yes"})
    assert answer.status_code == 200
    assert "slower" in answer.content.decode()
    assert "saved this while you were writing" in answer.content.decode()
    assert "faster" in str(Revision.objects.for_instance(statement).order_by("-id").first().content)


@pytest.fixture
def term(english_home):
    return GlossaryTerm.objects.create(locale=english_home.locale, term="Remission", meaning="At first.")


def explain(client, term, meaning, base):
    url = f"/manage/snippets/publishing/glossaryterm/edit/{term.pk}/"
    return client.post(url, {"term": term.term, "also": "", "meaning": meaning, **base})


def test_words_of_the_glossary_too(editor, staff, term):
    """Also the first two to open one that has no version yet."""
    for turn in ("first", "second"):
        base = base_of(term)
        assert explain(staff, term, f"faster, {turn}", base).status_code == 302
        answer = explain(editor, term, f"slower, {turn}", base)
        assert answer.status_code == 200
        assert f"slower, {turn}" in answer.text
        assert "saved this while you were writing" in answer.text
        assert staff.person.full_name in answer.text
        latest = base_of(term)["loaded_revision_id"]
        address = f"/history/{term.pk}/revisions/compare/earliest...{latest}/"
        assert address in answer.text
        term.refresh_from_db()
        assert term.meaning == f"faster, {turn}"
    assert explain(editor, term, "after a look", base_of(term)).status_code == 302
    term.refresh_from_db()
    assert term.meaning == "after a look"


def test_without_the_check_they_would_be_overwritten(editor, staff, term, monkeypatch):
    """The twin."""
    monkeypatch.setattr(forms, "is_based_on", lambda _data, _latest: True)
    base = base_of(term)
    explain(staff, term, "faster", base)
    assert explain(editor, term, "slower", base).status_code == 302
    term.refresh_from_db()
    assert term.meaning == "slower"


@pytest.mark.django_db(transaction=True)
def test_of_many_saves_on_one_version_exactly_one_wins():
    clients = [cast_client("editor", Role.EDITOR) for _number in range(5)]
    page = StandardPage.objects.get(slug="about", locale__language_code="en")
    clients[0].post(edit_url(page), page_form(page, "the first text"))
    for turn in range(4):
        before = Revision.objects.for_instance(page).count()
        base = base_of(page)

        def save(number, base=base, turn=turn):
            try:
                data = page_form(page, f"turn {turn} of writer {number}", base)
                browser = Client()
                browser.cookies = clients[number].cookies
                return browser.post(edit_url(page), data).status_code
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(clients)) as pool:
            statuses = sorted(pool.map(save, range(len(clients))))
        assert statuses == [200, 200, 200, 200, 302]
        assert Revision.objects.for_instance(page).count() == before + 1
