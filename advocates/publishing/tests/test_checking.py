"""Drafts shown to somebody outside, by a link of their own that ends, and what they say of them."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone, translation
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from advocates.accounts import actions as accounts
from advocates.accounts.models import Person
from advocates.core import links, outbox, stream
from advocates.core.models import Mail
from advocates.core.viewer import Role, viewer_for
from advocates.notifications import mails as telling
from advocates.notifications.models import Notice
from advocates.publishing.checking import actions, mails, notices
from advocates.publishing.checking import policies as checking_policies
from advocates.publishing.models import DraftLook, NewsArticle
from advocates.publishing.refusals import SecondPersonNeeded
from advocates.publishing.tests.articles import make_news
from advocates.publishing.tests.office import base_of, edit_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(editor):
    """A medical text by the editor that nobody else has read."""
    made = make_news("A new study", kind="research", live=False, body=[("text", "<p>What was found.</p>")])
    made.save_revision(user=editor.person)
    return NewsArticle.objects.get(pk=made.pk)


def written(page, **changes):
    """The form of an article as its screen sends it."""
    empty = inline_formset([])
    fields = {
        "title": page.title, "slug": page.slug or "new-study", "seo_title": "", "search_description": "",
        "kind": page.kind,
        "dated_on": "", "summary": "", "picture": "", "picture_alt": "", "picture_consent": "",
        "body": streamfield([("text", rich_text("<p>What was found.</p>"))]), "author_line": "", "checked_by": "",
        "checked_role": "", "checked_on": "", "sources": streamfield([]), "correction": rich_text(""),
        "corrected_on": "", "related": streamfield([]), "country_rows": empty, "organisation_rows": empty,
        "comments_open": "on", "comments_close_on": "",
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}, **changes,
    }  # fmt: skip
    return {**nested_form_data(fields), **(base_of(page) if page.pk else {})}


def publish(client, page, **changes):
    return client.post(edit_url(page), {**written(page, **changes), "action-publish": "1"})


def is_live(page):
    return NewsArticle.objects.get(pk=page.pk).live


def path_of(look):
    return f"/link/{links.token_of(actions.LINK, look.public_id)}/"


READER = actions.Reader("Example Checker", "Blood doctor, Lisbon", "es")


@pytest.fixture
def look(editor, draft):
    made, _url = actions.show_draft(actor=editor.person, page=draft, reader=READER)
    return made


def remark_of(look):
    return f"/link/{links.token_of(actions.REMARK, look.public_id)}/"


def fields(**changes):
    return {"name": READER.name, "role": READER.role, "language": "es", "email": "", **changes}


def test_an_editor_makes_a_link_for_one_person(editor, draft):
    answer = editor.post(f"/manage/drafts/{draft.pk}/", fields())
    # In the language of whoever reads it, not in that of the editor.
    assert re.search(r"/link/[^\"]+\?lang=es", answer.text)
    made = DraftLook.objects.get()
    assert (made.revision_id, made.name, made.is_mailed) == (draft.latest_revision_id, READER.name, False)
    later = editor.get(f"/manage/drafts/{draft.pk}/").text
    assert "/link/" not in later
    assert READER.name in later


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"role": ""}, {"name": "a\x00"}, {"name": "n" * 151}, {"email": "x"}, {"language": "xx"}],
)
def test_only_for_somebody_by_name_and_what_was_typed_stays(editor, draft, wrong):
    answer = editor.post(f"/manage/drafts/{draft.pk}/", fields(**wrong))
    assert answer.status_code == 422
    assert READER.role in answer.text or "role" in wrong
    assert not DraftLook.objects.exists()


def test_by_mail_it_goes_there_and_nowhere_else(editor, draft):
    answer = editor.post(f"/manage/drafts/{draft.pk}/", fields(email="doctor@example.org"))
    assert answer.status_code == 302
    assert "/link/" not in editor.get(answer["Location"]).text
    mail = Mail.objects.get(purpose=actions.MAIL)
    assert (mail.recipient, mail.language) == ("doctor@example.org", "es")
    outbox.deliver(mail.pk)
    mail.refresh_from_db()
    assert mail.state == Mail.State.SENT
    with translation.override(mail.language):
        said = mails.compose(mail)
    assert "A new study" in said.subject
    for words in ("/link/", "?lang=es", READER.name):
        assert words in said.text


def test_a_mail_whose_link_was_taken_back_does_not_leave(editor, draft):
    editor.post(f"/manage/drafts/{draft.pk}/", fields(email="doctor@example.org"))
    editor.post(f"/manage/drafts/links/{DraftLook.objects.get().public_id}/end/")
    mail = Mail.objects.get(purpose=actions.MAIL)
    outbox.deliver(mail.pk)
    mail.refresh_from_db()
    assert mail.state == Mail.State.DROPPED


def test_not_to_somebody_who_publishes_here(editor, staff, draft):
    answer = editor.post(f"/manage/drafts/{draft.pk}/", fields(email=staff.person.email.upper()))
    assert answer.status_code == 422
    assert "publishes here" in answer.text


def test_detail_1_whoever_has_it_reads_that_revision_and_changes_nothing_by_reading(
    visitor, editor, draft, look
):
    draft.title = "Another title"
    draft.save_revision(user=editor.person)
    answer = visitor.get(path_of(look))
    assert answer.status_code == 200
    for words in ("What was found.", READER.name, READER.role):
        assert words in answer.text
    assert "Another title" not in answer.text
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer.text
    assert not answer.cookies
    assert not DraftLook.objects.get().is_answered


def is_over(visitor, look):
    """Nothing of the draft is shown, a sentence says why, and nothing is taken."""
    for path in (path_of(look), remark_of(look)):
        shown = visitor.get(path)
        assert shown.status_code == 404
        assert "What was found." not in shown.text
        assert visitor.post(path, {"remark": "Wrong."}).status_code in {404, 409}
    return not DraftLook.objects.get(pk=look.pk).is_answered


def test_detail_1_it_ends_after_seven_days(visitor, look):
    assert visitor.get(path_of(look)).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        # Also by a token that is younger than the link.
        assert is_over(visitor, look)


def test_an_editor_takes_it_back(visitor, staff, look):
    assert staff.post(f"/manage/drafts/links/{look.public_id}/end/").status_code == 302
    assert is_over(visitor, look)
    assert "Taken back" in staff.get(f"/manage/drafts/{look.page_id}/").text


def test_one_from_before_links_were_personal_has_ended(visitor, look):
    DraftLook.objects.update(name="", role="", words="")
    assert is_over(visitor, look)
    assert "This link has ended" in visitor.get(path_of(look)).text


def test_words_that_were_written_over_are_not_those_that_were_shown(visitor, editor, draft, look):
    """A screen that saves by itself writes over its own version."""
    draft.title = "A cure"
    draft.save_revision(user=editor.person, overwrite_revision=look.revision)
    assert is_over(visitor, look)
    assert "have changed the text" in visitor.get(path_of(look)).text


def test_nor_do_they_count_as_checked(visitor, editor, draft, look):
    visitor.post(path_of(look))
    draft.title = "A cure"
    with pytest.raises(SecondPersonNeeded):
        draft.save_revision(user=editor.person, overwrite_revision=look.revision).publish(user=editor.person)
    assert not is_live(draft)


@pytest.mark.parametrize("who", ["editor", "staff"])
def test_nobody_who_publishes_here_answers_by_it(request, who, look):
    client = request.getfixturevalue(who)
    assert "You publish here" in client.get(path_of(look)).text
    assert client.post(path_of(look)).status_code == 403
    assert client.post(remark_of(look), {"remark": "Wrong."}).status_code == 403
    assert not DraftLook.objects.get().is_answered


def test_nor_whoever_made_it_when_their_task_has_ended(editor, look):
    accounts.end_role(actor=None, person=editor.person, role=Role.EDITOR)
    assert editor.post(path_of(look)).status_code == 403


def test_without_the_policy_they_would(editor, look, monkeypatch):
    """The twin."""
    monkeypatch.setattr(checking_policies, "can_answer", lambda *_asked: True)
    assert editor.post(path_of(look)).status_code == 302
    assert DraftLook.objects.get().checked_at


def test_a_check_is_kept_once_with_its_revision_and_lets_the_author_publish(visitor, editor, draft, look):
    assert visitor.post(path_of(look)).status_code == 302
    assert "Thank you" in visitor.get(path_of(look)).text
    assert visitor.post(path_of(look)).status_code == 409
    assert visitor.post(remark_of(look), {"remark": "No."}).status_code == 409
    kept = DraftLook.objects.get()
    assert (kept.name, kept.revision_id, kept.remark) == (READER.name, draft.latest_revision_id, "")
    assert "that it is right" in editor.get(f"/manage/drafts/{draft.pk}/").text
    draft.get_latest_revision().publish(user=editor.person)
    assert is_live(draft)


def test_but_only_with_the_same_words(visitor, editor, draft, look):
    visitor.post(path_of(look))
    draft.title = "A cure"
    with pytest.raises(SecondPersonNeeded):
        draft.save_revision(user=editor.person).publish(user=editor.person)
    assert not is_live(draft)


def test_a_remark_is_no_check_and_is_kept_with_its_revision(visitor, editor, draft, look):
    empty = visitor.post(remark_of(look), {"remark": " "})
    assert empty.status_code == 422
    assert "There is a problem" in empty.text
    assert visitor.post(remark_of(look), {"remark": "Twice a day, not once."}).status_code == 302
    assert "Twice a day" in visitor.get(path_of(look)).text
    assert visitor.post(path_of(look)).status_code == 409
    assert "Twice a day" in editor.get(f"/manage/drafts/{draft.pk}/").text
    with pytest.raises(SecondPersonNeeded):
        draft.get_latest_revision().publish(user=editor.person)


@pytest.mark.parametrize(("path", "said"), [(path_of, "has checked"), (remark_of, "has found")])
def test_the_writers_hear_of_it(visitor, editor, staff, look, path, said):
    page = NewsArticle.objects.get()
    page.title = "A newer study"
    page.save_revision(user=staff.person)
    visitor.post(path(look), {"remark": "Twice a day."})
    stream.dispatch()
    assert {notice.person for notice in Notice.objects.all()} == {editor.person, staff.person}
    pieces = notices.pieces(viewer_for(staff.person), Notice.objects.filter(person=staff.person))
    assert f"Example Checker\u2069 {said}" in notices.source().sentences[pieces[0].notice.kind](pieces)
    assert pieces[0].text == DraftLook.objects.get().remark


def test_opening_the_list_of_links_reads_it(visitor, editor, staff, look):
    NewsArticle.objects.get().save_revision(user=staff.person)
    visitor.post(path_of(look))
    stream.dispatch()
    editor.get(f"/manage/drafts/{look.page_id}/")
    assert Notice.objects.get(person=editor.person).read_at
    assert Notice.objects.get(person=staff.person).read_at is None


def test_and_by_mail_in_their_language(visitor, editor, look):
    Person.objects.filter(pk=editor.person.pk).update(language="es")
    visitor.post(remark_of(look), {"remark": "Twice a day."})
    stream.dispatch()
    letter = Mail.objects.get(recipient=editor.person.email)
    said = telling.compose(letter)
    assert letter.language == "es"
    assert "ha encontrado algo" in said.subject
    assert "Twice a day." in said.text
    assert f"/manage/drafts/{look.page_id}/" in said.text


def test_whoever_writes_no_more_is_told_nothing(visitor, editor, look):
    visitor.post(path_of(look))
    stream.dispatch()
    accounts.end_role(actor=None, person=editor.person, role=Role.EDITOR)
    assert notices.pieces(viewer_for(editor.person), Notice.objects.all()) == []
