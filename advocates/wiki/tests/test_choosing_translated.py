"""Two have changed the same place of a translation: which text is to stand is chosen, as in any other page."""

import re
from html import unescape

import pytest

from advocates.spaces.texts import new_sending
from advocates.wiki import disputing
from advocates.wiki.disputing import Dispute
from advocates.wiki.models import PageOrigin, PageRevision, WikiPage
from advocates.wiki.tests.factories import make_page, save
from advocates.wiki.translations import actions
from advocates.wiki.translations.family import origins_at

pytestmark = pytest.mark.django_db
TEXT = "Ask first.\n\nMiddle.\n\nThen decide.\n\nEnd."
SPANISH = ["Pregunte primero.", "Medio.", "Luego decida.", "Fin."]
THEIRS = ["Pregunte a todos.", "Medio.", "Luego vote.", "Fin, dijeron."]
MINE = ["No pregunte.", "Medio.", "Luego descanse.", "Fin."]


def sent(texts: list[str], **more: str) -> dict[str, str]:
    fields = {f"piece-{number}": text for number, text in enumerate(texts)}
    return {"source_revision": "1", "base_revision": "1", "sending": new_sending(), **fields, **more}


def send(client, begun: WikiPage, fields: dict[str, str]):
    return client.post(f"{begun.address}languages/es/", fields)


@pytest.fixture
def begun(member, other_member) -> WikiPage:
    page = make_page(member.person, "How to begin", TEXT)
    assert send(member, page, sent(SPANISH, title="Cómo empezar")).status_code == 302
    spanish = WikiPage.objects.get(lang="es")
    save(other_member.person, spanish, "\n\n".join(THEIRS), 1, lang="es")
    return page


def again(answer, **more: str) -> dict[str, str]:
    """The fields of the form that came back, as a browser without scripts sends them."""
    hidden = re.findall(r'<input type="hidden" name="([a-z_]+)"(?: value="([^"]*)")?', answer.text)
    pieces = re.findall(r'<textarea name="(piece-\d+)"[^>]*>\n?(.*?)</textarea>', answer.text, re.DOTALL)
    fields = {name: unescape(value) for name, value in [*hidden, *pieces]}
    return {**fields, "sending": new_sending(), **more}


def saved() -> str:
    return PageRevision.objects.filter(page__lang="es").order_by("-number")[0].source


def disputed(client, begun: WikiPage, texts: list[str] = MINE):
    answer = send(client, begun, sent(texts))
    assert answer.status_code == 409
    return answer


@pytest.mark.parametrize(
    ("sides", "stands"),
    [
        ({}, [MINE[0], "Medio.", MINE[2], THEIRS[3]]),
        ({"side-0": "theirs"}, [THEIRS[0], "Medio.", MINE[2], THEIRS[3]]),
        ({"side-1": "both"}, [MINE[0], "Medio.", THEIRS[2], MINE[2], THEIRS[3]]),
        ({"side-0": "theirs", "side-1": "theirs"}, THEIRS),
        ({"side-0": "nonsense", "side-9": "theirs"}, [MINE[0], "Medio.", MINE[2], THEIRS[3]]),
    ],
    ids=["mine", "one of theirs", "both", "all theirs", "nonsense"],
)
def test_what_was_chosen_stands(member, begun, sides, stands):
    answer = disputed(member, begun)
    assert "Place 1 of 2" in answer.text
    for words in (THEIRS[0], MINE[0], THEIRS[2], MINE[2]):
        assert words in answer.text.partition("<form method")[0]
    assert 'role="alert" tabindex="-1" autofocus' in answer.text
    assert send(member, begun, again(answer, **sides)).status_code == 302
    assert saved() == "\n\n".join(stands)


@pytest.mark.parametrize("sides", [{}, {"side-0": "theirs", "side-1": "both"}], ids=["mine", "theirs"])
def test_each_paragraph_still_knows_what_it_was_made_from(member, begun, sides):
    """What is older afterwards is what was changed in the original, whoever's words stand there."""
    send(member, begun, again(disputed(member, begun), **sides))
    spanish = WikiPage.objects.get(lang="es")
    found = origins_at(spanish.pk, spanish.revision, saved())
    assert all(each is not None and (each.page, each.number) == (begun.pk, 1) for each in found)
    save(member.person, begun, TEXT.replace("Ask first.", "Ask last.").replace("End.", "The end."), 1)
    assert actions.freshen(spanish.pk) == 2


def test_what_was_merged_knows_it_too(member, begun):
    """Without a dispute: the other's paragraph is merged in, and is no paragraph of the translation alone."""
    assert send(member, begun, sent([*SPANISH[:1], "En medio.", *SPANISH[2:]])).status_code == 302
    spanish = WikiPage.objects.get(lang="es")
    assert saved() == "\n\n".join([THEIRS[0], "En medio.", *THEIRS[2:]])
    assert len(PageOrigin.objects.get(page=spanish, number=3).pieces) == 4


