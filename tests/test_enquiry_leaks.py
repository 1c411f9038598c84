"""What patients write is for the group alone: not even the office reads it, but what it holds until it has decided."""

import pytest

from advocates.organisations.enquiries import policies
from advocates.organisations.models import EnquiryQuerySet, Organisation
from tests.crawling import crawl, in_office
from tests.private_words import HELD, Words, plant
from tests.test_leaks import forget, found, publish


@pytest.fixture
def letters(db):
    """A message that is held, one that was answered, one that was refused; the words that stand in them."""
    words = Words()
    publish(words)
    plant(words, Organisation.objects.get(name="Open Group 0"))
    forget()
    yield words
    forget()


def test_staff_read_what_is_held_and_no_other_message(staff, letters):
    held = ("/manage/enquiries/", "/manage/tasks/")
    pages = crawl(staff, held, follow=lambda address: address.startswith(held) and "release" not in address)
    assert {leak.partition(" at ")[0] for leak in found(letters.of(HELD), pages)} == set(letters.of(HELD))
    everywhere = {**pages, **crawl(staff, ("/manage/",), follow=in_office)}
    assert found(letters.of("letters"), everywhere) == []


def test_without_the_policy_they_would_read_all(staff, letters, monkeypatch):
    """The twin."""
    monkeypatch.setattr(EnquiryQuerySet, "held", lambda rows: rows)
    monkeypatch.setattr(policies, "can_decide", lambda _viewer, _enquiry: True)
    pages = crawl(staff, ("/manage/enquiries/",), follow=lambda at: at.startswith("/manage/enquiries/"))
    assert {"letters:message", "letters:answer", "letters:name"} <= {
        leak.partition(" at ")[0] for leak in found(letters.of("letters"), pages)
    }
