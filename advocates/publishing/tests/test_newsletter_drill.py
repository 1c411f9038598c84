"""The drill for newsletters: workers that are killed while one leaves. Nobody is left out, and nobody gets two."""

from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings as real_settings
from django.utils import timezone

from advocates.core import jobs
from advocates.core.models import Job, Mail
from advocates.core.tests.drill_worker import POINTS
from advocates.core.tests.test_drill import Sink, survive
from advocates.publishing.models import Newsletter, NewsletterDelivery
from advocates.publishing.newsletter import tasks
from advocates.publishing.tests.newsletters import make_newsletter, reader
from tests.cast import make_person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "sqlite" not in real_settings.DATABASES["default"]["ENGINE"],
        reason="its worker is a program of its own, on the file of the tests",
    ),
]
READERS = 30


def test_each_reader_gets_it_once(tmp_path, monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://network.example")
    for number in range(READERS):
        reader(f"reader{number}", "es" if number % 3 else "en", "en")
    made = make_newsletter(make_person("writer", "editor"), "en", "es")
    due = timezone.now() - timedelta(minutes=1)
    Newsletter.objects.filter(pk=made.pk).update(state=Newsletter.State.APPROVED, leaves_at=due)
    jobs.enqueue(tasks.send_due)
    sink = Sink(moody=False)
    deaths = survive(sink, tmp_path, ["10", "", *POINTS], longest_life=4)
    assert len(deaths) == 10
    assert Newsletter.objects.get(pk=made.pk).state == Newsletter.State.SENT
    assert NewsletterDelivery.objects.count() == Mail.objects.filter(purpose=tasks.PURPOSE).count() == READERS
    assert not Job.objects.exclude(state=Job.State.DONE).exists()
    assert max(Counter(map(len, sink.taken.values()))) == 1
    states = Counter(NewsletterDelivery.objects.values_list("state", flat=True))
    # Of one that may have left or not the editors are told; it is not sent again.
    assert states[Mail.State.SENT] + states[Mail.State.UNSURE] == READERS
    assert len(sink.taken) >= states[Mail.State.SENT]
    assert tasks.figures_of(made)["readers"] == READERS
