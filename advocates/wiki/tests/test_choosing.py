"""Two have changed the same: which text is to stand is chosen, and no text is lost on the way."""

import re
from html import unescape

import pytest

from advocates.spaces.texts import new_sending
from advocates.wiki.models import PageRevision, WikiPage
from advocates.wiki.tests.factories import make_page, save

pytestmark = pytest.mark.django_db
TEXT = "Ask first.\n\nMiddle.\n\nThen decide.\n\nEnd."
THEIRS = "Ask everybody.\n\nMiddle.\n\nThen vote.\n\nEnd, they said."
MINE = "Ask nobody.\n\nMiddle.\n\nThen rest.\n\nEnd."


@pytest.fixture
def begun(member, other_member) -> WikiPage:
    page = make_page(member.person, text=TEXT)
    save(other_member.person, page, THEIRS, 1)
    return page


def send(client, page: WikiPage, **fields: str):
    common = {"lang": "en", "summary": "A reason", "sending": new_sending()}
    return client.post(f"{page.address}edit/", {**common, **fields})


def again(answer) -> dict[str, str]:
    """The fields of the form that came back, as a browser sends them."""
    fields = {
        name: unescape(
            re.search(rf'<input type="hidden" name="{name}"(?: value="([^"]*)")?', answer.text)[1] or ""
        )
        for name in ("base_revision", "part", "disputed_base", "disputed_text")
    }
    text = re.search(r'<textarea name="text"[^>]*>\n?(.*?)</textarea>', answer.text, re.DOTALL)[1]
    return {**fields, "text": unescape(text)}


def saved(page: WikiPage) -> str:
    return PageRevision.objects.filter(page=page).order_by("-number")[0].source


def disputed(member, page: WikiPage):
    answer = send(member, page, text=MINE, base_revision="1")
    assert answer.status_code == 409
    return answer


@pytest.mark.parametrize(
    ("sides", "stands"),
    [
        ({}, "Ask nobody.\n\nMiddle.\n\nThen rest.\n\nEnd, they said."),
        ({"side-0": "theirs"}, "Ask everybody.\n\nMiddle.\n\nThen rest.\n\nEnd, they said."),
        ({"side-1": "both"}, "Ask nobody.\n\nMiddle.\n\nThen vote.\n\nThen rest.\n\nEnd, they said."),
        ({"side-0": "theirs", "side-1": "theirs"}, THEIRS),
        (
            {"side-0": "nonsense", "side-9": "theirs"},
            "Ask nobody.\n\nMiddle.\n\nThen rest.\n\nEnd, they said.",
        ),
    ],
    ids=["mine", "one of theirs", "both", "all theirs", "nonsense"],
)
def test_what_was_chosen_stands(member, begun, sides, stands):
    answer = disputed(member, begun)
    assert "Place 1 of 2" in answer.text
    assert send(member, begun, **again(answer), **sides).status_code == 302
    assert saved(begun) == stands


def test_what_was_typed_meanwhile_stands_besides(member, begun):
    fields = again(disputed(member, begun))
    fields["text"] = fields["text"].replace("Middle.", "Better middle.")
    assert send(member, begun, **fields, **{"side-0": "theirs"}).status_code == 302
    assert saved(begun) == "Ask everybody.\n\nBetter middle.\n\nThen rest.\n\nEnd, they said."


def test_a_choice_does_not_overrule_what_was_typed_at_its_place(member, begun):
    fields = again(disputed(member, begun))
    fields["text"] = fields["text"].replace("Ask nobody.", "Ask nobody but her.")
    answer = send(member, begun, **fields, **{"side-0": "theirs"})
    assert answer.status_code == 422
    assert "also changed by hand" in answer.text
    assert "Ask nobody but her." in again(answer)["text"]
    assert send(member, begun, **again(answer), **{"side-0": "mine"}).status_code == 302
    assert "Ask nobody but her." in saved(begun)


@pytest.mark.parametrize(
    ("more", "status"), [({"summary": ""}, 422), ({"preview": "1"}, 200)], ids=["error", "preview"]
)
def test_both_texts_stay_until_it_is_saved(member, begun, more, status):
    """Without scripts every look at the text is a new page."""
    answer = send(member, begun, **again(disputed(member, begun)), **{"side-1": "theirs"} | more)
    assert answer.status_code == status
    for words in ("Ask everybody.", "Ask nobody.", "Then vote.", "Then rest."):
        assert words in answer.text
    assert re.search(r'name="side-1" value="theirs"[^>]* checked', answer.text)
    assert re.search(r'name="side-0" value="mine"[^>]* checked', answer.text)


def test_what_was_chosen_is_what_is_previewed(member, begun):
    fields = again(disputed(member, begun)) | {"side-0": "theirs", "lang": "en"}
    sent = {**fields, "space": begun.space.public_id, "draft_key": f"page:{begun.public_id}"}
    shown = member.post("/members/wiki/preview/", sent).text
    assert "Ask everybody." in shown
    assert "Ask nobody." not in shown


def test_somebody_saves_once_more_meanwhile(member, other_member, begun):
    fields = again(disputed(member, begun))
    save(other_member.person, begun, THEIRS.replace("Ask everybody", "Ask them all"), 2)
    answer = send(member, begun, **fields, **{"side-1": "theirs"})
    assert answer.status_code == 409
    assert "Ask them all." in answer.text
    assert "Place 1 of 1" in answer.text
    assert not re.search(r'value="theirs"[^>]* checked', answer.text)
    assert send(member, begun, **again(answer)).status_code == 302
    assert saved(begun) == "Ask nobody.\n\nMiddle.\n\nThen vote.\n\nEnd, they said."


def test_without_a_dispute_nothing_is_to_be_chosen(member, begun):
    assert 'name="side-' not in member.get(f"{begun.address}edit/").text
    assert send(member, begun, text=THEIRS, base_revision="2", **{"side-0": "theirs"}).status_code == 302
