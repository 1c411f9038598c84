"""Setting an installation up: one link, one first person, one end."""

import threading
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from advocates.accounts import actions
from advocates.accounts.models import Person
from advocates.accounts.roles import roles_of
from advocates.accounts.set_up import LinkUsed
from advocates.core import installation
from advocates.core.models import Installation, StreamEntry
from advocates.core.viewer import Role
from tests.cast import CastClient, make_person

pytestmark = pytest.mark.django_db
FORM = {
    "full_name": "Ada Okafor",
    "email": "Ada@Example.org",
    "password": "quilt-lantern-harbour-7",
    "language": "es",
}


@pytest.fixture
def link():
    return actions.make_setup_link().removeprefix("http://127.0.0.1:8000")


def test_the_link_makes_the_first_person_and_leads_to_the_second_factor(visitor, link):
    assert visitor.get(link).status_code == 200
    assert not Person.objects.exists()
    answer = visitor.post(link, FORM)
    assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/needed/")
    person = Person.objects.get()
    assert (person.email, person.full_name, person.language) == ("ada@example.org", "Ada Okafor", "es")
    assert roles_of(person) == {Role.STAFF, Role.EDITOR}
    kinds = list(StreamEntry.objects.filter(is_audit=True).values_list("kind", flat=True))
    assert kinds.count("accounts.role.granted") == 2
    assert visitor.get("/account/2fa/needed/").status_code == 200
    assert visitor.get("/manage/")["Location"] == "/account/2fa/needed/"
    # Nobody types again at once what they have just chosen.
    assert visitor.get("/account/2fa/totp/activate/").status_code == 200


def test_the_link_works_once(visitor, link):
    visitor.post(link, FORM)
    stranger = CastClient()
    assert stranger.get(link).status_code == 404
    assert stranger.post(link, {**FORM, "email": "second@example.org"}).status_code == 404
    assert Person.objects.count() == 1


def test_a_wrong_link_looks_like_a_used_one(visitor, link):
    visitor.post(link, FORM)
    used, wrong = CastClient().get(link), CastClient().get("/account/set-up/never-made/")
    assert used.status_code == wrong.status_code == 404
    assert used.content.decode().replace(link, "LINK") == wrong.content.decode().replace(
        "/account/set-up/never-made/", "LINK"
    )


def test_a_newer_link_makes_the_older_void(visitor, link):
    newer = actions.make_setup_link()
    assert newer
    assert visitor.get(link).status_code == 404


def test_only_the_hash_is_stored(link):
    token = link.split("/")[-2]
    assert len(token) >= 43
    assert token not in str(Installation.objects.values())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("password", "short"),
        ("password", "password1234"),
        ("password", "ada@example.org"),
        ("email", "not an address"),
        ("email", "ADA@\u0130stanbul.example"),
        ("full_name", ""),
        ("full_name", "Ada \u202e Okafor"),
        ("language", "xx"),
    ],
)
def test_bad_input_keeps_the_text_and_the_link(visitor, link, name, value):
    answer = visitor.post(link, {**FORM, name: value})
    assert answer.status_code == 422
    assert name == "full_name" or "Ada Okafor" in answer.content.decode()
    assert not Person.objects.exists()
    assert visitor.get(link).status_code == 200


def test_there_is_no_link_once_somebody_runs_the_site(link):
    actions.make_first_person(
        token=link.split("/")[-2], new=actions.NewPerson("ada@example.org", "Ada", FORM["password"])
    )
    assert actions.make_setup_link() is None


def test_demonstration_people_do_not_count_as_running_the_site():
    make_person("demonstration", Role.STAFF)
    assert actions.make_setup_link()


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_time_make_one_person():
    token = actions.make_setup_link().split("/")[-2]
    outcomes, barrier = [], threading.Barrier(2)

    def use(number):
        new = actions.NewPerson(f"person{number}@example.org", "Somebody", FORM["password"])
        barrier.wait()
        try:
            actions.make_first_person(token=token, new=new)
            outcomes.append("made")
        except LinkUsed:
            outcomes.append("used")
        finally:
            connection.close()

    threads = [threading.Thread(target=use, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made", "used"]
    assert Person.objects.count() == 1


def test_trying_links_is_limited(visitor):
    statuses = [visitor.post(f"/account/set-up/{number}/", FORM).status_code for number in range(11)]
    assert statuses == [404] * 10 + [429]


@pytest.mark.parametrize(("who", "status"), [("pending", 404), ("editor", 404), ("staff", 200)])
def test_who_may_finish(request, who, status):
    client = request.getfixturevalue(who)
    assert client.get("/account/finish-set-up/").status_code == status
    assert not installation.is_finished()
    assert client.post("/account/finish-set-up/").status_code == (302 if status == 200 else 404)
    assert Installation.objects.filter(pk=1).exclude(finished_at=None).exists() == (status == 200)


def test_finishing_is_recorded_and_happens_once(staff):
    actions.finish_set_up(actor=staff.person)
    assert StreamEntry.objects.get(kind="accounts.set_up.finished").actor == staff.person
    assert staff.post("/account/finish-set-up/").status_code == 409
    assert actions.make_setup_link() is None


def test_the_command_prints_a_link_and_later_says_why_there_is_none():
    printed = StringIO()
    call_command("setup", stdout=printed)
    assert "http://127.0.0.1:8000/account/set-up/" in printed.getvalue()
    actions.make_first_person(
        token=printed.getvalue().strip().split("/")[-2],
        new=actions.NewPerson("ada@example.org", "Ada", FORM["password"]),
    )
    printed = StringIO()
    call_command("setup", stdout=printed)
    assert "set-up/" not in printed.getvalue()
