"""Whatever somebody puts into any field of the wiki: a clear answer, the text kept, never an error of ours."""

import pytest
from django.utils.html import escape

from advocates.forum.tests.test_bad_input import BAD, MARK, SCRIPTS, Acting, Form, sendings
from advocates.spaces.texts import new_sending
from advocates.wiki.models import PageProposal, WikiPage
from advocates.wiki.tests.factories import TEXT, make_page, save

pytestmark = pytest.mark.django_db
FORMS = (
    "new page", "change", "part", "preview", "rename", "move", "join", "delete", "restore", "care", "watch", "propose",
    "review", "translation", "draft",
)  # fmt: skip


@pytest.fixture
def begun(member) -> WikiPage:
    page = make_page(member.person, "How to begin", TEXT)
    save(member.person, page, f"{TEXT}\n\nMore.", 1)
    return page


@pytest.fixture
def forms(member, begun) -> dict[str, Form]:
    at, below = begun.address, f"/members/wiki/s/{begun.space.public_id}/"
    words = {"text": "We do.", "lang": "en"}
    changed = {**words, "summary": "Better", "base_revision": 2}
    member.post(f"{at}propose/", {"note": "All ask.", "number": 2})
    proposal = PageProposal.objects.get().public_id
    return {
        "new page": Form(
            "member", f"{below}new/", {"title": "A", **words}, ("title", "text", "lang", "parent")
        ),
        "change": Form("member", f"{at}edit/", changed, ("text", "summary", "base_revision", "sending")),
        "part": Form("member", f"{at}edit/", {**changed, "part": 0}, ("text", "part")),
        "preview": Form(
            "member",
            "/members/wiki/preview/",
            {**words, "space": begun.space.public_id},
            ("text", "space"),
            (),
        ),
        "rename": Form("member", f"{at}rename/", {"title": "A"}, ("title",), ("title",)),
        "move": Form(
            "member", f"{at}move/", {"parent": "", "after": ""}, ("parent", "after"), ("parent", "after")
        ),
        "join": Form("member", f"{at}join/", {"other": "A"}, ("other",), ("other",)),
        **_of_its_care(at, begun, proposal),
    }


def _of_its_care(at: str, begun: WikiPage, proposal: str) -> dict[str, Form]:
    return {
        "delete": Form("moderator", f"{at}delete/", {"reason": "Old."}, ("reason",), ("reason",)),
        "restore": Form(
            "member",
            f"{at}r/1/restore/",
            {"summary": "Back", "base_revision": 2},
            ("summary", "base_revision"),
            ("summary",),
        ),
        "care": Form("member", f"{at}care/", {"owner": "", "months": "6"}, ("owner", "months"), ()),
        "watch": Form("member", f"{at}watch/", {"how": "1"}, ("how", "with_branch"), ()),
        "propose": Form(
            "member", f"{at}propose/", {"note": "All ask.", "number": 2}, ("note", "number"), ("note",)
        ),
        "review": Form(
            "other_member",
            f"/members/wiki/proposals/{proposal}/",
            {"decision": "x", "reasons": "Right."},
            ("reasons", "decision"),
            ("reasons",),
        ),
        "translation": Form(
            "member",
            f"{at}languages/es/",
            {"title": "A", "piece-0": "B", "source_revision": 2, "base_revision": 0},
            ("title", "piece-0", "summary", "source_revision", "text"),
            ("title", "piece-0", "summary"),
        ),
        "draft": Form(
            "member",
            "/members/drafts/save/",
            {"draft_key": f"page:{begun.public_id}", "window": "w", "revision": 1, "text": "We do."},
            ("text", "title", "draft_key"),
            (),
        ),
    }


ALL = BAD | SCRIPTS


@pytest.mark.parametrize("which", FORMS)
def test_every_field_bears_everything(request, forms, which):
    form = forms[which]
    client = request.getfixturevalue(form.who)
    for name, what, value in sendings(form, ALL if form.kept else BAD):
        WikiPage.objects.update(deleted_at=None)
        answer = client.post(form.address, {"sending": new_sending(), **form.right, name: value})
        assert answer.status_code in {200, 204, 302, 403, 404, 409, 413, 422, 429}, (name, what)
        said = answer.content.decode()
        assert Acting(said).found == [], (name, what)
        is_kept = name in form.kept and what not in {"empty", "spaces", "a NUL", "half a pair", "a megabyte"}
        if answer.status_code in {409, 422} and is_kept:
            assert escape(MARK) in said, (name, what)


@pytest.mark.parametrize(
    "which", ["new page", "change", "rename", "delete", "restore", "translation", "review"]
)
def test_what_was_stored_is_shown_as_text(request, forms, which):
    """Every page that shows it, after every field took what it would take."""
    form = forms[which]
    client, base = request.getfixturevalue(form.who), 2
    for name, _what, value in sendings(form, ALL):
        right = {**form.right, "decision": "refuse"}
        right |= {"base_revision": base} if which in {"change", "restore"} else {}
        client.post(form.address, {"sending": new_sending(), **right, name: value})
        base = WikiPage.objects.order_by("pk")[0].revision
    shown = [
        "/members/wiki/",
        "/members/wiki/proposals/",
        "/members/",
        "/members/drafts/",
        "/members/wiki/translations/",
    ]
    for page in WikiPage.objects.order_by("-pk")[:12]:
        shown += [
            page.address,
            f"{page.address}history/",
            f"{page.address}difference/",
            f"{page.address}links/",
        ]
        shown += [
            f"{page.address}edit/",
            f"{page.address}r/1/restore/",
            f"/members/wiki/s/{page.space.public_id}/",
        ]
    shown += [f"/members/wiki/proposals/{each.public_id}/" for each in PageProposal.objects.all()]
    for address in dict.fromkeys(shown):
        answer = client.get(address, follow=True)
        assert answer.status_code in {200, 403, 404}, address
        assert Acting(answer.text).found == [], address
