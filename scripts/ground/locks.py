"""Pins every package, with hashes and without an address, from what pyproject.toml asks for."""

import subprocess

from advocates.config import env
from ground.environment import ROOT, program

OPTIONS = [
    "--generate-hashes",
    "--universal",
    "--python-version=3.11",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--quiet",
]
# Each list is held to the one before, so that an installed `dev` is also a valid `run`.
LISTS = {
    "run": [],
    "production": ["--extra=production", "--constraints=requirements/run.txt"],
    "dev": ["--extra=production", "--group=dev", "--constraints=requirements/production.txt"],
}


def pin_all(arguments: list[str]) -> None:
    """Write requirements/*.txt anew; `--upgrade` takes newer versions where pyproject.toml allows them."""
    for name, options in LISTS.items():
        target = f"--output-file=requirements/{name}.txt"
        command = [program("uv"), "pip", "compile", *OPTIONS, *options, *arguments, target, "pyproject.toml"]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            env.stop(
                f"The packages of requirements/{name}.txt do not go together; nothing after it was pinned."
            )
