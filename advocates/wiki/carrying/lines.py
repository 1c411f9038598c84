"""What would become of one file of an archive."""

from dataclasses import dataclass, field
from enum import StrEnum

from advocates.core.identifiers import random_id
from advocates.wiki.models import WikiPage


class Fate(StrEnum):
    """What a file would do."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"
    LEFT = "left"


@dataclass(slots=True)
class Line:
    """One file and what would become of it. A doubtful one is taken in, and says what is to be looked at."""

    path: str
    fate: Fate = Fate.ADDED
    title: str = ""
    lang: str = ""
    source: str = ""
    refusal: str = ""
    doubts: list[str] = field(default_factory=list)
    # The page that is there; else the id that the new one will have.
    page: WikiPage | None = None
    public_id: str = field(default_factory=random_id)
    # The revision of that page from which the file was made.
    base: int = 0
    # The file whose page it will lie under.
    parent: "Line | None" = None
    front: dict[str, str] = field(default_factory=dict)
    # Of a page: the ids of files that come to hang on it. Of a file: the pages that name it, and what it shows.
    new_files: list[str] = field(default_factory=list)
    pages: "list[Line]" = field(default_factory=list)
    alts: dict[str, str] = field(default_factory=dict)

    def refuse(self, why: str) -> None:
        self.fate, self.refusal = Fate.REFUSED, why

    @property
    def is_taken(self) -> bool:
        return self.fate not in {Fate.REFUSED, Fate.LEFT}
