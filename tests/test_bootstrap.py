"""The first command on a fresh machine: whatever stands in its way is said in one sentence, before any waiting."""

import ast
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import bootstrap
from ground import environment

pytestmark = pytest.mark.usefixtures("told_of_no_database")

ROOT = Path(__file__).resolve().parents[1]
OLD = ("2.7", "3.6", "3.7", "3.8", "3.9", "3.10")
NOWHERE = "http://127.0.0.1:9/simple"
CAP_DAC_OVERRIDE, PR_CAPBSET_DROP = 1, 24


@pytest.fixture
def project(tmp_path):
    """A fresh copy of what a start reads before anything is installed."""
    folder = tmp_path / "project"
    for part in ("scripts", "requirements", "advocates/config"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", "map"))
    shutil.copy(ROOT / "advocates" / "__init__.py", folder / "advocates")
    return folder


def settings(**changes):
    """The environment without this run's own settings, so that only the tested one is wrong."""
    ours = ("PORT", "DATA_DIR", "DATABASE_URL", "CACHE_URL", "STORAGE_URL", "SITE_URL", "SECRET_KEY")
    return {name: value for name, value in os.environ.items() if name not in ours} | changes


def start(project, *arguments, python=sys.executable, env=None, **options):
    command = [python, "scripts/bootstrap.py", *(arguments or ["run"])]
    return subprocess.run(
        command, cwd=project, env=env or settings(), capture_output=True, text=True, check=False, **options
    )


def assert_one_sentence(done, *words):
    assert done.returncode == 1, done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.startswith("advocates: ")
    for word in words:
        assert word in done.stderr


# An old Python


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 10, 20)])
def test_an_old_python_is_refused_with_both_versions(version):
    sentence = bootstrap.refusal(version)
    assert "needs Python 3.11 or newer" in sentence
    assert f"you have {version[0]}.{version[1]}." in sentence


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 1), (4, 0, 0)])
def test_a_new_python_is_welcome(version):
    assert bootstrap.refusal(version) is None


def test_an_old_grammar_reads_the_first_file():
    ast.parse((ROOT / "scripts" / "bootstrap.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def old_python(version):
    """An interpreter of that version on the PATH or beside it, where version managers keep them."""
    found = shutil.which(f"python{version}")
    kept = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))
    for candidate in filter(None, [*map(str, kept), found]):
        probe = subprocess.run(
            [candidate, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=False,
        )
        if probe.stdout.strip() == version:
            return candidate
    pytest.skip(f"no Python {version} on this machine; the version test above stands in for it")


@pytest.mark.parametrize("version", OLD)
def test_a_real_old_python_says_one_sentence(project, version):
    done = start(project, python=old_python(version), env=settings(PATH="/nonexistent"))
    assert_one_sentence(done, "3.11 or newer", version)


def test_an_old_python_hands_over_to_a_newer_one(project, tmp_path):
    old = next((version for version in OLD if version != "2.7"), "3.6")
    wrapper = tmp_path / "python3.13"
    wrapper.write_text("#!/bin/sh\nexit 127\n")
    wrapper.chmod(0o755)
    (tmp_path / "python3.12").symlink_to(sys.executable)
    done = start(project, "nonsense", python=old_python(old), env=settings(PATH=str(tmp_path)))
    assert_one_sentence(done, "no command “nonsense”")


# A bad setting, a busy port, a folder that cannot be written to


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "1e3", "８０００"])
def test_a_bad_port_is_refused_before_anything_is_installed(project, port):
    assert_one_sentence(start(project, env=settings(PORT=port)), "PORT", port)
    assert not (project / ".venv").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://localhost/advocates"),
        ("CACHE_URL", "memcached://localhost"),
        ("SITE_URL", "www.example.org"),
    ],
)
def test_a_bad_address_is_refused_before_anything_is_installed(project, name, value):
    assert_one_sentence(start(project, env=settings(**{name: value})), name)
    assert not (project / ".venv").exists()


def test_a_busy_port_is_refused_and_another_one_named(project):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = start(project, env=settings(PORT=str(port)))
    assert_one_sentence(done, f"Port {port} is in use", "PORT=")
    assert not (project / ".venv").exists()


def test_a_data_folder_that_is_a_file_is_refused(project):
    (project / "taken").write_text("")
    assert_one_sentence(start(project, env=settings(DATA_DIR=str(project / "taken"))), "DATA_DIR")


def without_root_rights():
    """Take away, in the child, root's right to write where the permissions say no."""
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


def test_a_read_only_folder_is_refused(project):
    project.chmod(0o555)
    try:
        as_root = {"preexec_fn": without_root_rights} if os.geteuid() == 0 else {}
        done = start(project, "install", **as_root)
    finally:
        project.chmod(0o755)
    assert_one_sentence(done, "cannot be written to", str(project))


def test_an_unknown_command_is_refused(project):
    assert_one_sentence(start(project, "dance"), "“dance”", "run, test, check, bench")


# The virtual environment


def test_without_a_network_one_sentence_says_so(project):
    offline = settings(
        PIP_CONFIG_FILE=os.devnull,
        PIP_INDEX_URL=NOWHERE,
        PIP_RETRIES="0",
        UV_INDEX_URL=NOWHERE,
        PIP_NO_CACHE_DIR="1",
    )
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        offline.pop(name, None)
    assert_one_sentence(start(project, "install", env=offline), "package index")


def test_an_interrupt_ends_quietly_and_leaves_nothing_running(project):
    process = subprocess.Popen(
        [sys.executable, "scripts/bootstrap.py", "install"],
        cwd=project,
        env=settings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Whoever starts the tests in the background has them ignore this signal, and all their children with them.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - one call
    )
    assert "Making a virtual environment" in process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=20)
    assert (process.returncode, stderr) == (-signal.SIGINT, "")
    assert ends_within(10, process.pid)


def ends_within(seconds, group):
    """Whether every process of the group is gone in time: a grandchild may need a moment to die."""
    for _ in range(seconds * 10):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """The environment module, working on a folder of its own and installing nothing."""
    folder = tmp_path / ".venv"
    monkeypatch.setattr(environment, "VENV", folder)
    monkeypatch.setattr(environment, "PYTHON", folder / "bin" / "python")
    monkeypatch.setattr(environment, "PROOF", {"run": "", "production": "", "dev": ""})
    monkeypatch.setattr(environment, "_compile_languages", lambda: None)
    installed = []
    monkeypatch.setattr(environment, "_install", installed.append)
    return installed


def test_a_second_start_installs_nothing(venv):
    environment.prepare("run")
    environment.prepare("run")
    assert venv == ["run"]


def test_what_tests_need_includes_what_a_start_needs(venv):
    environment.prepare("dev")
    environment.prepare("run")
    assert venv == ["dev"]


def test_a_half_made_environment_is_made_anew(venv):
    (environment.VENV / "bin").mkdir(parents=True)
    (environment.VENV / "bin" / "python").symlink_to("/nonexistent/python")
    environment.prepare("run")
    assert venv == ["run"]
    assert environment._works("run")


def test_changed_requirements_are_installed_again(venv, monkeypatch, tmp_path):
    environment.prepare("run")
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    with (tmp_path / "requirements" / "run.txt").open("a") as file:
        file.write("# changed\n")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    environment.prepare("run")
    assert venv == ["run", "run"]


@pytest.mark.parametrize("name", ["run", "production", "dev", "uv"])
def test_every_package_is_pinned_and_hashed_and_no_address_is_written(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = [part for part in text.replace("\\\n", " ").splitlines() if part.strip()]
    assert entries
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert "--index" not in text
