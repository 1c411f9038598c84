"""What the first page of the back office says while a network is being founded: the next step."""

from typing import Any

from advocates.core.viewer import viewer_of
from advocates.organisations.founding.actions import founding_state
from advocates.organisations.models import Invitation


class NextStep:
    """A panel that is drawn only in the founding state."""

    order = 10
    template_name = "organisations/manage/founding_panel.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        listed = Invitation.objects.visible_to(viewer_of(parent_context["request"])).filter(is_founding=True)
        is_founding = founding_state()
        return {
            "is_founding": is_founding,
            "has_list": is_founding and listed.exists(),
            "unsent": listed.open().filter(expires_at=None).count() if is_founding else 0,
        }
