"""Who can be written to, who is nearest where nobody can, and what the pages say of it."""

import pytest

from advocates.core import generations, outbox
from advocates.core import profile as profiles
from advocates.core.models import Suppression
from advocates.organisations import confirmations
from advocates.organisations.enquiries import reach
from advocates.organisations.models import Organisation, Task
from advocates.organisations.tests.enquiries import make_enquiry, with_contact, work
from advocates.organisations.tests.factories import make_organisation

pytestmark = pytest.mark.django_db
BOUNCED = Suppression.Reason.BOUNCED


def near(country, *languages, **options):
    return [entry.name for entry in reach.nearest_reachable(country, languages, **options)]


def page_of(visitor, organisation):
    return visitor.get(organisation.get_absolute_url()).content.decode()


class TestTheAddress:
    @pytest.mark.parametrize(
        ("private", "public", "expected"),
        [
            ("a@example.org", "b@example.org", "a@example.org"),
            ("", "b@example.org", "b@example.org"),
            ("a@example.org", "", "a@example.org"),
            ("", "", ""),
        ],
    )
    def test_the_private_one_goes_first(self, private, public, expected):
        group = make_organisation(private_email=private, public_email=public)
        assert reach.address_for(group) == expected

    def test_one_that_bounced_is_none(self):
        group = make_organisation(private_email="a@example.org", public_email="b@example.org")
        outbox.suppress("A@example.org", "", BOUNCED)
        assert reach.address_for(group) == "b@example.org"
        outbox.suppress("b@example.org", "", BOUNCED)
        assert reach.address_for(group) == ""

    def test_who_wants_no_questions_can_still_be_written_to(self):
        group = make_organisation(private_email="a@example.org")
        outbox.suppress("a@example.org", "organisations.confirmation", Suppression.Reason.UNSUBSCRIBED)
        assert reach.address_for(group) == "a@example.org"

    @pytest.mark.parametrize("change", [{"is_published": False}, {"state": "former"}])
    def test_what_is_not_listed_is_not_written_to(self, change):
        group = make_organisation(private_email="a@example.org")
        Organisation.objects.filter(pk=group.pk).update(**change)
        group.refresh_from_db()
        assert reach.address_for(group) == ""


class TestTheNearest:
    @pytest.fixture(autouse=True)
    def _groups(self):
        make_organisation("Berlin", country="DE", languages=["de"], private_email="a@example.org")
        make_organisation("Vienna", country="AT", languages=["de"], public_email="b@example.org")
        make_organisation("Lima", country="PE", languages=["es"], public_email="c@example.org")
        make_organisation("Silent", country="CH", languages=["de"])
        make_organisation("Chat", country="", languages=["de", "en"], public_email="d@example.org")
        make_organisation(
            "Hidden", country="CH", languages=["de"], public_email="e@example.org", is_published=False
        )

    def test_by_country_language_and_distance(self):
        assert near("CH", "de") == ["Berlin", "Vienna", "Lima"]
        assert near("AT", "de")[:2] == ["Vienna", "Berlin"]

    def test_never_one_that_cannot_be_reached_or_is_looked_away_from(self):
        berlin = Organisation.objects.get(name="Berlin")
        assert not {"Silent", "Hidden", "Berlin"} & set(near("DE", "de", without=berlin.pk))

    def test_without_a_country_by_language(self):
        assert near("", "es") == ["Lima"]
        assert near("", "ja") == []

    def test_an_address_that_died_takes_its_group_away(self):
        outbox.suppress("a@example.org", "", BOUNCED)
        reach.forget()
        assert "Berlin" not in near("DE", "de")

    def test_within_a_minute_by_itself(self, monkeypatch):
        assert "Berlin" in near("DE", "de")
        outbox.suppress("a@example.org", "", BOUNCED)
        assert "Berlin" in near("DE", "de")
        monkeypatch.setattr(reach.time, "monotonic", lambda: 10.0**9)
        assert "Berlin" not in near("DE", "de")

    def test_it_asks_as_much_of_ten_as_of_hundred(self, django_assert_num_queries):
        directory = reach.index()
        assert directory.entries
        with django_assert_num_queries(2):
            near("DE", "de")
        with django_assert_num_queries(0):
            near("CH", "fr")


