"""A bad setting stops the start with one clear sentence; what a start makes for itself is private."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
KEY = "k" * 50


def start(folder: Path, command: str = "check", **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "advocates", command],
        cwd=ROOT,
        env={**kept, "DATA_DIR": str(folder), **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def assert_one_sentence(ended: subprocess.CompletedProcess[str], *words: str) -> None:
    assert ended.returncode == 1
    assert ended.stdout == ""
    (line,) = ended.stderr.splitlines()
    assert line.startswith("advocates: ")
    assert line.endswith(".")
    for word in words:
        assert word in line


BAD = [
    ("PORT", "0"),
    ("PORT", "65536"),
    ("PORT", "http"),
    ("PORT", "-1"),
    ("PORT", "８０００"),
    ("SITE_URL", "www.example.org"),
    ("SITE_URL", "ftp://www.example.org"),
    ("SITE_URL", "https://"),
    ("SITE_URL", "https://www.example.org/path"),
    ("SITE_URL", "https://www.example.org/?a=b"),
    ("SITE_URL", "https://www.example.org/#a"),
    ("SITE_URL", "https://ana:secret@www.example.org"),
    ("SITE_URL", "https://www.example.org:port"),
    ("SITE_URL", "https://www.example.org:99999"),
    ("SITE_URL", "https://[::1"),
    ("SITE_URL", "https://www example.org"),
    ("SITE_URL", "https://www.example.org\nSet-Cookie: a=b"),
    ("DATABASE_URL", "mysql://ana@localhost/name"),
    ("DATABASE_URL", "sqlite://"),
    ("DATABASE_URL", "postgresql://localhost"),
    ("DATABASE_URL", "postgresql://ana@localhost:port/name"),
    ("DATABASE_URL", "postgresql://[::1/name"),
    ("DATABASE_URL", "postgresql://localhost/name?prepare_threshold=often"),
    ("DATABASE_URL", "advocates.sqlite3"),
    ("CACHE_URL", "memcached://localhost"),
    ("CACHE_URL", "redis://"),
    ("CACHE_URL", "redis://localhost:port"),
    ("STORAGE_URL", "ftp://files"),
    ("SEARCH_URL", "solr://localhost"),
    ("EMAIL_URL", "pigeon://coop"),
    ("TRUSTED_PROXY_COUNT", "-1"),
    ("TRUSTED_PROXY_COUNT", "many"),
    ("WEB_PROCESSES", "0"),
    ("WEB_THREADS", "1000"),
    ("SECRET_KEY", "short"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_setting(tmp_path, name, value):
    assert_one_sentence(start(tmp_path, **{name: value}), name)


@pytest.mark.parametrize("command", ["serve", "worker", "migrate"])
def test_whatever_the_command(tmp_path, command):
    assert_one_sentence(start(tmp_path, command, PORT="http"), "PORT")


@pytest.mark.parametrize("name", ["DATABASE_URL", "CACHE_URL", "EMAIL_URL", "STORAGE_URL", "SECRET_KEY"])
def test_no_password_is_repeated(tmp_path, name):
    assert "hunter2" not in start(tmp_path, **{name: "x://a:hunter2@b"}).stderr


class TestFiles:
    def test_a_secret_may_come_from_a_file(self, tmp_path):
        (tmp_path / "key").write_text(KEY + "\n")
        first = start(tmp_path / "data", SECRET_KEY_FILE=str(tmp_path / "key"))
        second = start(tmp_path / "data", SECRET_KEY=KEY)
        assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr

    @pytest.mark.parametrize("content", [None, b"\xff\xfe\x00\x80" * 20])
    def test_one_that_cannot_be_read(self, tmp_path, content):
        if content:
            (tmp_path / "key").write_bytes(content)
        assert_one_sentence(
            start(tmp_path / "data", SECRET_KEY_FILE=str(tmp_path / "key")), "SECRET_KEY_FILE"
        )

    def test_a_data_folder_that_cannot_be_written_to(self, tmp_path):
        (tmp_path / "file").write_text("")
        assert_one_sentence(start(tmp_path / "file" / "data"), "DATA_DIR")


class TestTheKey:
    def test_it_is_made_on_the_first_start_and_read_by_its_owner_alone(self, tmp_path):
        old = os.umask(0)
        try:
            ended = start(tmp_path)
        finally:
            os.umask(old)
        assert ended.returncode == 0, ended.stderr
        keys = tmp_path / "keys"
        assert len((keys / "secret_key").read_text()) >= 50
        assert stat.S_IMODE((keys / "secret_key").stat().st_mode) == 0o600
        assert {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("keys", "mail", "media")} == {
            0o700
        }

    def test_a_second_start_keeps_it(self, tmp_path):
        start(tmp_path)
        made = (tmp_path / "keys" / "secret_key").read_text()
        assert start(tmp_path).returncode == 0
        assert (tmp_path / "keys" / "secret_key").read_text() == made

    def test_another_key_is_refused(self, tmp_path):
        start(tmp_path)
        assert_one_sentence(start(tmp_path, SECRET_KEY=KEY), "SECRET_KEY", "signed out")
        assert start(tmp_path).returncode == 0

    def test_a_lost_key_is_not_silently_replaced(self, tmp_path):
        start(tmp_path)
        (tmp_path / "keys" / "secret_key").unlink()
        assert_one_sentence(start(tmp_path), "SECRET_KEY")
        assert_one_sentence(start(tmp_path), "SECRET_KEY")

    def test_it_is_changed_on_purpose(self, tmp_path):
        start(tmp_path)
        (tmp_path / "keys" / "secret_key.mark").unlink()
        assert start(tmp_path, SECRET_KEY=KEY).returncode == 0

    def test_the_mark_does_not_give_it_away(self, tmp_path):
        start(tmp_path, SECRET_KEY=KEY)
        assert not (tmp_path / "keys" / "secret_key").exists()
        assert KEY not in (tmp_path / "keys" / "secret_key.mark").read_text()


class TestTheProfile:
    @pytest.mark.parametrize(
        ("text", "word"),
        [
            (None, "No such file"),
            ("network = [", "Invalid"),
            ("[network]\nshort_name = 'x'", "missing"),
            ("diseases = []\nregions = []\nnetwork = 7", "form"),
        ],
    )
    def test_a_broken_one_stops_the_start(self, tmp_path, text, word):
        file = tmp_path / "profile.toml"
        if text:
            file.write_text(text)
        assert_one_sentence(start(tmp_path / "data", PROFILE=str(file)), str(file), word)


class TestMail:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("EMAIL_FROM", "nobody"),
            ("BOUNCE_ADDRESS", "bounces@"),
            ("BOUNCE_ADDRESS", "a@example.org, b@example.org"),
            ("DKIM_SELECTOR", "mail.2026"),
            ("DKIM_SELECTOR", "../keys"),
            ("MAIL_IN_PORT", "smtp"),
        ],
    )
    def test_what_cannot_be_is_one_sentence(self, tmp_path, name, value):
        assert_one_sentence(start(tmp_path, **{name: value}), name)
