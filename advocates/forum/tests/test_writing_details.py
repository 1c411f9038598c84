"""Details of writing that first versions forget, each with its test and with its twin."""

import re

import pytest
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core import limits
from advocates.forum import policies, writing
from advocates.forum.forms import new_sending
from advocates.forum.mentions import actions as mentions
from advocates.forum.mentions import picking
from advocates.forum.models import Mention, Post, Topic, TopicQuerySet
from advocates.forum.tests.factories import began_before, begin, make_shelf, reply
from advocates.organisations.models import Mandate
from advocates.organisations.people.actions import set_protection
from advocates.spaces.actions import open_space
from advocates.spaces.models import Kind
from tests.cast import colleague_client, member_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(member) -> Topic:
    return begin(member.person)


def form(topic, **fields):
    return {"text": "We **do**.", "lang": "en", "sending": new_sending(), "seen": topic.last_number, **fields}


def send(client, topic, **fields):
    return client.post(f"/members/forum/t/{topic.public_id}/answer/", form(topic, **fields))


def region_shelf(client):
    return make_shelf(Kind.REGION, region=client.get("/members/forum/").wsgi_request.viewer.acting.region)


def consent_in(page) -> str:
    return re.search(r'name="anyway" value="(\w+)"', page.text)[1]


BAD = {
    "empty": "",
    "a megabyte": "x" * 1_000_000,
    "a NUL": "a\0b",
    "nested quotes": ">" * 10_000 + " a",
    "backwards": "\u202ekcab \u2066x",
    "half a pair": "\udfffx".encode("utf-8", "replace").decode(),
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "nobody": "@[x](person:nonsense) @[y](person:00000000-0000-4000-8000-000000000000) [z](post:none)",
    "a strange key": "@[x](person:" + "9" * 64 + ") @[x](organisation:--)",
    "signs": "@" * 5_000 + " @a" * 2_000,
    "names": "@everybody @Everybody @everybodyelse @" + "\u0301" * 300,
    "pages": '<p class=MsoNormal><b style="mso-bidi">Word</b></p><!--[if gte mso 9]><xml></xml><![endif]-->',
    "brackets": "[" * 9_000 + "](person:" * 400,
}


class TestWhatIsRefusedIsKept:
    """Detail 9: whatever is wrong, the text stands in the field again; nothing is an error of ours."""

    @pytest.mark.parametrize("what", BAD)
    def test_detail_9_bad_input_keeps_the_text(self, member, topic, what):
        for address, status in ((f"/members/forum/t/{topic.public_id}/answer/", (302, 409, 422)),
                                (f"/members/forum/t/{topic.public_id}/answer/?", (302, 409, 422))):  # fmt: skip
            answer = member.post(address, form(topic, text=BAD[what]))
            assert answer.status_code in status
            if answer.status_code != 302 and what not in {"empty", "a NUL", "a megabyte"}:
                field = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", answer.text, re.DOTALL)[1]
                assert field.count("@") == BAD[what].count("@")
            assert "<script>alert" not in answer.text
            assert "<img src=x" not in answer.text

    @pytest.mark.parametrize("what", BAD)
    def test_nor_does_a_preview_fail(self, member, topic, what):
        sent = {"text": BAD[what], "lang": "en", "space": topic.space.public_id}
        answer = member.post("/members/forum/preview/", sent)
        assert answer.status_code in {200, 422}
        assert "<script" not in answer.text
        assert "<img" not in answer.text

    @pytest.mark.parametrize("name", ["lang", "sending", "seen", "anyway", "preview"])
    def test_every_field_bears_every_text(self, member, topic, name):
        for text in BAD.values():
            assert send(member, topic, **{name: text}).status_code in {200, 302, 409, 422}

    @pytest.mark.parametrize("what", BAD)
    def test_what_is_asked_bears_it_too(self, member, topic, what):
        asked = {"q": BAD[what][:5_000], "space": topic.space.public_id, "topic": BAD[what][:5_000]}
        assert member.get("/members/forum/mentions/", asked).status_code == 200
        since = member.get(f"/members/forum/t/{topic.public_id}/since/", {"after": BAD[what][:5_000]})
        assert since.status_code == 404

    def test_html_that_was_pasted_stays_text(self, member, topic):
        send(member, topic, text=BAD["pages"])
        html = Post.objects.get(number=2).html
        assert "&lt;p class=MsoNormal&gt;" in html
        assert "<b" not in html.replace("<blockquote", "")