class TestThePages:
    def test_a_group_that_can_be_written_to_has_the_button(self, visitor):
        group = make_organisation(
            "Friends", private_email="quillbox@example.org", website="https://a.example/"
        )
        page = page_of(visitor, group)
        assert f'href="{group.get_absolute_url()}write/"' in page
        assert "quillbox" not in page

    def test_one_that_cannot_says_so_and_leads_to_the_nearest(self, visitor):
        make_organisation("Berlin", country="DE", public_email="a@example.org")
        group = make_organisation("Silent", country="AT", sources=["https://source.example/"])
        page = page_of(visitor, group)
        assert "We have no contact for this group." in page
        assert "/write/" not in page
        assert 'href="/organisations/berlin/"' in page
        assert 'href="#sources"' in page
        assert "/ask/" not in page

    def test_with_a_website_it_does_not_say_that_there_is_no_contact(self, visitor):
        page = page_of(visitor, make_organisation("Web", website="https://a.example/"))
        assert "We have no contact" not in page
        assert "you cannot write to it from here" in page

    def test_the_network_is_named_where_there_is_an_address(self, visitor, network):
        page = page_of(visitor, make_organisation("Silent", country="AT"))
        assert 'href="/directory/at/ask/"' in page
        assert network not in page
        assert "/ask/" not in page_of(visitor, make_organisation("Far", country="PE"))

    def test_nor_where_that_address_is_dead(self, visitor, network):
        outbox.suppress(network, "", BOUNCED)
        assert "/ask/" not in page_of(visitor, make_organisation("Silent", country="AT"))

    def test_a_country_without_a_reachable_group(self, visitor, network):
        make_organisation("Silent", country="AT")
        assert 'href="/directory/at/ask/"' in visitor.get("/directory/at/").content.decode()
        make_organisation("Loud", country="AT", public_email="a@example.org")
        assert "/ask/" not in visitor.get("/directory/at/").content.decode()

    def test_a_group_that_is_no_more_is_not_written_to(self, visitor):
        group = make_organisation("Gone", public_email="a@example.org", state="former")
        assert "/write/" not in page_of(visitor, group)
        assert visitor.get(f"{group.get_absolute_url()}write/").status_code == 404

    def test_an_address_that_died_renews_them(self, mailbox, django_capture_on_commit_callbacks):
        group = make_organisation("Friends", private_email="a@example.org")
        mailbox.unknown.add("a@example.org")
        make_enquiry(group)
        before = generations.read("public"), generations.read("organisations")
        with django_capture_on_commit_callbacks(execute=True):
            work()
        after = generations.read("public"), generations.read("organisations")
        assert all(new > old for new, old in zip(after, before, strict=True))

    def test_so_does_a_question_that_came_back(self, mailbox, visitor):
        group = make_organisation("Friends", private_email="a@example.org")
        mailbox.unknown.add("a@example.org")
        confirmations.ask(actor=None, organisation=group)
        work()
        assert group.tasks.open().get().kind == Task.Kind.ADDRESS
        reach.forget()
        assert "/write/" not in page_of(visitor, group)


class TestTheProfile:
    def test_none_is_shipped(self):
        assert not any(region.contact for region in profiles.profile().regions.values())

    def test_it_is_read(self, network):
        assert reach.network_address("DE") == network
        assert reach.network_address("PE") == ""
        assert reach.network_address("") == ""

    @pytest.mark.parametrize("contact", ["x", "a@b", "a@example.org, b@example.org", "a b@example.org"])
    def test_what_is_no_address_stops_the_start(self, tmp_path, contact):
        with pytest.raises(SystemExit, match="contact of the region western-europe"):
            profiles.load(with_contact(tmp_path, contact))