def test_what_was_typed_meanwhile_stands_besides(member, begun):
    fields = again(disputed(member, begun), **{"piece-1": "Mejor medio.", "side-0": "theirs"})
    assert send(member, begun, fields).status_code == 302
    assert saved() == "\n\n".join([THEIRS[0], "Mejor medio.", MINE[2], THEIRS[3]])


def test_a_choice_does_not_overrule_what_was_typed_at_its_place(member, begun):
    fields = again(disputed(member, begun), **{"piece-0": "No pregunte a nadie.", "side-0": "theirs"})
    answer = send(member, begun, fields)
    assert answer.status_code == 422
    assert "also changed by hand" in answer.text
    assert again(answer)["piece-0"] == "No pregunte a nadie."
    assert send(member, begun, again(answer, **{"side-0": "mine"})).status_code == 302
    assert "No pregunte a nadie." in saved()


def test_without_the_question_it_would(member, begun, monkeypatch):
    """The twin."""
    fields = again(disputed(member, begun), **{"piece-0": "No pregunte a nadie.", "side-0": "theirs"})
    monkeypatch.setattr(
        disputing.Dispute, "settled", lambda dispute, _typed: dispute.merged(dispute.chosen).text
    )
    assert send(member, begun, fields).status_code == 302
    assert "No pregunte a nadie." not in saved()


def test_a_place_that_was_not_shown_yet_is_shown_first(member, begun):
    """The fields still hold what the translation was; whoever changes one there has not seen the other's words."""
    fields = again(disputed(member, begun), **{"piece-3": "Se acabó."})
    answer = send(member, begun, fields)
    assert answer.status_code == 409
    assert "Place 3 of 3" in answer.text
    assert THEIRS[3] in answer.text
    assert send(member, begun, again(answer, **{"side-2": "theirs"})).status_code == 302
    assert saved() == "\n\n".join([MINE[0], "Medio.", MINE[2], THEIRS[3]])


def test_unasked_it_would_overrule_them(member, begun, monkeypatch):
    """The twin."""
    monkeypatch.setattr(Dispute, "is_more", lambda _dispute, _mine: False)
    fields = again(disputed(member, begun), **{"piece-3": "Se acabó."})
    assert send(member, begun, fields).status_code == 302
    assert "Fin, dijeron." not in saved()


def test_both_texts_stay_until_it_is_saved(member, begun):
    fields = again(disputed(member, begun), **{"side-1": "theirs", "summary": "x" * 301})
    answer = send(member, begun, fields)
    assert answer.status_code == 422
    for words in (THEIRS[0], MINE[0], THEIRS[2], MINE[2]):
        assert words in answer.text
    assert re.search(r'name="side-1" value="theirs"[^>]* checked', answer.text)
    assert "autofocus></div>" not in answer.text


def test_somebody_saves_once_more_meanwhile(member, other_member, begun):
    fields = again(disputed(member, begun), **{"side-1": "theirs"})
    spanish = WikiPage.objects.get(lang="es")
    newest = "\n\n".join(["Pregunte a ellos.", *THEIRS[1:]])
    save(other_member.person, spanish, newest, 2, lang="es")
    answer = send(member, begun, fields)
    assert answer.status_code == 409
    assert "Pregunte a ellos." in answer.text
    assert not re.search(r'value="theirs"[^>]* checked', answer.text)
    assert send(member, begun, again(answer, **{"side-0": "theirs"})).status_code == 302
    assert saved() == "\n\n".join(["Pregunte a ellos.", "Medio.", MINE[2], THEIRS[3]])


def test_without_a_dispute_nothing_is_to_be_chosen(member, begun):
    assert 'name="side-' not in member.get(f"{begun.address}languages/es/").text
    fields = sent(["Nada.", *THEIRS[1:]], base_revision="2", **{"side-0": "theirs"})
    assert send(member, begun, fields).status_code == 302
    assert saved().startswith("Nada.")


def test_somebody_began_it_meanwhile(member, other_member, begun):
    """Both began a translation: the second one sees the first one's, and nothing that they wrote is lost."""
    WikiPage.objects.get(lang="es")
    answer = send(member, begun, sent(MINE, base_revision="0"))
    assert answer.status_code == 409
    assert THEIRS[0] in answer.text
    assert MINE[0] in answer.text
    assert send(member, begun, again(answer, **{"side-0": "both"})).status_code == 302
    assert MINE[0] in saved()
    assert THEIRS[0] in saved()
