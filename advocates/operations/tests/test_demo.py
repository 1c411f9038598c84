"""`advocates demo`: what it makes, that it can be run again, and where it refuses."""

import json
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from advocates.accounts.models import Person
from advocates.accounts.roles import roles_of
from advocates.core import jobs, stream
from advocates.core.viewer import Role, viewer_for
from advocates.forum.shelving.actions import ensure_shelves
from advocates.operations import demonstration, firststart
from advocates.organisations.mandates.actions import grant_mandate
from advocates.organisations.models import Mandate, Organisation
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from advocates.wiki.models import PageRevision, WikiPage
from tests.cast import CastClient, totp_code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def prepared(monkeypatch):
    """The database of the test is there; how often the command would have made sure of that."""
    asked = []
    monkeypatch.setattr(
        firststart, "prepare", lambda _say: asked.append(Person.objects.count()) or ensure_shelves()
    )
    return asked


def run():
    printed = StringIO()
    call_command("demo", "--json", stdout=printed, stderr=StringIO())
    return json.loads(printed.getvalue())


def test_the_printed_people_can_sign_in():
    people = run()
    assert set(people) == {
        "administrator", "representative", "colleague", "other_administrator", "other_organisation", "former",
        "pending", "moderator", "editor", "staff",
    }  # fmt: skip
    with_roles = {"editor": {Role.EDITOR}, "staff": {Role.STAFF}, "moderator": {Role.MODERATOR}}
    for name, how in people.items():
        roles, client = with_roles.get(name, set()), CastClient()
        person = Person.objects.get(email=how["email"])
        assert person.is_demonstration
        assert roles_of(person) == roles
        client.post("/account/login/", {"login": how["email"], "password": how["password"]})
        assert ("totp_secret" in how) == (bool(roles) or name.endswith("administrator"))
        if "totp_secret" in how:
            client.post("/account/2fa/authenticate/", {"code": totp_code(how["totp_secret"], time.time())})
        assert client.get("/account/").status_code == 200
        assert client.get("/manage/").status_code == (
            404 if not roles else client.get("/manage/").status_code
        )


def test_it_makes_a_new_installation_ready_first_and_prints_nothing_but_json(prepared):
    assert run()
    assert prepared == [0]


def test_who_speaks_for_which_group():
    people = run()
    group = {
        name: [held.country for held in viewer_for(Person.objects.get(email=how["email"])).mandates]
        for name, how in people.items()
    }
    assert group["representative"] == group["colleague"] == ["AQ"]
    assert group["other_organisation"] == ["TF"]
    assert group["moderator"] == ["GS"]
    assert group["former"] == group["pending"] == group["editor"] == group["staff"] == []
    assert Mandate.objects.filter(person__email=people["former"]["email"]).count() == 1


def test_it_refuses_beside_a_real_mandate():
    organisation = make_organisation("Real Group", state=State.MEMBER)
    real = Person.objects.create_user("real@example.org", None, full_name="Real")
    grant_mandate(actor=None, person=real, organisation=organisation, role="administrator")
    with pytest.raises(CommandError, match="Real people"):
        run()
    assert Person.objects.count() == 1


def test_running_it_again_changes_nothing():
    first = run()
    counts = Person.objects.count(), Organisation.objects.count()
    assert run() == first
    assert (Person.objects.count(), Organisation.objects.count()) == counts


def test_people_and_groups_are_plainly_made_up():
    run()
    assert all(
        name.startswith("Demonstration") for name in Person.objects.values_list("full_name", flat=True)
    )
    made = Organisation.objects.filter(name__startswith="Demonstration group")
    assert {row.country for row in made} <= {"AQ", "BV", "HM", "TF", "GS"}
    assert made.count() >= 2


def test_it_refuses_where_real_people_work(monkeypatch):
    monkeypatch.setattr(demonstration, "_obstacles", [lambda: "A real person speaks for a group here."])
    with pytest.raises(CommandError, match="real person"):
        run()
    assert not Person.objects.exists()
    assert not Organisation.objects.exists()


def test_its_wiki_looks_inhabited_and_is_made_once():
    people = run()
    run()
    meeting, spanish, brief = WikiPage.objects.order_by("pk")
    assert [page.revision for page in (meeting, spanish, brief)] == [3, 1, 2]
    writers = {row.person.email for row in PageRevision.objects.select_related("person")}
    assert writers == {people[who]["email"] for who in ("representative", "colleague", "other_organisation")}
    assert meeting.in_family.family_id == spanish.in_family.family_id
    assert brief.address in meeting.html
    stream.dispatch()
    jobs.run_due()
    spanish.in_family.refresh_from_db()
    assert spanish.in_family.older == 1
    # Nothing in it is text of ours that was left open.
    assert "made up" in meeting.html
