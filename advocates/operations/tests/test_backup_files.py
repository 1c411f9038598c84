"""The file of a backup: what is put in comes out, and whatever happened to it is noticed before anything is touched."""

import io
import json
import os
import random
import stat
import tarfile
from dataclasses import asdict, replace
from types import SimpleNamespace

import pyrage
import pytest
from isal import igzip

from advocates.operations.backups import keys, packing, restoring
from advocates.operations.backups.refusals import CannotRestore

KEY = pyrage.x25519.Identity.generate()
CONTENT = {
    "database": b"rows" * 50_000,
    "media/a/one.webp": os.urandom(70_000),
    "keys/secret_key": b"secret" * 9,
}


def a_manifest(**changes):
    made = packing.Manifest(
        "2026-11-27T10:00:00+00:00", "sqlite", ["core.0001_initial"], {"core_mail": 3}, "mark"
    )
    return replace(made, **changes)


@pytest.fixture
def files(tmp_path):
    root = tmp_path / "source"
    for name, content in CONTENT.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return [(name, root / name) for name in CONTENT]


@pytest.fixture
def backup(files):
    target = io.BytesIO()
    packing.write(target, files, a_manifest(), KEY)
    return target.getvalue()


def unpacked(raw, folder, key=KEY):
    folder.mkdir()
    return packing.unpack(io.BytesIO(raw), folder, key)


def sealed(members, manifest):
    """A backup as somebody else might make it, who has our key."""
    target, raw = io.BytesIO(), json.dumps(manifest).encode()
    with igzip.open(target, "wb") as packed, tarfile.open(fileobj=packed, mode="w|") as archive:
        for info, content in [*members, (member(packing.MANIFEST, raw), raw)]:
            archive.addfile(info, io.BytesIO(content))
    return pyrage.encrypt(target.getvalue(), [KEY.to_public()])


def member(name, content=b"", kind=tarfile.REGTYPE):
    info = tarfile.TarInfo(name)
    info.size, info.type = len(content), kind
    return info


def test_what_is_put_in_comes_out(backup, tmp_path):
    manifest = unpacked(backup, tmp_path / "to")
    assert {name: (tmp_path / "to" / name).read_bytes() for name in CONTENT} == CONTENT
    assert (manifest.rows, manifest.migrations) == ({"core_mail": 3}, ["core.0001_initial"])
    assert set(manifest.files) == set(CONTENT)
    assert all(stat.S_IMODE((tmp_path / "to" / name).stat().st_mode) == 0o600 for name in CONTENT)


def test_nothing_in_it_can_be_read_without_the_key(backup):
    assert b"secret" not in backup
    assert b"manifest" not in backup


def test_a_file_that_goes_meanwhile_is_left_out(files, tmp_path):
    files[1][1].unlink()
    target = io.BytesIO()
    packing.write(target, files, a_manifest(), KEY)
    assert set(unpacked(target.getvalue(), tmp_path / "to").files) == {"database", "keys/secret_key"}


