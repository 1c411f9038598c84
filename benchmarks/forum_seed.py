"""Fills the forum with so many posts, the same for the same number: `python -m benchmarks.forum_seed 100000`.

Prints as JSON the addresses that are measured and how long it took. The reader is the one of `benchmarks.members`,
who has read topic by topic for three years and left a few unread; five hundred people follow one category.
"""

import json
import os
import random
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import django

from benchmarks import tables
from benchmarks.tables import Table

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
FOLLOWERS = 500
TEXTS = 200
CHARACTERS = 800
DAYS = 3 * 365
MEASURED = 20
LONG = 200
# Of the newest topics the reader has left each so many unread, and so many at most.
EACH_UNREAD, MOST_UNREAD = 7, 60
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
TEXT = (
    "we ask the hospital for a second opinion before treatment begins and write down what was said so that families "
    "can read it later our group meets each month in a small room next to the clinic where people bring questions "
    "about tests costs travel work and sleep somebody who has been there answers and nobody has to speak"
)
WORDS = TEXT.split()
TABLES = (
    "forum_topic", "forum_post", "forum_topicreading", "search_topicwords", "search_postwords", "search_word",
)  # fmt: skip
# Each post ends in one of so many made-up words, the first ones much more often; `RARE` stands in a few posts alone.
VOCABULARY, SYLLABLES = 20_000, ("ba", "ke", "lo", "mi", "nu", "ra", "se", "to", "vi", "zu", "pa", "de")
RARE, IN_POSTS = "quillivander", 7


def main(count: int) -> None:
    """Posts, readings, followers."""
    django.setup()
    from advocates.accounts.models import Person  # noqa: PLC0415 - needs the settings

    began = time.perf_counter()
    reader = Person.objects.get(email="person-0@example.org")
    forum = Forum(count, reader)
    with tables.in_bulk(TABLES):
        forum.fill()
        forum.index()
        forum.read()
    forum.follow()
    tables.settle()
    seconds = round(time.perf_counter() - began, 1)
    print(json.dumps({"pages": forum.addresses(), "seconds": seconds, **forum.asked()}))


def _title(number: int) -> str:
    return f"how do you do this {number}"


