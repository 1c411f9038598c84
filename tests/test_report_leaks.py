"""What is reported, noted and decided: each word is read by whom it is for, and by nobody else."""

import pytest

from advocates.core import outbox
from advocates.core.models import Mail, StreamEntry
from advocates.moderation.models import CaseQuerySet
from tests.cast import CastClient, give_second_factor, sign_in
from tests.crawling import crawl
from tests.private_reports import REPORTS, plant_reports
from tests.private_words import Words
from tests.test_leaks import found

pytestmark = pytest.mark.django_db

STARTS = ("/members/", "/members/forum/", "/members/reports/", "/members/cases/", "/members/moderation/")
# Of the reporter and of those who moderate; the author must not meet them anywhere.
OF_THE_REPORTER = {"name of the reporter", "group of the reporter", "flag", "answer", "note"}


@pytest.fixture
def planted():
    words = Words()
    return words, plant_reports(words)


def browser(person) -> CastClient:
    client = CastClient()
    client.person = person
    give_second_factor(person)
    sign_in(client, person, second_factor=True)
    return client


def within(address: str) -> bool:
    return address.startswith(
        ("/members/reports/", "/members/cases/", "/members/moderation/", "/members/forum/")
    )


def seen(client, words) -> set[str]:
    pages = crawl(client, STARTS, follow=lambda at: within(at) and "?" not in at, most=400)
    return {leak.partition(" at ")[0].partition(":")[2] for leak in found(words.of(REPORTS), pages)}


def test_the_author_reads_the_reasons_and_nothing_of_the_report(planted):
    words, people = planted
    read = seen(browser(people["author"]), words)
    assert {"facts", "rule", "appeal", "text"} <= read
    assert read & OF_THE_REPORTER == set()


def test_the_reporter_reads_the_answer_and_no_reasons(planted):
    words, people = planted
    read = seen(browser(people["reporter"]), words)
    assert {"flag", "answer"} <= read
    assert read & {"facts", "rule", "appeal", "note", "text"} == set()


def test_another_member_reads_nothing_of_it(planted, member):
    words, _people = planted
    assert seen(member, words) <= {"title", "name of the author", "group of the author"}


def test_a_moderator_reads_the_case(planted, moderator):
    words, _people = planted
    assert seen(moderator, words) >= {
        "flag",
        "note",
        "facts",
        "rule",
        "appeal",
        "text",
        "name of the reporter",
    }


def test_nobody_outside_reads_any_of_it(planted, pending, former, editor, staff):
    words, _people = planted
    for client in (pending, former, editor, staff):
        starts = (*STARTS, "/manage/moderation/") if client is staff else STARTS
        pages = crawl(client, starts, follow=lambda at: within(at) or at.startswith("/manage/moderation/"))
        # Staff see who did something as a moderator, to take it back.
        allowed = {"name of the decider"} if client is staff else set()
        told = {leak.partition(" at ")[0].partition(":")[2] for leak in found(words.of(REPORTS), pages)}
        assert told <= allowed


def test_neither_mail_nor_stream_tells_it(planted):
    words, _people = planted
    mails = Mail.objects.exclude(purpose="").filter(purpose__startswith="moderation.")
    assert mails.count() == 2
    said = [outbox._purposes[mail.purpose].compose(mail) for mail in mails]
    text = "".join(f"{each.subject}{each.text}{each.html}" for each in said)
    text += "".join(str(data) for data in StreamEntry.objects.values_list("data", flat=True))
    assert [what for what, word in words.of(REPORTS).items() if word in text] == []


def test_without_the_door_another_member_would_read_it(planted, member, monkeypatch):
    """The twin."""
    words, _people = planted
    monkeypatch.setattr(CaseQuerySet, "visible_to", lambda cases, _viewer: cases)
    monkeypatch.setattr(CaseQuerySet, "of_author", lambda cases, _viewer: cases)
    assert {"facts", "rule"} <= seen(member, words)
