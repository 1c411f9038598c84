"""Puts the world's shapes into one picture that pages point into: `python world_svg.py DATA/world.json IMG/world.svg`.

`land` is everything; each country can also be used by its code, to be coloured apart. Nothing here has a colour: a
page that uses a shape lends it its own.
"""

import json
import sys
from pathlib import Path


def drawn(world: Path) -> str:
    """The picture as text."""
    shapes = json.loads(world.read_text())["shapes"]
    paths = "".join(
        f'<path id="{code.lower()}" vector-effect="non-scaling-stroke" d="{"".join(ring[4] for ring in rings)}"/>\n'
        for code, rings in shapes.items()
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg"><g id="land">\n{paths}</g></svg>\n'


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(drawn(Path(sys.argv[1])))
