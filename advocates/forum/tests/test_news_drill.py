"""The drill for news: posts to followers, a worker that is killed again and again. Nobody is left out or told twice."""

from collections import Counter

import pytest
from django.conf import settings as real_settings

from advocates.core import jobs, stream
from advocates.core.models import Job, Mail
from advocates.core.tests.drill_worker import GAP, POINTS
from advocates.core.tests.test_drill import Sink, survive
from advocates.forum.models import Following
from advocates.forum.tests.factories import begin, reply
from advocates.forum.tests.news import follow, told
from advocates.notifications.models import Notice
from advocates.organisations.models import Organisation
from tests.cast import make_person, member_client, speak_for

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "sqlite" not in real_settings.DATABASES["default"]["ENGINE"],
        reason="its worker is a program of its own, on the file of the tests",
    ),
]
PEOPLE, POSTS = 6, 3


def test_each_follower_hears_of_each_post_once(tmp_path):
    author = member_client("author", "Own Group", "DE").person
    group = Organisation.objects.get(name="Own Group")
    people = [make_person(f"reader{number}") for number in range(PEOPLE)]
    for person in people:
        speak_for(person, group, "representative")
    topic = begin(author)
    told()
    for person in people:
        follow(person, topic, Following.AT_ONCE)
    jobs.run_due()
    for number in range(POSTS):
        reply(author, topic, f"Number {number}")
    jobs.enqueue(stream.dispatch)
    sink = Sink(moody=False)
    deaths = survive(sink, tmp_path, ["8", "", *POINTS[:8]], longest_life=3)
    assert len(deaths) == 8
    assert Notice.objects.count() == PEOPLE * POSTS
    news = Mail.objects.filter(purpose="notices.news")
    assert news.count() == PEOPLE * POSTS
    states = Counter(news.values_list("state", flat=True))
    in_the_gap = [
        point for point, _mail in deaths if point in {GAP, "after leaving", "connected", "envelope said"}
    ]
    # Of one that may have left or not a person is told; it is not sent again.
    assert states[Mail.State.SENT] + states[Mail.State.UNSURE] == PEOPLE * POSTS
    assert states[Mail.State.UNSURE] <= len(in_the_gap)
    assert not Job.objects.exclude(state=Job.State.DONE).exists()
    arrived = [name for taken in sink.taken.values() for name in taken]
    assert len(arrived) == len(set(arrived)) >= states[Mail.State.SENT]
