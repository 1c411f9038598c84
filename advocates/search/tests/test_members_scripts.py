"""The same is found in every script, on both databases."""

import pytest

from advocates.core.viewer import viewer_for
from advocates.forum.models import Post
from advocates.forum.tests.factories import begin
from advocates.search.members import actions, finding
from advocates.search.members.finding import Question
from advocates.search.tests.scripts import SENTENCES

pytestmark = pytest.mark.django_db

ASKED = [(script, text) for script, (_text, asked, _not) in SENTENCES.items() for text in asked]
MISSING = [(script, text) for script, (_text, _asked, missing) in SENTENCES.items() for text in missing]


@pytest.fixture
def written(member):
    """Each sentence is the text of a topic of its own."""
    topics = {
        script: begin(member.person, f"Topic {number}", sentence)
        for number, (script, (sentence, _asked, _missing)) in enumerate(SENTENCES.items())
    }
    actions.fill_gaps()
    return {Post.objects.get(topic=topic).pk: script for script, topic in topics.items()}


def scripts_found(member, written, text):
    found = finding.posts(viewer_for(member.person), Question(text))
    return [written[pk] for pk in found.ids]


def test_each_way_of_asking_finds_its_sentence_alone(member, written):
    wrong = {
        (script, text): found
        for script, text in ASKED
        if (found := scripts_found(member, written, text)) != [script]
    }
    assert wrong == {}
    assert len(ASKED) > 40


def test_what_nobody_wrote_is_not_found(member, written):
    assert {text: scripts_found(member, written, text) for _script, text in MISSING} == {
        text: [] for _script, text in MISSING
    }
