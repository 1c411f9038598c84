"""A file in parts: told beforehand how large it may be, seen how far it is, and gone on with after a break."""

import re
from datetime import timedelta
from io import BytesIO
from random import Random

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from advocates.core import limits, uploads
from advocates.core.tests.pictures import plain
from advocates.files.arriving import actions
from advocates.files.models import Arriving, File
from advocates.files.properties import without_properties
from advocates.files.tests.factories import docx
from advocates.forum.tests.factories import begin, make_shelf
from advocates.spaces.models import Kind
from tests.cast import member_client

pytestmark = pytest.mark.django_db
PART = 700


@pytest.fixture
def topic(member):
    return begin(member.person)


def send(client, topic, content, at=0, **fields):
    """The part of a content that begins there."""
    start = at if isinstance(at, int) else 0
    part = SimpleUploadedFile("blob", content[start : start + PART])
    sent = {
        "draft_key": f"answer:{topic.public_id}", "lang": "en", "sending": "abc1", "at": at, "size": len(content),
        "name": "Letter.docx", "part": part, **fields,
    }  # fmt: skip
    return client.post("/members/files/part/", sent)


def letter() -> bytes:
    """Several parts, which do not become smaller by packing."""
    made = docx(word__media__a_dot_png=Random(7).randbytes(3000))  # noqa: S311 - the same every time
    return without_properties(BytesIO(made))


def send_all(client, topic, content, **fields):
    """As the script does: it goes on where the answer says."""
    at, answers = 0, []
    for _step in range(50):
        answers.append(send(client, topic, content, at, **fields))
        if "json" not in answers[-1]["Content-Type"] or answers[-1].status_code != 200:
            return answers
        at = answers[-1].json()["received"]
    raise AssertionError("it never ends")


def test_detail_23_the_limit_is_told_before(member, topic):
    page = member.get(f"/members/forum/t/{topic.public_id}/").text
    assert re.search(r"Up to 8 pictures, PDFs or documents[^<]* of at most 10 MB each", page)
    assert 'data-most-bytes="10"' in page


def test_detail_23_the_next_try_goes_on_where_the_line_broke(member, topic):
    content = letter()
    assert len(content) > 3 * PART
    assert send(member, topic, content).json() == {"received": PART}
    assert send(member, topic, content, PART).json() == {"received": 2 * PART}
    # The answer was lost, and the same part comes again; or somebody is too hasty.
    for at in (PART, 0, 3 * PART):
        assert send(member, topic, content, at).json() == {"received": 2 * PART}
    answers = send_all(member, topic, content)
    assert len(answers) == -(-len(content) // PART) - 2 + 1
    file = File.objects.get()
    assert f'name="files" value="{file.public_id}"' in answers[-1].text
    assert member.get(f"/members/files/{file.public_id}/").content == content


def test_a_lost_last_answer_makes_no_second_file(member, topic):
    content = letter()
    first = send_all(member, topic, content)[-1]
    last = (len(content) - 1) // PART * PART
    assert send(member, topic, content, last).text == first.text
    assert File.objects.count() == 1


def test_its_parts_are_gone_when_it_is_whole(member, topic, django_capture_on_commit_callbacks):
    content = letter()
    send(member, topic, content)
    (name,) = Arriving.objects.get().parts
    with default_storage.open(name) as stored:
        assert content[:100] not in stored.read()
    with django_capture_on_commit_callbacks(execute=True):
        send_all(member, topic, content)
    assert not default_storage.exists(name)
    assert Arriving.objects.get().parts == []


def test_two_people_never_share_one(member, other_member, topic):
    content = letter()
    send(member, topic, content)
    assert send(other_member, topic, content, PART).json() == {"received": 0}
    send_all(other_member, topic, content)
    assert set(File.objects.values_list("person", flat=True)) == {other_member.person.pk}
    assert Arriving.objects.get(person=member.person).received == PART


def test_what_is_none_of_our_kinds_is_refused_and_forgotten(
    member, topic, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = send_all(member, topic, b"<script>alert(1)</script>" * 100)[-1]
    assert answer.status_code == 422
    assert "We cannot take this kind of file." in answer.json()["error"]
    assert not Arriving.objects.exists()
    assert not File.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"size": uploads.MOST_BYTES + 1}, "too large"),
        ({"size": 10**9}, "Load the page again."),
        ({"size": "-1"}, "Load the page again."),
        ({"size": 1}, "Load the page again."),
        ({"at": "x"}, "Load the page again."),
        ({"at": "٣"}, "Load the page again."),
        ({"at": 10**8}, "Load the page again."),
        ({"sending": ""}, "Load the page again."),
        ({"sending": "a\0b"}, "Load the page again."),
        ({"sending": "a" * 41}, "Load the page again."),
        ({"draft_key": "answer:nothinghere1"}, "Load the page again."),
        ({"draft_key": ""}, "Load the page again."),
        ({"part": ""}, "Load the page again."),
    ],
    ids=range(13),
)
def test_bad_input(member, topic, fields, sentence):
    answer = send(member, topic, letter(), **fields)
    assert answer.status_code == 422
    assert sentence in answer.json()["error"]
    assert not Arriving.objects.exists()


def test_a_part_that_is_too_long(member, topic):
    part = SimpleUploadedFile("blob", b"x" * (actions.MOST_OF_PART + 1))
    assert send(member, topic, letter(), size=2 * actions.MOST_OF_PART, part=part).status_code == 422


def test_an_odd_name_is_shown_cleaned(member, topic):
    send_all(member, topic, letter(), name="../a\0\u202eb.exe")
    assert File.objects.get().name == "ab.docx"


def test_where_one_may_not_write_nothing_is_taken(member, other_member):
    region = member.get("/members/forum/").wsgi_request.viewer.acting.region
    secret = begin(member.person, category=make_shelf(Kind.REGION, region=region))
    assert send(other_member, secret, letter()).status_code == 422
    assert not Arriving.objects.exists()


def test_so_many_parts_an_hour(member, topic, settings):
    settings.LIMITS = {**limits.LIMITS, "upload-part": (2, 3600)}
    content = letter()
    assert [send(member, topic, content, at).status_code for at in (0, PART, 2 * PART)] == [200, 200, 429]
    assert send(member_client("third", "Third Group", "FR"), topic, content).status_code == 200


def test_what_nobody_goes_on_with_is_swept(member, topic, django_capture_on_commit_callbacks):
    send(member, topic, letter())
    (name,) = Arriving.objects.get().parts
    assert actions.sweep_parts() == 0
    later = time_machine.travel(timezone.now() + timedelta(hours=25))
    with later, django_capture_on_commit_callbacks(execute=True):
        assert actions.sweep_parts() == 1
    assert not default_storage.exists(name)


def test_pictures_come_in_parts_too(member, topic):
    content = plain(size=(900, 900))
    answer = send_all(member, topic, content, name="a.png")[-1]
    assert answer.status_code == 200
    assert File.objects.get().kind == File.Kind.PICTURE


def test_without_the_count_a_part_would_be_there_twice(member, topic, monkeypatch):
    """Red twin: what came already is kept again."""
    monkeypatch.setattr(actions, "_is_next", lambda row, part: not row.is_whole)
    content = letter()
    for _twice in range(2):
        send(member, topic, content)
    assert Arriving.objects.get().received == 2 * PART
