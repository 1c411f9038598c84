"""What a start prepares: the database, the directory, the way in for whoever sets the site up.

A second start must be quick, and asking Django whether every migration is applied takes a second. So the names of
all migrations are remembered together with the last row of the table of applied ones; as long as neither changed,
there is nothing to do.
"""

import fcntl
import gc
import hashlib
import os
import pkgutil
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import NoReturn

from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError, connection, connections
from django.db.migrations.recorder import MigrationRecorder

from advocates.accounts.actions import make_setup_link
from advocates.accounts.erasing_again import erase_again
from advocates.core.viewer import VISITOR
from advocates.forum.shelving.actions import ensure_shelves
from advocates.operations.restored import record_if_so
from advocates.organisations.models import Organisation

DIRECTORY = Path(__file__).resolve().parent.parent / "organisations" / "data" / "organisations.csv"
Say = Callable[[str], object]


def stop(sentence: str) -> NoReturn:
    """End the program with exit status 1 and one sentence on standard error."""
    raise SystemExit(f"advocates: {sentence}")


def prepare(say: Say) -> None:
    """Bring the database up to date and load the directory if there is none; `say` is told what takes long."""
    try:
        with only_one_at_a_time():
            migrate_if_needed(say)
            load_directory_if_empty(say)
            ensure_shelves()
            erase_again()
            record_if_so()
    except OperationalError as error:
        stop(f"The database cannot be used ({str(error).strip().splitlines()[0]}); check DATABASE_URL.")
    except OSError as error:
        stop(f"The data folder {settings.DATA_DIR} cannot be written to ({error.strerror}).")


@contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Two starts on one data folder must not migrate at the same time; the second waits for the first."""
    lock = os.open(settings.DATA_DIR / "start.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def migrate_if_needed(say: Say) -> bool:
    """Apply what is missing; returns whether anything had to be looked at."""
    if stamp_path().exists() and stamp_path().read_text(encoding="ascii") == stamp():
        return False
    is_new = not MigrationRecorder(connection).has_table()
    say(
        "Preparing the database (about fifteen seconds) …" if is_new else "Bringing the database up to date …"
    )
    if not aside(migrate):
        stop("The database could not be brought up to date; the lines above say why.")
    stamp_path().write_text(stamp(), encoding="ascii")
    return True


def migrate() -> None:
    """Apply all migrations. They leave so many objects behind that collecting them takes half of the time."""
    gc.freeze()
    gc.set_threshold(500_000, 5, 5)
    call_command("migrate", interactive=False, verbosity=0)


def aside(work: Callable[[], None]) -> bool:
    """Do the work in a child process, so that its memory is given back; returns whether it ended well."""
    connections.close_all()
    if child := os.fork():
        return os.waitpid(child, 0)[1] == 0
    status = 1
    try:
        work()
        status = 0
    except BaseException:  # a child must end here whatever happens
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def stamp_path() -> Path:
    """Where the stamp of the last migration is kept."""
    path: Path = settings.DATA_DIR / "migrated"
    return path


def stamp() -> str:
    """A digest of the migrations that this version has, and what the database says of those it has applied."""
    names = "\n".join(sorted(migration_names()))
    return f"{hashlib.sha256(names.encode()).hexdigest()} {applied()}"


def migration_names() -> Iterator[str]:
    """`label.0001_initial` for every migration of every installed app, without importing any."""
    for config in apps.get_app_configs():
        module = settings.MIGRATION_MODULES.get(config.label, f"{config.name}.migrations")
        spec = find_spec(module) if module else None
        for found in pkgutil.iter_modules((spec and spec.submodule_search_locations) or []):
            yield f"{config.label}.{found.name}"


def applied() -> str:
    """How many migrations the database has applied, and the last of them; empty for a new database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*), MAX(id) FROM django_migrations")
            return ":".join(str(value) for value in cursor.fetchone() or ())
    except OperationalError as error:
        # SQLite has no other class for a table that is not there.
        if "no such table" not in str(error):
            raise
    except DatabaseError:
        connection.rollback()
    return ""


def load_directory_if_empty(say: Say) -> None:
    """Load the organisations that come with the program, once: an installation that has any keeps its own."""
    if not DIRECTORY.exists() or Organisation.objects.exists():
        return
    say("Loading the directory …")
    report = StringIO()
    try:
        call_command("import_organisations", str(DIRECTORY), stdout=report, stderr=report)
    except CommandError as error:
        say(f"Not everything could be loaded: {error}\n{report.getvalue().strip()}")


def welcome(host: str, port: int) -> list[str]:
    """What a person who has just started the site needs to know, line by line."""
    lines = [f"The site is at      {settings.SITE_URL}/"]
    if not settings.IS_HTTPS:
        lines.append(f"also at             http://localhost:{port}/   (passkeys work only there)")
    if host not in {"127.0.0.1", "localhost", "::1"}:
        lines.append(f"It listens on       {host}, port {port}")
    if link := make_setup_link():
        lines += ["To set it up, open", f"                    {link}"]
    else:
        lines.append(f"Sign in at          {settings.SITE_URL}/account/login/")
    count = Organisation.objects.visible_to(VISITOR).count()
    lines.append(f"In the directory    {count} organisations")
    lines.append(f"Mail is put into    {settings.DATA_DIR / 'mail'}")
    lines.append("To stop             Ctrl+C")
    return lines