class TestWhatCameMeanwhile:
    """Detail 10."""

    def since(self, client, topic, after):
        return client.get(f"/members/forum/t/{topic.public_id}/since/?after={after}")

    def test_detail_10_new_answers_are_told_while_one_writes(self, member, other_member, topic):
        assert (
            self.since(other_member, topic, 1).status_code,
            self.since(other_member, topic, 1).content,
        ) == (204, b"")
        for text in ("One", "Two"):
            reply(member.person, topic, text)
        answer = self.since(other_member, topic, 1)
        assert answer.status_code == 200
        assert "2 new answers while you are here" in answer.text
        assert f'href="/members/forum/t/{topic.public_id}/?page=1#p2"' in answer.text
        assert 'data-last="3"' in answer.text
        assert member.person.full_name in answer.text
        assert "One" not in answer.text.replace("One more", "")

    def test_one_s_own_are_no_news(self, member, topic):
        reply(member.person, topic)
        assert self.since(member, topic, 1).status_code == 204

    def test_a_question_costs_little(self, member, other_member, topic, django_assert_max_num_queries):
        self.since(other_member, topic, 1)
        with django_assert_max_num_queries(3):
            self.since(other_member, topic, 1)

    def test_a_stranger_learns_nothing(self, member, other_member):
        secret = begin(member.person, "Only here", category=region_shelf(member))
        assert self.since(other_member, secret, 0).status_code == 404
        assert self.since(member, secret, 0).status_code == 204

    def test_without_the_door_a_stranger_would(self, member, other_member, monkeypatch):
        """Red twin."""
        secret = begin(member.person, "Only here", category=region_shelf(member))
        monkeypatch.setattr(TopicQuerySet, "visible_to", lambda topics, _viewer: topics)
        assert self.since(other_member, secret, 0).status_code == 200

    def test_before_sending_the_new_ones_are_shown(self, member, other_member, topic):
        sent = form(topic)
        reply(member.person, topic)
        address = f"/members/forum/t/{topic.public_id}/answer/"
        answer = other_member.post(address, sent)
        assert answer.status_code == 409
        assert "We **do**." in answer.text
        assert other_member.post(address, {**sent, "seen": 2}).status_code == 302


class TestQuoting:
    """Detail 12."""

    def test_detail_12_a_quotation_keeps_author_and_link(self, member, other_member, topic):
        post = topic.posts.get()
        page = other_member.get(f"/members/forum/t/{topic.public_id}/?quote=1")
        text = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page.text, re.DOTALL)[1].replace("&gt;", ">")
        send(other_member, topic, text=f"{text}Yes.")
        html = Post.objects.get(number=2).html
        assert "<blockquote" in html
        link = f'<a href="/members/forum/p/{post.public_id}/" rel="nofollow ugc noopener noreferrer">'
        assert f"{link}<bdi>{member.person.full_name}</bdi></a>:" in html
        assert Mention.objects.get().quoted_id == post.pk

    @pytest.mark.parametrize(
        "text",
        [
            "> [x](post:{post}): a",
            "see /members/forum/p/{post}/",
            "http://testserver/members/forum/t/{topic}/",
        ],
    )
    def test_detail_12_quoting_into_a_wider_space_warns(self, member, topic, text):
        secret = begin(member.person, "Only here", category=region_shelf(member))
        text = text.format(post=secret.posts.get().public_id, topic=secret.public_id)
        page = send(member, topic, text=text)
        assert page.status_code == 409
        assert "You refer to 1 post that not everybody who reads here may read." in page.text
        assert text.replace(">", "&gt;") in page.text
        answer = send(member, topic, text=text, anyway=consent_in(page))
        assert answer.status_code == 302
        shown = member.get(answer["Location"]).text
        assert "Only here" not in shown
        assert f"<bdi>{member.person.full_name}</bdi></a>: a" not in shown

    def test_within_one_space_it_does_not(self, member, topic):
        shelf = region_shelf(member)
        one, two = (begin(member.person, title, category=shelf) for title in ("One", "Two"))
        text = f"> [x](post:{one.posts.get().public_id}): a"
        assert send(member, two, text=text).status_code == 302
        assert send(member, two, text=f"/members/forum/t/{topic.public_id}/").status_code == 302

    def test_nobody_learns_so_whether_there_is_such_a_post(self, member, other_member, topic):
        secret = begin(member.person, "Only here", category=region_shelf(member)).posts.get()
        for key in (secret.public_id, "222222222222"):
            assert (
                send(other_member, topic, text=f"[x](post:{key}) /members/forum/p/{key}/").status_code == 302
            )
        first, second = Post.objects.filter(topic=topic, number__gt=1)
        assert first.html.replace(secret.public_id, "222222222222") == second.html

    def test_a_consent_is_for_what_was_seen(self, member, topic):
        secret = begin(member.person, "Only here", category=region_shelf(member)).posts.get()
        consent = consent_in(send(member, topic, text="@Nobody Atall"))
        assert (
            send(member, topic, text=f"/members/forum/p/{secret.public_id}/", anyway=consent).status_code
            == 409
        )

    def test_without_the_warning_it_would_be_sent(self, member, topic, monkeypatch):
        """Red twin."""
        secret = begin(member.person, "Only here", category=region_shelf(member)).posts.get()
        monkeypatch.setattr(writing, "_narrower", lambda *_all: 0)
        assert send(member, topic, text=f"/members/forum/p/{secret.public_id}/").status_code == 302


