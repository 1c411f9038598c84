"""The members' search: what it finds, in which order, what it says, and what leaves it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core import stream
from advocates.core.limits import LIMITS
from advocates.core.viewer import viewer_for
from advocates.forum import actions as forum
from advocates.forum.models import Post, Topic
from advocates.forum.tests.factories import begin, make_shelf, reply
from advocates.forum.tools.moving.actions import merge_topics
from advocates.organisations.models import Mandate, Organisation
from advocates.search.members import actions, finding, names
from advocates.search.members.asking import MOST_WORDS, is_near, terms_of
from advocates.search.members.finding import Question
from advocates.search.members.marking import snippet, whole
from advocates.search.members.questions import Term
from advocates.search.models import PostWords, TopicWords, Word
from advocates.spaces.models import Kind

pytestmark = pytest.mark.django_db
ADDRESS = "/members/search/"


def search(client, text, **more):
    stream.dispatch()
    return client.get(ADDRESS, {"q": text, **more})


def posts_found(client, text, **more):
    stream.dispatch()
    found = finding.posts(viewer_for(client.person), Question(text, **more))
    numbers = dict(Post.objects.filter(pk__in=found.ids).values_list("pk", "source"))
    return [numbers[pk] for pk in found.ids]


def topics_found(client, text):
    stream.dispatch()
    found = finding.topics(viewer_for(client.person), Question(text))
    titles = dict(Topic.objects.filter(pk__in=found.ids).values_list("pk", "title"))
    return [titles[pk] for pk in found.ids]


def test_everything_by_kind_and_each_kind_alone(member, other_member):
    topic = begin(member.person, "Harbour prices", "What does *imatinib* cost in the harbour?")
    page = search(other_member, "harbour")
    post = topic.posts.get()
    assert f'href="/members/forum/t/{topic.public_id}/"' in page.text
    assert f'href="/members/forum/p/{post.public_id}/"' in page.text
    assert "What does imatinib cost in the <mark>harbour</mark>?" in page.text
    assert "<mark>Harbour</mark> prices" in page.text
    assert "Own Group" in page.text
    alone = search(other_member, "harbour", kind="topics").text
    assert "found-topics" in alone
    assert "found-posts" not in alone
    assert search(other_member, "harbour", kind="nothing").status_code == 404


def test_a_first_post_is_found_by_title_and_text_together(member):
    begin(member.person, "Prices", "In the harbour of our town.")
    assert posts_found(member, "prices harbour") == ["In the harbour of our town."]


def test_people_and_groups(member, other_member):
    name = other_member.person.full_name
    page = search(member, name, kind="people").text
    assert "<mark>" in page
    assert "Other Group" in page
    assert "Other Group" in search(member, "gruop othr", kind="organisations").text.replace(
        "</mark>", ""
    ).replace("<mark>", "")


def test_who_is_protected_or_gone_is_not_found(member, other_member):
    name = other_member.person.full_name
    viewer = viewer_for(member.person)
    assert names.people(viewer, name)
    Person.objects.filter(pk=other_member.person.pk).update(is_protected=True)
    assert names.people(viewer, name) == []
    Person.objects.filter(pk=other_member.person.pk).update(is_protected=False, is_active=False)
    assert names.people(viewer, name) == []
    Person.objects.filter(pk=other_member.person.pk).update(is_active=True)
    Mandate.objects.filter(person=other_member.person).update(
        starts_at=timezone.now() - timedelta(days=2), ends_at=timezone.now()
    )
    assert names.people(viewer, name) == []


def test_who_joined_later_does_not_find_what_was_not_opened(member, other_member):
    topic = begin(member.person, "Harbour")
    stream.dispatch()
    Topic.objects.filter(pk=topic.pk).update(started_at=timezone.now() - timedelta(days=400))
    Organisation.objects.filter(name="Other Group").update(member_since=timezone.now().date())
    assert "found-" not in search(other_member, "harbour").text
    Topic.objects.filter(pk=topic.pk).update(is_opened=True)
    assert "found-topics" in search(other_member, "harbour").text


class TestWhatChanges:
    def test_an_edited_post_is_found_by_its_new_words_alone(self, member):
        post = reply(member.person, begin(member.person), "The lighthouse.")
        assert posts_found(member, "lighthouse") == ["The lighthouse."]
        written = forum.Written("The windmill.", "en")
        forum.edit_post(actor=member.person, post=post, base_revision=1, written=written)
        assert posts_found(member, "windmill") == ["The windmill."]
        assert posts_found(member, "lighthouse") == []
        assert not Word.objects.filter(word="lighthouse").exists()

    def test_a_word_that_others_still_use_stays_known(self, member):
        topic = begin(member.person, "Lighthouse")
        post = reply(member.person, topic, "The lighthouse.")
        stream.dispatch()
        forum.withdraw_post(actor=member.person, post=post)
        stream.dispatch()
        assert PostWords.objects.get(post=post).words == ""
        assert Word.objects.filter(word="lighthouse").count() == 1

    @pytest.mark.parametrize("how", ["hidden_at", "is_withdrawn", "moved_to", "topic"])
    def test_what_does_not_stand_any_more_is_gone_at_once(self, member, how):
        """Not only when the worker has come by."""
        topic = begin(member.person)
        post = reply(member.person, topic, "The lighthouse.")
        assert posts_found(member, "lighthouse")
        now = timezone.now()
        values = {"hidden_at": now, "is_withdrawn": True, "moved_to": topic.posts.get(number=1)}
        if how == "topic":
            Topic.objects.filter(pk=topic.pk).update(hidden_at=now)
        else:
            Post.objects.filter(pk=post.pk).update(**{how: values[how]})
        assert posts_found(member, "lighthouse") == []

    def test_a_topic_that_moves_is_found_where_it_stands(self, member, other_member):
        region = viewer_for(member.person).acting.region
        topic = begin(member.person, "The lighthouse", category=make_shelf(Kind.REGION, region=region))
        assert posts_found(other_member, "lighthouse") == []
        shelf = make_shelf()
        Topic.objects.filter(pk=topic.pk).update(space=shelf.space, category=shelf)
        assert posts_found(other_member, "lighthouse")

    def test_of_a_topic_that_was_joined_with_another_no_title_is_found(self, member):
        first, second = (begin(member.person, title) for title in ("The lighthouse", "The windmill"))
        assert topics_found(member, "lighthouse") == ["The lighthouse"]
        merge_topics(actor=member.person, topic=first, into=second)
        assert topics_found(member, "lighthouse") == []
        stream.dispatch()
        assert topics_found(member, "lighthouse") == []
        assert topics_found(member, "windmill") == ["The windmill"]


class TestSpelling:
    def test_one_error_in_five_letters_and_two_in_nine(self, member):
        begin(member.person, "x", "Hotel by the lighthouse.")
        for text in ("hotle", "hote", "hoteel", "lihgthuose", "lightouse", "ligthhouze"):
            assert posts_found(member, text) == ["Hotel by the lighthouse."], text
        for text in ("hutle", "lihgtuose"):
            assert posts_found(member, text) == [], text

    def test_what_is_spelt_right_stands_first(self, member):
        topic = begin(member.person, "x", "The hotel.")
        reply(member.person, topic, "The hostel.")
        assert posts_found(member, "hotel") == ["The hotel.", "The hostel."]

    @pytest.mark.parametrize(
        ("one", "other", "errors", "expected"),
        [
            ("house", "house", 1, True),
            ("house", "horse", 1, True),
            ("house", "hoarse", 1, False),
            ("house", "hoarse", 2, True),
            ("lighthouse", "ilghthuose", 2, True),
            ("lighthouse", "lghthose", 2, True),
            ("lighthouse", "lghthse", 2, False),
            ("", "ab", 2, True),
        ],
    )
    def test_how_far_words_are_apart(self, one, other, errors, expected):
        assert is_near(one, other, errors) is is_near(other, one, errors) is expected


class TestOrder:
    def test_side_by_side_first_then_the_newest(self, member):
        topic = begin(member.person, "x", "old harbour")
        for text in ("harbour, which is old", "harbouring old", "old harbour town"):
            reply(member.person, topic, text)
        assert posts_found(member, "old harbour") == [
            "old harbour town",
            "old harbour",
            "harbour, which is old",
            "harbouring old",
        ]

    def test_only_the_newest_are_compared_and_the_page_says_so(self, member, monkeypatch):
        topic = begin(member.person, "x", "harbour 1")
        for number in (2, 3):
            reply(member.person, topic, f"harbour {number}")
        monkeypatch.setattr(finding, "MOST_CANDIDATES", 2)
        monkeypatch.setattr("advocates.search.members.views.MOST_CANDIDATES", 2)
        assert posts_found(member, "harbour") == ["harbour 3", "harbour 2"]
        assert "The newest 2 were compared" in search(member, "harbour").text


class TestFilters:
    def test_each(self, member, other_member):
        old = begin(member.person, "x", "harbour old", lang="de")
        new = begin(other_member.person, "x", "harbour new")
        stream.dispatch()
        PostWords.objects.filter(post__topic=old).update(at=timezone.now() - timedelta(days=9))
        today = timezone.localdate()
        shelf = make_shelf()
        for more, expected in (
            ({"lang": "de"}, ["harbour old"]),
            ({"after": today - timedelta(days=1)}, ["harbour new"]),
            ({"before": today - timedelta(days=1)}, ["harbour old"]),
            ({"category": shelf.public_id, "lang": "en"}, ["harbour new"]),
            ({"space": new.space.public_id, "before": today - timedelta(days=99)}, []),
        ):
            assert posts_found(member, "harbour", **more) == expected, more

    def test_the_language_of_a_text_is_not_that_of_the_page(self, member):
        begin(member.person, "Alt", "harbour", lang="de")
        begin(member.person, "Young", "harbour")
        page = search(member, "harbour", language="de").text
        assert "Alt" in page
        assert "Young" not in page
        assert '<html lang="en"' in page

    def test_by_whom(self, member, other_member):
        begin(member.person, "First", "harbour")
        begin(other_member.person, "Second", "harbour")
        for by in (other_member.person.full_name, "other gruop"):
            page = search(member, "harbour", by=by).text
            assert "Second" in page
            assert "First" not in page

    @pytest.mark.parametrize(
        "query", ["space=x", "category=x", "language=xx", "after=tomorrow", "before=99999-01-01", "by=a%00b"]
    )
    def test_what_cannot_be_used_is_said_on_its_field(self, member, query):
        answer = member.get(f"{ADDRESS}?q=harbour&{query}")
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text

    def test_days_at_the_ends_of_time(self, member):
        assert member.get(f"{ADDRESS}?q=harbour&before=9999-12-31&after=0001-01-01").status_code == 200


ODD = {
    "blank": "   ",
    "long": "harbour " * 700,
    "operators": "harbour AND NOT (x OR y) & | ! <-> NEAR(a b)",
    "half quoted": "\"harbour 'x",
    "nul": "har\0bour",
    "like": "%_%",
    "expression": "(a+)+$ [x-",
    "column": "words:harbour",
    "star": "*",
    "half pair": "\ud800",
    "tags": "<script>alert(1)</script>",
    "backslash": "\\'; DROP TABLE x; --",
    "many": " ".join(f"word{number}" for number in range(40)),
    "one long word": "x" * 200,
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_odd_questions_are_no_error(member, text):
    begin(member.person, "Harbour", "harbour")
    stream.dispatch()
    answer = member.get(ADDRESS, {"q": text.encode(errors="replace").decode()})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_words_after_the_twelfth_are_left_out():
    assert len(terms_of(ODD["many"])) == MOST_WORDS


def test_a_word_that_is_longer_than_what_is_kept_is_found(member):
    long = "x" * 90
    begin(member.person, "x", long)
    assert posts_found(member, long) == [long]


def test_more_than_a_minute_allows_is_refused(member, settings):
    settings.LIMITS = {**LIMITS, "members-search": (1, 60)}
    answers = [member.get(ADDRESS, {"q": "harbour"}).status_code for _twice in range(2)]
    assert answers == [200, 429]
    assert member.get(ADDRESS).status_code == 200


def test_the_number_of_statements_is_constant(member, django_assert_max_num_queries):
    topic = begin(member.person, "Harbour", "harbour")
    for number in range(25):
        reply(member.person, topic, f"harbour {number}")
    search(member, "harbour")
    with django_assert_max_num_queries(19):
        assert member.get(ADDRESS, {"q": "harbour"}).status_code == 200


class TestTheIndex:
    def test_what_nobody_announced_is_read_within_the_hour(self, member):
        topic = begin(member.person, "x", "harbour")
        assert actions.fill_gaps() == 2
        assert actions.fill_gaps() == 0
        Post.objects.filter(topic=topic).update(html="<p>windmill</p>", revision=2)
        assert actions.fill_gaps() == 1
        assert posts_found(member, "windmill")

    def test_what_cannot_be_read_does_not_end_the_worker(self, member, monkeypatch):
        begin(member.person, "x", "harbour")
        monkeypatch.setattr(actions, "to_text", lambda _html: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            actions.index_pending()
        actions.index_soon()

    def test_made_anew_it_is_as_it_was(self, member):
        begin(member.person, "Harbour", "windmill")
        stream.dispatch()

        def everything():
            return [
                sorted(model.objects.values_list(*names))
                for model, names in (
                    (TopicWords, ("pk", "words")),
                    (PostWords, ("pk", "words", "revision")),
                    (Word, ("space", "word")),
                )
            ]

        before = everything()
        assert all(before)
        assert actions.rebuild() == 2
        assert everything() == before

    def test_a_topic_that_is_deleted_leaves_nothing(self, member):
        topic = begin(member.person, "Harbour", "windmill")
        stream.dispatch()
        topic.delete()
        assert not TopicWords.objects.exists()
        assert not PostWords.objects.exists()
        assert PostWords.objects.holding('"windmill"', "'windmill'").count() == 0


class TestMarking:
    @pytest.mark.parametrize(
        ("text", "terms", "expected"),
        [
            ("Prices in Zürich", [Term("zurich")], "Prices in <mark>Zürich</mark>"),
            ("harbouring", [Term("harb", is_beginning=True)], "<mark>harbouring</mark>"),
            ("harbouring", [Term("harb")], "harbouring"),
            ("a hostel", [Term("hotel", alike=("hostel",))], "a <mark>hostel</mark>"),
            ("<b> & harbour", [Term("harbour")], "&lt;b&gt; &amp; <mark>harbour</mark>"),
            ("我们在北京讨论", [Term("北京")], "我们在<mark>北京</mark>讨论"),
            ("في القاهرة اليوم", [Term("قاهره")], "في <mark>القاهرة</mark> اليوم"),
            ("", [Term("x")], ""),
            ("nothing", [], "nothing"),
        ],
    )
    def test_found_words_are_marked_and_all_else_is_escaped(self, text, terms, expected):
        assert whole(text, terms) == expected

    def test_a_long_text_is_shown_around_what_was_found(self):
        text = f"{'before ' * 100}harbour{' after' * 100}"
        shown = snippet(text, [Term("harbour")])
        assert shown.startswith("… before")
        assert shown.endswith("after …")
        assert "<mark>harbour</mark>" in shown
        assert len(shown) < 400
