"""The files of the repository, for tests that read them."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

ROOT = Path(settings.PACKAGE).parent
OURS = ("advocates", "tests", "scripts", "benchmarks")


def tracked(*endings: str) -> Iterator[Path]:
    """Files of the repository, whether committed yet or not, but for those of others that we keep a copy of."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    for name in sorted(set(listed)):
        path = ROOT / name
        if path.is_file() and (not endings or path.suffix in endings) and "/static/vendor/" not in name:
            yield path


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def ours(*endings: str) -> Iterator[Path]:
    """What we wrote, migrations left out, since a program wrote most of them."""
    return (
        path
        for path in tracked(*endings)
        if relative(path).startswith(OURS) and "/migrations/" not in str(path)
    )


def product(*endings: str) -> Iterator[Path]:
    """The package without its tests."""
    return (
        path
        for path in ours(*endings)
        if relative(path).startswith("advocates/") and "/tests/" not in str(path)
    )


def templates() -> Iterator[Path]:
    return (path for path in product(".html", ".txt", ".xml", ".svg") if "/templates/" in str(path))


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def lines_of(path: Path) -> list[str]:
    return text_of(path).splitlines()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path))


def project() -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads(text_of(ROOT / "pyproject.toml"))
