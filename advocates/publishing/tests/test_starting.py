"""Where to start, on the home page: chosen by editors, else filled by itself, else not drawn."""

import json
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advocates.publishing.models import home_page_of
from advocates.publishing.tests.articles import make_knowledge, make_news, make_topic

pytestmark = pytest.mark.django_db
HEADINGS = ("I have just been told", "I care for somebody", "I lead a group")


def read(client, path="/"):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def shown(text):
    return [heading for heading in HEADINGS if f">{heading}</h3>" in text]


def choose(**places):
    """Editors choose links: address or page."""
    home = home_page_of("en")
    home.starts = json.dumps(
        [
            {"type": name, "value": {"text": "A sentence.", "links": [link(target) for target in targets]}}
            for name, targets in places.items()
        ]
    )
    home.save()


def link(target):
    is_address = isinstance(target, str)
    value = {
        "label": "Words",
        "page": None if is_address else target.pk,
        "address": target if is_address else "",
    }
    return {"type": "item", "id": str(uuid.uuid4()), "value": value}


def test_a_new_installation_has_no_empty_places(visitor):
    assert "Where would you like to start?" not in read(visitor)


def test_medical_news_and_articles_for_groups_fill_them(visitor):
    make_news("About the network")
    assert shown(read(visitor)) == []
    make_news("A study", kind="research")
    make_knowledge(make_topic(), "The first meeting", level="starting")
    make_knowledge(make_topic(), "For all")
    text = read(visitor)
    assert shown(text) == ["I have just been told", "I lead a group"]
    place = text.split('id="start"')[1].split("</section>")[0]
    assert "A study" in place
    assert "The first meeting" in place
    assert "For all" not in place
    assert "About the network" not in place


def test_nothing_for_members_or_in_another_language_gets_in(visitor):
    make_knowledge(make_topic(), "Secret lanterns", level="leading", is_for_members=True)
    make_knowledge(make_topic("Empezar", "es"), "Hola", level="leading")
    make_news("Not yet", kind="care", live=False)
    assert shown(read(visitor)) == []


def test_editors_choose_pages_and_what_groups_publish(visitor):
    make_news("A study", kind="research")
    page = make_news("Chosen")
    choose(told=[page], caring=["https://example.org/for-families", "/directory/"])
    place = read(visitor).split('id="start"')[1].split("</section>")[0]
    assert 'href="/news/chosen/"' in place, place
    assert 'href="https://example.org/for-families" rel="noopener noreferrer"' in place
    assert "A study" not in place
    assert shown(read(visitor)) == ["I have just been told", "I care for somebody"]


def test_a_page_that_is_gone_leads_nowhere_and_the_place_is_filled_again(visitor):
    draft = make_news("Draft", live=False)
    inside = make_knowledge(make_topic(), "Inside", is_for_members=True)
    choose(caring=[draft, inside])
    assert shown(read(visitor)) == []


def test_editors_can_leave_them_empty(visitor):
    make_news("A study", kind="research")
    home = home_page_of("en")
    home.fills_starts = False
    home.save()
    assert shown(read(visitor)) == []


def test_the_same_number_of_questions_for_one_link_and_for_fifteen(visitor):
    pages = [make_news(f"Number {number}") for number in range(15)]
    counts = []
    for each in (1, 5):
        choose(told=pages[:each], caring=pages[5 : 5 + each], leading=pages[10 : 10 + each])
        read(visitor)
        with CaptureQueriesContext(connection) as asked:
            read(visitor)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14


def test_each_place_once_in_the_form(editor):
    home = home_page_of("en")
    assert "I care for somebody" in editor.get(f"/manage/pages/{home.pk}/edit/").text
