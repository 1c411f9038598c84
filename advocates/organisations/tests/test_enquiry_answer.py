"""The private pages: the writer's and the answering one. The link is the only key, and reading changes nothing."""

from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from advocates.core import limits, links, outbox
from advocates.core.models import Mail, StreamEntry
from advocates.organisations import actions as directory_actions
from advocates.organisations.enquiries import actions, addresses, handing, link_views
from advocates.organisations.models import Enquiry, EnquiryText, Organisation, Task
from advocates.organisations.tests.enquiries import link_in, make_enquiry, plain, said, work
from advocates.organisations.tests.factories import make_organisation

pytestmark = pytest.mark.django_db
State, Author = Enquiry.State, EnquiryText.Author
SECRET = "quillmessage"


@pytest.fixture
def group():
    return make_organisation("Friends", languages=["eu", "es"], private_email="group@example.org")


@pytest.fixture
def enquiry(group):
    return make_enquiry(
        group, text=f"{SECRET}, can you help?", lang="es", name="Ada", email="ada@example.org"
    )


@pytest.fixture
def own(enquiry):
    return addresses.of_writer(enquiry)


@pytest.fixture
def theirs(enquiry):
    return path(addresses.mailed_for_answer(enquiry, "group@example.org"))


def path(url):
    return "/" + url.partition("://")[2].partition("/")[2]


def now(enquiry):
    return Enquiry.at(enquiry.public_id)


def answer(client, address, text="Yes, come on Monday.", once="1", lang="es"):
    return client.post(address, {"text": text, "lang": lang, "once": once})


class TestTheMails:
    def test_to_the_group_in_its_language_without_text_or_address(self, mailbox, enquiry, visitor):
        work()
        (mail,) = mailbox.to("group@example.org")
        assert mail["Content-Language"] == "es"
        for private in (SECRET, "Ada", "ada@example.org"):
            assert private not in mail.as_string()
        page = visitor.get(link_in(mail))
        assert page.status_code == 200
        assert 'lang="es"' in page.content.decode()
        assert SECRET in page.content.decode()

    def test_to_the_writer_without_text_or_group(self, mailbox, enquiry, visitor, theirs):
        work()
        (mail,) = mailbox.to("ada@example.org")
        for private in (SECRET, "Ada", "Friends", "group@example.org"):
            assert private not in plain(mail)
        assert visitor.get(link_in(mail)).status_code == 200
        answer(visitor, theirs, "quillanswer")
        work()
        (_first, second) = mailbox.to("ada@example.org")
        assert "quillanswer" not in second.as_string()
        assert visitor.get(link_in(second)).context["enquiry"] == enquiry

    def test_no_text_or_link_stands_in_the_outbox(self, mailbox, enquiry):
        work()
        for mail in Mail.objects.all():
            assert (mail.subject, mail.text, mail.html) == ("", "", "")

    def test_what_waits_until_the_mailbox_was_opened_is_told_then(self, mailbox, group, visitor):
        first, second = (make_enquiry(group, email="ada@example.org") for _turn in (1, 2))
        actions.answer_enquiry(enquiry=second, author=Author.GROUP, said=said())
        work()
        (mail,) = mailbox.to("ada@example.org")
        assert now(second).has_news
        visitor.get(link_in(mail))
        assert now(first).opened_at
        work()
        # The hourly look is a job of its own, which the worker runs by its schedule.
        assert handing.tell_those_who_wait() == 1
        work()
        assert len(mailbox.to("ada@example.org")) == 2
        assert not now(second).has_news

    def test_a_mailbox_that_takes_nothing_is_told_on_the_page(self, mailbox, enquiry, visitor, own):
        mailbox.unknown.add("ada@example.org")
        work()
        assert now(enquiry).is_mail_failing
        assert "did not take our mail" in visitor.get(own).content.decode()


