"""The page of donations: where money goes is right, said once, and changed by staff alone."""

import json

import pytest
from wagtail.models import Page

from advocates.core import generations
from advocates.publishing.giving import accounts, codes, offered
from advocates.publishing.models import DonatePage

# From the examples of the standard, not anybody's account.
IBAN = "DE89 3704 0044 0532 0130 00"
ACCOUNT = {
    "currency": "EUR", "holder": "Demonstration Network", "number": IBAN, "bic": "COBADEFFXXX", "bank": "A bank",
    "reference": "Donation", "note": "",
}  # fmt: skip


@pytest.fixture
def giving(db):
    return DonatePage.objects.get(locale__language_code="en")


def fill(giving, *given, providers=(), **fields):
    giving.accounts = json.dumps([{"type": "account", "value": account} for account in given])
    giving.providers = json.dumps([{"type": "provider", "value": provider} for provider in providers])
    for name, value in fields.items():
        setattr(giving, name, value)
    giving.save_revision().publish()
    generations.bump("public")
    generations.bump("pages")


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    return answer.content.decode()


@pytest.mark.parametrize("prefix", ["", "/es", "/ar"])
def test_a_new_installation_says_that_nothing_was_said(visitor, giving, prefix):
    text = read(visitor, f"{prefix}/donate/")
    assert "IBAN" not in text
    assert f'href="{prefix}/about/funding/"' in text


class TestTheButton:
    """In the header, where there is something behind it."""

    @pytest.mark.parametrize("prefix", ["", "/es", "/ar"])
    def test_stands_beside_the_links_and_in_the_menu(self, visitor, giving, prefix):
        assert "btn--give" not in header(visitor, f"{prefix}/")
        fill(giving, ACCOUNT)
        for path in ("/", "/directory/"):
            assert header(visitor, f"{prefix}{path}").count(f'href="{prefix}/donate/">') == 2
        giving.unpublish()
        generations.bump("pages")
        assert "btn--give" not in header(visitor, f"{prefix}/")

    def test_a_provider_is_enough(self, visitor, giving):
        fill(giving, providers=[{"name": "Example Pay", "address": "https://pay.example/give", "note": ""}])
        assert "btn--give" in header(visitor, "/")

    def test_where_a_language_has_no_page_the_first_one_is_led_to(self, visitor, giving):
        fill(giving, ACCOUNT)
        DonatePage.objects.get(locale__language_code="es").unpublish()
        generations.bump("pages")
        assert 'href="/es/donate/"' in header(visitor, "/es/")
        assert IBAN in read(visitor, "/es/donate/")

    def test_stands_nowhere_in_the_members_area(self, member, giving):
        fill(giving, ACCOUNT)
        assert "btn--give" not in header(member, "/members/")

    def test_is_asked_for_once_for_each_state_of_the_pages(self, giving, django_assert_num_queries):
        fill(giving, ACCOUNT)
        assert [offered.donate_url("en") for _time in (1, 2)] == ["/donate/"] * 2
        with django_assert_num_queries(0):
            assert offered.donate_url("en") == "/donate/"
        giving.unpublish()
        # Another process has told of it by the shared number alone.
        assert offered.donate_url("en") == "/donate/"
        generations.bump("pages")
        assert offered.donate_url("en") == ""


def header(client, path):
    return client.get(path).content.decode().partition("<header")[2].partition("</header>")[0]


@pytest.mark.parametrize("prefix", ["", "/es", "/ar"])
def test_the_same_account_in_every_language(visitor, giving, prefix):
    fill(giving, ACCOUNT)
    text = read(visitor, f"{prefix}/donate/")
    assert IBAN in text
    assert "COBADEFFXXX" in text
    assert text.count('class="pay-code"') == 1
    assert "style=" not in text


def test_what_a_translation_says_of_accounts_does_not_count(visitor, giving):
    fill(giving, ACCOUNT)
    other = DonatePage.objects.get(locale__language_code="es")
    fill(other, {**ACCOUNT, "holder": "Somebody else"})
    assert "Somebody else" not in read(visitor, "/es/donate/")


def test_where_the_first_language_has_none_there_is_none(visitor, giving):
    fill(giving, ACCOUNT)
    giving.unpublish()
    assert IBAN not in read(visitor, "/es/donate/")


def test_a_provider_opens_in_its_own_tab_and_is_told_nothing(visitor, giving):
    fill(
        giving,
        providers=[{"name": "Example Pay", "address": "https://pay.example/give", "note": "Two percent"}],
    )
    text = read(visitor, "/donate/")
    assert (
        'href="https://pay.example/give" target="_blank" rel="noopener noreferrer external nofollow"' in text
    )
    assert "<script src=" not in text.replace('<script src="/static/', "")


def test_no_square_for_other_currencies_and_numbers(visitor, giving):
    fill(giving, {**ACCOUNT, "currency": "CHF"}, {**ACCOUNT, "number": "12-345-6", "bic": ""})
    assert 'class="pay-code"' not in read(visitor, "/donate/")


