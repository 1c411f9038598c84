"""The virtual environment in `.venv`: made, filled with pinned, hashed packages, made anew when broken."""

import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from advocates.config import env
from ground.progress import say

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = VENV / "install.log"
# Each list contains the ones before it, so whoever has a later one has an earlier one too.
LISTS = ("run", "production", "dev")
PROOF = {
    "run": "django granian wagtail babel",
    "production": "psycopg redis storages",
    "dev": "pytest ruff mypy",
}
NOT_ONLINE = "The packages cannot be downloaded: the package index does not answer; try again online."
OFFLINE_SIGNS = (
    "Failed to establish a new connection",
    "Temporary failure in name resolution",
    "Name or service not known",
    "nodename nor servname provided",
    "Network is unreachable",
    "Max retries exceeded",
    "dns error",
    "ConnectTimeoutError",
    "error sending request",
)


def prepare(wanted: str) -> None:
    """Make sure that `.venv` holds the list of packages, the program and the compiled languages.

    A start with nothing to do takes about a tenth of a second. A broken or half-made environment is made
    anew. Stops with one sentence when that cannot be done.
    """
    with _one_at_a_time():
        if not _holds(wanted):
            _make()
            _install(wanted)
            _mark(wanted)
        _link_program()
        _compile_languages()


def program(name: str) -> str:
    """The path of a program in the virtual environment."""
    return str(VENV / "bin" / name)


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting: another command is installing into the same folder")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _stamp(name: str) -> tuple[Path, str]:
    """Where it is noted that a list was installed, and what the note must say to be still true."""
    content = hashlib.sha256(f"{VENV} {sys.version_info[:2]}".encode())
    for part in (name, "uv"):
        content.update((ROOT / "requirements" / f"{part}.txt").read_bytes())
    return VENV / f"installed-{name}", content.hexdigest()


def _holds(wanted: str) -> bool:
    for name in LISTS[LISTS.index(wanted) :]:
        note, content = _stamp(name)
        if note.is_file() and note.read_text() == content:
            return _works(name)
    return False


def _works(name: str = "") -> bool:
    """Whether the environment's Python starts and finds itself and the packages that prove a list."""
    modules = ["pip", *(PROOF[name].split() if name else ())]
    question = f"import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, {modules})))"
    try:
        return subprocess.run([PYTHON, "-c", question], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _mark(name: str) -> None:
    note, content = _stamp(name)
    note.write_text(content)


def _make() -> None:
    if _works() and _same_version():
        return
    if VENV.exists() and not VENV.is_dir():
        env.stop(f"{VENV} is not a folder; move it away and give the same command again.")
    say(f"Making a virtual environment in .venv (Python {sys.version.split()[0]})")
    # From inside the old environment, its own interpreter would be cleared away under our feet.
    base = getattr(sys, "_base_executable", None) or sys.executable
    made = subprocess.run([base, "-m", "venv", "--clear", VENV], capture_output=True, text=True, check=False)
    if made.returncode and "ensurepip" in made.stdout + made.stderr:
        env.stop(
            "This Python cannot make virtual environments; on Debian or Ubuntu: apt install python3-venv"
        )
    if made.returncode:
        reason = (made.stderr or made.stdout).strip().splitlines() or ["no reason was given"]
        env.stop(f"The virtual environment could not be made: {reason[-1]}")


def _same_version() -> bool:
    return (VENV / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}").is_dir()


def _install(wanted: str) -> None:
    file = ROOT / "requirements" / f"{wanted}.txt"
    packages = [line for line in file.read_text().splitlines() if line[:1].isalnum()]
    say(f"Installing {len(packages)} packages, each checked against its hash")
    LOG.unlink(missing_ok=True)
    if _pip(ROOT / "requirements" / "uv.txt") and _logged(
        [program("uv"), "pip", "install", "--python", str(PYTHON), "--require-hashes", "-r", str(file)]
    ):
        return
    if _offline():
        env.stop(NOT_ONLINE)
    say("Installing with pip instead, which takes longer")
    if not _pip(file):
        _give_up()


def _pip(file: Path) -> bool:
    options = ["--disable-pip-version-check", "--retries", "2", "--require-hashes"]
    return _logged([str(PYTHON), "-m", "pip", "install", *options, "-r", str(file)])


def _logged(command: list[str]) -> bool:
    with LOG.open("a") as log:
        try:
            return subprocess.run(command, stdout=log, stderr=log, check=False).returncode == 0
        except OSError as error:
            log.write(f"{command[0]}: {error}\n")
            return False


def _offline() -> bool:
    log = LOG.read_text(errors="replace")
    return any(sign in log for sign in OFFLINE_SIGNS)


def _give_up() -> None:
    lines = [line.strip() for line in LOG.read_text(errors="replace").splitlines() if line.strip()]
    if any("No space left on device" in line for line in lines):
        env.stop("The packages cannot be installed: the disk is full; about 500 MB are needed.")
    if _offline():
        env.stop(NOT_ONLINE)
    reason = lines[-1] if lines else "no reason was given"
    env.stop(f"The packages cannot be installed: {reason} (all of it: {LOG})")


def _link_program() -> None:
    """Let the environment import the package from this folder, and give it the command `advocates`."""
    packages = VENV / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    start = "import sys\n\nfrom advocates.__main__ import main\n\nsys.exit(main())\n"
    _write(packages / "advocates-source.pth", f"{ROOT}\n")
    _write(VENV / "bin" / "advocates", f"#!{PYTHON}\n{start}")
    (VENV / "bin" / "advocates").chmod(0o755)


def _write(path: Path, content: str) -> None:
    if not path.is_file() or path.read_text() != content:
        path.write_text(content)


def _compile_languages() -> None:
    catalogues = sorted((ROOT / "advocates" / "locale").glob("*/LC_MESSAGES/*.po"))
    note = VENV / "compiled-languages"
    content = hashlib.sha256(b"".join(file.read_bytes() for file in catalogues)).hexdigest()
    compiled = all(file.with_suffix(".mo").is_file() for file in catalogues)
    if compiled and note.is_file() and note.read_text() == content:
        return
    done = subprocess.run(
        [PYTHON, ROOT / "scripts" / "messages.py", "compile"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        env.stop(f"The languages cannot be compiled: {(done.stderr or done.stdout).strip().splitlines()[-1]}")
    note.write_text(content)
