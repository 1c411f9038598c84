"""Nothing private appears where it may not, and nothing public depends on it.

Secret words stand in everything private that there is so far. The site is walked as each reader; who may see a word
must see it, or the walk would be blind.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
import time_machine
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.utils import translation
from wagtail.models import Page

from advocates.config.wsgi import build
from advocates.core import jobs
from advocates.core.limits import LIMITS
from advocates.core.models import Mail
from advocates.organisations import actions, directory
from advocates.organisations.models import Organisation, OrganisationQuerySet
from advocates.organisations.tests.factories import make_organisation
from advocates.publishing.models import FundingStatement, HomePage, StandardPage
from advocates.publishing.tests.articles import make_news
from advocates.search import page_index
from tests import private_words
from tests.crawling import MACHINES, STARTS, Answer, ask, crawl, in_office, near, near_or_own
from tests.planted_newsletters import publish_newsletter
from tests.private_words import DRAFTS, ENDING, ENTRIES, NAMES, Words, plant

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
# Words of the same form that nothing holds.
CONTROL, CONTROL_START = "wvyaro999lumbra", "wvy"
LANGUAGES = ("", "/es", "/ar")


@pytest.fixture(autouse=True)
def _still(settings) -> Iterator[None]:
    """No clock that moves, no limit that is reached, no copy in memory from before."""
    settings.LIMITS = dict.fromkeys(LIMITS, (10**6, 60))
    forget()
    with time_machine.travel(NOW, tick=False):
        yield
    forget()


def forget() -> None:
    directory.forget()
    page_index.forget()
    translation.activate("en")


def publish(words: Words, hide: Any = lambda: None) -> None:
    """What everybody may read; `hide` is called in between, so that nothing depends on the order of things."""
    for at, country in enumerate(("DE", "AT", "FR", "JP", "EG", "")):
        hide()
        made = make_organisation(
            f"Open Group {at}",
            country=country,
            city="Harbour" if country else "",
            languages=["en", "de", "ar"][: at % 3 + 1],
            disease_areas=["cml"],
            services=["helpline"],
            descriptions={"en": f"We listen, number {at}."},
            channels=[("facebook", f"https://facebook.example/open{at}")],
            # That a group can be written to is public; at which address is not.
            private_email="" if at else "first@example.org",
        )
        # Drawn by lot, and the names of entries in feeds are made from it.
        Organisation.objects.filter(pk=made.pk).update(public_id=uuid5(NAMESPACE_URL, made.name))
    hide()
    home = HomePage.objects.get(locale__language_code="en")
    page = home.add_child(instance=StandardPage(title="Harvest", slug="harvest", locale=home.locale))
    page.save_revision().publish()
    # What waits below it or was taken away is private.
    make_news("Harvest", slug="harvest", translation_key=uuid5(NAMESPACE_URL, "harvest"))
    FundingStatement.objects.create(title="Report", text="<p>We have no money.</p>")
    publish_newsletter()
    forget()


@pytest.fixture
def words() -> Words:
    return Words()


@pytest.fixture
def planted(db: None, words: Words) -> dict[str, Any]:
    publish(words)
    scene = plant(words, Organisation.objects.get(name="Open Group 0"))
    forget()
    return dict(scene)


def found(secrets: dict[str, str], pages: dict[str, Answer]) -> list[str]:
    """Which secret stands on which page; in the words of whoever planted it."""
    return [
        f"{what} at {address}"
        for address, answer in pages.items()
        for what, word in secrets.items()
        if word.lower() in answer.everything.lower()
    ]


class TestNobodyOutsideSees:
    def test_a_visitor(self, visitor, planted, words):
        pages = crawl(visitor, follow=near)
        assert len(words) > 50
        assert len(pages) > 100
        assert found(words, pages) == []

    def test_somebody_without_a_mandate(self, pending, planted, words):
        pages = crawl(pending, (*STARTS, *MACHINES, "/account/"), follow=near_or_own)
        assert any(address.startswith("/account/") for address in pages)
        assert found(words, {**pages, **{at: ask(pending, at) for at in ("/manage/", "/members/")}}) == []

    def test_an_editor_reads_drafts_and_nothing_else(self, editor, planted, words):
        pages = crawl(editor, ("/manage/", *MACHINES, "/account/"), follow=in_office)
        assert found(words.without(DRAFTS), pages) == []
        seen = {leak.partition(" at ")[0] for leak in found(words.of(DRAFTS), pages)}
        assert {
            "drafts:draft title",
            "drafts:changed title",
            "drafts:planned title",
            "drafts:comment",
        } <= seen

    def test_nor_do_their_screens_for_searching(self, editor, planted, words):
        screens = ("/manage/pages/search/results/", "/manage/images/results/", "/manage/choose-page/search/")
        secrets = (*words.of(ENTRIES).values(), *words.of("people").values(), *words.of("mail").values())
        for word in filter(str.isalnum, secrets):
            for screen in screens:
                given, control = (ask(editor, f"{screen}?q={text}").body for text in (word, CONTROL))
                assert given.replace(word, CONTROL) == control

    def test_without_the_door_they_would(self, visitor, planted, words, monkeypatch):
        """The twin: with `visible_to` letting everybody in, the walk finds what it must not."""
        monkeypatch.setattr(OrganisationQuerySet, "visible_to", lambda rows, _viewer: rows)
        forget()
        leaked = found(words, crawl(visitor, follow=near))
        assert any(leak.startswith("entries:hidden name at /directory/") for leak in leaked)
        assert any(" at /api/v1/organisations.csv" in leak for leak in leaked)

    def test_a_draft_that_was_published_would_be_seen(self, visitor, planted, words):
        """The twin for pages."""
        draft = Page.objects.get(title=words["drafts:draft title"]).specific
        draft.save_revision().publish()
        forget()
        leaked = found(
            words, {**crawl(visitor, follow=near), **{at: ask(visitor, at) for at in (draft.url,)}}
        )
        assert any(leak.startswith("drafts:draft title") for leak in leaked)


class TestWhoMaySees:
    """Else the walk would be blind."""

    def test_staff_see_everything_about_entries(self, staff, planted, words):
        hidden = planted["hidden"]
        public = Organisation.objects.get(name="Open Group 0")
        starts = [
            f"/manage/organisations/{screen}/{entry.pk}/"
            for screen in ("edit", "history")
            for entry in (hidden, public, hidden.predecessors.get())
        ]
        pages = crawl(
            staff, ("/manage/organisations/", "/manage/tasks/", *starts), follow=lambda _address: False
        )
        seen = {leak.partition(" at ")[0] for leak in found(words.of(ENTRIES), pages)}
        assert seen == set(words.of(ENTRIES))

    def test_staff_see_the_entry_as_it_will_be(self, staff, planted, words):
        answer = ask(staff, planted["hidden"].get_absolute_url())
        assert answer.status == 200
        assert words["entries:hidden description en"] in answer.body
        assert "no-store" in dict(answer.headers)["Cache-Control"]

    def test_but_no_note_stands_on_a_page_of_the_site(self, staff, planted, words):
        private = {
            what: word for what, word in words.items() if what.endswith((" note", " contact", "telephone"))
        }
        pages = {
            at: ask(staff, at)
            for at in (planted["hidden"].get_absolute_url(), "/organisations/open-group-0/")
        }
        assert found(private, pages) == []


class TestAskingForIt:
    """Search gives no sign, whatever is asked: the answer to a secret word is the answer to a word of nobody's."""

    def differing(self, client: Any, asked: Iterable[tuple[str, str]]) -> list[str]:
        wrong = []
        for prefix in LANGUAGES:
            for path in (f"{prefix}/search/", f"{prefix}/directory/"):
                for word, control in asked:
                    given, other = (ask(client, f"{path}?q={text}") for text in (word, control))
                    if given.body.replace(word, control) != other.body or given.status != other.status:
                        wrong.append(f"{path}?q={word}")
        return wrong

    def test_for_each_word(self, visitor, planted, words):
        secrets = [word for word in words.values() if word.isalnum()]
        assert self.differing(visitor, [(word, CONTROL) for word in secrets]) == []

    def test_for_the_first_three_letters(self, visitor, planted, words):
        # Only of made words: a random one, as a token, may begin like something public.
        starts = sorted({word[:3] for word in words.values() if word.endswith(ENDING)})
        assert len(starts) > 30
        assert self.differing(visitor, [(start, CONTROL_START) for start in starts]) == []

    def test_with_a_typing_error(self, visitor, planted, words):
        secrets = [word for word in words.of(ENTRIES).values() if word.isalnum()]
        assert self.differing(visitor, [(f"{word[:5]}x{word[6:]}", CONTROL) for word in secrets]) == []

    def test_in_the_open_data(self, visitor, planted, words):
        for word in words.of(ENTRIES).values():
            for path in (
                "/api/v1/organisations",
                "/api/v1/organisations.csv",
                "/api/v1/organisations.geojson",
            ):
                assert (
                    ask(visitor, f"{path}?q={word.strip('+')}").body
                    == ask(visitor, f"{path}?q={CONTROL}").body
                )

    @pytest.mark.parametrize("query", ["language=mi", "disease=osteosarcoma", "country=aq"])
    def test_by_filters(self, visitor, planted, query):
        assert "entries" not in ask(visitor, f"/directory/?{query}").body
        assert ask(visitor, f"/api/v1/organisations?{query}").body.startswith('{"count":0,')

    def test_an_editor_and_somebody_without_a_mandate_neither(self, editor, pending, planted, words):
        secrets = [word for word in words.of(ENTRIES).values() if word.isalnum()][:8]
        for client in (editor, pending):
            assert self.differing(client, [(word, CONTROL) for word in secrets]) == []

    def test_without_the_door_it_would(self, visitor, planted, words, monkeypatch):
        """The twin."""
        monkeypatch.setattr(OrganisationQuerySet, "visible_to", lambda rows, _viewer: rows)
        forget()
        assert self.differing(visitor, [(words["entries:hidden name"], CONTROL)])
        assert self.differing(visitor, [(words["entries:hidden name"][:3], CONTROL_START)])


