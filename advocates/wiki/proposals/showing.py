"""What a page shows of its way to the public."""

from typing import Any

from advocates.core.viewer import Viewer
from advocates.wiki.models import PageProposal, WikiPage
from advocates.wiki.proposals import policies

State = PageProposal.State


def proposed(viewer: Viewer, page: WikiPage) -> dict[str, Any]:
    """Which revision is public, and whether this one is newer; which one waits, or was not accepted last, and why."""
    found = [
        {"id": public_id, "number": number, "state": state, "address": address, "why": why}
        for public_id, number, state, address, why in vars(page)["proposed"]
    ]
    public = next((each for each in found if each["state"] == State.PUBLIC), None)
    waiting = next(
        (each for each in found if each["state"] in {State.OPEN, State.ACCEPTED, State.TAKEN}), None
    )
    last = found[0] if found else None
    return {
        "public": public,
        "refused": last if last is not None and last["state"] == State.REFUSED else None,
        "is_newer": public is not None and public["number"] < page.revision,
        "proposed": waiting,
        "proposed_label": State(waiting["state"]).label if waiting else "",
        "may_propose": (waiting is None or waiting["state"] != State.OPEN)
        and (public is None or public["number"] < page.revision)
        and policies.can_propose(viewer, page),
    }
