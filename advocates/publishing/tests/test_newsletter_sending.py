"""A newsletter leaves once to each reader, in their language, ten minutes after a second person agreed."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from advocates.core import installation, jobs, outbox
from advocates.core.models import Mail, StreamEntry
from advocates.organisations.tests.enquiries import letterbox
from advocates.publishing.models import Newsletter, NewsletterDelivery
from advocates.publishing.newsletter import actions, letters, refusals, tasks
from advocates.publishing.tests.newsletters import approved, make_newsletter, news, reader, sent, write
from advocates.syndication import actions as following
from tests.cast import make_person

pytestmark = pytest.mark.django_db
PERSONAL = re.compile(r"https?://[^\s\"<]+/link/[^\s\"<]+|http\S+?/news/follow/")


@pytest.fixture(autouse=True)
def _reachable(monkeypatch):
    monkeypatch.setattr(installation, "is_reachable", lambda: True)


@pytest.fixture
def writer(db):
    return make_person("writer", "editor")


@pytest.fixture
def approver(db):
    return make_person("approver", "editor")


@pytest.fixture
def sink(settings):
    with letterbox(settings) as made:
        yield made


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def html_of(mail):
    return mail.get_body(("html",)).get_content()


def to_whom():
    return sorted(Mail.objects.filter(purpose=tasks.PURPOSE).values_list("recipient", "language"))


class TestLeaving:
    def test_not_before_its_ten_minutes_are_over(self, writer, approver, sink):
        reader()
        made = approved(writer, approver, make_newsletter(writer))
        assert made.leaves_at - timezone.now() > timedelta(minutes=9, seconds=50)
        assert tasks.send_due(made.leaves_at - timedelta(seconds=1)) == 0
        assert tasks.send_due(made.leaves_at) == 1
        assert tasks.send_due(made.leaves_at + timedelta(minutes=1)) == 0
        made.refresh_from_db()
        assert made.state == Newsletter.State.SENT

    def test_what_arrives_is_what_was_shown(self, writer, approver, sink):
        reader()
        made = make_newsletter(writer, articles=[news("Second", summary="In short."), news("First")])
        version = made.versions.get()
        shown = letters.proof(version, recipient=approver.email)
        sent(writer, approver, made)
        (mail,) = sink.taken
        assert mail["Subject"] == shown.subject == "Subject en"
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert mail["Content-Language"] == "en"
        for body, words in ((text_of(mail), shown.text), (html_of(mail), shown.html)):
            assert PERSONAL.sub("X", body).split() == PERSONAL.sub("X", words).split()
            assert len(PERSONAL.findall(body)) == 2

    def test_each_in_their_language_or_the_one_they_chose_or_not_at_all(self, writer, approver, sink):
        reader("own", "es")
        reader("instead", "ar", "en")
        reader("only", "ar")
        reader("other", "en", "es")
        sent(writer, approver, make_newsletter(writer, "en", "es"))
        assert to_whom() == [
            ("instead@example.org", "en"),
            ("other@example.org", "en"),
            ("own@example.org", "es"),
        ]

    def test_who_follows_by_the_month_or_has_not_confirmed_gets_none(self, writer, approver, sink):
        reader("monthly", scope="")
        reader("silent", confirmed_at=None, told_until=None)
        ended = reader("ended")
        following.end(subscription=ended)
        sent(writer, approver, make_newsletter(writer))
        assert to_whom() == []

    def test_who_ends_it_while_it_leaves_gets_none(self, writer, approver, sink):
        found = reader()
        made = approved(writer, approver, make_newsletter(writer))
        tasks.send_due(made.leaves_at)
        following.end(subscription=found)
        jobs.run_due()
        assert sink.taken == []
        assert tasks.figures_of(made)["dropped"] == 1

    def test_an_article_that_was_withdrawn_meanwhile_is_left_out(self, writer, approver, sink):
        reader()
        article = news("Withdrawn")
        made = approved(writer, approver, make_newsletter(writer, articles=[article, news("Stays")]))
        tasks.send_due(made.leaves_at)
        type(article).objects.filter(pk=article.pk).update(live=False)
        jobs.run_due()
        assert "Stays" in text_of(sink.taken[0])
        assert "Withdrawn" not in sink.taken[0].as_string()

    def test_how_it_went_is_counted(self, writer, approver, sink):
        for name in ("a", "b", "c"):
            reader(name)
        outbox.suppress("c@example.org", "", "bounced")
        made = sent(writer, approver, make_newsletter(writer))
        assert {k: n for k, n in tasks.figures_of(made).items() if n} == {
            "sent": 2,
            "dropped": 1,
            "readers": 3,
        }

    def test_from_a_machine_of_ones_own_nothing_leaves(self, writer, approver, monkeypatch):
        reader()
        made = approved(writer, approver, make_newsletter(writer))
        monkeypatch.setattr(installation, "is_reachable", lambda: False)
        assert tasks.send_due(made.leaves_at) == 0
        with pytest.raises(refusals.NotReachable):
            approved(writer, approver, make_newsletter(writer))


class TestOnce:
    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch):
        monkeypatch.setattr(tasks, "AT_ONCE", 2)

    @pytest.fixture
    def made(self, writer, approver):
        for number in range(5):
            reader(f"reader{number}")
        return approved(writer, approver, make_newsletter(writer))

    @pytest.mark.parametrize("point", ["queue_some", "finish", "second batch", "outbox"])
    def test_a_worker_that_dies_leaves_nobody_out_and_doubles_nobody(self, made, monkeypatch, point):
        with monkeypatch.context() as patch:
            die_at(patch, point)
            with pytest.raises(SystemExit):
                tasks.send_due(made.leaves_at)
        tasks.send_due(made.leaves_at + timedelta(minutes=1))
        assert [address for address, _code in to_whom()] == [f"reader{n}@example.org" for n in range(5)]
        assert Newsletter.objects.get(pk=made.pk).state == Newsletter.State.SENT

    def test_two_workers_at_once(self, made):
        """The second begins while the first is in the middle."""
        tasks.set_out(made.pk, made.leaves_at)
        tasks.queue_some(made.pk)
        assert tasks.send_due(made.leaves_at) == 3
        assert tasks.queue_some(made.pk) == 0
        assert len(to_whom()) == 5

    def test_the_database_holds_it(self, made):
        tasks.send_due(made.leaves_at)
        line = NewsletterDelivery.objects.first()
        with pytest.raises(IntegrityError), transaction.atomic():
            NewsletterDelivery.objects.create(
                newsletter=line.newsletter, version=line.version, subscription=line.subscription
            )

    def test_without_the_line_somebody_would_get_two(self, made, monkeypatch):
        """The twin: whoever forgets to look for the line meets the constraint."""
        tasks.set_out(made.pk, made.leaves_at)
        tasks.queue_some(made.pk)
        monkeypatch.setattr(tasks, "Exists", lambda _rows: tasks.Q(pk__in=[]))
        with pytest.raises(IntegrityError), transaction.atomic():
            tasks.queue_some(made.pk)


def die_at(patch, point):
    """End the worker there, as a power cut does to its transaction."""
    real, calls = tasks.queue_some, []

    def dies(*_arguments, **_named):
        raise SystemExit

    def second(newsletter_id):
        calls.append(1)
        return real(newsletter_id) if len(calls) == 1 else dies()

    if point == "outbox":
        patch.setattr(outbox, "send_later_many", dies)
    elif point == "second batch":
        patch.setattr(tasks, "queue_some", second)
    else:
        patch.setattr(tasks, point, dies)


class TestLater:
    def test_a_planned_one_waits_for_its_time(self, writer, approver):
        reader()
        planned = timezone.now() + timedelta(hours=5)
        made = approved(writer, approver, make_newsletter(writer), planned)
        assert made.leaves_at == planned

    def test_after_a_short_stop_it_leaves_once(self, writer, approver):
        reader()
        made = approved(writer, approver, make_newsletter(writer))
        late = made.leaves_at + timedelta(hours=23)
        assert [tasks.send_due(late), tasks.send_due(late)] == [1, 0]

    def test_after_more_than_a_day_somebody_is_asked_again(self, writer, approver, staff):
        reader()
        made = approved(writer, approver, make_newsletter(writer))
        assert tasks.send_due(made.leaves_at + timedelta(days=1, minutes=1)) == 0
        made.refresh_from_db()
        assert (made.state, made.leaves_at) == (Newsletter.State.WAITING, None)
        assert StreamEntry.objects.filter(kind="publishing.newsletter.missed").count() == 1
        page = staff.get(f"/manage/newsletter/{made.public_id}/").text
        assert "did not run" in page
        assert f"/manage/newsletter/{made.public_id}/" in staff.get("/manage/waiting/").text

    def test_a_language_that_follows_goes_to_who_has_none_yet(self, writer, approver, sink):
        reader("english")
        reader("spanish", "es")
        reader("instead", "es", "en")
        reader("never", "ar", "es")
        made = sent(writer, approver, make_newsletter(writer))
        first = to_whom()
        actions.add_language(actor=writer, newsletter=made, language="es", pages=())
        write(writer, made, "es")
        reader("new", confirmed_at=timezone.now(), told_until=timezone.now())
        sent(writer, approver, Newsletter.objects.get(pk=made.pk))
        assert first == [("english@example.org", "en"), ("instead@example.org", "en")]
        assert to_whom() == sorted([*first, ("never@example.org", "es"), ("spanish@example.org", "es")])

    def test_but_not_after_thirty_days(self, writer, approver, sink, time_machine):
        made = sent(writer, approver, make_newsletter(writer))
        time_machine.move_to(timezone.now() + timedelta(days=31))
        with pytest.raises(refusals.TooLate):
            actions.add_language(actor=writer, newsletter=made, language="es", pages=())

    def test_who_got_it_is_erased_after_ninety_days_and_how_many_stays(
        self, writer, approver, sink, time_machine
    ):
        reader()
        made = sent(writer, approver, make_newsletter(writer))
        time_machine.move_to(timezone.now() + timedelta(days=89))
        tasks.forget_readers()
        assert NewsletterDelivery.objects.exists()
        time_machine.shift(timedelta(days=2))
        assert [tasks.forget_readers() for _time in (1, 2)] == [1, 0]
        assert not NewsletterDelivery.objects.exists()
        made.refresh_from_db()
        assert (tasks.figures_of(made)["sent"], tasks.figures_of(made)["readers"]) == (1, 1)