class TestMentionOfSomebodyWithoutAccess:
    """Detail 13."""

    def test_detail_13_who_cannot_read_it_is_named_before_sending(self, member, other_member):
        here = begin(member.person, "Only here", category=region_shelf(member))
        name = other_member.person.full_name
        for text in (f"Ask @[x](person:{other_member.person.public_id})", f"Ask @{name}"):
            page = send(member, here, text=text)
            assert page.status_code == 409
            assert f"\u2068{name}\u2069 cannot read this here." in page.text
            assert text.replace("'", "&#x27;") in page.text
            assert send(member, here, text=text, anyway=consent_in(page)).status_code == 302
            post = Post.objects.latest("pk")
            assert f"@<bdi>{name}</bdi>" in post.html
            assert mentions.mentioned(post.pk) == set()

    def test_in_a_room_of_few_only_they_are_offered(self, member, other_member):
        seated = colleague_client(
            "seated", member_client("host", "Hosts", "FR") and "Hosts", "representative"
        )
        room = open_space(actor=member.person, kind=Kind.ROOM, names={"en": "Room"}, people=[seated.person])
        found = member.get("/members/forum/mentions/", {"q": "", "space": room.public_id}).json()["found"]
        people = {each["name"] for each in found if each["kind"] == "person"}
        assert people == {member.person.full_name, seated.person.full_name}
        assert other_member.get("/members/forum/mentions/", {"space": room.public_id}).status_code == 404

    def test_whoever_is_protected_is_as_nobody(self, member, other_member, topic):
        set_protection(person=other_member.person, is_protected=True)
        pages = [
            send(member, topic, text=f"@[x](person:{key}) @{name}")
            for key, name in (
                (other_member.person.public_id, other_member.person.full_name),
                ("00000000-0000-4000-8000-000000000000", "Nobody 999"),
            )
        ]
        assert [page.status_code for page in pages] == [409, 409]
        assert "leads to nobody" in pages[0].text
        assert "cannot read" not in pages[0].text
        assert member.get(f"/members/forum/who/{other_member.person.public_id}/").status_code == 404

    def test_without_the_rule_it_would_be_told(self, member, other_member, monkeypatch):
        """Red twin."""
        here = begin(member.person, "Only here", category=region_shelf(member))
        monkeypatch.setattr(mentions, "readers", lambda found, _space, _now: found)
        assert send(member, here, text=f"Ask @{other_member.person.full_name}").status_code == 302
        assert mentions.mentioned(Post.objects.latest("pk").pk) == {other_member.person.pk}

    def test_ten_at_most(self, member, topic):
        clients = [member_client(f"many{at}", f"Many {at}", "FR") for at in range(11)]
        text = " ".join(f"@[x](person:{client.person.public_id})" for client in clients)
        page = send(member, topic, text=text)
        assert page.status_code == 422
        assert "yours mentions 11" in page.text
        with pytest.raises(mentions.TooManyMentions):
            reply(member.person, topic, text)
        assert send(member, topic, text=text.rpartition(" ")[0]).status_code == 302

    def test_without_that_bound_eleven_would_be_told(self, member, topic, monkeypatch):
        """Red twin."""
        clients = [member_client(f"many{at}", f"Many {at}", "FR") for at in range(11)]
        monkeypatch.setattr(mentions, "MOST_MENTIONS", 11)
        text = " ".join(f"@[x](person:{client.person.public_id})" for client in clients)
        assert send(member, topic, text=text).status_code == 302

    def test_without_the_rule_any_member_would_call_everybody(self, member, other_member, topic, monkeypatch):
        """Red twin."""
        monkeypatch.setattr(policies, "can_mention_everybody", lambda _viewer, _space: True)
        assert send(member, topic, text="@everybody").status_code == 302
        assert mentions.mentioned(Post.objects.latest("pk").pk) == {other_member.person.pk}

    def test_everybody_is_called_by_moderators_who_are_no_newcomers(self, member, moderator, topic):
        page = send(member, topic, text="@everybody read this")
        assert page.status_code == 409
        assert "Only moderators can call everybody." in page.text
        send(member, topic, text="@everybody read this", anyway=consent_in(page))
        assert mentions.mentioned(Post.objects.latest("pk").pk) == set()
        assert send(moderator, topic, text="@everybody", seen=2).status_code == 409
        began_before(moderator.person, days=15)
        assert send(moderator, topic, text="@everybody", seen=2).status_code == 302
        assert member.person.pk in mentions.mentioned(Post.objects.latest("pk").pk)


