"""What the back office's page of a person says about mandates."""

from advocates.accounts.models import Person
from advocates.core.cards import Card
from advocates.core.viewer import Viewer
from advocates.organisations.models import Mandate


def part(viewer: Viewer, person: Person) -> Card:
    """Every mandate that the viewer may see, the latest first."""
    found = Mandate.objects.visible_to(viewer).filter(person=person).select_related("organisation")
    return Card("organisations/manage/mandates_of_person.html", {"mandates": found})
