"""What a machine can hold about templates, styles, and what the repository tells about its makers' machines."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source import ROOT, lines_of, product, project, relative, templates, text_of, tracked

TRUSTED = {
    "django/forms/field.html": "help texts are written by programmers, and Django itself makes markup of them",
    "django/forms/field_hint.html": "as above",
}
# Mail programs know neither our style sheet nor logical properties, and have no policy for contents.
MAIL = "emails/"
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)[\w-]*|left|right)\s*:"
    r"|(?<![\w-])(?:text-align|float|clear)\s*:\s*(?:left|right)"
)


class TestTemplates:
    INLINE = re.compile(
        r"""<script(?![^>]*\ssrc=)(?![^>]*application/ld\+json)|\sstyle=|\son[a-z]+\s*=\s*["']|javascript:"""
    )

    def test_nothing_that_the_policy_forbids(self):
        found = [
            relative(path) for path in templates() if MAIL not in str(path) and self.is_inline(text_of(path))
        ]
        assert found == []

    def is_inline(self, text: str) -> bool:
        # The back office's one exception is a style of Wagtail's own, not of ours.
        return bool(self.INLINE.search(text))

    @pytest.mark.parametrize(
        "text",
        [
            "<script>x</script>",
            '<p style="a:b">',
            '<a onclick="x">',
            '<a href="javascript:x">',
            "<b onload='x'>",
        ],
    )
    def test_it_would_be_noticed(self, text):
        assert self.is_inline(text)

    def test_markup_is_trusted_for_a_reason(self):
        trusting = re.compile(r"\|\s*safe\b|safeseq|autoescape off")
        for path in templates():
            if path.suffix == ".html" and trusting.search(text_of(path)):
                assert path.as_posix().rpartition("/templates/")[2] in TRUSTED

    def test_so_it_is_in_code(self):
        for path in product(".py"):
            for number, line in enumerate(lines_of(path), 1):
                if "mark_safe(" in line:
                    assert "# noqa: S308 - " in line, f"{relative(path)}:{number}"

    def test_no_other_host(self):
        found = re.compile(
            r"""<(?:script|link|img|iframe|source|video|audio|use)\b[^>]*(?:src|href|srcset)=["'](?:https?:)?//"""
        )
        assert [relative(path) for path in templates() if found.search(text_of(path))] == []


class TestStyles:
    def test_nothing_knows_left_or_right(self):
        wrong = []
        for path in product(".css"):
            for number, line in enumerate(lines_of(path), 1):
                if PHYSICAL.search(line) and "[dir=rtl]" not in line and not has_twin(path, line):
                    wrong.append(f"{relative(path)}:{number}")
        assert wrong == []

    @pytest.mark.parametrize(
        "rule", ["margin-left: 1rem", "left:0", "text-align: right", "border-right-color: red", "float:left"]
    )
    def test_it_would_be_noticed(self, rule):
        assert PHYSICAL.search(f".a {{ {rule} }}")

    @pytest.mark.parametrize(
        "rule",
        ["margin-inline-start: 1rem", "inset-inline: 0", "text-align: start", "--to-left: 1", "x: left"],
    )
    def test_what_mirrors_by_itself_is_fine(self, rule):
        assert not PHYSICAL.search(f".a {{ {rule} }}")

    def test_no_capitals_by_style(self):
        found = re.compile(r"text-transform\s*:\s*(?:uppercase|capitalize)|small-caps")
        assert [relative(path) for path in product(".css") if found.search(text_of(path))] == []

    def test_no_other_host(self):
        found = re.compile(r"@import|url\(\s*[\"']?(?:https?:)?//")
        assert [relative(path) for path in product(".css") if found.search(text_of(path))] == []


def has_twin(path: Path, line: str) -> bool:
    """Whether the same selector says the opposite for writing from right to left."""
    selector = line.partition("{")[0].strip()
    text = text_of(path)
    return bool(selector) and any(f"[dir={quote}rtl{quote}] {selector}" in text for quote in ("", '"', "'"))


class TestWhatTheRepositoryTells:
    # In pieces, so that this file does not tell it either.
    PLACES = re.compile(r"(?<![\w.])/" + "(?:work|root|home)" + "/[a-z.]")
    REGISTRIES = re.compile(
        "(?:extra-)?index" + "-url|--trusted-" + "host|PIP_INDEX" + "_URL=|npm_config_" + "registry="
    )

    def files(self) -> Iterator[tuple[str, str]]:
        for path in tracked():
            try:
                yield relative(path), text_of(path)
            except UnicodeDecodeError:
                continue

    def test_no_path_of_a_machine(self):
        assert [name for name, text in self.files() if self.PLACES.search(text)] == []

    def test_no_registry(self):
        allowed = {"scripts/ground/locks.py", "tests/test_bootstrap.py"}
        assert {name for name, text in self.files() if self.REGISTRIES.search(text)} <= allowed

    def test_no_secret_file(self):
        names = re.compile(r"(?:^|/)(?:\.env|secret_key.*|.*\.sqlite3|.*\.pem|id_[a-z0-9]+)$")
        assert [relative(path) for path in tracked() if names.search(relative(path))] == []


class TestDecisions:
    def test_every_dependency_has_its_paragraph(self):
        text = "\n".join(text_of(path) for path in (ROOT / "docs" / "decisions").glob("*.md")).lower()
        missing = [name for name in dependencies() if name not in text]
        assert missing == []

    def test_every_page_is_numbered_once_and_complete(self):
        pages = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
        assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
        for page in pages:
            assert page.read_text(encoding="utf-8").startswith("# "), page.name


def dependencies() -> list[str]:
    data = project()
    groups = [data["project"]["dependencies"], *data["project"]["optional-dependencies"].values()]
    groups += data["dependency-groups"].values()
    return sorted({re.split(r"[\[=~<>! ]", each)[0].lower() for group in groups for each in group})
