"""One of each thing that addresses speak of, so that they lead to something: a page, a picture, an entry."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image as Picture
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupApprovalTask, Workflow

from advocates.accounts.exporting import actions as exporting
from advocates.accounts.granting import propose_staff
from advocates.accounts.models import DataExport, Person, RoleGrant
from advocates.core import links, outbox
from advocates.core.uploads import Paper
from advocates.core.viewer import Role, viewer_for
from advocates.forum.comments import actions as comments
from advocates.forum.comments import hosts
from advocates.forum.comments.actions import Guest
from advocates.forum.models import Post, Topic
from advocates.forum.tests.commented import said
from advocates.forum.tests.factories import begin, make_shelf, reply, write_to
from advocates.forum.translating import actions as translating
from advocates.moderation import kinds
from advocates.moderation.actions import Report, flag
from advocates.moderation.deciding.actions import Ruling, hide_now
from advocates.notifications.tests.letters import held_mail
from advocates.organisations import directory
from advocates.organisations.applications import keys, papers
from advocates.organisations.hints.actions import tell
from advocates.organisations.invitations.actions import Asked, invite
from advocates.organisations.mandates import actions as mandates
from advocates.organisations.models import Application, Invitation, Mandate, Organisation, Task
from advocates.organisations.office import actions as office
from advocates.organisations.proposals.actions import Written, propose
from advocates.organisations.recovery.actions import ask_for_removal
from advocates.organisations.splitting import actions as splitting
from advocates.organisations.tasks import open_task
from advocates.organisations.tests.enquiries import make_enquiry
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from advocates.publishing.checking import actions as checking
from advocates.publishing.models import (
    FundingStatement,
    GlossaryTerm,
    HomePage,
    KnowledgeArticle,
    Newsletter,
    StandardPage,
)
from advocates.publishing.offering import actions as offering
from advocates.publishing.readers.actions import tell as tell_editors
from advocates.publishing.tests.articles import make_knowledge, make_news, make_topic
from advocates.publishing.tests.events import make_event
from advocates.publishing.tests.newsletters import make_newsletter
from advocates.spaces.actions import give_seat, open_committee
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Kind, Space
from advocates.wiki.structure.actions import delete_page
from advocates.wiki.tests.factories import make_page
from advocates.wiki.tests.factories import save as save_text
from tests.carried import carried
from tests.cast import make_person, speak_for
from tests.composed import composed
from tests.taken_in_scene import taken_in


def picture() -> ContentFile:
    """A small PNG."""
    file = BytesIO()
    Picture.new("RGB", (20, 10), "#0a7").save(file, "PNG")
    return ContentFile(file.getvalue(), "picture.png")


def office_scene(organisation: Organisation) -> dict[str, Any]:
    """The office's work: a task, two entries made one, a file that somebody else has sent."""
    stays, goes = (make_organisation(f"Example {name}") for name in ("Circle", "Ring"))
    pair = office.Pair(stays, goes, stays.revision, goes.revision)
    sender = make_person("sender", Role.STAFF)
    whole = make_organisation("Example Whole")
    plan = splitting.Plan(whole, whole.revision, {"name": "Example Half"}, [], timezone.now())
    return {
        "split": splitting.split_organisation(actor=None, plan=plan).public_id,
        "import_file": office.keep_file(actor=sender, text="name\n").public_id,
        "merge": office.merge_organisations(actor=None, pair=pair, choices={}).public_id,
        "merged": goes.pk,
        "office_task": open_task(organisation=organisation, kind=Task.Kind.WEBSITE).pk,
    }


def _group(member: Person) -> Organisation:
    """The member's own: a published entry with a logo, which can be written to."""
    organisation = Organisation.objects.get(mandates__person=member)
    Organisation.objects.filter(pk=organisation.pk).update(
        website="https://example.org/",
        private_email="group@example.org",
        logo=default_storage.save("logos/scene.webp", ContentFile(b"RIFF....WEBP")),
        logo_width=8,
        logo_height=8,
    )
    organisation.refresh_from_db()
    directory.forget()
    return organisation


def colleagues(member: Person, organisation: Organisation) -> dict[str, Any]:
    """Who speaks beside the member, what one of them has left behind, lost and was asked."""
    own = Mandate.objects.get(person=member, organisation=organisation)
    colleague, leaver = (make_person(name) for name in ("colleague", "leaver"))
    beside, left = (speak_for(person, organisation, "representative") for person in (colleague, leaver))
    leaving = mandates.Leaving(successor=member, note="The keys", lang="en")
    invited = Asked("asked@example.org", "Asked", "en", "representative", own)
    return {
        **conversation(member, colleague),
        "own_mandate": own.public_id,
        "mandate": beside.public_id,
        "ended_mandate": left.public_id,
        "hand_over": mandates.hand_over(actor=leaver, mandate=left, leaving=leaving).public_id,
        "colleague_loss": ask_for_removal(person=colleague).public_id,
        "colleague_invitation": invite(actor=member, organisation=organisation, asked=invited).public_id,
    }


