"""One of each thing that addresses speak of, so that they lead to something: a page, a picture, an entry."""

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image as Picture
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupApprovalTask, Workflow

from advocates.core import links, outbox
from advocates.organisations.models import Organisation, Task
from advocates.organisations.tasks import open_task
from advocates.organisations.tests.factories import make_organisation
from advocates.publishing.models import FundingStatement, HomePage, StandardPage


def picture() -> ContentFile:
    """A small PNG."""
    file = BytesIO()
    Picture.new("RGB", (20, 10), "#0a7").save(file, "PNG")
    return ContentFile(file.getvalue(), "picture.png")


def set_scene() -> dict[str, Any]:
    """Make one of each; what is returned fills the placeholders of the access table."""
    home = HomePage.objects.get(locale__language_code="en")
    page = home.add_child(instance=StandardPage(title="History", slug="history", locale=home.locale))
    revision = page.save_revision()
    revision.publish()
    image = get_image_model().objects.create(title="Picture", file=picture())
    document = get_document_model().objects.create(title="Paper", file=ContentFile(b"a,b\n", "paper.csv"))
    statement = FundingStatement.objects.create(title="Report", text="<p>Text</p>")
    organisation = make_organisation("Example Group", slug="example-group", website="https://example.org/")
    Organisation.objects.filter(pk=organisation.pk).update(
        logo=default_storage.save("logos/scene.webp", ContentFile(b"RIFF....WEBP")),
        logo_width=8,
        logo_height=8,
    )
    collection = Collection.get_first_root_node().add_child(name="Events")
    workflow, task = Workflow.objects.create(name="Check"), GroupApprovalTask.objects.create(name="Look")
    return {
        "home": home.pk,
        "page": page.pk,
        "revision": revision.pk,
        "image": image.pk,
        "picture": image.get_rendition("width-10").url,
        "document": document.pk,
        "document_file": document.filename,
        "statement": statement.pk,
        "statement_revision": statement.save_revision().pk,
        "organisation": organisation.pk,
        "slug": organisation.slug,
        "office_task": open_task(organisation=organisation, kind=Task.Kind.WEBSITE).pk,
        "collection": collection.pk,
        "unsubscribe_token": links.token_of(outbox.UNSUBSCRIBE, ["0" * 64, "tests.round"]),
        "workflow": workflow.pk,
        "task": task.pk,
        "redirect": Redirect.objects.create(old_path="/old", redirect_link="/new/").pk,
    }
