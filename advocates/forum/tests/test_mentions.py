"""Names in a text: found in any script, put in by their id, made anew when they change, and nobody's when they must."""

import time

import pytest

from advocates.accounts import actions as accounts
from advocates.core import markup, stream
from advocates.core.models import StreamEntry
from advocates.forum import actions
from advocates.forum.mentions import actions as mentions
from advocates.forum.mentions.typed import Callee, read_names, with_words
from advocates.forum.models import Mention, Post
from advocates.forum.tests.factories import begin, make_shelf, reply
from advocates.organisations.models import Mandate, Organisation
from advocates.organisations.people.actions import set_group_protection, set_protection
from advocates.spaces.models import Kind
from tests.cast import colleague_client, make_person, member_client
from tests.patience import patience

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(member):
    return begin(member.person)


def reference(person) -> str:
    return f"@[whatever](person:{person.public_id})"


def rename(person, name: str) -> None:
    values = {"language": "en", "reads": [], "time_zone": "UTC", "full_name": name}
    accounts.change_person(actor=person, person=person, values=values)
    stream.dispatch()


def test_a_reference_becomes_the_name_of_today(member, other_member, topic):
    post = reply(member.person, topic, f"Ask {reference(other_member.person)}, please.")
    name = other_member.person.full_name
    assert f'<a href="/members/forum/who/{other_member.person.public_id}/"' in post.html
    assert f">@<bdi>{name}</bdi></a>, please." in post.html
    assert "whatever" not in post.html
    assert post.source == f"Ask @[{name}](person:{other_member.person.public_id}), please."
    row = Mention.objects.get(post=post)
    assert (row.person_id, row.is_silent) == (other_member.person.pk, False)
    assert mentions.mentioned(post.pk) == {other_member.person.pk}
    assert StreamEntry.objects.filter(kind="forum.mention.made", target_id=str(post.pk)).count() == 1


def test_a_group_is_called_with_all_its_people(member, other_member, topic):
    group = Organisation.objects.get(mandates__person=other_member.person)
    colleague = colleague_client("beside", group.name, "representative")
    post = reply(member.person, topic, f"Ask @[x](organisation:{group.public_id}).")
    assert f"<bdi>{group.name}</bdi>" in post.html
    assert mentions.mentioned(post.pk) == {other_member.person.pk, colleague.person.pk}


def test_a_new_name_stands_in_every_text(member, other_member, topic):
    person = other_member.person
    told = reply(member.person, topic, f"Ask {reference(person)}.")
    quoting = reply(member.person, topic, f"> [old](post:{reply(person, topic).public_id}): yes")
    actions.edit_post(
        actor=member.person,
        post=told,
        base_revision=1,
        written=actions.Written(f"{told.source} Soon.", "en"),
    )
    old = person.full_name
    rename(person, "Renamed [Person]")
    for post in (told, quoting):
        post.refresh_from_db()
        assert "<bdi>Renamed [Person]</bdi>" in post.html
        assert old not in post.html + post.source
    assert old not in told.revisions.get().source
    page = other_member.get(f"/members/forum/p/{told.public_id}/history/").text
    assert page.count("<bdi>Renamed [Person]</bdi>") == 2
    assert old not in page


def test_without_the_follower_it_would_stay(member, other_member, topic, monkeypatch):
    """Red twin."""
    post = reply(member.person, topic, f"Ask {reference(other_member.person)}.")
    old = other_member.person.full_name
    monkeypatch.setattr(stream, "_followers", {})
    rename(other_member.person, "Renamed Person")
    post.refresh_from_db()
    assert old in post.html


def test_who_is_protected_is_nobody_and_comes_back(member, other_member, topic):
    person = other_member.person
    post = reply(member.person, topic, f"Ask {reference(person)}.")
    set_protection(person=person, is_protected=True)
    stream.dispatch()
    post.refresh_from_db()
    assert "@<bdi>somebody</bdi>" in post.html
    assert person.full_name not in post.html + post.source
    set_protection(person=person, is_protected=False)
    stream.dispatch()
    post.refresh_from_db()
    assert f"@<bdi>{person.full_name}</bdi>" in post.html


