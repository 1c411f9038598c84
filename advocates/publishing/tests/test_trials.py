"""Clinical trials as the register tells them: by country, in plain words, with the day of the data."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from advocates.core.tests.outside import permitted
from advocates.publishing.models import Found, Source, Trial
from advocates.publishing.taking_in import register, tasks
from advocates.publishing.tests.sources import answer, make_trials, stand_in, study

pytestmark = pytest.mark.django_db
PATH = "/news/trials/"


@pytest.fixture
def server(monkeypatch):
    with permitted(monkeypatch) as made:
        yield made


def read(server, monkeypatch, *pages, source=None):
    stand_in(server, monkeypatch, *((page if isinstance(page, tuple) else (200, page)) for page in pages))
    source = source or Source.objects.filter(kind="trials").first() or make_trials()
    return tasks.read_source(source.pk)


def test_page_by_page_with_one_question(server, monkeypatch):
    assert read(server, monkeypatch, answer(study(1), more="next one"), answer(study(2))) == "0"
    assert Trial.objects.count() == 2
    first, second = server.paths
    assert "query.cond=%22example+leukemia%22+OR+%22EL%22" in first
    assert "filter.overallStatus=RECRUITING" in first
    assert "pageToken=next+one" in second


def test_in_plain_words_by_country(server, monkeypatch, visitor):
    places = (("Germany", "Berlin"), ("Germany", "Bonn"), ("Turkey (Türkiye)", "Izmir"), ("Atlantis", "Deep"))
    read(
        server,
        monkeypatch,
        answer(study(1, *places), study(2, ("Korea, Republic of", "Seoul"), title="Second")),
    )
    text = visitor.get(PATH).text
    for words in (
        "NCT00000001", "Taking patients in", "Phase 2: does it work?", "Demonstration Institute", "Türkiye",
        "South Korea", "Atlantis", "from ClinicalTrials.gov", "Speak to your doctor",
        'href="https://clinicaltrials.gov/study/NCT00000001"', 'lang="en"',
    ):  # fmt: skip
        assert words in text
    german = visitor.get(f"{PATH}?country=DE").text
    assert "Berlin, Bonn" in german
    assert "Second" not in german
    assert "Alemania" in visitor.get(f"/es{PATH}").text
    assert visitor.get(f"{PATH}?country=XX").status_code == 404
    assert visitor.get(f"{PATH}?country=FR").status_code == 200


def test_only_places_that_take_people_in(server, monkeypatch):
    row = study(1, ("France", "Lyon"), ("Spain", "Madrid"))
    row["protocolSection"]["contactsLocationsModule"]["locations"][0]["status"] = "COMPLETED"
    read(server, monkeypatch, answer(row))
    assert [place.country for place in Trial.objects.get().places.all()] == ["ES"]


def test_what_is_gone_from_the_register_is_gone_and_what_is_new_is_told_once(server, monkeypatch):
    read(server, monkeypatch, answer(study(1), study(2)))
    assert not Found.objects.exists()
    assert read(server, monkeypatch, answer(study(2), study(3))) == "1"
    assert set(Trial.objects.values_list("nct_id", flat=True)) == {"NCT00000002", "NCT00000003"}
    assert read(server, monkeypatch, answer(study(1), study(2), study(3))) == "1"
    assert read(server, monkeypatch, answer(study(2), study(3))) == "0"
    assert [found.link for found in Found.objects.order_by("pk")] == [
        "https://clinicaltrials.gov/study/NCT00000003",
        "https://clinicaltrials.gov/study/NCT00000001",
    ]


@pytest.mark.parametrize(
    ("pages", "reason"),
    [
        ([answer(study(8), more="x"), (500, b"")], "out-of-order"),
        ([(400, b"{}")], "answer"),
        ([b"no json"], "bad-answer"),
        ([b'{"studies": 7}'], "bad-answer"),
        ([b'{"studies": [], "nextPageToken": [1]}'], "bad-answer"),
    ],
)
def test_half_a_reading_changes_nothing(server, monkeypatch, visitor, pages, reason):
    read(server, monkeypatch, answer(study(1)))
    assert read(server, monkeypatch, *pages) == reason
    assert list(Trial.objects.values_list("nct_id", flat=True)) == ["NCT00000001"]
    assert Source.objects.get().failure == reason


def test_rows_that_are_none_are_left_out(server, monkeypatch):
    rows = [7, {}, {"protocolSection": []}, study(1) | {"x": 1}]
    broken = study(2)
    broken["protocolSection"] |= {
        "designModule": {"phases": 7},
        "contactsLocationsModule": {"locations": [7, {}]},
    }
    broken["protocolSection"]["statusModule"]["lastUpdatePostDateStruct"] = {"date": "soon"}
    read(server, monkeypatch, answer(*rows, broken))
    assert Trial.objects.count() == 2


def test_too_many_say_so(server, monkeypatch):
    monkeypatch.setattr(register, "MOST_PAGES", 2)
    assert read(server, monkeypatch, answer(more="a"), answer(more="b")) == "too-many"


def test_old_data_says_so(server, monkeypatch, visitor):
    read(server, monkeypatch, answer(study(1)))
    assert "could not be read anew" not in visitor.get(PATH).text
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert "could not be read anew" in visitor.get(f"{PATH}?page=1").text


def test_nothing_leads_to_an_empty_list(server, monkeypatch, visitor):
    link = f'href="{PATH}"'
    assert link not in visitor.get("/news/").text
    assert PATH not in visitor.get("/sitemap.xml").text + visitor.get("/sitemap-pages-1.xml").text
    assert "No trials are listed" in visitor.get(PATH).text
    read(server, monkeypatch, answer(study(1)))
    assert link in visitor.get("/news/").text


def test_stopping_takes_them_away(server, monkeypatch, editor, visitor):
    read(server, monkeypatch, answer(study(1)))
    editor.post(f"/manage/sources/{Source.objects.get().public_id}/stop/")
    assert "No trials are listed" in visitor.get(PATH).text


def test_the_question_begins_with_the_disease_of_the_profile_and_is_asked_once(editor):
    text = editor.get("/manage/sources/new/trials/").text
    assert "chronic myeloid leukaemia" in text.lower()
    form = {"terms": "x\n\n y ", "statuses": ["RECRUITING"]}
    assert editor.post("/manage/sources/new/trials/", {"terms": "", "statuses": ["NO"]}).status_code == 422
    assert editor.post("/manage/sources/new/trials/", form).status_code == 302
    assert Source.objects.get().terms == "x\ny"
    assert editor.post("/manage/sources/new/trials/", form).status_code == 409


def test_as_many_queries_for_many(server, monkeypatch, visitor, django_assert_max_num_queries):
    places = tuple((country, f"City {n}") for country in ("Germany", "France", "Spain") for n in range(9))
    read(server, monkeypatch, answer(*(study(n, *places) for n in range(1, 90))))
    visitor.get(f"{PATH}?country=DE&page=2")
    with django_assert_max_num_queries(8):
        assert visitor.get(f"{PATH}?country=DE&page=3").status_code == 200