def test_thanks(visitor, giving):
    assert "does not know whether a payment has arrived" in read(visitor, "/donate/thanks/")
    fill(giving, thanks="<p>We are glad.</p>")
    assert "We are glad." in read(visitor, "/donate/thanks/")


def test_thanks_without_a_page(visitor, giving):
    Page.objects.get(pk=giving.pk).delete()
    assert read(visitor, "/donate/thanks/")


class TestTheSquare:
    def test_as_the_standard_has_it(self):
        assert codes.payload(ACCOUNT).split("\n") == [
            "BCD", "002", "1", "SCT", "COBADEFFXXX", "Demonstration Network", "DE89370400440532013000",
            "", "", "", "Donation",
        ]  # fmt: skip

    def test_no_more_letters_than_the_standard_allows(self):
        lines = codes.payload({**ACCOUNT, "holder": "é" * 100, "reference": "x" * 200}).split("\n")
        assert (len(lines[5]), len(lines[10])) == (70, 140)

    def test_nothing_of_the_text_stands_in_it(self):
        assert "<b>" not in codes.drawn({**ACCOUNT, "holder": "<b>x</b>"})


class TestNumbers:
    @pytest.mark.parametrize("number", [IBAN, "GB82 WEST 1234 5698 7654 32", "NO93 8601 1117 947"])
    def test_check_digits_that_fit(self, number):
        assert accounts.is_iban(accounts.compact(number))
        assert accounts.in_groups(accounts.compact(number)) == number

    @pytest.mark.parametrize("place", range(22))
    def test_one_wrong_sign(self, place):
        plain = accounts.compact(IBAN)
        wrong = plain[:place] + ("1" if plain[place] != "1" else "2") + plain[place + 1 :]
        assert not accounts.is_iban(wrong)

    @pytest.mark.parametrize("number", ["", "DE", "DE89", "x" * 40, "DE89\0", "٣" * 22])
    def test_what_is_none(self, number):
        assert not accounts.is_iban(accounts.compact(number))

    def test_another_number_stays_as_it_was_written(self):
        assert accounts.in_groups("12-345-6") == "12-345-6"


def form_of(giving, **changes):
    """What the editing screen sends."""
    account = {**ACCOUNT, **changes}
    latest = giving.get_latest_revision()
    return {
        "title": giving.title, "summary": "", "thanks": json.dumps(None), "seo_title": "", "search_description": "",
        "body-count": "0", "providers-count": "0", "accounts-count": "1", "accounts-0-deleted": "",
        "accounts-0-order": "0", "accounts-0-type": "account", "accounts-0-id": "",
        **{f"accounts-0-value-{name}": value for name, value in account.items()},
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "action-publish": "1",
        "loaded_revision_id": latest.pk if latest else "",
        "loaded_revision_created_at": latest.created_at.isoformat() if latest else "",
    }  # fmt: skip


class TestEditing:
    @pytest.mark.parametrize(("who", "is_there"), [("staff", True), ("editor", False)])
    def test_only_staff_says_where_money_goes(self, request, visitor, giving, who, is_there):
        """Both sides of the guard, by the same form."""
        fill(giving)
        client = request.getfixturevalue(who)
        answer = client.post(f"/manage/pages/{giving.pk}/edit/", form_of(giving))
        assert (answer.status_code == 302) is is_there
        assert ("Only staff can change" in answer.content.decode()) is not is_there
        giving.refresh_from_db()
        assert bool(giving.accounts) is is_there

    def test_editors_change_the_words(self, editor, giving):
        fill(giving, ACCOUNT)
        answer = editor.get(f"/manage/pages/{giving.pk}/edit/")
        assert answer.status_code == 200
        sent = form_of(giving)
        block = giving.accounts[0]
        sent["accounts-0-id"], sent["summary"] = block.id, "Why we ask"
        answer = editor.post(f"/manage/pages/{giving.pk}/edit/", sent)
        assert answer.status_code == 302
        giving.refresh_from_db()
        assert giving.summary == "Why we ask"

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"number": "DE89 3704 0044 0532 0130 01"}, "check digits"),
            ({"bic": "X"}, "eight or eleven"),
            ({"currency": "EUX"}, "no currency"),
        ],
    )
    def test_a_wrong_digit_is_noticed(self, staff, giving, changes, said):
        fill(giving)
        answer = staff.post(f"/manage/pages/{giving.pk}/edit/", form_of(giving, **changes))
        assert answer.status_code == 200
        assert said in answer.content.decode()

    def test_a_translation_asks_for_words_alone(self, staff, giving):
        other = DonatePage.objects.get(locale__language_code="es")
        text = staff.get(f"/manage/pages/{other.pk}/edit/").content.decode()
        assert "panel-child-content-accounts" not in text
        assert (
            "panel-child-content-accounts" in staff.get(f"/manage/pages/{giving.pk}/edit/").content.decode()
        )