class TestHiddenIsMissing:
    """What is hidden looks exactly like what never was."""

    def same(self, client: Any, hidden: str, missing: str) -> None:
        first, second = ask(client, hidden), ask(client, missing)
        assert first.status == second.status == 404
        name, other = (address.strip("/").rpartition("/")[2] for address in (hidden, missing))
        assert first.everything.replace(name, other) == second.everything

    @pytest.mark.parametrize("prefix", LANGUAGES)
    @pytest.mark.parametrize("who", ["visitor", "pending", "editor"])
    def test_an_entry(self, request, planted, words, prefix, who):
        client = request.getfixturevalue(who)
        for slug in (planted["hidden"].slug, words["entries:hidden name"]):
            self.same(client, f"{prefix}/organisations/{slug}/", f"{prefix}/organisations/{CONTROL}/")

    @pytest.mark.parametrize("kind", ["draft", "planned", "over"])
    def test_a_page(self, visitor, pending, planted, words, kind):
        for client in (visitor, pending):
            self.same(client, f"/{words[f'drafts:{kind} address']}/", f"/{CONTROL}/")

    def test_an_entry_that_was_taken_down(self, visitor, planted):
        shown = Organisation.objects.get(name="Open Group 1")
        assert ask(visitor, shown.get_absolute_url()).status == 200
        actions.unpublish_organisation(actor=None, organisation=shown)
        forget()
        self.same(visitor, shown.get_absolute_url(), f"/organisations/{CONTROL}/")
        assert "Open Group 1" not in str(crawl(visitor, follow=near))

    def test_an_error_shows_none_of_it(self, visitor, planted, words, monkeypatch):
        def broken(*_arguments: Any, **_options: Any) -> None:
            raise RuntimeError(f"{words['entries:hidden name']} {words['mail:subject']}")

        monkeypatch.setattr("advocates.organisations.views.index", broken)
        visitor.raise_request_exception = False
        answer = ask(visitor, "/directory/")
        assert answer.status == 500
        assert found(words, {"/directory/": answer}) == []


