"""What tests begin with is made once: a scene for a whole file, and what the children that read uploads answer."""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from django.db import transaction
from django.utils import translation

from advocates.core import uploads

# Reading itself is tested there, so every child is started.
READING = Path(uploads.__file__).parent / "tests"

_answers: dict[tuple[Any, ...], bytes] = {}


@pytest.fixture(scope="module")
def once(django_db_setup: None, django_db_blocker: Any) -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """Calls what is passed in, in English; what it made stays for the file, what a test changes of it does not.

    Each test's own transaction lies inside this one. A test that commits cannot stand in such a file.
    """
    outer = transaction.atomic()
    # As Django marks its own: a transaction around a test is none of the program's.
    outer._from_testcase = True

    def make(what: Callable[[], Any]) -> Any:
        with django_db_blocker.unblock(), translation.override("en"):
            return what()

    with django_db_blocker.unblock():
        outer.__enter__()
    yield make
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


def _whole(file: IO[bytes]) -> bytes:
    # Without moving the place at which the child begins.
    return os.pread(file.fileno(), os.fstat(file.fileno()).st_size, 0)


def kept(run: Callable[..., int]) -> Callable[..., int]:
    """Starts a child only for what none has read before: the same bytes, asked with the same words and limits.

    Only what went well is kept: a refusal may be a matter of time.
    """

    def run_or_recall(
        child: Path, words: list[str], limits: tuple[int, ...], files: tuple[IO[bytes], IO[bytes]]
    ) -> int:
        source, result = files
        source.flush()
        asked = (child, *words, *limits, hashlib.sha256(_whole(source)).digest())
        if asked in _answers:
            os.write(result.fileno(), _answers[asked])
            return 0
        ended = run(child, words, limits, files)
        if not ended:
            _answers[asked] = _whole(result)
        return ended

    return run_or_recall


def is_of_reading(path: Path) -> bool:
    return path.is_relative_to(READING)


@pytest.fixture(autouse=True)
def _read_once(request: Any) -> Iterator[None]:
    """A child costs a tenth of a second, and most tests send the same few pictures."""
    if is_of_reading(request.path):
        yield
        return
    patch = pytest.MonkeyPatch()
    patch.setattr(uploads, "_run", kept(uploads._run))
    yield
    patch.undo()