class TestTheWritersPage:
    def test_it_shows_what_was_written_with_language_and_direction(self, visitor, group):
        enquiry = make_enquiry(group, text="هل توجد مجموعة قريبة مني؟", lang="ar")
        page = visitor.get(addresses.of_writer(enquiry))
        assert '<div class="prose" lang="ar" dir="auto"><p>هل توجد' in page.content.decode()

    def test_it_shows_no_address_of_the_group(self, visitor, own):
        assert "group@example.org" not in visitor.get(own).content.decode()

    def test_it_gives_the_link_to_keep(self, visitor, own):
        assert f'value="http://testserver{own}"'.replace("&", "&amp;") in visitor.get(own).content.decode()

    def test_more_is_added_once_and_the_group_told(self, visitor, enquiry, own):
        for _turn in (1, 2):
            assert answer(visitor, own, "And one more thing", "same").status_code == 302
        assert [text.text for text in enquiry.texts.all()][1:] == ["And one more thing"]
        assert Mail.objects.filter(recipient="group@example.org").count() == 2

    def test_without_the_mark_it_would_be_added_twice(self, visitor, enquiry, own, monkeypatch):
        """The twin."""
        monkeypatch.setattr(link_views.AddForm, "said", lambda form: said(form.cleaned_data["text"]))
        for _turn in (1, 2):
            answer(visitor, own, "And one more thing", "same")
        assert enquiry.texts.count() == 3

    @pytest.mark.parametrize("text", ["", "  ", "x" * 4001, "\0"])
    def test_a_text_that_cannot_be_taken_is_said_at_the_field(self, visitor, own, enquiry, text):
        page = answer(visitor, own, text)
        assert page.status_code == 422
        assert 'aria-invalid="true"' in page.content.decode()
        assert enquiry.texts.count() == 1

    def test_to_nobody_any_more_keeps_the_text(self, visitor, own, enquiry):
        actions.pass_on_enquiry(enquiry=enquiry, author=Author.GROUP)
        page = answer(visitor, own, "A long letter of mine")
        assert page.status_code == 409
        assert "A long letter of mine" in page.content.decode()

    def test_a_group_with_too_many_keeps_the_text(self, visitor, own, enquiry, settings):
        settings.LIMITS = {**limits.LIMITS, "enquiry-to": (1, 86400)}
        page = answer(visitor, own, "A long letter of mine")
        assert page.status_code == 429
        assert "A long letter of mine" in page.content.decode()

    def test_there_is_an_end_to_texts(self, visitor, own, enquiry, settings, monkeypatch):
        monkeypatch.setattr(actions, "MOST_TEXTS", 2)
        assert answer(visitor, own, "two", "2").status_code == 302
        assert answer(visitor, own, "three", "3").status_code == 409


class TestTakingItBack:
    @pytest.fixture
    def withdrawing(self, visitor, own):
        return visitor.get(own).context["withdraw_url"]

    def test_reading_the_page_erases_nothing(self, visitor, withdrawing, enquiry):
        assert visitor.get(withdrawing).status_code == 200
        assert now(enquiry)

    def test_one_press_erases_everything_at_once(self, visitor, withdrawing, enquiry, own, theirs, mailbox):
        work()
        answer(visitor, theirs)
        assert visitor.post(withdrawing).status_code == 200
        assert not now(enquiry)
        assert not EnquiryText.objects.exists()
        assert not Mail.objects.filter(recipient="ada@example.org").exists()
        for address in (own, theirs):
            assert visitor.get(address).status_code == 404
        assert visitor.post(theirs, {"text": "x", "lang": "es"}).status_code == 404
        work()
        told = mailbox.to("group@example.org")[-1]
        assert "Ada" not in told.as_string()
        assert "/link/" not in plain(told)
        assert visitor.post(withdrawing).status_code == 200

    def test_a_group_that_had_nothing_is_told_nothing(self, visitor, withdrawing, mailbox):
        visitor.post(withdrawing)
        work()
        assert not mailbox.taken

    def test_what_is_held_goes_with_its_task(self, visitor, group):
        held = make_enquiry(group, is_proved=False)
        actions.withdraw_enquiry(enquiry=held)
        assert not Task.objects.filter(closed_at=None).exists()

    def test_the_stream_tells_that_and_not_what(self, enquiry, group):
        actions.withdraw_enquiry(enquiry=enquiry)
        entry = StreamEntry.objects.get(kind="organisations.enquiry.withdrawn")
        assert (entry.target_id, entry.actor, entry.data) == (
            str(enquiry.pk),
            None,
            {"organisation": group.pk},
        )


