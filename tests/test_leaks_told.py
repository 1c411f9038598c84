"""What groups propose and what people tell us: the office reads it, but not who wants an answer."""

import pytest

from advocates.organisations.models import Hint, Proposal
from advocates.organisations.tests.factories import make_organisation
from tests.crawling import crawl
from tests.private_words import TOLD, Words, plant


@pytest.mark.django_db
def test_staff_see_what_is_proposed_and_told_but_not_who_wants_an_answer(staff):
    words = Words()
    plant(words, make_organisation("Open Group"))
    screens = [f"/manage/proposals/{each.public_id}/" for each in Proposal.objects.all()]
    screens += [f"/manage/hints/{each.public_id}/" for each in Hint.objects.all()]
    pages = crawl(staff, ("/manage/hints/", *screens), follow=lambda _address: False)
    text = "\n".join(answer.everything for answer in pages.values()).lower()
    seen = {what for what, word in words.of(TOLD).items() if word.lower() in text}
    kept = {what for what in words.of(TOLD) if what.endswith("reporter") or "address" in what}
    assert kept
    assert seen == set(words.of(TOLD)) - kept
