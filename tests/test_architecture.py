"""House rules that a machine can hold: sizes, names, doors, caches, imports."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from tests.source import ROOT, lines_of, ours, product, project, relative, templates, text_of, tree_of

pytestmark = pytest.mark.usefixtures("told_of_no_database")

MOST_LINES, MOST_FUNCTION_LINES = 400, 40
CATCH_ALLS = {
    "utils.py",
    "util.py",
    "helpers.py",
    "common.py",
    "services.py",
    "misc.py",
    "tools.py",
    "managers.py",
}
# Deeds and what runs at start read rows as they are; whoever shows them to somebody does not.
BEHIND_THE_DOOR = ("actions.py", "tasks.py", "importing.py", "models.py", "firststart.py", "demonstration.py")
# Where an answer may say that others may keep it, and for whom.
SAYS_PUBLIC = {
    "advocates/core/pagecache.py": "pages that are the same for every visitor, told apart by cookie",
    "advocates/core/assets.py": "styles and scripts, whose address changes with their content",
    "advocates/organisations/card_views.py": "pictures of public entries, at addresses that change with them",
    "advocates/organisations/exporting.py": "open data, the same for everybody",
    "advocates/publishing/file_views.py": "pictures and documents of public pages",
}


class TestSizes:
    def test_no_file_is_too_long(self):
        long = {
            relative(path): lines
            for path in ours(".py", ".html", ".css", ".js", ".mjs")
            if (lines := len(lines_of(path))) > MOST_LINES
        }
        assert long == {}

    def test_no_function_is_too_long(self):
        assert [name for path in ours(".py") for name in long_functions(relative(path), tree_of(path))] == []

    def test_a_long_one_would_be_noticed(self):
        """The twin."""
        body = "\n".join("    pass" for _ in range(MOST_FUNCTION_LINES))
        assert list(long_functions("x.py", ast.parse(f"def long():\n{body}\n"))) == ["x.py: long"]

    def test_a_script_is_short(self):
        scripts = [path for path in product(".js") if len(lines_of(path)) > 100]
        assert [relative(path) for path in scripts] == []

    def test_a_component_is_short(self):
        sheets = [path for path in product(".css") if len(lines_of(path)) > 150]
        assert [relative(path) for path in sheets] == []


def long_functions(name: str, tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MOST_FUNCTION_LINES:
                yield f"{name}: {node.name}"


class TestNames:
    def test_no_file_for_everything(self):
        assert [relative(path) for path in ours(".py") if path.name in CATCH_ALLS] == []

    def test_every_app_says_what_it_is_for(self):
        for config in apps.get_app_configs():
            if config.name.startswith("advocates."):
                text = ast.get_docstring(tree_of(Path(config.path) / "__init__.py")) or ""
                assert len(text.split()) >= 8, config.name

    def test_no_comment_speaks_of_a_ticket(self):
        found = re.compile(r"#.*\b(?:T[O]DO|FIX[M]E|X[X]X|issue \d)", re.IGNORECASE)
        assert [relative(path) for path in ours(".py") if found.search(text_of(path))] == []


class TestDoors:
    """What somebody is shown starts from `visible_to`."""

    GUARDED = frozenset(
        model.__name__ for model in apps.get_models() if hasattr(model._default_manager, "visible_to")
    )

    FETCH = ("get_object_or_404", "get_list_or_404")
    # The second lists less than one may see of a thing: the directory of people. The third is the author's own door
    # to a case, which must not be the moderators'.
    DOORS = frozenset({"visible_to", "listed_for", "of_author"})

    def test_there_are_some(self):
        assert "Organisation" in self.GUARDED

    def test_nobody_reads_past_them(self):
        found = [
            f"{relative(path)}:{line}"
            for path in product(".py")
            if path.name not in BEHIND_THE_DOOR and path.parent.name != "models"
            for line in self.past_the_door(tree_of(path))
        ]
        assert found == []

    @pytest.mark.parametrize(
        ("code", "is_past"),
        [
            ("Organisation.objects.get(pk=1)", True),
            ("Organisation.objects.filter(name='x').exists()", True),
            ("Organisation.objects.all()", True),
            ("get_object_or_404(Organisation, pk=1)", True),
            ("get_object_or_404(Organisation.objects, pk=1)", True),
            ("models.Organisation.objects.order_by('name')", True),
            ("Organisation._default_manager.all()", True),
            ("Organisation.objects.visible_to(viewer).get(pk=1)", False),
            ("Other.objects.get(pk=1)", False),
        ],
    )
    def test_how_that_is_found(self, code, is_past):
        assert bool(list(self.past_the_door(ast.parse(code)))) is is_past

    def past_the_door(self, tree: ast.AST) -> Iterator[int]:
        allowed = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr in self.DOORS
        }
        for node in ast.walk(tree):
            is_manager = isinstance(node, ast.Attribute) and node.attr in {
                "objects",
                "_default_manager",
                "_base_manager",
            }
            if is_manager and self.last_name(node.value) in self.GUARDED and id(node) not in allowed:
                yield node.lineno
            is_fetch = isinstance(node, ast.Call) and self.last_name(node.func) in self.FETCH
            if is_fetch and self.last_name(node.args[0]) in self.GUARDED:
                yield node.lineno

    def last_name(self, node: ast.expr) -> str:
        return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


class TestRetention:
    def test_fields_are_named_one_by_one(self):
        """A list that is read from the model would classify a new field before anybody has thought of it."""
        listing = re.compile(r"\b(?:get_fields|local_fields|concrete_fields)\b|_meta\.fields\b")
        files = [
            path
            for path in product(".py")
            if "retention.register" in text_of(path) or path.name == "keeping.py"
        ]
        assert files
        assert [relative(path) for path in files if listing.search(text_of(path))] == []


class TestCaches:
    """A cache around a view keeps the page of whoever came first (SECURITY, 7)."""

    FORBIDDEN = re.compile(
        r"\bcache_page\b|\bcache_control\b|\bUpdateCacheMiddleware\b|\bcached_(?:view|page)\b|{%\s*cache\b"
    )

    def test_only_the_page_cache_keeps_pages(self):
        files = [path for path in (*product(".py"), *templates()) if path.name != "pagecache.py"]
        assert [relative(path) for path in files if self.FORBIDDEN.search(text_of(path))] == []

    def test_who_says_that_others_may_keep_it(self):
        found = {relative(path) for path in product(".py") if re.search(r"""["']public, """, text_of(path))}
        assert found == set(SAYS_PUBLIC)

    def test_the_library_would_be_noticed(self):
        """The twin."""
        assert self.FORBIDDEN.search("from django.views.decorators.cache import cache_page")
        assert self.FORBIDDEN.search("{% cache 600 sidebar %}")


