"""Secret words in what anybody said in public that waits, was refused, hidden or taken back."""

from advocates.accounts.models import Person
from advocates.forum.comments import actions, hosts, moderating
from advocates.forum.comments.actions import Guest
from advocates.forum.models import Comment
from advocates.forum.tests.commented import said
from advocates.publishing.tests.articles import make_news
from advocates.spaces.actions import ensure_shared
from tests.cast import make_person

KIND = "comments"
STATES = ("asked", "held", "refused", "hidden", "withdrawn")


def plant_comments(words: dict[str, str], moderator: Person | None = None) -> None:
    """One in each state under an article that everybody reads; the name, the mailbox and the network with it."""
    ensure_shared()
    if hosts.by_slug("news", "harvest", "en") is None:
        make_news("Harvest", slug="harvest")
    decider = moderator or make_person("decider of comments")
    for state in STATES:
        made = _sent(words, state)
        if state != "asked":
            made = actions.confirm(comment=made)
        if state == "refused":
            moderating.hide(made.public_id)
        if state in ("hidden", "withdrawn"):
            made = actions.release(actor=decider, comment=made)
        if state == "hidden":
            moderating.hide(made.public_id)
        if state == "withdrawn":
            actions.withdraw(comment=made)


def _sent(words: dict[str, str], state: str) -> Comment:
    def secret(what: str) -> str:
        return words[f"{KIND}:{state} {what}"]

    guest = Guest(secret("name"), f"{secret('mail')}@example.org", "en", secret("network"), True)
    about = hosts.by_slug("news", "harvest", "en")
    assert about is not None
    made = actions.ask(guest=guest, about=about, said=said(secret("text")), spend=lambda: True)
    assert made is not None
    return made
