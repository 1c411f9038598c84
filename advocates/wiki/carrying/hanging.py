"""Which pictures and documents of an archive come to hang on which of its pages; nothing is changed by that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from advocates.files.models import FileUse
from advocates.wiki.carrying import attaching
from advocates.wiki.carrying.attaching import Hung, Named
from advocates.wiki.carrying.lines import Fate, Line
from advocates.wiki.models import MOST_FILES, PAGE_FILES

# What a file that may not be taken in says, and where one waits that was.
NO, ID = "no", "id"


@dataclass(frozen=True, slots=True)
class Hanging:
    """Pages that come in, the files beside them, and what has become of those so far."""

    lines: Sequence[Line]
    files: Sequence[Line]
    taken_in: Mapping[str, Mapping[str, str]]

    def place(self) -> None:
        """Every file says what would become of it; every page which come to it, and names them by their names."""
        there = self._there()
        named = {line.path: attaching.named_in(line.source, line.front, line.path) for line in self.lines}
        by_path = {file.path.casefold(): file for file in reversed(self.files)}
        for file in self.files:
            told = [names[file.path.casefold()] for names in named.values() if file.path.casefold() in names]
            self._say(file, told)
        for line in self.lines:
            hung: dict[str, Hung] = {}
            for path in named[line.path]:
                if found := by_path.get(path):
                    self._hang(line, found, there.get(line.page.pk, {}) if line.page else {}, hung)
            line.source = attaching.inward(line.source, line.path, hung)

    def _there(self) -> dict[int, dict[str, Hung]]:
        """What hangs on the pages that are there already, by id and by name."""
        pages = [line.page.pk for line in self.lines if line.page is not None]
        found: dict[int, dict[str, Hung]] = {}
        for use in FileUse.hanging_on(PAGE_FILES, pages) if self.files and pages else ():
            hung = Hung(use.file.public_id, use.file.name)
            known = found.setdefault(use.target, {})
            known[use.file.public_id] = hung
            known.setdefault(use.file.name.casefold(), hung)
        return found

    def _say(self, file: Line, told: Sequence[Named]) -> None:
        if file.fate is Fate.REFUSED:
            return
        file.title = attaching.name_for(file.path, told)
        file.alts = next((dict(each.alts) for each in told if each.alts), {})
        taken = self.taken_in.get(file.path, {})
        if not told:
            file.refusal = _("No page names it.")
        elif NO in taken:
            file.refuse(taken[NO])
        file.public_id = taken.get(ID, "")

    def _hang(self, line: Line, file: Line, there: Mapping[str, Hung], hung: dict[str, Hung]) -> None:
        if file.fate is Fate.REFUSED:
            return
        path = file.path.casefold()
        known = there.get(attaching.id_in(file.path)) or there.get(file.title.casefold())
        if known is not None:
            hung[path] = known
            if file.fate is Fate.LEFT:
                file.fate = Fate.SAME
            return
        if len(there) // 2 + len(line.new_files) >= MOST_FILES:
            line.doubts.append(
                _("A page holds at most %(most)s files; the others stay outside.") % {"most": MOST_FILES}
            )
            return
        file.fate = Fate.ADDED
        file.pages.append(line)
        line.new_files.append(file.public_id)
        hung[path] = Hung(file.public_id, file.title)
