"""The steps of `make check`: every one runs, and what failed is summed up at the end."""

import os
import subprocess
import tempfile
import time

from ground.environment import PYTHON, ROOT, program

STEPS = {
    "format": [program("ruff"), "format", "--check", "--quiet", "."],
    "lint": [program("ruff"), "check", "--quiet", "."],
    "types": [program("mypy")],
    "layers": [program("lint-imports"), "--no-logo"],
    "templates": [program("djlint"), "--lint", "--quiet", "advocates"],
    "settings and models": [program("advocates"), "check", "--fail-level", "WARNING"],
    "migrations": [program("advocates"), "makemigrations", "--check", "--dry-run"],
    "translations": [str(PYTHON), "scripts/messages.py", "check"],
}


def run_all() -> int:
    """Run every step, print its name and time, and return 1 when any failed."""
    # A folder of its own: checking must neither need nor touch an installation's data.
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DATA_DIR": folder}
        failed = [name for name, command in STEPS.items() if not _passes(name, command, environment)]
    if failed:
        print(f"\n{len(failed)} of {len(STEPS)} checks failed: {', '.join(failed)}", flush=True)
        return 1
    print(f"\nAll {len(STEPS)} checks passed.", flush=True)
    return 0


def _passes(name: str, command: list[str], environment: dict[str, str]) -> bool:
    began = time.monotonic()
    print(f"{name:<20}", end=" ", flush=True)
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    print(f"{'FAILED' if done.returncode else 'ok':<6} {time.monotonic() - began:5.1f} s", flush=True)
    if done.returncode:
        print((done.stdout + done.stderr).rstrip(), flush=True)
    return done.returncode == 0