def conversation(member: Person, colleague: Person) -> dict[str, Any]:
    """A topic in the region of the member's organisation, begun by the member and answered by a colleague."""
    shelf = make_shelf(Kind.REGION, region=viewer_for(member).acting.region)
    topic = begin(member, "Where do we meet?", category=shelf)
    committee = open_committee(actor=colleague, names={"en": "Statutes"})
    seat = give_seat(actor=colleague, space=committee, person=colleague)
    answer = reply(colleague, topic, "Here.")
    return {
        **composed(member, colleague, topic),
        **_cases(member, colleague),
        **carried(member, shelf.space),
        **across(member, colleague, answer),
        "committee": committee.public_id,
        "seat": seat.public_id,
        "space": shelf.space.public_id,
        **_wiki(member, shelf.space),
        "category": shelf.public_id,
        "topic": topic.public_id,
        "post": topic.posts.get(number=1).public_id,
        "speaker": colleague.public_id,
        "reply": answer.public_id,
        "mail": held_mail(member, "topic", topic.pk).public_id,
    }


def _wiki(member: Person, space: Space) -> dict[str, Any]:
    """A page with two revisions in the region of the member's organisation, and one that was deleted."""
    page, gone = make_page(member, space=space), make_page(member, "Gone", space=space)
    save_text(member, page, "Changed.", 1)
    delete_page(actor=member, page=gone, reason="Told twice")
    return {"wikipage": page.public_id, "gone_wikipage": gone.public_id}


def _cases(member: Person, colleague: Person) -> dict[str, Any]:
    """What a colleague wrote for all members, reported by the member; what a moderator hid of the member's."""
    said, hidden = begin(colleague, "For all"), begin(member, "Hidden")
    Topic.objects.filter(pk__in=[said.pk, hidden.pk]).update(is_opened=True)
    decider = make_person("decider", Role.MODERATOR)
    speak_for(decider, make_organisation("Deciding Group", country="FR", state=State.MEMBER))
    reporter, judge = viewer_for(member), viewer_for(decider)
    reported = kinds.fetch(reporter, "post", said.posts.get().public_id)
    removed = kinds.fetch(judge, "post", hidden.posts.get().public_id)
    assert reported is not None
    assert removed is not None
    made = flag(author=author_of(reporter), target=reported, report=Report("private", "Look.", "en"))
    decided = hide_now(viewer=judge, target=removed, ruling=Ruling("hide", "Facts", "A rule"))
    return {"case": made.case.public_id, "own_case": decided.public_id}


def across(member: Person, colleague: Person, post: Post) -> dict[str, Any]:
    """A message between the two, and a wish for a post in a language that the member reads."""
    Person.objects.filter(pk=member.pk).update(reads=["es"])
    wish = translating.wish(actor=colleague, post=post, into="es")
    return {"message": write_to(member, colleague).public_id, "wish": wish.public_id if wish else ""}


def set_people() -> dict[str, Any]:
    """Somebody, who runs the site, who is proposed for it, and who has lost the second factor."""
    somebody, proposer = make_person("somebody"), make_person("proposer", Role.STAFF)
    return {
        "person": somebody.public_id,
        "grant": RoleGrant.objects.get(person=proposer).public_id,
        "staff_proposal": propose_staff(actor=proposer, person=somebody).public_id,
        "loss": ask_for_removal(person=somebody).public_id,
        "nobody": "00000000-0000-4000-8000-000000000000",
    }


def founding_invitation(organisation: Organisation) -> Invitation:
    """One of the list with which the network begins, not sent yet."""
    return Invitation.objects.create(
        organisation=organisation,
        role="administrator",
        address="invited@example.org",
        language="en",
        is_founding=True,
    )


def applications() -> dict[str, Any]:
    """A draft with a paper, and an application with a question; both with a key."""
    draft = Application.objects.create(email="draft@example.org", kept_until=timezone.now() + keys.LIVES)
    with papers.stored(Paper(b"%PDF-1.7", "application/pdf", "pdf")) as (stored_as, key):
        paper = draft.papers.create(
            kind="other",
            sealed_name=papers.sealed_name("scene.pdf", "pdf"),
            content_type="application/pdf",
            size=8,
            stored_as=stored_as,
            sealed_key=key,
        )
    now = timezone.now()
    sent = Application.objects.create(
        email="sent@example.org", state="review", name="Scene", sent_at=now, kept_until=now + keys.LIVES
    )
    seat = sent.seats.create(
        number=1, reviewer=make_person("scene"), organisation=Organisation.objects.all()[0]
    )
    return {
        "join_token": keys.new_key(draft),
        "paper": paper.public_id,
        "sent_token": keys.new_key(sent),
        "application": sent.public_id,
        "question": sent.questions.create(seat=seat, text="Who?", lang="en").public_id,
    }


