"""Search in the members' area gives no sign of what the reader may not read, and finds what they may."""

from collections.abc import Iterable

import pytest

from advocates.core import jobs, stream
from advocates.core.limits import LIMITS
from advocates.forum.models import TopicQuerySet
from advocates.forum.models.conversation import PostQuerySet
from advocates.search.members import finding
from advocates.search.models import PostWordsQuerySet, TopicWordsQuerySet, WordQuerySet
from tests.cast import CastClient, colleague_client
from tests.crawling import ask
from tests.planted_talk import Talk, plant_talk
from tests.private_words import Words

CONTROL, CONTROL_START = "wvyaro999lumbra", "wvy"
FOUND = ("title", "first words", "words after a change")


@pytest.fixture(autouse=True)
def _no_limit(settings) -> None:
    settings.LIMITS = dict.fromkeys(LIMITS, (10**6, 60))


@pytest.fixture
def words() -> Words:
    return Words()


@pytest.fixture
def guest(member: CastClient) -> CastClient:
    """A colleague with a seat in the room and in the message."""
    return colleague_client("guest", "Own Group")


@pytest.fixture
def talk(words: Words, member: CastClient, guest: CastClient) -> Talk:
    made = plant_talk(words, member.person, guest.person)
    stream.dispatch()
    return made


def differing(client: CastClient, asked: Iterable[tuple[str, str]], more: str = "") -> list[str]:
    """The words of which search gives a sign: another answer than to a word that nobody wrote."""
    wrong = []
    for word, control in asked:
        given, other = (ask(client, f"/members/search/?q={text}{more}") for text in (word, control))
        if given.status != other.status or given.body.replace(word, control) != other.body.replace(
            word, control
        ):
            wrong.append(word)
    return wrong


def names_of(words: Words, found: Iterable[str]) -> set[str]:
    """By what was planted; a beginning stands for its word."""
    return {what for what, word in words.items() if word.startswith(tuple(found))} if found else set()


def kinds(names: Iterable[str]) -> set[str]:
    return {name.partition(":")[0] for name in names}


def of_others(words: Words, *may: str) -> dict[str, str]:
    return {what: word for what, word in words.items() if what.partition(":")[0] not in may}


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("other_member", {"members"}),
        ("moderator", {"members"}),
        ("guest", {"members", "region", "room", "direct"}),
        ("member", {"members", "region", "committee", "room", "direct"}),
    ],
)
def test_each_finds_what_they_may_read_and_no_sign_of_anything_else(
    request, talk, words, monkeypatch, who, may
):
    client = request.getfixturevalue(who)
    # The planted words are so alike that one would be found by way of another.
    monkeypatch.setattr(finding, "forgiving", lambda terms, _viewer: terms)
    found = names_of(words, differing(client, [(word, CONTROL) for word in words.values()]))
    assert {f"{kind}: {what}" for kind in may for what in FOUND} <= found
    assert kinds(found) == may
    starts = [(word[:3], CONTROL_START) for word in of_others(words, *may).values()]
    assert len(starts) > 2
    assert differing(client, starts) == []


@pytest.mark.parametrize("who", ["visitor", "pending", "former", "editor", "staff"])
def test_without_a_mandate_there_is_no_search(request, talk, words, who):
    client = request.getfixturevalue(who)
    answers = {ask(client, f"/members/search/?q={word}").status for word in words.values()}
    assert answers == {302}


def test_nor_with_a_typing_error(other_member, talk, words):
    secret = of_others(words, "members").values()
    assert differing(other_member, [(f"{word[:5]}x{word[6:]}", CONTROL) for word in secret]) == []


def test_with_a_typing_error_who_may_finds_it(member, talk, words):
    title = words["room: title"]
    assert differing(member, [(f"{title[:5]}x{title[6:]}", CONTROL)])


def test_nor_by_a_filter(other_member, talk, words):
    """The id of a space or category that is not one's own is as good as none."""
    room = talk.spaces["room"].public_id
    answers = [ask(other_member, f"/members/search/?q=x&space={each}") for each in (room, "nobodysspace")]
    assert [answer.status for answer in answers] == [422, 422]
    assert answers[0].body.replace(room, "nobodysspace") == answers[1].body
    assert words["room: name of the room"] not in answers[0].body


@pytest.mark.parametrize("door", [TopicWordsQuerySet, PostWordsQuerySet], ids=["topics", "posts"])
def test_without_its_doors_search_would_tell(other_member, talk, words, monkeypatch, door):
    """Red twins: the count stands on the page, though the second door lets nothing be shown."""
    monkeypatch.setattr(door, "visible_to", lambda rows, _viewer: rows)
    monkeypatch.setattr(PostQuerySet, "visible_to", lambda rows, _viewer: rows)
    monkeypatch.setattr(TopicQuerySet, "visible_to", lambda rows, _viewer: rows)
    assert kinds(names_of(words, differing(other_member, [(word, CONTROL) for word in words.values()]))) > {
        "members"
    }


def test_of_a_wide_door_the_inner_one_shows_nothing(other_member, talk, words, monkeypatch):
    """What the index lets through by mistake is read once more as a topic and a post."""
    for door in (TopicWordsQuerySet, PostWordsQuerySet):
        monkeypatch.setattr(door, "visible_to", lambda rows, _viewer: rows)
    for word in (words["room: title"], words["room: first words"]):
        page = ask(other_member, f"/members/search/?q={word[:6]}")
        assert word not in page.body


def test_words_of_other_spaces_are_no_spelling(other_member, talk, words, monkeypatch):
    """Red twin of the vocabulary's door: which words are alike would depend on what others wrote."""
    title = words["room: title"]
    wrong = f"/members/search/?q={title[:5]}x{title[6:]}"
    asked: list[str] = []
    of_terms = finding.of_terms

    def noted(terms):
        asked.extend(of_terms(terms))
        return of_terms(terms)

    monkeypatch.setattr(finding, "of_terms", noted)
    ask(other_member, wrong)
    assert not any(title in question for question in asked)
    monkeypatch.setattr(WordQuerySet, "visible_to", lambda rows, _viewer: rows)
    ask(other_member, wrong)
    assert any(title in question for question in asked)


def test_the_worker_reads_what_was_written_within_seconds(member, talk, words):
    """Before the stream is handed out."""
    stream.dispatch()
    word = words["members: written just now"]
    from_form = {
        "text": word,
        "lang": "en",
        "sending": "once",
        "seen": talk.topics["members"].last_number + 9,
    }
    assert member.post(f"/members/forum/t/{talk.topics['members'].public_id}/answer/", from_form).status_code
    for function in jobs._when_resting:
        if function.__module__ == "advocates.search.members.actions":
            function()
    assert differing(member, [(word, CONTROL)]) == [word]