class TestAnswering:
    def test_the_answer_is_on_the_writers_page(self, visitor, enquiry, own, theirs):
        assert answer(visitor, theirs).status_code == 302
        assert now(enquiry).state == State.ANSWERED
        page = visitor.get(own).content.decode()
        assert "Yes, come on Monday." in page
        assert "You have an answer." in page
        assert not visitor.cookies

    def test_twice_the_same_is_once(self, visitor, enquiry, theirs):
        for _turn in (1, 2):
            assert answer(visitor, theirs, once="same").status_code == 302
        assert enquiry.texts.count() == 2

    def test_without_a_mark_the_same_text_is_once_too(self, visitor, enquiry, theirs):
        for _turn in (1, 2):
            visitor.post(theirs, {"text": "Yes.", "lang": "es"})
        assert enquiry.texts.count() == 2

    def test_several_and_back_and_forth(self, visitor, enquiry, own, theirs):
        answer(visitor, theirs, "One", "1")
        answer(visitor, own, "Two", "2")
        answer(visitor, theirs, "Three", "3")
        assert [text.author for text in enquiry.texts.all()] == ["writer", "group", "writer", "group"]
        assert now(enquiry).state == State.ANSWERED

    def test_what_the_writer_adds_does_not_keep_it_longer(self, visitor, enquiry, own, theirs, time_machine):
        answer(visitor, theirs)
        before = now(enquiry).erased_on
        time_machine.move_to(timezone.now() + timedelta(days=1))
        answer(visitor, own, "Thank you", "2")
        assert now(enquiry).erased_on == before

    def test_the_writer_s_address_is_hidden(self, visitor, theirs):
        page = visitor.get(theirs).content.decode()
        assert "ada@example.org" not in page
        assert "Ada" in page

    def test_a_late_answer_counts(self, visitor, enquiry, theirs, network):
        actions.pass_on_enquiry(enquiry=enquiry, author=Author.GROUP)
        assert answer(visitor, theirs).status_code == 302
        assert (now(enquiry).state, now(enquiry).is_with_network) == (State.ANSWERED, False)

    @pytest.mark.parametrize("lang", ["", "xx", "und"])
    def test_the_language_is_one_that_is_known(self, visitor, theirs, lang):
        assert answer(visitor, theirs, lang=lang).status_code == (302 if lang == "und" else 422)


class TestOtherDeeds:
    @pytest.fixture
    def deeds(self, visitor, theirs):
        context = visitor.get(theirs).context
        return {"pass": context["pass_url"], "spam": context["spam_url"]}

    def test_we_cannot_help(self, visitor, enquiry, deeds, network):
        assert visitor.get(deeds["pass"]).status_code == 200
        assert now(enquiry).state == State.SENT
        assert visitor.post(deeds["pass"]).status_code == 200
        after = now(enquiry)
        assert (after.state, after.is_with_network, after.obstacle) == (State.SENT, True, "declined")
        assert visitor.post(deeds["pass"]).status_code == 409

    def test_where_there_is_no_network_the_writer_is_told(self, visitor, enquiry, deeds, own):
        make_organisation("Others", country="AT", public_email="others@example.org")
        visitor.post(deeds["pass"])
        assert now(enquiry).state == State.STUCK
        page = visitor.get(own).content.decode()
        assert "cannot help with this" in page
        assert 'href="/organisations/others/"' in page

    def test_spam_goes_to_the_office_and_out_of_sight(self, visitor, enquiry, deeds, theirs):
        assert visitor.get(deeds["spam"]).status_code == 200
        assert visitor.post(deeds["spam"]).status_code == 200
        assert now(enquiry).state == State.REPORTED
        assert Task.objects.get().key == str(enquiry.public_id)
        for address in (theirs, *deeds.values()):
            assert visitor.get(address).status_code == 404

    def test_neither_after_an_answer(self, visitor, theirs, deeds):
        answer(visitor, theirs)
        assert [visitor.post(deeds[each]).status_code for each in deeds] == [409, 409]
        assert not visitor.get(theirs).context["is_asked_now"]


