"""What somebody tells other members of themselves, and that each decides alone what of it is shown."""

import pytest

from advocates.accounts.models import Introduction, Person
from advocates.core.models import StreamEntry
from advocates.organisations import directory
from advocates.organisations.models import Organisation
from advocates.organisations.people.actions import set_group_protection
from tests.cast import CastClient

pytestmark = pytest.mark.django_db
PEOPLE, MINE = "/members/people/", "/members/people/me/"
TOLD = {
    "expertise": ["money", "law"],
    "text": "Wir haben einen Verein gegründet.",
    "lang": "de",
    "shows_languages": "on",
}


def listed(client: CastClient, query: str = "") -> str:
    answer = client.get(PEOPLE + query)
    assert answer.status_code == 200
    return answer.content.decode()


def is_found(client: CastClient, whom: CastClient, query: str) -> bool:
    return whom.person.full_name in listed(client, query)


def tell(client: CastClient, **fields: object) -> None:
    sent = {name: value for name, value in {**TOLD, **fields}.items() if value is not None}
    assert client.post(MINE, sent).status_code == 302


class TestTelling:
    def test_nothing_is_told_by_itself(self, member, other_member):
        page = listed(member)
        assert "Knows about:" not in page
        assert "mailto:" not in page

    def test_others_read_it_in_its_own_language(self, member, other_member):
        tell(other_member)
        page = listed(member)
        assert "Fundraising and grants · Law and statutes" in page
        assert 'lang="de" dir="auto">Wir haben einen Verein gegründet.' in page

    def test_it_is_changed_and_taken_back(self, member, other_member):
        tell(other_member)
        assert "Wir haben" in other_member.get(MINE).content.decode()
        tell(other_member, expertise=[], text="")
        assert "Knows about:" not in listed(member)

    def test_without_a_word_in_the_stream(self, other_member):
        tell(other_member)
        entry = StreamEntry.objects.get(kind="accounts.person.introduced")
        assert (entry.actor_id, entry.data) == (other_member.person.pk, {})

    @pytest.mark.parametrize(
        "wrong",
        [{"expertise": ["oncology"]}, {"lang": "xx"}, {"text": "x" * 601}, {"text": "a\0b"}],
        ids=["no-such-matter", "no-such-language", "too-long", "nul"],
    )
    def test_bad_input_is_said_and_the_rest_is_kept(self, other_member, wrong):
        answer = other_member.post(MINE, {**TOLD, "text": "My words", **wrong})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "field--bad" in page
        assert "My words" in page or "text" in wrong
        assert not Introduction.objects.exists()

    @pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\u202eevil", "𝔘nicode 🌍", "=1+1"])
    def test_any_words_are_harmless(self, member, other_member, text):
        tell(other_member, text=text)
        assert "<script>alert" not in listed(member)

    def test_reading_tells_nothing(self, other_member):
        assert other_member.get(MINE).status_code == 200
        assert not Introduction.objects.exists()


class TestEachDecides:
    @pytest.mark.parametrize("shown", ["on", None])
    def test_languages(self, member, other_member, shown):
        """What is not shown finds nobody either: else a filter would tell it."""
        Person.objects.filter(pk=other_member.person.pk).update(reads=["tr"])
        tell(other_member, shows_languages=shown)
        assert ('<span lang="tr"' in listed(member, "?q=other")) == bool(shown)
        assert is_found(member, other_member, "?language=tr") == bool(shown)

    @pytest.mark.parametrize("shown", ["on", None])
    def test_the_address(self, member, other_member, shown):
        tell(other_member, shows_address=shown)
        assert (other_member.person.email in listed(member)) == bool(shown)

    def test_of_somebody_protected_nothing_is_found(self, member, other_member):
        tell(other_member, shows_address="on")
        assert is_found(member, other_member, "?q=Verein")
        Person.objects.filter(pk=other_member.person.pk).update(is_protected=True)
        for query in ("", "?q=Verein", "?expertise=law", "?country=KE"):
            assert other_member.person.email not in listed(member, query)
        assert "only the colleagues of your own group" in other_member.get(MINE).content.decode()

    @pytest.mark.parametrize("who", ["visitor", "pending", "former", "editor", "staff"])
    def test_members_alone_read_it(self, request, who, other_member):
        tell(other_member)
        assert request.getfixturevalue(who).get(PEOPLE).status_code == 302


class TestLooking:
    @pytest.mark.parametrize(
        ("query", "finds"),
        [
            ("?expertise=law", True),
            ("?expertise=money", True),
            ("?expertise=young", False),
            ("?q=verein", True),
            ("?country={country}", True),
            ("?country={other}", False),
            ("?country={country}&expertise=young", False),
        ],
    )
    def test_by_what_they_know_and_where_they_are(self, member, other_member, query, finds):
        tell(other_member)
        country = Organisation.objects.get(name="Other Group").country
        own = Organisation.objects.get(name="Own Group").country
        assert own != country
        assert is_found(member, other_member, query.format(country=country, other=own)) == finds

    @pytest.mark.parametrize("query", ["?country=XX", "?country=AQ", "?expertise=oncology"])
    def test_nonsense_is_said(self, member, query):
        assert member.get(PEOPLE + query).status_code == 422

    def test_a_country_is_offered_where_the_directory_shows_a_member(self, member, other_member):
        group = Organisation.objects.get(name="Other Group")
        assert f'value="{group.country}"' in listed(member)
        tell(other_member)
        set_group_protection(actor=other_member.person, organisation=group, is_protected=True)
        directory.forget()
        assert f'value="{group.country}"' not in listed(member)

    def test_as_many_queries_for_many_who_tell(self, member, other_member, django_assert_max_num_queries):
        tell(other_member)
        listed(member)
        with django_assert_max_num_queries(5):
            listed(member)