class TestTheCache:
    def asked(self, application: Any, path: str, cookie: str = "") -> tuple[str, bytes]:
        address, _, query = path.partition("?")
        told: list[Any] = []
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": address,
            "QUERY_STRING": query,
            "SCRIPT_NAME": "",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "testserver",
            "wsgi.input": BytesIO(),
            "wsgi.url_scheme": "http",
            "wsgi.errors": BytesIO(),
            **({"HTTP_COOKIE": cookie} if cookie else {}),
        }
        # Between requests the server closes old connections, and with them the transaction of the test.
        request_finished.disconnect(close_old_connections)
        request_started.disconnect(close_old_connections)
        body = b"".join(application(environ, lambda *arguments: told.append(arguments)))
        request_finished.connect(close_old_connections)
        request_started.connect(close_old_connections)
        return told[-1][0], body

    def test_holds_nothing_private_whoever_asked_first(self, staff, editor, visitor, planted, words):
        application = build()
        public, hidden = list(crawl(visitor, follow=near)), planted["hidden"].get_absolute_url()
        for client in (staff, editor):
            cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
            for path in (*public, hidden):
                self.asked(application, path, cookie)
        assert not application.plain.kept
        status, page = self.asked(application, hidden)
        assert status.startswith("404")
        assert words["entries:hidden name"].encode() not in page
        bodies = [self.asked(application, path)[1] for path in public for _again in (1, 2)]
        assert len(application.plain.kept) > 50
        assert not [word for body in bodies for word in words.values() if word.encode() in body]