class TestWhoHoldsWhat:
    KINDS = (addresses.WRITER, addresses.WITHDRAW, addresses.ANSWER, addresses.PASS_ON, addresses.SPAM)

    def test_a_scanner_that_reads_every_link_changes_nothing(self, visitor, enquiry, own, theirs, mailbox):
        work()
        before = snapshot(enquiry)
        first, second = visitor.get(own), visitor.get(theirs)
        mailed = [link_in(mail) for mail in mailbox.taken]
        deeds = (first.context["withdraw_url"], second.context["pass_url"], second.context["spam_url"])
        for address in (own, theirs, *deeds, *mailed):
            assert visitor.get(address).status_code == 200
            assert visitor.head(address).status_code == 200
        assert snapshot(enquiry) == before

    def test_if_reading_acted_it_would(self, visitor, enquiry, own, monkeypatch):
        """The twin."""
        before = snapshot(enquiry)
        withdrawing = visitor.get(own).context["withdraw_url"]
        original = link_views.withdraw_page

        def hasty(request, value):
            request.method = "POST"
            return original(request, value)

        links.register(addresses.WITHDRAW, hasty)
        visitor.get(withdrawing)
        links.register(addresses.WITHDRAW, original)
        assert snapshot(enquiry) != before

    def test_nobody_else_s_link_opens_it(self, visitor, enquiry, group):
        other = make_organisation("Others", private_email="others@example.org")
        for address in ("others@example.org", other.public_email, ""):
            value = [str(enquiry.public_id), outbox.address_hash(address)]
            assert visitor.get(addresses.beside(addresses.ANSWER, value)).status_code == 404

    @pytest.mark.parametrize("kind", KINDS)
    def test_forged_ones_and_of_messages_that_never_were(self, visitor, enquiry, kind):
        value = [str(enquiry.public_id), outbox.address_hash("group@example.org")]
        token = addresses.beside(kind, value).split("/")[2]
        forged = signing.dumps([kind, value], salt=links.SALT, key="theirs", compress=True)
        never = links.token_of(kind, ["6f0c5d5e-0000-4000-8000-000000000000", value[1]])
        for bad in (
            token[:-1],
            f"{token}x",
            token.replace(":", ".", 1),
            forged,
            never,
            str(enquiry.public_id),
        ):
            assert visitor.get(f"/link/{bad}/").status_code == 404, bad
        assert visitor.get(f"/link/{token}/").status_code == 200

    def test_a_writer_s_link_is_none_to_answer_with(self, visitor, enquiry):
        for kind in (addresses.ANSWER, addresses.PASS_ON, addresses.SPAM):
            for second in ("", "mail"):
                address = addresses.beside(kind, [str(enquiry.public_id), second])
                assert visitor.get(address).status_code == 404

    def test_who_is_no_longer_the_contact_reads_nothing_more(self, visitor, enquiry, group, theirs):
        assert visitor.get(theirs).status_code == 200
        Organisation.objects.filter(pk=group.pk).update(private_email="new@example.org")
        assert visitor.get(theirs).status_code == 404
        assert answer(visitor, theirs).status_code == 404

    def test_nor_does_a_group_that_was_taken_out(self, visitor, group, theirs):
        directory_actions.unpublish_organisation(actor=None, organisation=group)
        assert visitor.get(theirs).status_code == 404

    def test_the_network_reads_it_only_once_it_has_it(self, visitor, enquiry, network):
        address = path(addresses.mailed_for_answer(enquiry, network))
        assert visitor.get(address).status_code == 404
        actions.pass_on_enquiry(enquiry=enquiry, author=Author.GROUP)
        page = visitor.get(address)
        assert page.status_code == 200
        assert "cannot help with it" in page.content.decode()
        answer(visitor, address)
        assert enquiry.texts.last().author == Author.NETWORK

    @pytest.mark.parametrize("state", [State.HELD, State.REPORTED])
    def test_what_is_held_the_group_does_not_read(self, visitor, enquiry, theirs, state):
        Enquiry.objects.filter(pk=enquiry.pk).update(state=state)
        assert visitor.get(theirs).status_code == 404
        with pytest.raises(actions.Refused):
            actions.answer_enquiry(enquiry=enquiry, author=Author.GROUP, said=said())


def snapshot(enquiry):
    """Everything about a message; that a mailed link was opened says nothing but that."""
    found = Enquiry.objects.filter(pk=enquiry.pk).values().first()
    return (
        {name: value for name, value in (found or {}).items() if name != "opened_at"},
        list(EnquiryText.objects.values()),
        Mail.objects.count(),
        Task.objects.count(),
        StreamEntry.objects.count(),
    )
