"""Taking files in, hanging them on a post, taking them off; quota, limits, what is left behind."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.utils import timezone

from advocates.core import retention
from advocates.core.models import StreamEntry
from advocates.core.tests.pictures import SVG, plain
from advocates.core.viewer import viewer_for
from advocates.files import actions, composing
from advocates.files.models import File, FileUse
from advocates.files.tests.factories import docx, sent, upload
from advocates.forum.forms import new_sending
from advocates.forum.models import POST_FILES, Post, Topic
from advocates.forum.tests.factories import begin, make_shelf, write_to
from advocates.spaces.models import Draft, Kind, Space
from tests.cast import colleague_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(member):
    return begin(member.person)


def form(topic, **fields):
    return {
        "text": "Look.", "lang": "es", "sending": new_sending(), "seen": topic.last_number, "window": "w",
        "draft_key": f"answer:{topic.public_id}", **fields,
    }  # fmt: skip


def send(client, topic, **fields):
    return client.post(f"/members/forum/t/{topic.public_id}/answer/", form(topic, **fields))


def add(client, topic, uploaded=None, **fields):
    data = {"draft_key": f"answer:{topic.public_id}", "upload": uploaded or sent(), "lang": "es", **fields}
    return client.post("/members/files/add/", data)


def hanging(post) -> list[str]:
    return [use.file.public_id for use in FileUse.hanging_on(POST_FILES, [post.pk])]


def test_a_picture_is_added_described_and_shown(member, other_member, topic):
    answer = add(other_member, topic, sent(name="cocina.png"))
    assert answer.status_code == 200
    file = File.objects.get()
    assert (file.person_id, file.space_id, file.lang) == (other_member.person.pk, topic.space_id, "es")
    assert f'value="{file.public_id}"' in answer.text
    assert "cocina.webp" in answer.text
    described = {f"alt-{file.public_id}": "Una cocina"}
    assert send(other_member, topic, files=[file.public_id], **described).status_code == 302
    post = Post.objects.get(number=2)
    assert hanging(post) == [file.public_id]
    page = member.get(f"/members/forum/t/{topic.public_id}/").text
    picture = page.partition(f'<img src="/members/files/{file.public_id}/small/"')[2].partition(">")[0]
    assert 'alt="Una cocina" lang="es"' in picture
    assert member.get(f"/members/files/{file.public_id}/").status_code == 200
    entry = StreamEntry.objects.get(kind="files.file.uploaded")
    assert (entry.actor_id, entry.data) == (other_member.person.pk, {"space": topic.space_id})


def test_without_scripts_files_come_with_the_form(other_member, topic):
    two = [sent(name="one.png"), sent(docx(), name="two.docx")]
    assert send(other_member, topic, upload=two, alt="A kitchen").status_code == 302
    post = Post.objects.get(number=2)
    found = [use.file for use in FileUse.hanging_on(POST_FILES, [post.pk])]
    assert [(file.name, file.alt) for file in found] == [("one.webp", "A kitchen"), ("two.docx", "")]


def test_without_scripts_files_can_be_added_first(other_member, topic):
    answer = send(other_member, topic, upload=[sent()], add_files="1", text="")
    assert answer.status_code == 200
    file = File.objects.get()
    for part in (f'name="files" value="{file.public_id}"', f'name="alt-{file.public_id}"', 'value="w"'):
        assert part in answer.text
    assert "Write something first." not in answer.text
    assert Post.objects.count() == 1


def test_a_file_that_is_refused_keeps_text_and_the_others(other_member, topic):
    answer = send(other_member, topic, text="My long text", upload=[sent(), sent(SVG, "logo.svg")])
    assert answer.status_code == 422
    assert "My long text</textarea>" in answer.text
    assert "logo.svg: We cannot take this kind of file." in answer.text
    assert f'name="files" value="{File.objects.get().public_id}"' in answer.text
    assert Post.objects.count() == 1


def test_what_is_ticked_off_stays_out(other_member, topic):
    files = [upload(other_member.person, topic.space).public_id for _each in range(2)]
    send(other_member, topic, files=files, without=files[:1])
    assert hanging(Post.objects.get(number=2)) == files[1:]


def test_a_new_topic_and_a_change_have_files_too(member, topic):
    shelf = topic.category.public_id
    data = {**form(topic), "title": "Pictures", "upload": [sent()], "draft_key": f"topic:{shelf}"}
    assert member.post(f"/members/forum/c/{shelf}/new/", data).status_code == 302
    post = Post.objects.get(topic__title="Pictures")
    (first,) = hanging(post)
    edit = f"/members/forum/p/{post.public_id}/edit/"
    assert f'name="take_off" value="{first}"' in member.get(edit).text
    # With the text as it was: only the files change.
    data = {"text": "Look.", "lang": "es", "base_revision": 1, "upload": [sent(docx(), "x.docx")],
            "take_off": [first], "window": "e"}  # fmt: skip
    assert member.post(edit, data).status_code == 302
    (second,) = hanging(post)
    assert File.objects.get().public_id == second != first


def test_nobody_hangs_up_anothers_file(member, other_member, topic):
    foreign = upload(member.person, topic.space)
    send(other_member, topic, files=[foreign.public_id, "x" * 12, "<b>"])
    assert hanging(Post.objects.get(number=2)) == []


def test_a_file_goes_where_its_owner_sends_it(other_member, topic):
    """The topic was moved after the file was chosen."""
    space = make_shelf(Kind.REGION, region=viewer_for(other_member.person).acting.region).space
    file = upload(other_member.person, space)
    send(other_member, topic, files=[file.public_id])
    assert hanging(Post.objects.get(number=2)) == [file.public_id]
    file.refresh_from_db()
    assert file.space_id == topic.space_id


def test_what_hangs_already_hangs_once(other_member, topic):
    file = upload(other_member.person, topic.space).public_id
    send(other_member, topic, files=[file])
    send(other_member, topic, files=[file], seen=2)
    assert [hanging(post) for post in Post.objects.order_by("number")] == [[], [file], []]


def test_a_draft_brings_its_files_back(other_member, topic):
    file = upload(other_member.person, topic.space)
    saved = {
        "draft_key": f"answer:{topic.public_id}",
        "window": "w1",
        "text": "Soon",
        "files": [file.public_id],
    }
    draft = other_member.post("/members/drafts/save/", saved).json()["draft"]
    assert Draft.objects.get().extra == {"files": [file.public_id]}
    page = other_member.get(f"/members/forum/t/{topic.public_id}/?page=1&draft={draft}").text
    assert f'name="files" value="{file.public_id}"' in page


def test_who_may_not_write_there_adds_nothing(member, other_member, topic):
    shelf = make_shelf(Kind.REGION, region=viewer_for(member.person).acting.region)
    elsewhere = begin(member.person, category=shelf)
    assert add(other_member, elsewhere).status_code == 422
    type(topic).objects.filter(pk=topic.pk).update(locked_at=timezone.now())
    assert add(other_member, topic).status_code == 422
    assert other_member.post("/members/files/add/", {"draft_key": "x"}).status_code == 422
    assert not File.objects.exists()


def test_an_organisation_has_one_gigabyte(member, other_member, monkeypatch):
    colleague = colleague_client("second", viewer_for(member.person).acting.name)
    topic = begin(member.person)
    file = upload(member.person, topic.space)
    monkeypatch.setattr(actions, "MOST_OF_ORGANISATION", file.size + 10)
    for client in (member, colleague):
        answer = add(client, topic)
        assert answer.status_code == 409
        assert "Your organisation keeps" in answer.json()["error"]
    assert File.objects.count() == 1
    monkeypatch.setattr(actions, "MOST_OF_ORGANISATION", file.size + 10_000)
    assert add(other_member, topic).status_code == 200


def test_without_the_quota_there_is_no_end(member, topic, monkeypatch):
    """Red twin."""
    monkeypatch.setattr(actions, "MOST_OF_ORGANISATION", 10)
    monkeypatch.setattr(File, "bytes_of", classmethod(lambda _cls, _organisation: -(10**9)))
    assert add(member, topic).status_code == 200


def test_twenty_an_hour(member, topic, settings):
    settings.LIMITS = {"upload": (1, 3600), "draft-save": (9, 60)}
    assert [add(member, topic).status_code for _twice in range(2)] == [200, 429]
    answer = send(member, topic, upload=[sent()], text="Kept")
    assert answer.status_code == 422
    assert "Kept</textarea>" in answer.text


def test_only_eight_hang_on_one(member, topic, monkeypatch):
    monkeypatch.setattr(composing, "MOST_FILES", 2)
    answer = send(member, topic, upload=[sent(), sent(), sent()])
    assert answer.status_code == 422
    assert File.objects.count() == 2


def test_contents_lie_sealed_under_names_drawn_by_lot(member, topic):
    file = upload(member.person, topic.space, docx(), name="secret-name.docx")
    with default_storage.open(file.stored_as) as stored:
        content = stored.read()
    assert b"word/document.xml" not in content
    assert "secret" not in file.stored_as
    assert file.stored_as.startswith("files/")


def test_what_fails_leaves_nothing_behind(member, topic, monkeypatch):
    before = set(default_storage.listdir("files")[1]) if default_storage.exists("files") else set()

    def broken(*_words, **_more):
        raise RuntimeError

    monkeypatch.setattr("advocates.core.stream.record", broken)
    with pytest.raises(RuntimeError):
        upload(member.person, topic.space)
    assert set(default_storage.listdir("files")[1]) == before


def test_what_waits_for_a_day_is_swept(member, topic, django_capture_on_commit_callbacks):
    waiting, hung = upload(member.person, topic.space), upload(member.person, topic.space)
    send(member, topic, files=[hung.public_id])
    assert actions.sweep() == 0
    later = time_machine.travel(timezone.now() + timedelta(hours=25))
    with later, django_capture_on_commit_callbacks(execute=True):
        assert actions.sweep() == 1
    assert list(File.objects.all()) == [hung]
    assert not default_storage.exists(waiting.stored_as)
    assert not default_storage.exists(waiting.small_stored_as)
    assert default_storage.exists(hung.stored_as)


def test_taking_off_deletes_the_content(member, topic, django_capture_on_commit_callbacks):
    file = upload(member.person, topic.space)
    with django_capture_on_commit_callbacks(execute=True):
        assert member.post(f"/members/files/{file.public_id}/remove/").status_code == 204
    assert not File.objects.exists()
    assert not default_storage.exists(file.stored_as)


def test_only_its_uploader_takes_it_off(member, other_member, topic):
    file = upload(member.person, topic.space)
    send(member, topic, files=[file.public_id])
    assert other_member.post(f"/members/files/{file.public_id}/remove/").status_code == 403
    assert File.objects.exists()


def test_what_hung_on_an_erased_conversation_goes_with_it_and_so_does_its_space(
    member, other_member, django_capture_on_commit_callbacks
):
    talk = write_to(member.person, other_member.person)
    over = timezone.now() - timedelta(days=731)
    file = upload(member.person, talk.space)
    File.objects.update(created_at=over)
    actions.attach(
        person_id=member.person.pk,
        space=talk.space,
        kind=POST_FILES,
        target=talk.posts.get().pk,
        public_ids=[file.public_id],
    )
    Topic.objects.filter(pk=talk.pk).update(last_post_at=over)
    Space.objects.filter(pk=talk.space_id).update(created_at=over)
    retention.purge()
    # While its files are there the space is, too.
    assert Space.objects.filter(pk=talk.space_id).exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.sweep() == 1
    assert not default_storage.exists(file.stored_as)
    retention.purge()
    assert not Space.objects.filter(pk=talk.space_id).exists()


def test_without_a_look_for_what_was_erased_it_would_stay(member, other_member, monkeypatch):
    """Red twin."""
    talk = write_to(member.person, other_member.person)
    file, post = upload(member.person, talk.space), talk.posts.get()
    hung = {"person_id": member.person.pk, "space": talk.space, "kind": POST_FILES, "target": post.pk}
    actions.attach(**hung, public_ids=[file.public_id])
    talk.delete()
    monkeypatch.setattr(actions, "_unhang_from_nothing", lambda: None)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert actions.sweep() == 0


def test_whether_somebody_has_it_already_nobody_learns(member, other_member, topic):
    """Detail 8 of forgotten things: no upload is answered by what is there."""
    first, second = (add(client, topic, sent(plain(), "a.png")) for client in (member, other_member))
    one, two = File.objects.order_by("pk")
    assert first.text.replace(one.public_id, "ID") == second.text.replace(two.public_id, "ID")
    assert one.stored_as != two.stored_as


def test_the_page_asks_as_often_however_many_files_there_are(member, topic, django_assert_max_num_queries):
    for number in range(6):
        file = upload(member.person, topic.space)
        send(member, topic, files=[file.public_id], seen=number + 1)
    member.get(f"/members/forum/t/{topic.public_id}/?page=1")
    with django_assert_max_num_queries(10):
        page = member.get(f"/members/forum/t/{topic.public_id}/?page=1").text
    assert page.count("/small/") == 6
