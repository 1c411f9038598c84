"""The file of a backup: a compressed tar archive inside an age envelope, written and read as a stream.

What stands in it is described by `manifest.json`, the last member: each file's size and SHA-256, and how many rows each
table has. age proves that no byte was changed and that nothing was cut off.
"""

import hashlib
import io
import json
import os
import tarfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, cast

import pyrage
from isal import igzip
from pyrage import x25519

from advocates.operations.backups.refusals import CannotRestore

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
LARGEST_MANIFEST = 64 * 1024 * 1024
CHUNK = 1024 * 1024


@dataclass
class Manifest:
    """What a backup holds, and what it was made with."""

    made_at: str
    vendor: str
    migrations: list[str]
    rows: dict[str, int]
    # The mark of SECRET_KEY, without which second factors cannot be read.
    secret_mark: str
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    format: int = FORMAT

    @classmethod
    def read(cls, raw: bytes) -> "Manifest":
        """Raises `CannotRestore` for what this version does not understand."""
        try:
            found = json.loads(raw)
            if found["format"] != FORMAT:
                raise CannotRestore(
                    "The backup has a form that this version does not know: use a newer version."
                )
            files = {str(name): (int(size), str(digest)) for name, (size, digest) in found["files"].items()}
            return cls(**{**found, "files": files})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CannotRestore(
                "The description in the backup cannot be read: it is no backup of ours."
            ) from error


class _Counting(io.RawIOBase):
    """A file that is read once; says its digest afterwards."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        part = self.source.read(size)
        self.digest.update(part)
        return part


def write(
    target: IO[bytes], members: Iterable[tuple[str, Path]], manifest: Manifest, key: x25519.Identity
) -> None:
    """Write the backup; `manifest.files` is filled on the way. A member that has gone meanwhile is left out."""

    def fill(out: IO[bytes]) -> None:
        with _packed(out, "wb") as packed, tarfile.open(fileobj=packed, mode="w|") as archive:
            for name, path in members:
                _add(archive, name, path, manifest)
            raw = json.dumps(asdict(manifest), sort_keys=True).encode()
            archive.addfile(_info(MANIFEST, len(raw)), io.BytesIO(raw))

    with _beside(fill) as source:
        pyrage.encrypt_io(source, target, [key.to_public()])


def _packed(file: IO[bytes], mode: str) -> IO[bytes]:
    return cast(IO[bytes], igzip.open(file, mode, compresslevel=1))  # type: ignore[no-untyped-call]


def _add(archive: tarfile.TarFile, name: str, path: Path, manifest: Manifest) -> None:
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return
    with source:
        size = os.fstat(source.fileno()).st_size
        counting = _Counting(source)
        archive.addfile(_info(name, size), cast(IO[bytes], counting))
        manifest.files[name] = (size, counting.digest.hexdigest())


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


def unpack(source: IO[bytes], folder: Path, key: x25519.Identity) -> Manifest:
    """Put everything into a folder, and compare it with the manifest; raises `CannotRestore` if anything differs."""

    def fill(out: IO[bytes]) -> None:
        pyrage.decrypt_io(source, out, [key])

    try:
        with _beside(fill) as opened:
            found, raw = _take_out(opened, folder)
    except pyrage.DecryptError as error:
        raise CannotRestore(
            "The key does not open this backup, or it is no backup. Name the key's file with --key."
        ) from error
    except (tarfile.TarError, EOFError, igzip.BadGzipFile, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            raise CannotRestore(f"The backup cannot be unpacked here ({error.strerror}).") from error
        raise CannotRestore("The backup is damaged or cut off. Use another one.") from error
    manifest = Manifest.read(raw)
    if found != manifest.files:
        raise CannotRestore("The backup does not hold what its description says. Use another one.")
    return manifest


def _take_out(opened: IO[bytes], folder: Path) -> tuple[dict[str, tuple[int, str]], bytes]:
    found: dict[str, tuple[int, str]] = {}
    raw = b""
    with (
        _packed(opened, "rb") as packed,
        tarfile.open(fileobj=packed, mode="r|") as archive,
    ):
        for info in archive:
            source = archive.extractfile(info) if info.isreg() else None
            if source is None or not is_ours(info.name):
                raise CannotRestore(f"The backup holds {info.name!r}, which does not belong there.")
            if info.name == MANIFEST:
                raw = source.read(LARGEST_MANIFEST)
            else:
                found[info.name] = _put(source, folder / info.name)
        # To its very end, or the seal of the last part would not be looked at.
        while packed.read(CHUNK):
            pass
    while opened.read(CHUNK):
        pass
    return found, raw


def is_ours(name: str) -> bool:
    """Whether a member may be called so: nothing may leave the folder that it is put into."""
    first, _slash, rest = name.partition("/")
    if not rest:
        return name in {MANIFEST, DATABASE}
    parts = rest.split("/")
    return first in {"media", "keys"} and not {"", ".", ".."} & set(parts) and "\0" not in name


def _put(source: IO[bytes], path: Path) -> tuple[int, str]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        while part := source.read(CHUNK):
            target.write(part)
            digest.update(part)
            size += len(part)
    return size, digest.hexdigest()


@contextmanager
def _beside(fill: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """What `fill` writes, to be read while it writes it in a thread; what it raises is raised here, and first."""
    reading, writing = os.pipe()
    raised: list[BaseException] = []

    def work() -> None:
        try:
            with os.fdopen(writing, "wb") as out:
                fill(out)
        except BaseException as error:  # told to whoever reads
            raised.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    source: Any = os.fdopen(reading, "rb")
    try:
        yield source
    except BaseException:
        source.close()
        thread.join()
        # Whoever reads found the end too early, because whoever writes had to stop.
        if raised and not isinstance(raised[0], BrokenPipeError):
            raise raised[0] from None
        raise
    source.close()
    thread.join()
    if raised:
        raise raised[0]
