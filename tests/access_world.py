"""The cast and the scene of the access table: made once for a file, and each test opens its browsers anew."""

from dataclasses import dataclass
from typing import Any

from tests.access_table import CAST
from tests.cast import MAKERS, CastClient, opened_anew
from tests.scene import set_scene


@dataclass(frozen=True, slots=True)
class World:
    """Who there is, and what fills the placeholders of the table."""

    clients: dict[str, CastClient]
    scene: dict[str, Any]

    def browser(self, who: str) -> CastClient:
        # Whoever signed in minutes ago would be asked for the password again.
        return opened_anew(self.clients[who])


def make_world() -> World:
    member = MAKERS["member"]()
    scene = set_scene(member.person)
    others = {who: MAKERS[who]() for who in CAST if who != "member"}
    return World({"member": member, **others}, scene)