class TestImports:
    def test_the_contracts_are_kept(self):
        program = Path(sys.executable).with_name("lint-imports")
        ended = subprocess.run(
            [program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
        )
        assert ended.returncode == 0, ended.stdout[-3000:]

    def test_every_app_stands_in_the_layers(self):
        contract = project()["tool"]["importlinter"]["contracts"][0]
        named = set(re.findall(r"\w+", " ".join(contract["layers"])))
        assert {
            path.name for path in (ROOT / "advocates").iterdir() if (path / "__init__.py").exists()
        } <= named
        assert contract["exhaustive"]

    def test_a_worker_alone_knows_every_job(self, tmp_path):
        """A job whose module nobody imports would fail in a worker that has not opened any page."""
        code = "import django; django.setup(); from advocates.core import jobs; print(*jobs._functions)"
        environment = {
            **os.environ,
            "DATA_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "advocates.config.settings",
        }
        ended = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        assert set(jobs_in_code()) == set(ended.stdout.split())


def jobs_in_code() -> Iterator[str]:
    for path in product(".py"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef):
                marks = {ast.unparse(mark).partition("(")[0] for mark in node.decorator_list}
                if marks & {"every", "job", "jobs.every", "jobs.job"}:
                    yield f"{relative(path).removesuffix('.py').replace('/', '.')}.{node.name}"
