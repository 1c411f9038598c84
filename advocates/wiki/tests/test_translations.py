"""Pages in several languages: a family without a main one, and each paragraph knows what it was made from."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from advocates.accounts.models import Person
from advocates.core.models import Job, StreamEntry
from advocates.spaces.actions import open_space
from advocates.spaces.drafts.pieces import joined, parted
from advocates.spaces.models import Draft, Kind
from advocates.spaces.texts import new_sending
from advocates.wiki.models import FamilyPage, PageOrigin, PageRevision, TranslationClaim, WikiPage
from advocates.wiki.models.translating import FamilyPageQuerySet
from advocates.wiki.paragraphs import canonical, pieces
from advocates.wiki.tests.factories import make_page
from advocates.wiki.tests.factories import save as save_text
from advocates.wiki.translations import actions, tracing
from advocates.wiki.translations.tracing import Origin, Side, State, composed, digest_of, rows

pytestmark = pytest.mark.django_db
TEXT = "First words here.\n\n## A heading\n\nSecond words there.\n\n- one\n- two"
SPANISH = ["Primeras palabras.", "## Un título", "Segundas palabras.", "- uno", "- dos"]


@pytest.fixture
def begun(member) -> WikiPage:
    Person.objects.filter(pk=member.person.pk).update(reads=["es", "ar"])
    return make_page(member.person, "How to begin", TEXT)


def form(texts: list[str], *, source: int = 1, base: int = 0, **more: str) -> dict[str, str]:
    fields = {f"piece-{number}": text for number, text in enumerate(texts)}
    hidden = {"source_revision": str(source), "base_revision": str(base), "sending": new_sending()}
    return {**fields, **hidden, **more}


def translate(client, begun: WikiPage, texts: list[str], lang: str = "es", **more):
    title = {} if more.get("base") else {"title": "Cómo empezar"}
    return client.post(f"{begun.address}languages/{lang}/", form(texts, **title, **more))


@pytest.fixture
def spanish(member, begun) -> WikiPage:
    assert translate(member, begun, SPANISH).status_code == 302
    return WikiPage.objects.get(lang="es")


def source_of(begun: WikiPage) -> str:
    begun.refresh_from_db()
    return PageRevision.objects.get(page=begun, number=begun.revision).source


def save(person, page: WikiPage, text: str, base: int):
    """In the language of the page."""
    return save_text(person, page, text, base, lang=page.lang)


def fresh(*pages: WikiPage) -> list[int]:
    return [actions.freshen(begun.pk) for begun in pages]


class TestBegin:
    def test_side_by_side(self, member, begun):
        shown = member.get(f"{begun.address}languages/es/").text
        assert shown.count("<textarea") >= 5
        assert "Second words there." in shown

    def test_it_stands_beside_the_original(self, member, begun, spanish):
        assert (
            source_of(spanish) == "Primeras palabras.\n\n## Un título\n\nSegundas palabras.\n\n- uno\n- dos"
        )
        assert (spanish.space, spanish.parent, spanish.lang) == (begun.space, begun.parent, "es")
        for one, other in ((begun, spanish), (spanish, begun)):
            shown = member.get(one.address).text
            assert f'href="{other.address}" hreflang="{other.lang}"' in shown

    @pytest.mark.parametrize("reader", ["en", "es", "ar"])
    def test_each_language_is_called_what_it_calls_itself(self, member, begun, spanish, reader):
        shown = member.get(f"{begun.address}?lang={reader}").text
        link = (
            f'<a href="{spanish.address}" hreflang="es" lang="es" title="Cómo empezar"><bdi>Español</bdi></a>'
        )
        assert link.replace("Cómo empezar", spanish.title) in shown
        assert '<span aria-current="page" lang="en"><bdi>English</bdi></span>' in shown

    def test_detail_9_its_headings_keep_their_addresses(self, member, begun):
        save(member.person, begun, f"## New\n\n{TEXT}", 1)
        begun.refresh_from_db()
        translate(member, begun, ["## Nuevo", *SPANISH], source=2)
        spanish = WikiPage.objects.get(lang="es")
        anchors = [line[2] for line in begun.headings]
        assert anchors == ["s2", "s1"]
        assert [line[2] for line in spanish.headings] == anchors

    def test_each_paragraph_knows_its_source(self, begun, spanish):
        stored = tracing.read(PageOrigin.objects.get(page=spanish).pieces)
        parts = list(zip(pieces(source_of(spanish)), pieces(TEXT), strict=True))
        assert stored == [Origin(digest_of(own), begun.pk, 1, digest_of(source)) for own, source in parts]

    def test_part_of_it_is_enough(self, member, begun):
        translate(member, begun, ["Primeras palabras.", "", "", "", ""])
        assert source_of(WikiPage.objects.get(lang="es")) == "Primeras palabras."

    def test_the_person_is_named(self, member, spanish):
        revision = PageRevision.objects.get(page=spanish)
        assert (revision.person, revision.summary) == (member.person, "Translated from English")
        assert StreamEntry.objects.filter(kind="wiki.translation.begun", actor=member.person).exists()

    @pytest.mark.parametrize("lang", ["en", "xx", "tlh"])
    def test_not_into_nothing(self, member, begun, lang):
        assert member.get(f"{begun.address}languages/{lang}/").status_code == 404

    def test_a_second_one_is_refused_with_the_text(self, member, begun, spanish, monkeypatch):
        monkeypatch.setattr("advocates.wiki.translations.views.in_language", lambda *_words: None)
        answer = translate(member, begun, ["Otras palabras.", "", "", "", ""])
        assert (answer.status_code, "Otras palabras." in answer.text) == (409, True)
        assert WikiPage.objects.count() == 2

    def test_nothing_is_refused(self, member, begun):
        assert translate(member, begun, [" ", "", "", "", ""]).status_code == 422

    def test_a_very_long_page_is_refused_clearly(self, member):
        long = make_page(member.person, "Long", "\n\n".join(f"Line {number}" for number in range(401)))
        answer = member.get(f"{long.address}languages/es/")
        assert (answer.status_code, "too many paragraphs" in answer.text) == (409, True)

    @pytest.mark.parametrize("sent", [{"source_revision": "9" * 30}, {"base_revision": "x"}, {"sending": ""}])
    def test_bad_numbers(self, member, begun, sent):
        answer = member.post(f"{begun.address}languages/es/", form(SPANISH, title="X") | sent)
        assert (answer.status_code, "Primeras" in answer.text) == (422, True)


class TestOlder:
    CHANGED = TEXT.replace("Second words there.", "Other words there.")

    def test_readers_see_what_is_older(self, member, begun, spanish):
        save(member.person, begun, self.CHANGED, 1)
        assert fresh(begun, spanish) == [0, 1]
        shown = member.get(spanish.address).text
        assert "1 paragraph of this translation is older" in shown
        marked = shown.partition('class="older"')[2]
        assert marked.index("Segundas palabras.") < marked.index("The original (English) is newer here")
        assert '<div class="older__new" lang="en" dir="ltr"><p dir="auto">Other words there.' in marked
        assert 'class="older"' not in member.get(begun.address).text

    def test_of_a_list_too(self, member, begun, spanish):
        save(member.person, begun, TEXT.replace("- two", "- three"), 1)
        fresh(spanish)
        shown = member.get(spanish.address).text
        assert shown.index("<li") < shown.index("is newer here")

    def test_of_what_is_gone(self, member, begun, spanish):
        save(member.person, begun, TEXT.replace("\n\nSecond words there.", ""), 1)
        assert fresh(spanish) == [1]
        assert "no longer in the original (English)" in member.get(spanish.address).text

    def test_what_was_moved_is_not_older(self, member, begun, spanish):
        save(
            member.person,
            begun,
            "Second words there.\n\nFirst words here.\n\n## A heading\n\n- one\n- two",
            1,
        )
        assert fresh(spanish) == [0]

    def test_a_slip_in_the_translation_changes_nothing(self, member, begun, spanish):
        save(member.person, begun, self.CHANGED, 1)
        save(member.person, spanish, source_of(spanish).replace("Segundas", "Las segundas"), 1)
        assert fresh(spanish) == [1]

    def test_the_newest_revision_is_marked_or_none(self, member, begun, spanish):
        save(member.person, begun, self.CHANGED, 1)
        fresh(spanish)
        save(member.person, spanish, f"{source_of(spanish)}\n\nMás.", 1)
        assert "Más." in member.get(spanish.address).text

    def test_saving_lets_the_worker_look(self, member, begun, spanish):
        entry = StreamEntry(kind="wiki.page.saved", target_id=str(begun.pk))
        save(member.person, begun, self.CHANGED, 1)
        Job.objects.all().delete()
        actions.look_again(entry)
        waiting = Job.objects.filter(name__endswith="freshen").values_list("arguments", flat=True)
        assert {each["page"] for each in waiting} == {begun.pk, spanish.pk}

    def test_translators_see_what_changed(self, member, begun, spanish):
        save(member.person, begun, f"{self.CHANGED}\n\nNew words.", 1)
        shown = member.get(f"{begun.address}languages/es/").text
        for words in ("Second words there.", "Other words there.", "Changed since", "New, not translated"):
            assert words in shown

    def test_they_bring_it_up_to_date(self, member, begun, spanish):
        save(member.person, begun, self.CHANGED, 1)
        texts = [*SPANISH[:2], "Otras palabras.", *SPANISH[3:]]
        assert translate(member, begun, texts, source=2, base=1).status_code == 302
        assert "Otras palabras." in source_of(spanish)
        assert fresh(spanish, begun) == [0, 0]
        assert 'class="older"' not in member.get(spanish.address).text

    def test_or_say_that_it_is_right(self, member, begun, spanish):
        save(member.person, begun, self.CHANGED, 1)
        more = {"keep-2": "on"}
        assert translate(member, begun, SPANISH, source=2, base=1, **more).status_code == 302
        assert fresh(spanish) == [0]

    def test_what_they_did_not_touch_stays_old(self, member, begun, spanish):
        save(member.person, begun, self.CHANGED, 1)
        translate(member, begun, ["Nuevas palabras.", *SPANISH[1:]], source=2, base=1)
        assert fresh(spanish) == [1]

    def test_an_edit_meanwhile_is_merged(self, member, begun, spanish):
        save(member.person, spanish, source_of(spanish).replace("- dos", "- dos, sí"), 1)
        translate(member, begun, ["Nuevas palabras.", *SPANISH[1:]], base=1)
        assert "Nuevas palabras." in source_of(spanish)
        assert "- dos, sí" in source_of(spanish)

    def test_there_is_no_main_language(self, member, begun, spanish):
        """The original is brought up to date from the translation, and neither is older then."""
        save(member.person, spanish, f"{source_of(spanish)}\n\nMás palabras.", 1)
        texts = ["First words here.", "## A heading", "Second words there.", "- one", "- two", "More words."]
        assert translate(member, spanish, texts, lang="en", source=2, base=1).status_code == 302
        assert source_of(begun).endswith("- two\n\nMore words.")
        assert fresh(begun, spanish) == [0, 0]
        save(member.person, spanish, source_of(spanish).replace("Más palabras.", "Otras más."), 2)
        assert fresh(begun, spanish) == [1, 0]


class TestClaims:
    def claim(self, client, begun, end="claim/"):
        return client.post(f"{begun.address}languages/es/{end}")

    def test_one_holds_it(self, member, moderator, begun):
        assert self.claim(member, begun).status_code == 302
        assert self.claim(moderator, begun).status_code == 409
        shown = moderator.get(f"{begun.address}languages/").text
        assert member.person.full_name in shown
        assert "is translating this until" in moderator.get(f"{begun.address}languages/es/").text

    def test_it_runs_out(self, member, moderator, begun):
        self.claim(member, begun)
        TranslationClaim.objects.update(at=timezone.now() - timedelta(days=8))
        assert member.person.full_name not in moderator.get(f"{begun.address}languages/").text
        assert self.claim(moderator, begun).status_code == 302
        assert TranslationClaim.objects.get().person == moderator.person

    def test_it_is_given_back(self, member, moderator, begun):
        self.claim(member, begun)
        self.claim(moderator, begun, "release/")
        assert TranslationClaim.objects.exists()
        self.claim(member, begun, "release/")
        assert not TranslationClaim.objects.exists()

    def test_the_work_ends_it(self, member, begun):
        self.claim(member, begun)
        translate(member, begun, SPANISH)
        assert not TranslationClaim.objects.exists()


class TestWaiting:
    ADDRESS = "/members/wiki/translations/"

    def test_what_is_missing(self, member, begun):
        shown = member.get(self.ADDRESS).text
        assert f'href="{begun.address}languages/es/"' in shown
        assert f'href="{begun.address}languages/ar/"' in shown

    def test_what_is_there_is_not(self, member, begun, spanish):
        shown = member.get(self.ADDRESS).text
        assert f'href="{begun.address}languages/es/"' not in shown
        assert f"{spanish.address}languages/ar/" in shown or f"{begun.address}languages/ar/" in shown

    def test_what_is_older(self, member, begun, spanish):
        save(member.person, begun, TestOlder.CHANGED, 1)
        fresh(spanish)
        assert "1 older paragraph" in member.get(self.ADDRESS).text

    def test_who_reads_one_language_sees_none(self, moderator, begun):
        assert begun.title not in moderator.get(self.ADDRESS).text

    def test_questions_do_not_grow(self, member, begun, django_assert_max_num_queries):
        for number in range(10):
            make_page(member.person, f"Page {number}")
        with django_assert_max_num_queries(9):
            member.get(self.ADDRESS)


class TestWhoMay:
    @pytest.fixture
    def hidden(self, member) -> WikiPage:
        room = open_space(actor=member.person, kind=Kind.ROOM, names={"en": "Room"})
        made = make_page(member.person, "Secret", TEXT, space=room)
        translate(member, made, SPANISH)
        return made

    @pytest.mark.parametrize("end", ["languages/", "languages/es/"])
    def test_nobody_else(self, hidden, other_member, end):
        assert other_member.get(f"{hidden.address}{end}").status_code == 404

    def test_the_family_is_of_one_space(self, member, hidden, other_member):
        for each in FamilyPage.objects.select_related("family", "page"):
            assert each.family.space_id == each.page.space_id
        assert "Secret" not in other_member.get("/members/wiki/translations/").text

    def test_without_the_door_it_would_be_listed(self, hidden, other_member, monkeypatch):
        """Red twin."""
        Person.objects.filter(pk=other_member.person.pk).update(reads=["es"])
        FamilyPage.objects.filter(page__lang="es").update(older=1)
        assert "Cómo empezar" not in other_member.get("/members/wiki/translations/").text
        monkeypatch.setattr(FamilyPageQuerySet, "visible_to", lambda rows, _viewer: rows)
        assert "Cómo empezar" in other_member.get("/members/wiki/translations/").text


WORDS = st.lists(st.sampled_from(["Alpha words", "Beta words", "Gamma", "Delta", "- item"]), max_size=6)


@given(WORDS, WORDS)
def test_every_paragraph_of_the_translation_stays(source, own):
    """Whatever both look like: what was translated stands in some field, once, and comes out again."""
    own_text, source_text = (canonical("\n\n".join(each)) for each in (own, source))
    found = rows(Side(1, own_text), Side(2, source_text))
    assert [row.own for row in found if row.own] == [each.strip("\n") for each in pieces(own_text)]
    assert composed(found, [row.own for row in found]).split() == own_text.split()


@given(WORDS, WORDS)
def test_a_whole_translation_goes_beside_its_source(first, later):
    """Made from the first text: each paragraph is fresh beside it, and none is lost beside a later one."""
    first_text, later_text = (canonical("\n\n".join(each)) for each in (first, later))
    own = [f"T{number}" for number in range(len(pieces(first_text)))]
    own_text = "\n\n".join(own)
    origins = [
        Origin(digest_of(mine), 2, 1, digest_of(source))
        for mine, source in zip(own, pieces(first_text), strict=True)
    ]
    same = rows(Side(1, own_text, origins), Side(2, first_text, then={1: first_text}))
    assert {row.state for row in same} <= {State.FRESH, State.GONE, State.NEW, State.OLDER}
    after = rows(Side(1, own_text, origins), Side(2, later_text, then={1: first_text}))
    kept = " ".join(row.own for row in after).split()
    assert sorted(kept) == sorted(own)


class TestNothingIsLost:
    def sent(self, begun, **more):
        return form(["", "Pregunte primero."], draft_key="", window="w1", **more) | {
            "draft_key": f"translation:{begun.public_id}es",
        }

    def test_a_refused_form_is_a_draft_and_comes_back(self, member, begun):
        address = f"{begun.address}languages/es/"
        assert member.post(address, self.sent(begun, title="")).status_code == 422
        draft = Draft.objects.get()
        assert (draft.key, draft.text) == (f"translation:{begun.public_id}es", "‹2›\nPregunte primero.")
        shown = member.get(address).text
        assert "did not send it" in shown
        shown = member.get(f"{address}?draft={draft.public_id}").text
        assert "Pregunte primero.</textarea>" in shown
        assert f"{address}?draft=" in member.get("/members/drafts/").text

    def test_what_is_saved_while_typing(self, member, begun):
        answer = member.post("/members/drafts/save/", self.sent(begun) | {"key": "", "revision": "1"})
        assert answer.status_code == 200
        assert Draft.objects.get().text == "‹2›\nPregunte primero."

    def test_sent_it_is_spent(self, member, begun):
        address = f"{begun.address}languages/es/"
        member.post(address, self.sent(begun, title=""))
        assert member.post(address, self.sent(begun, title="Cómo")).status_code == 302
        assert Draft.objects.get().text == ""

    def test_after_the_session_has_ended(self, member, begun, client):
        address = f"{begun.address}languages/es/"
        sent = self.sent(begun, title="Cómo")
        answer = client.post(address, sent, HTTP_ORIGIN="http://testserver")
        assert "‹2›\nPregunte primero." in answer.text
        again = {name: value for name, value in sent.items() if not name.startswith("piece-")}
        assert member.post(address, again | {"text": "‹2›\nPregunte primero."}).status_code == 302

    @given(st.dictionaries(st.integers(0, 400), st.text(st.characters(exclude_characters="‹\r"), min_size=1)))
    def test_pieces_come_apart_as_they_were(self, texts):
        texts = {number: text.strip("\n") for number, text in texts.items() if text.strip()}
        assert parted(joined({f"piece-{number}": text for number, text in texts.items()})) == texts
