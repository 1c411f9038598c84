"""Posts in other languages, written by members."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core.viewer import viewer_for
from advocates.forum import actions as forum
from advocates.forum.models import Category, Post, Translation, TranslationWish
from advocates.forum.tests.factories import begin, make_shelf, reply
from advocates.forum.translating import actions, policies
from advocates.forum.translating.waiting import wishes_for
from advocates.spaces.actions import open_space
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(other_member) -> Post:
    return begin(other_member.person, "¿Precios?", "¿Cuánto pagan?", lang="es").posts.get()


@pytest.fixture
def reader(member):
    """The member, who reads Spanish, too."""
    Person.objects.filter(pk=member.person.pk).update(reads=["es"])
    member.person.refresh_from_db()
    return member


def address(post: Post) -> str:
    return f"/members/forum/p/{post.public_id}/languages/"


def into_english(client, post: Post, text: str = "What do you **pay**?") -> Translation:
    author = author_of(viewer_for(client.person))
    return actions.translate(author=author, post=post, written=forum.Written(text, "en"), of_revision=1)


def waits_for(client) -> list[TranslationWish]:
    client.person.refresh_from_db()
    return list(wishes_for(viewer_for(client.person)))


def test_from_the_wish_to_the_text_beside_the_original(reader, moderator, post):
    for _twice in range(2):
        assert moderator.post(address(post), {"into": "en"}).status_code == 302
    wish = TranslationWish.objects.get()
    assert waits_for(moderator) == []
    assert waits_for(reader) == [wish]
    assert "1 translation waits for you" in reader.get("/members/").text
    taken = reader.post(f"/members/forum/translations/{wish.public_id}/claim/")
    assert taken["Location"] == f"{address(post)}en/"
    assert "¿Cuánto pagan?" in reader.get(taken["Location"]).text
    sent = {"text": "What do you **pay**?", "revision": 1}
    assert reader.post(taken["Location"], sent).status_code == 302
    assert not TranslationWish.objects.exists()
    page = moderator.get(f"/members/forum/t/{post.topic.public_id}/").text
    label = f"Translated from Spanish by {reader.person.full_name}, Own Group"
    assert page.index("¿Cuánto pagan?") < page.index(label) < page.index("<strong>pay</strong>")
    assert '<details class="tongue" open>' in page
    assert '<details class="tongue">' in reader.get(f"/members/forum/t/{post.topic.public_id}/").text


@pytest.mark.parametrize(
    ("reads", "lang", "expected"),
    [
        (["es"], "en", True),
        ([], "en", False),
        (["fr"], "en", False),
        (["es"], "fr", False),
        (["es"], "es", False),
    ],
    ids=["both", "not the original", "another", "not the target", "the same"],
)
def test_who_reads_both_languages_translates(member, post, reads, lang, expected):
    Person.objects.filter(pk=member.person.pk).update(reads=reads)
    member.person.refresh_from_db()
    assert policies.can_translate(viewer_for(member.person), post, lang) is expected
    status = member.post(f"{address(post)}{lang}/", {"text": "Text", "revision": 1}).status_code
    assert (status == 302) is expected
    assert Translation.objects.exists() is expected


def test_without_that_guard_anybody_would(member, post, monkeypatch):
    """Red twin."""
    monkeypatch.setattr(policies, "can_translate", lambda *_any: True)
    assert member.post(f"{address(post)}en/", {"text": "Text", "revision": 1}).status_code == 302


def test_a_claim_holds_for_two_days_and_can_be_given_back(reader, other_member, post):
    Person.objects.filter(pk=other_member.person.pk).update(reads=["es"])
    wish = actions.wish(actor=other_member.person, post=post, into="en")
    assert waits_for(other_member) == [wish]
    actions.claim(actor=reader.person, wish=wish)
    assert (waits_for(reader), waits_for(other_member)) == ([wish], [])
    claim = f"/members/forum/translations/{wish.public_id}/claim/"
    assert other_member.post(claim).status_code == 409
    with pytest.raises(actions.TakenByAnother):
        into_english(other_member, post)
    other_member.post(f"/members/forum/translations/{wish.public_id}/release/")
    assert waits_for(other_member) == []
    reader.post(f"/members/forum/translations/{wish.public_id}/release/")
    assert waits_for(other_member) == [wish]
    actions.claim(actor=reader.person, wish=wish)
    TranslationWish.objects.update(claimed_at=timezone.now() - timedelta(hours=49))
    assert other_member.post(claim).status_code == 302
    into_english(other_member, post)


def test_one_translation_changed_by_its_author_alone(reader, other_member, post):
    made = into_english(reader, post)
    into_english(reader, post, "Better")
    made.refresh_from_db()
    assert (made.source, made.edited_at is not None) == ("Better", True)
    Person.objects.filter(pk=other_member.person.pk).update(reads=["es"])
    assert other_member.post(f"{address(post)}en/", {"text": "Mine", "revision": 1}).status_code == 403
    with pytest.raises(actions.ThereAlready):
        into_english(other_member, post)
    assert actions.wish(actor=other_member.person, post=post, into="en") is None


def test_a_newer_original_is_said(reader, other_member, post):
    into_english(reader, post)
    page = f"/members/forum/t/{post.topic.public_id}/"
    assert "The original was changed since." not in reader.get(page).text
    newer = forum.Written("¿Cuánto pagan al año?", "es")
    forum.edit_post(actor=other_member.person, post=post, base_revision=1, written=newer)
    assert "The original was changed since." in reader.get(page).text
    reader.post(f"{address(post)}en/", {"text": "What do you pay a year?", "revision": 2})
    assert "The original was changed since." not in reader.get(page).text


def test_what_is_taken_back_is_taken_back_in_every_language(reader, other_member, post):
    into_english(reader, post)
    actions.wish(actor=reader.person, post=post, into="fr")
    forum.withdraw_post(actor=other_member.person, post=post)
    assert not Translation.objects.exists()
    assert not TranslationWish.objects.exists()
    assert reader.get(address(post)).status_code == 404
    with pytest.raises(actions.PostGone):
        into_english(reader, post)


def test_a_hidden_post_is_read_in_no_language(reader, post):
    into_english(reader, post, "A word nobody reads")
    Post.objects.filter(pk=post.pk).update(hidden_at=timezone.now())
    assert "A word nobody reads" not in reader.get(f"/members/forum/t/{post.topic.public_id}/").text
    assert reader.get(address(post)).status_code == 404


def test_another_regions_post_does_not_exist(reader, other_member):
    region = viewer_for(other_member.person).acting.region
    shelf = make_shelf(Kind.REGION, region=region)
    there = begin(other_member.person, "Aquí", "Sólo aquí", lang="es", category=shelf).posts.get()
    wish = actions.wish(actor=other_member.person, post=there, into="en")
    assert waits_for(reader) == []
    assert reader.post(f"/members/forum/translations/{wish.public_id}/claim/").status_code == 404
    assert reader.get(f"{address(there)}en/").status_code == 404


@pytest.mark.parametrize(("kind", "is_kept"), [(Kind.ROOM, True), (Kind.MEMBERS, False)])
def test_text_of_a_room_asks_not_to_be_translated(member, kind, is_kept):
    shelf = make_shelf()
    if kind == Kind.ROOM:
        room = open_space(actor=member.person, kind=Kind.ROOM, names={"en": "Room"})
        shelf = Category.objects.create(space=room, names={"en": "Room"})
    page = member.get(f"/members/forum/t/{begin(member.person, category=shelf).public_id}/").text
    assert ('translate="no"' in page) is is_kept
    assert ("Text of a room does not go to translation services" in page) is is_kept
    assert ('translate="no"' in member.get("/members/forum/").text) is is_kept


def test_one_statement_for_the_translations_of_a_page(reader, other_member, django_assert_max_num_queries):
    topic = begin(other_member.person, lang="es")
    for number in range(8):
        into_english(reader, reply(other_member.person, topic, f"Número {number}", lang="es"))
    reader.get(f"/members/forum/t/{topic.public_id}/?page=1")
    with django_assert_max_num_queries(9):
        page = reader.get(f"/members/forum/t/{topic.public_id}/?page=1")
    assert page.text.count('class="tongue"') == 8