class TestMail:
    def test_nobody_is_sent_what_is_anothers(self, planted, words, visitor):
        own = set(Mail.objects.values_list("pk", flat=True))
        visitor.post("/account/password/reset/", {"email": f"{words['people:mail']}@example.org"})
        visitor.post("/account/password/reset/", {"email": f"{CONTROL}@example.org"})
        jobs.run_due()
        sent = Mail.objects.exclude(pk__in=own)
        assert {mail.recipient for mail in sent} <= {
            f"{words['people:mail']}@example.org",
            f"{CONTROL}@example.org",
        }
        private = words.without(NAMES, "people")
        text = "\n".join(f"{mail.subject}\n{mail.text}\n{mail.html}" for mail in sent)
        assert sent
        assert [what for what, word in private.items() if word in text] == []


class TestTheDifference:
    """Public output does not depend on private data at all: the same pages, byte for byte, with it and without."""

    SEARCHES = ("open", "harbour", "qxz", "aro", "lumbra", "group", "gruop", "x")

    def walk(self, client: Any, is_hiding: bool) -> dict[str, Answer]:
        """Everything public, made in a transaction that is undone afterwards."""
        words, count = Words(), iter(range(1000))

        def hide() -> None:
            make_organisation(
                f"Hidden {next(count)}",
                country="AQ",
                languages=["en"],
                disease_areas=["cml"],
                is_published=False,
                **private_words.private_fields(words, f"hidden {next(count)}"),
            )

        with transaction.atomic():
            publish(words, hide if is_hiding else lambda: None)
            with time_machine.travel(NOW + timedelta(days=2), tick=False):
                if is_hiding:
                    plant(words, Organisation.objects.get(name="Open Group 0"))
                forget()
                pages = crawl(client, follow=near)
                pages |= {
                    at: ask(client, at)
                    for prefix in LANGUAGES
                    for text in self.SEARCHES
                    for at in (f"{prefix}/search/?q={text}", f"{prefix}/directory/?q={text}")
                }
            transaction.set_rollback(True)
        forget()
        return pages

    def test_there_is_none(self, visitor, db):
        without, with_private = self.walk(visitor, False), self.walk(visitor, True)
        assert set(without) == set(with_private)
        assert len(without) > 100
        assert [at for at, answer in without.items() if answer != with_private[at]] == []

    def test_without_the_door_there_would_be(self, visitor, db, monkeypatch):
        """The twin."""
        without = self.walk(visitor, False)
        monkeypatch.setattr(OrganisationQuerySet, "visible_to", lambda rows, _viewer: rows)
        forget()
        with_private = self.walk(visitor, True)
        assert [at for at, answer in without.items() if answer != with_private.get(at)]
