"""A word of its own for everything that stands in the wiki, in each kind of space."""

from dataclasses import dataclass

from django.db import transaction

from advocates.accounts.models import Person
from advocates.core import jobs
from advocates.core.viewer import viewer_for
from advocates.files.models import File
from advocates.files.tests.factories import upload
from advocates.forum.tests.factories import space_of
from advocates.spaces.actions import open_space
from advocates.spaces.drafts import actions as drafts
from advocates.spaces.drafts.actions import Typed
from advocates.spaces.models import Kind, Space
from advocates.wiki.filing.actions import Filing
from advocates.wiki.models import WikiPage
from advocates.wiki.reporting import revisions
from advocates.wiki.structure.actions import delete_page, rename_page
from advocates.wiki.tests.factories import make_page, save
from tests.private_words import Words


@dataclass(frozen=True, slots=True)
class Written:
    """What was planted: a page in each kind of space, and the page of all members that the others name."""

    pages: dict[str, WikiPage]
    named: WikiPage


def plant_wiki(words: Words, member: Person, guest: Person) -> Written:
    """Pages by `member`; the `guest` has a seat in the room. All of them name one page that every member reads."""
    region = viewer_for(member).acting.region
    names = {"en": words["room: name"]}
    spaces = {
        "members": space_of(Kind.MEMBERS),
        "region": space_of(Kind.REGION, region=region),
        "committee": open_space(actor=member, kind=Kind.COMMITTEE, names={"en": words["committee: name"]}),
        "room": open_space(actor=member, kind=Kind.ROOM, names=names, people=[guest]),
    }
    named = make_page(member, "Named by all", "Open.")
    pages = {kind: _page(words, kind, member, space, named) for kind, space in spaces.items()}
    _gone(words, member, spaces["members"])
    jobs.run_due()
    return Written(pages, named)


def file_addresses() -> list[str]:
    """Where everything opens that hangs on pages, or hung there."""
    return [f"/members/files/{file.public_id}/{end}" for file in File.objects.all() for end in ("", "small/")]


def _page(words: Words, kind: str, member: Person, space: Space, named: WikiPage) -> WikiPage:
    page = make_page(member, words[f"{kind}: former title"], words[f"{kind}: first text"], space=space)
    text = f"{words[f'{kind}: text']} [there](/members/wiki/{named.public_id}/) [[{words[f'{kind}: wish']}]]"
    file = upload(
        member, space, name=f"{words[f'{kind}: name of a picture']}.png", alt=words[f"{kind}: what it shows"]
    )
    former = upload(member, space, name=f"{words[f'{kind}: name of a former file']}.png")
    filing = Filing([file.public_id, former.public_id])
    plant_hidden(words, f"hidden: {kind}", page, member)
    changed = f"## {words[f'{kind}: heading']}\n\n{text}"
    save(member, page, changed, page.revision, words[f"{kind}: reason"], filing=filing)
    save(member, page, changed, page.revision + 1, "Without one", filing=Filing(off=[former.public_id]))
    page.refresh_from_db()
    rename_page(actor=member, page=page, title=words[f"{kind}: title"])
    make_page(member, words[f"{kind}: title below"], "x", parent=page)
    # A draft is its writer's alone, whatever its place is.
    typed = Typed(f"page:{page.public_id}", f"wiki{kind}", words[f"{kind}: draft"], lang="en")
    drafts.save(person=member, typed=typed, space=space)
    return page


def plant_hidden(words: Words, what: str, page: WikiPage, member: Person) -> int:
    """A text that moderators keep from everybody, with the reason of the change; the number of its revision."""
    page.refresh_from_db()
    number = page.revision + 1
    file = upload(member, page.space, name=f"{words[f'{what} file']}.png")
    text, reason = f"{page.current.source}\n\n{words[f'{what} text']}", words[f"{what} reason"]
    save(member, page, text, number - 1, reason, filing=Filing([file.public_id]))
    save(member, page, page.current.source, number, "Without it", filing=Filing(off=[file.public_id]))
    with transaction.atomic():
        revisions.hide(f"{page.public_id}-{number}")
    page.refresh_from_db()
    return number


def _gone(words: Words, member: Person, space: Space) -> None:
    page = make_page(member, "A page that is gone", words["gone: text"], space=space)
    file = upload(
        member, space, name=f"{words['gone: name of a picture']}.png", alt=words["gone: what it shows"]
    )
    filing = Filing([file.public_id])
    save(member, page, words["gone: second text"], 1, words["gone: reason of a change"], filing=filing)
    delete_page(actor=member, page=page, reason="Nothing secret")