class Forum:
    """The topics of one size. Each draw comes from the seed."""

    def __init__(self, count: int, reader: Any) -> None:
        from django.utils import timezone  # noqa: PLC0415

        from advocates.forum.models import Category  # noqa: PLC0415
        from advocates.organisations.models import Mandate  # noqa: PLC0415

        self.chance, self.reader, self.now = random.Random(2026), reader, timezone.now()
        self.shelves = list(
            Category.objects.filter(space__kind="members", is_for_announcements=False).order_by("position")
        )
        self.writers = list(Mandate.objects.order_by("pk").values_list("pk", "person_id")[:500])
        self.lengths = self._lengths(count)
        self.texts = list(self._texts())
        self.vocabulary = self._vocabulary()
        # Of each post: which text, and which word at its end.
        self.drawn: list[tuple[int, str]] = []
        self.topics, self.posts = self._tables()

    def _tables(self) -> tuple[Table, Table]:
        from advocates.forum.models import Post, Topic  # noqa: PLC0415

        return Table(Topic), Table(Post)

    def _vocabulary(self) -> list[str]:
        words: dict[str, None] = {}
        while len(words) < VOCABULARY:
            words["".join(self.chance.choices(SYLLABLES, k=self.chance.choice((3, 4, 5))))] = None
        return list(words)

    def _lengths(self, count: int) -> list[int]:
        """Of the topics, the oldest first: the last two are those that are measured."""
        found, left = [], count - MEASURED - LONG
        while left > 0:
            found.append(min(left, self.chance.choice((1, 1, 3, 6, 10, 20, 20, 40, 80))))
            left -= found[-1]
        return [*found, LONG, MEASURED]

    def _texts(self) -> Iterator[tuple[str, str]]:
        from advocates.core import markup  # noqa: PLC0415

        for _number in range(TEXTS):
            words: list[str] = []
            while sum(map(len, words)) + len(words) < CHARACTERS:
                words.append(self.chance.choice(WORDS))
                if len(words) % 60 == 0:
                    words.append("\n\n")
            source = " ".join(words)
            yield source, markup.render(source)

    def _id(self) -> str:
        return "".join(self.chance.choices(ALPHABET, k=12))

    def _at(self, moment: Any) -> Any:
        from django.db import connection  # noqa: PLC0415

        return connection.ops.adapt_datetimefield_value(moment)

    def _began(self, number: int) -> Any:
        """Topics begin evenly over the years; a post follows another within the day."""
        return self.now - timedelta(days=DAYS) * (1 - number / (len(self.lengths) + 1)) - timedelta(hours=5)

    def _times(self, number: int) -> list[Any]:
        # The youngest topics end before now.
        room = min(timedelta(days=1), self.now - self._began(number)) / (self.lengths[number] + 1)
        return [self._began(number) + room * each for each in range(self.lengths[number])]

    def fill(self) -> None:
        from advocates.forum.models import Category  # noqa: PLC0415

        self.topics.write(map(self._topic, range(len(self.lengths))))
        self.posts.write(post for number in range(len(self.lengths)) for post in self._posts(number))
        for place, shelf in enumerate(self.shelves):
            count = len(range(place, len(self.lengths), len(self.shelves)))
            Category.objects.filter(pk=shelf.pk).update(topics_count=count)

    def _shelf(self, number: int) -> Any:
        return self.shelves[number % len(self.shelves)]

    def _topic(self, number: int) -> dict[str, Any]:
        times, (mandate, person) = self._times(number), self.writers[number % len(self.writers)]
        return {
            "public_id": self._id(), "space": self._shelf(number).space_id, "category": self._shelf(number).pk,
            "title": f"How do you do this? {number}", "lang": "en", "mandate": mandate, "person": person,
            "started_at": self._at(times[0]), "last_post_at": self._at(times[-1]), "is_opened": True,
            "posts_count": len(times), "last_number": len(times),
            "is_pinned": number in range(len(self.shelves)),
        }  # fmt: skip

    def _posts(self, number: int) -> Iterator[dict[str, Any]]:
        is_measured = number == len(self.lengths) - 1
        for each, moment in enumerate(self._times(number)):
            mandate, person = self.writers[(number + each) % len(self.writers)]
            text = int(self.chance.random() * TEXTS)
            tail = self.vocabulary[int(self.chance.random() ** 3 * VOCABULARY)]
            if is_measured and each < IN_POSTS:
                tail = RARE
            self.drawn.append((text, tail))
            source, html = self.texts[text]
            yield {
                "public_id": self._id(), "topic": self.topics.first + number, "number": each + 1,
                "source": f"{source}\n\n{tail}", "html": f"{html}<p>{tail}</p>", "html_version": 1, "lang": "en",
                "mandate": mandate, "person": person, "written_at": self._at(moment),
            }  # fmt: skip

    def index(self) -> None:
        """What the worker reads a moment later, so that everything can be found."""
        from advocates.search.members.actions import learnable, words_of  # noqa: PLC0415
        from advocates.search.models import PostWords, TopicWords, Word  # noqa: PLC0415

        every = range(len(self.lengths))
        Table(TopicWords, key="topic_id").write(
            {
                "topic": self.topics.first + number,
                "at": self._at(self._times(number)[0]),
                "words": _title(number),
            }
            for number in every
        )
        Table(PostWords, key="post_id").write(self._words())
        space = self.shelves[0].space_id
        known = learnable({*words_of(TEXT), *self.vocabulary, RARE})
        Table(Word).write(
            {"space": space, "word": word, "head": word[:2], "tail": word[-3:], "length": len(word)}
            for word in sorted(known)
        )

    def _words(self) -> Iterator[dict[str, Any]]:
        from advocates.core.markup import to_text  # noqa: PLC0415
        from advocates.search.members.actions import words_of  # noqa: PLC0415

        read, post = [" ".join(words_of(to_text(html))) for _source, html in self.texts], 0
        for number in range(len(self.lengths)):
            for each, moment in enumerate(self._times(number)):
                text, tail = self.drawn[post]
                title = "" if each else f"{_title(number)} "
                yield {
                    "post": self.posts.first + post, "at": self._at(moment), "revision": 1,
                    "words": f"{title}{read[text]} {tail}",
                }  # fmt: skip
                post += 1

    def read(self) -> None:
        """The reader has come for as long as the forum is there; the marks move as they do each night."""
        from advocates.accounts.models import Person  # noqa: PLC0415
        from advocates.forum.models import TopicReading  # noqa: PLC0415
        from advocates.forum.reading.tasks import move_marks_of  # noqa: PLC0415
        from advocates.organisations.models import Organisation  # noqa: PLC0415

        Person.objects.filter(pk=self.reader.pk).update(joined_at=self.now - timedelta(days=DAYS + 30))
        Organisation.objects.update(member_since=(self.now - timedelta(days=DAYS + 30)).date())
        count = len(self.lengths)
        new = set(range(count - 1, max(0, count - EACH_UNREAD * MOST_UNREAD), -EACH_UNREAD))
        Table(TopicReading).write(
            {
                "person": self.reader.pk, "topic": self.topics.first + number, "last_number": self.lengths[number],
                "read_at": self._at(self.now),
            }
            for number in range(count) if number not in new
        )  # fmt: skip
        move_marks_of(Person.objects.get(pk=self.reader.pk), self.now)

    def follow(self) -> None:
        """Five hundred colleagues of the writers, who want to hear at once what is written in the first category."""
        from advocates.accounts.models import Person  # noqa: PLC0415
        from advocates.forum.models import CategoryReading, Following  # noqa: PLC0415
        from advocates.organisations.models import Mandate  # noqa: PLC0415

        groups = list(Mandate.objects.order_by("pk").values_list("organisation", flat=True)[:FOLLOWERS])
        people = Person.objects.bulk_create(
            [
                Person(email=f"follower-{each}@example.org", full_name=f"Follower {each}")
                for each in range(FOLLOWERS)
            ]
        )
        Mandate.objects.bulk_create(
            Mandate(
                person=person, organisation_id=groups[each % len(groups)], role=Mandate.Role.REPRESENTATIVE
            )
            for each, person in enumerate(people)
        )
        CategoryReading.objects.bulk_create(
            CategoryReading(
                person=person, category=self._shelf(len(self.lengths) - 1), following=Following.AT_ONCE
            )
            for person in people
        )

    def addresses(self) -> dict[str, str]:
        long, measured = self._found(len(self.lengths) - 2), self._found(len(self.lengths) - 1)
        return {
            "forum": "/members/forum/",
            "category": f"/members/forum/c/{self._shelf(0).public_id}/",
            "topic": f"/members/forum/t/{measured.public_id}/?page=1",
            "first unread": f"/members/forum/t/{long.public_id}/",
            "new for you": "/members/forum/unread/",
            "you took part": "/members/forum/mine/",
            "no answer yet": "/members/forum/unanswered/",
        }

    def asked(self) -> dict[str, Any]:
        """Of the topic that is answered."""
        return {"topic": self._found(len(self.lengths) - 1).public_id, "posts": sum(self.lengths)}

    def _found(self, number: int) -> Any:
        return self.topics.model.objects.get(pk=self.topics.first + number)


if __name__ == "__main__":
    main(int(sys.argv[1]))