class TestThePicker:
    """Detail 14; by keyboard and with a screen reader: tests/journeys/test_writing.py."""

    NAMES = ("Ana María Núñez", "王小明", "Иван Ёлкин", "محمد علي", "José Ãngel", "สมชาย ใจดี")

    @pytest.fixture
    def people(self, member, topic):
        for at, name in enumerate(self.NAMES):
            person = member_client(f"named{at}", f"Zebra {at}", "FR").person
            Person.objects.filter(pk=person.pk).update(full_name=name)
        return topic

    def asked(self, client, topic, letters):
        answer = client.get(
            "/members/forum/mentions/",
            {"q": letters, "space": topic.space.public_id, "topic": topic.public_id},
        )
        return [each["name"] for each in answer.json()["found"]]

    @pytest.mark.parametrize(
        ("letters", "name"),
        [("nunez", "Ana María Núñez"), ("ana ma", "Ana María Núñez"), ("王", "王小明"), ("小明", "王小明"),
         ("елк", "Иван Ёлкин"), ("ИВАН", "Иван Ёлкин"), ("محمد", "محمد علي"), ("angel", "José Ãngel"),
         ("สม", "สมชาย ใจดี")],
    )  # fmt: skip
    def test_detail_14_names_are_found_in_any_script(self, member, people, letters, name):
        assert name in self.asked(member, people, letters)

    def test_eight_at_most_and_who_took_part_first(self, member, other_member, people):
        reply(other_member.person, people)
        found = self.asked(member, people, "")
        assert len(found) == 8
        assert set(found[:2]) == {member.person.full_name, other_member.person.full_name}

    def test_of_a_topic_elsewhere_nobody_learns_who_took_part(self, member, other_member, people):
        secret = begin(member.person, "Only here", category=region_shelf(member))
        viewer = other_member.get("/members/forum/").wsgi_request.viewer
        assert picking._taking_part(viewer, people.space, secret.public_id) == set()
        assert picking._taking_part(viewer, people.space, people.public_id)

    def test_so_often_a_minute(self, member, other_member, topic, settings):
        settings.LIMITS = {**limits.LIMITS, "mention-pick": (2, 60)}
        address = f"/members/forum/mentions/?space={topic.space.public_id}"
        assert [member.get(address).status_code for _each in range(3)] == [200, 200, 429]
        assert other_member.get(address).status_code == 200

    def test_nobody_protected(self, member, other_member, people):
        name = other_member.person.full_name
        assert name in self.asked(member, people, name)
        set_protection(person=other_member.person, is_protected=True)
        assert self.asked(member, people, name) == []

    def test_without_the_rule_they_would_be_offered(self, member, other_member, people, monkeypatch):
        """Red twin."""
        set_protection(person=other_member.person, is_protected=True)
        monkeypatch.setattr(mentions, "mentionable", Mandate.objects.valid_at)
        assert self.asked(member, people, other_member.person.full_name) == [other_member.person.full_name]

    def test_the_number_of_statements_is_constant(self, member, people, django_assert_num_queries):
        member_client("more", "Zebra more", "FR")
        with django_assert_num_queries(8):
            self.asked(member, people, "a")


class TestTimes:
    """Detail 24."""

    def test_detail_24_the_moment_and_its_zone_open_by_a_tap(self, member, topic):
        Person.objects.filter(pk=member.person.pk).update(time_zone="America/Argentina/Buenos_Aires")
        Post.objects.update(written_at="2026-05-04T22:30:00Z")
        page = member.get(f"/members/forum/t/{topic.public_id}/").text
        tap = re.search(r'<details class="menu post__time">(.*?)</details>', page, re.DOTALL)[1]
        assert "4 May 2026, 19:30, America/Argentina/Buenos Aires (-03:00)" in tap
        assert "2026-05-04T19:30:00-03:00" in tap
        Person.objects.filter(pk=member.person.pk).update(time_zone="UTC", language="es")
        page = member.get(f"/members/forum/t/{topic.public_id}/", HTTP_ACCEPT_LANGUAGE="es").text
        assert "4 de mayo de 2026 a las 22:30, UTC" in page

    def test_the_next_request_begins_in_none(self, member, topic):
        Person.objects.filter(pk=member.person.pk).update(time_zone="Asia/Tokyo")
        member.get(f"/members/forum/t/{topic.public_id}/")
        assert timezone.get_current_timezone_name() == "UTC"
