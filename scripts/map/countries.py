"""Write countries.json: ISO codes, label points (from points.json) and languages (from CLDR through Babel).

Takes two paths: points.json and the file to write.
"""

import json
import sys
from pathlib import Path

from babel.core import get_global

OFFICIAL = {"official", "de_facto_official"}
SPOKEN_BY_PERCENT = 20
OFFICIAL_BY_PERCENT = 1
# CLDR counts spoken varieties; people choose the written language in a list.
WRITTEN = {"nb": "no", "nn": "no"} | dict.fromkeys(
    ("aeb", "afb", "acm", "ajp", "apc", "apd", "arq", "ars", "ary", "arz", "ayl"), "ar"
)
# Where CLDR's list misleads or is empty.
BY_HAND = {"AQ": ["en", "es", "fr", "ru"], "BV": ["no"], "GS": ["en"], "HM": ["en"], "TF": ["fr"]}


def languages(territory: str) -> list[str]:
    """Official languages first, then those that a fifth of the people speak; each group by its share."""
    if territory in BY_HAND:
        return BY_HAND[territory]
    known = get_global("territory_languages").get(territory, {})
    chosen = [
        (item["official_status"] not in OFFICIAL, -item["population_percent"], code)
        for code, item in known.items()
        if item["population_percent"]
        >= (OFFICIAL_BY_PERCENT if item["official_status"] in OFFICIAL else SPOKEN_BY_PERCENT)
    ]
    codes = [code.split("_")[0] for _, _, code in sorted(chosen)]
    return list(dict.fromkeys(WRITTEN.get(code, code) for code in codes if code != "und"))


def main(points: Path, target: Path) -> None:
    """Read the points, add the languages, write one line per country."""
    rows = json.loads(points.read_text())
    for code, row in rows.items():
        row["languages"] = languages(code)
    lines = ",\n".join(
        f"{json.dumps(code)}:{json.dumps(row, separators=(',', ':'))}" for code, row in sorted(rows.items())
    )
    target.write_text("{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