@pytest.mark.parametrize("part", range(20))
def test_cut_off(backup, tmp_path, part):
    with pytest.raises(CannotRestore):
        unpacked(backup[: len(backup) * part // 20], tmp_path / "to")


def test_cut_off_by_one_byte(backup, tmp_path):
    with pytest.raises(CannotRestore):
        unpacked(backup[:-1], tmp_path / "to")


@pytest.mark.parametrize("seed", range(50))
def test_one_byte_changed(backup, tmp_path, seed):
    place = random.Random(seed).randrange(len(backup))  # noqa: S311 - a place, no secret
    changed = bytearray(backup)
    changed[place] ^= 1
    with pytest.raises(CannotRestore):
        unpacked(bytes(changed), tmp_path / "to")


def test_another_key(backup, tmp_path):
    with pytest.raises(CannotRestore, match="--key"):
        unpacked(backup, tmp_path / "to", pyrage.x25519.Identity.generate())


@pytest.mark.parametrize(
    "raw", [b"", b"no backup", b"SQLite format 3\0" * 100, b"age-encryption.org/v1\n" * 9]
)
def test_no_backup_at_all(raw, tmp_path):
    with pytest.raises(CannotRestore):
        unpacked(raw, tmp_path / "to")


class TestWhatDoesNotBelongThere:
    @pytest.mark.parametrize(
        "name",
        [
            "../out",
            "/out",
            "media/../../out",
            "media//x",
            "media/./x",
            "keys/..",
            "other/x",
            "database/x",
            "backups/x",
        ],
    )
    def test_names(self, name, tmp_path):
        raw = sealed([(member(name, b"x"), b"x")], asdict(a_manifest(files={name: (1, "x")})))
        with pytest.raises(CannotRestore, match="does not belong"):
            unpacked(raw, tmp_path / "to")
        assert not (tmp_path / "out").exists()

    @pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
    def test_what_is_no_file(self, kind, tmp_path):
        with pytest.raises(CannotRestore, match="does not belong"):
            unpacked(sealed([(member("media/x", kind=kind), b"")], asdict(a_manifest())), tmp_path / "to")

    def test_without_the_rule_it_would_be_put_outside(self, tmp_path, monkeypatch):
        """The twin."""
        monkeypatch.setattr(packing, "is_ours", lambda _name: True)
        raw = sealed([(member("../out", b"x"), b"x")], asdict(a_manifest()))
        with pytest.raises(CannotRestore, match="description"):
            unpacked(raw, tmp_path / "to")
        assert (tmp_path / "out").exists()

    def test_the_same_file_twice(self, tmp_path):
        twice = [(member("media/x", b"x"), b"x")] * 2
        with pytest.raises(CannotRestore):
            unpacked(sealed(twice, asdict(a_manifest())), tmp_path / "to")

    def test_a_file_that_the_description_does_not_know(self, tmp_path):
        with pytest.raises(CannotRestore, match="description"):
            unpacked(sealed([(member("media/x", b"x"), b"x")], asdict(a_manifest())), tmp_path / "to")

    def test_a_file_that_is_missing(self, tmp_path):
        with pytest.raises(CannotRestore, match="description"):
            unpacked(sealed([], asdict(a_manifest(files={"media/x": (1, "x")}))), tmp_path / "to")

    @pytest.mark.parametrize(
        "manifest", [{}, [], "x", {"format": 1}, {"format": 1, "files": []}, {"format": 1, "files": {"a": 1}}]
    )
    def test_a_description_that_is_none(self, manifest, tmp_path):
        with pytest.raises(CannotRestore, match="description"):
            unpacked(sealed([], manifest), tmp_path / "to")

    def test_a_newer_form(self, tmp_path):
        with pytest.raises(CannotRestore, match="newer version"):
            unpacked(sealed([], asdict(a_manifest(format=2))), tmp_path / "to")


class TestFits:
    """Looked at when all was unpacked, and before anything was touched."""

    @pytest.fixture
    def folder(self, tmp_path, monkeypatch, settings):
        (tmp_path / "keys").mkdir()
        (tmp_path / "keys" / "secret_key").write_text("x")
        (tmp_path / "database").write_text("x")
        monkeypatch.setattr(restoring, "connection", SimpleNamespace(vendor="postgresql"))
        monkeypatch.setattr(restoring, "migration_names", lambda: iter(["core.0001_initial"]))
        monkeypatch.delenv("SECRET_KEY", raising=False)
        return tmp_path

    def test_one_that_does(self, folder):
        restoring._fits(a_manifest(vendor="postgresql"), folder)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"vendor": "sqlite"}, "DATABASE_URL"),
            ({"migrations": ["core.0001_initial", "core.9999_new"]}, "update first"),
        ],
        ids=["another database", "newer"],
    )
    def test_one_that_does_not(self, folder, changes, said):
        with pytest.raises(CannotRestore, match=said):
            restoring._fits(a_manifest(**{"vendor": "postgresql", **changes}), folder)

    def test_another_secret(self, folder, monkeypatch, settings):
        monkeypatch.setenv("SECRET_KEY", settings.SECRET_KEY)
        with pytest.raises(CannotRestore, match="another SECRET_KEY"):
            restoring._fits(a_manifest(vendor="postgresql"), folder)
        restoring._fits(
            a_manifest(vendor="postgresql", secret_mark=restoring.mark_of(settings.SECRET_KEY)), folder
        )

    def test_a_secret_from_outside_that_is_not_set_here(self, folder):
        (folder / "keys" / "secret_key").unlink()
        with pytest.raises(CannotRestore, match="from outside"):
            restoring._fits(a_manifest(vendor="postgresql"), folder)

    def test_no_database(self, folder):
        (folder / "database").unlink()
        with pytest.raises(CannotRestore, match="no database"):
            restoring._fits(a_manifest(vendor="postgresql"), folder)

    def test_a_database_that_is_none(self, folder, monkeypatch):
        monkeypatch.setattr(restoring, "connection", SimpleNamespace(vendor="sqlite"))
        with pytest.raises(CannotRestore, match="cannot be read"):
            restoring._fits(a_manifest(), folder)


class TestKeys:
    @pytest.fixture(autouse=True)
    def _folder(self, settings, tmp_path):
        settings.DATA_DIR = tmp_path
        (tmp_path / "keys").mkdir()

    def test_made_once_and_readable_by_nobody_else(self):
        first, is_new = keys.own()
        again, is_new_again = keys.own()
        assert (str(first), is_new, is_new_again) == (str(again), True, False)
        assert stat.S_IMODE(keys.path().stat().st_mode) == 0o600

    @pytest.mark.parametrize("text", ["", "# only this", "AGE-SECRET-KEY-1XYZ", "one\ntwo", "\0\udcff"])
    def test_no_key(self, text, tmp_path):
        (tmp_path / "k").write_bytes(text.encode("utf-8", "surrogateescape"))
        with pytest.raises(CannotRestore, match="holds no key"):
            keys.read(tmp_path / "k")

    def test_none_there(self, tmp_path):
        with pytest.raises(CannotRestore, match="--key"):
            keys.read(tmp_path / "nowhere")