def knowledge() -> dict[str, Any]:
    """An article with what a reader has said about it, one for members alone, and a word that is explained."""
    article = make_knowledge(make_topic(), "Scene", slug="scene")
    tell_editors(article=article, helped="yes", text="A word is missing.", lang="en")
    for language in ("es", "ar"):
        make_knowledge(make_topic(language=language), "Scene", slug="scene")
    term = GlossaryTerm.objects.create(locale=article.locale, term="Word", meaning="Something said.")
    reader = checking.Reader("Example Checker", "Blood doctor", "en")
    look, _url = checking.show_draft(
        actor=make_person("shows drafts", Role.EDITOR), page=article, reader=reader
    )
    return {
        **published(),
        **taken_in(),
        "inside_article": make_knowledge(make_topic(), "Inside", is_for_members=True).public_id,
        "suggestion": article.suggestions.get().public_id,
        "term": term.pk,
        "term_revision": term.save_revision().pk,
        "draft_look": look.public_id,
        "offer": handed_in(article),
        "scene_article": article.pk,
        "translated_page": StandardPage.objects.get(slug="about", locale__language_code="en").pk,
    }


def handed_in(article: KnowledgeArticle) -> str:
    """A translation that somebody else gave to the editors."""
    made = offering.hand_in(actor=make_person("translates"), page=article, language="es", text="[1=] Escena")
    return str(made.public_id)


def published() -> dict[str, Any]:
    """News that a reader has commented on, and an event; both are called `scene`."""
    make_news("Scene", slug="scene")
    make_event("Scene", slug="scene")
    about = hosts.by_slug("news", "scene", "en")
    assert about is not None
    guest = Guest("Reader", "reader@example.org", "en", "192.0.2.7", True)
    made = comments.ask(guest=guest, about=about, said=said("Thank you."), spend=lambda: True)
    assert made is not None
    shown = comments.release(actor=make_person("comment releaser"), comment=comments.confirm(comment=made))
    return {"comment": shown.public_id}


def newsletters() -> dict[str, Any]:
    """One that is being written, and one that was sent in every language."""
    writer, now = make_person("letter writer", Role.EDITOR), timezone.now()
    sent = Newsletter.objects.create(state=Newsletter.State.SENT, first_sent_at=now)
    for code, _name in settings.LANGUAGES:
        sent.versions.create(language=code, subject="Sent", opening="Read.", sent_at=now)
    return {"newsletter": make_newsletter(writer).public_id, "sent_newsletter": sent.public_id}


def set_scene(member: Person) -> dict[str, Any]:
    """Make one of each, of the member's organisation where it belongs to one.

    What is returned fills the placeholders of the access table; `nobody` is the id of nothing.
    """
    home = HomePage.objects.get(locale__language_code="en")
    page = home.add_child(instance=StandardPage(title="History", slug="history", locale=home.locale))
    revision = page.save_revision()
    revision.publish()
    image = get_image_model().objects.create(title="Picture", file=picture())
    document = get_document_model().objects.create(title="Paper", file=ContentFile(b"a,b\n", "paper.csv"))
    statement = FundingStatement.objects.create(title="Report", text="<p>Text</p>")
    organisation = _group(member)
    return {
        "home": home.pk,
        "page": page.pk,
        "revision": revision.pk,
        "image": image.pk,
        "picture": image.get_rendition("width-10").url,
        "document": document.pk,
        "document_file": document.filename,
        "statement": statement.pk,
        **knowledge(),
        "statement_revision": statement.save_revision().pk,
        "organisation": organisation.pk,
        "organisation_id": organisation.public_id,
        "slug": organisation.slug,
        **office_scene(organisation),
        "enquiry": make_enquiry(organisation, is_proved=False).public_id,
        "proposal": _proposal(organisation),
        "hint": _hint(),
        **set_people(),
        **colleagues(member, organisation),
        "invitation": founding_invitation(organisation).public_id,
        **applications(),
        "export": _export(member),
        **editors_tools(),
        "unsubscribe_token": links.token_of(outbox.UNSUBSCRIBE, ["0" * 64, "tests.round"]),
        "redirect": Redirect.objects.create(old_path="/old", redirect_link="/new/").pk,
    }


def _export(member: Person) -> str:
    """The member's file with everything."""
    asked = timezone.now() - timedelta(days=2)
    made = DataExport.objects.create(person=member, asked_at=asked)
    exporting.make_export(made.pk)
    return str(made.public_id)


def editors_tools() -> dict[str, Any]:
    """What editors arrange their work with, and write."""
    return {
        **newsletters(),
        "collection": Collection.get_first_root_node().add_child(name="Events").pk,
        "workflow": Workflow.objects.create(name="Check").pk,
        "task": GroupApprovalTask.objects.create(name="Look").pk,
    }


def _proposal(organisation: Organisation) -> str:
    written = Written({"city": "Harbour"}, {"city": ""}, "", "en")
    made = propose(organisation=organisation, base_revision=organisation.revision, written=written)
    return str(made.public_id)


def _hint() -> str:
    return str(tell(organisation=None, facts={"name": "Missing"}, lang="en", is_proved=False).public_id)