def test_a_protected_group_neither(member, other_member, topic):
    group = Organisation.objects.get(mandates__person=other_member.person)
    post = reply(member.person, topic, f"Ask @[x](organisation:{group.public_id}).")
    set_group_protection(actor=other_member.person, organisation=group, is_protected=True)
    stream.dispatch()
    post.refresh_from_db()
    assert group.name not in post.html + post.source


def test_who_left_keeps_a_name_where_they_were_named(member, other_member, topic):
    person = other_member.person
    post = reply(member.person, topic, f"Ask {reference(person)}.")
    Mandate.objects.filter(person=person).delete()
    edited = actions.edit_post(
        actor=member.person, post=post, base_revision=1, written=actions.Written(f"{post.source} Now.", "en")
    )
    assert f"@<bdi>{person.full_name}</bdi>" in edited.html
    assert mentions.mentioned(post.pk) == set()


def test_detail_18_of_an_erased_person_no_name_is_left(member, other_member, topic):
    """In quotations and mentions too, in every language, in sources and histories."""
    person = other_member.person
    name, pk = person.full_name, person.pk
    said = reply(person, topic, "Yes.")
    posts = [
        reply(member.person, topic, f"Ask {reference(person)}."),
        reply(member.person, topic, f"اسألوا {reference(person)}", lang="ar"),
        reply(member.person, topic, f"> [x](post:{said.public_id}):\n>\n> Yes."),
    ]
    Mandate.objects.filter(person=person).update(person=make_person("heir"))
    person.delete()
    assert not Mention.objects.filter(person=pk).exists()
    for post in Post.objects.filter(pk__in=[post.pk for post in posts]):
        assert name not in post.html + post.source
    assert "Former representative" in Post.objects.get(pk=posts[2].pk).html


def test_what_is_quoted_or_code_calls_nobody(member, other_member, topic):
    called = reference(other_member.person)
    for text in (
        f"> Ask {called}.",
        f"`{called}`",
        f"    {called}",
        called.removeprefix("@"),
        f"\\{called}x",
    ):
        post = reply(member.person, topic, text)
        if not text.startswith("\\"):
            assert mentions.mentioned(post.pk) == set(), text


def test_called_once_however_often_it_is_changed(member, other_member, topic):
    post = reply(member.person, topic, f"Ask {reference(other_member.person)}.")
    for revision in (1, 2):
        actions.edit_post(
            actor=member.person,
            post=post,
            base_revision=revision,
            written=actions.Written(f"{post.source} {revision}", "en"),
        )
    assert StreamEntry.objects.filter(kind="forum.mention.made", target_id=str(post.pk)).count() == 1


def test_what_was_taken_back_names_nobody(member, other_member, topic):
    post = reply(member.person, topic, f"Ask {reference(other_member.person)}.")
    actions.withdraw_post(actor=member.person, post=post)
    assert not Mention.objects.filter(post=post).exists()


def test_a_quotation_from_a_narrower_space_shows_its_bare_address(member, other_member, topic, settings):
    secret = begin(member.person, "Only here", category=_region(member))
    said = secret.posts.get()
    post = reply(member.person, topic, f"> [{member.person.full_name}](post:{said.public_id}): x")
    assert f"<bdi>{settings.SITE_URL}/members/forum/p/{said.public_id}/</bdi>" in post.html
    assert member.person.full_name not in post.html


def test_without_that_rule_it_would_name(member, topic, monkeypatch):
    """Red twin."""
    said = begin(member.person, "Only here", category=_region(member)).posts.get()
    every = Mention._meta.get_field("quoted").related_model._meta.get_field("topic").related_model.objects
    monkeypatch.setattr(mentions, "_open_topics", lambda _space: every.values("pk"))
    post = reply(member.person, topic, f"> [x](post:{said.public_id}): x")
    assert member.person.full_name in post.html


