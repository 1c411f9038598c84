"""Words in reports, reasons and notes of moderators, each for those few who may read it."""

from typing import Any

from advocates.accounts.models import Person
from advocates.core.viewer import Role, viewer_for
from advocates.forum.models import Topic
from advocates.forum.tests.factories import begin
from advocates.moderation import kinds
from advocates.moderation.actions import Report, flag, note_on_case
from advocates.moderation.deciding.actions import Ruling, appeal, decide
from advocates.organisations.models import Organisation
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from advocates.spaces.bylines import author_of
from tests.cast import make_person, speak_for

REPORTS = "reports"


def plant_reports(words: Any) -> dict[str, Person]:
    """What somebody wrote for all members is reported, noted, hidden with reasons and appealed."""

    def secret(what: str) -> str:
        return str(words[f"{REPORTS}:{what}"])

    author, reporter, decider = (_member(secret, who) for who in ("author", "reporter", "decider"))
    post = begin(author, secret("title"), secret("text")).posts.get()
    Topic.objects.filter(pk=post.topic_id).update(is_opened=True)
    target = kinds.fetch(viewer_for(reporter), "post", post.public_id)
    assert target is not None
    told = Report("other", secret("flag"), "en")
    case = flag(author=author_of(viewer_for(reporter)), target=target, report=told).case
    judge = viewer_for(decider)
    note_on_case(author=author_of(judge), case=case, text=secret("note"), lang="en")
    ruling = Ruling("hide", secret("facts"), secret("rule"), secret("answer"))
    case = decide(viewer=judge, case=case, ruling=ruling)
    appeal(author=author_of(viewer_for(author)), case=case, text=secret("appeal"), lang="en")
    return {"author": author, "reporter": reporter, "decider": decider}


def _member(secret: Any, who: str) -> Person:
    roles = [Role.MODERATOR] if who == "decider" else []
    person = make_person(who, *roles, full_name=secret(f"name of the {who}"))
    group: Organisation = make_organisation(
        secret(f"group of the {who}"), country="AQ", is_published=False, state=State.MEMBER
    )
    speak_for(person, group)
    return person