def _region(member):
    region = member.get("/members/forum/").wsgi_request.viewer.acting.region
    return make_shelf(Kind.REGION, region=region)


class TestTypedNames:
    KNOWN = (
        "Ana", "Ana María Núñez", "José da Silva", "王小明", "さくら", "محمد علي", "Ελένη", "D'Arcy", "O’Neil",
        "Mary-Ann Lee",
    )  # fmt: skip

    def read(self, text):
        known = {}
        for name in self.KNOWN:
            known.setdefault(mentions.fold(name), []).append(
                Callee("person", f"id-{name[0]}{len(name)}", name)
            )
        return read_names(text, known)

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("Ask @Ana.", "Ana"),
            ("Ask @ana maria nunez about it", "Ana María Núñez"),
            ("@Ana María, yes", "Ana"),
            ("(@JOSÉ DA SILVA)", "José da Silva"),
            ("你好@王小明请看", "王小明"),
            ("@さくらさん", "さくら"),
            ("مرحبا @محمد علي كيف", "محمد علي"),
            ("@Ελενη;", "Ελένη"),
            ("@d'arcy", "D'Arcy"),
            ("@O'Neil!", "O’Neil"),
            ("@mary-ann lee", "Mary-Ann Lee"),
        ],
    )
    def test_in_any_script(self, text, name):
        read = self.read(text)
        assert f"@[{name}](person:id-{name[0]}{len(name)})" in read.source
        assert read.unknown == ()

    @pytest.mark.parametrize(
        "text",
        ["ana@example.org", "https://example.org/@ana", "`@Ana`", "```\n@Ana\n```", "> @Ana", "a @ b", "\\@Ana", "@",
         "@[Ana](person:x)", "    @Ana"],
    )  # fmt: skip
    def test_what_calls_nobody(self, text):
        read = self.read(text)
        assert (read.source, read.unknown) == (text, ())

    @pytest.mark.parametrize(
        "before", ["> said\n\n", "    code\n\n", "`a` ", "``` x\n```\n", "`", "a `b\n", "> @Ana\n"]
    )
    def test_after_it_names_count_again(self, before):
        assert self.read(f"{before}Ask @Ana.").source == f"{before}Ask @[Ana](person:id-A3)."

    @pytest.mark.parametrize(
        "part", ["`", "``` ", "~~~\n", "> ", "\n    ", "@", "@a ", "[", "[a](", "@A", "`a", "``a`"]
    )
    def test_nothing_makes_us_slow(self, part):
        began = time.process_time()
        read = self.read(part * (50_000 // len(part)) + " @Ana")
        with_words(read.source, lambda _kind, _key: "x")
        assert time.process_time() - began < patience(1)

    def test_what_is_no_name(self):
        read = self.read("Ask @Anabel or @Nobody Here.")
        assert read.source == "Ask @Anabel or @Nobody Here."
        assert read.unknown == ("Anabel or", "Nobody Here")


def test_two_of_one_name_are_told_apart_by_hand(member, topic):
    for each in range(2):
        member_client(f"twin{each}", f"Twins {each}", "FR")
    people = Mandate.objects.filter(organisation__name__startswith="Twins").values("person")
    mentions.Person.objects.filter(pk__in=people).update(full_name="Same Name")
    sent = {"text": "Ask @Same Name.", "lang": "en", "sending": "s", "seen": 1}
    answer = member.post(f"/members/forum/t/{topic.public_id}/answer/", sent)
    assert answer.status_code == 409
    assert "Several people have this name" in answer.text
    assert "Ask @Same Name." in answer.text


def test_names_cannot_break_out(member, other_member, topic):
    mentions.Person.objects.filter(pk=other_member.person.pk).update(full_name='<img src=x> ](x) & "co"')
    post = reply(member.person, topic, f"Ask {reference(other_member.person)} **now**.")
    assert "<img" not in post.html
    assert '&lt;img src=x&gt; ](x) &amp; "co"' in post.html
    assert markup.clean(post.html) == post.html
    again = reply(member.person, topic, post.source)
    assert again.html == post.html
