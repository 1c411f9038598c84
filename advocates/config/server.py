"""The web server: granian in this very process, with the worker's thread beside it.

One process keeps web and worker under 200 MB. granian's own server for one process is meant for Pythons without a
global lock and refuses others; on these its threads simply take turns (measured: as many answers a second with
eight threads as with two; with 32 a third fewer). With WEB_PROCESSES above one, granian's ordinary server starts that
many, and whichever of them gets hold of the lock file runs the worker.
"""

import contextlib
import ctypes
import errno
import fcntl
import gc
import logging
import os
import resource
import signal
import socket
import struct
import sys
import threading
from collections.abc import Callable
from typing import Any, NoReturn

from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer
from granian.server.mt import MTServer

from advocates.core import jobs
from advocates.core.bodies import SENDERS

HEADER_SECONDS = 10
# Of the whole head; a longer one gets 431 from the server.
HEADER_BYTES = 64 * 1024
STOP_SECONDS = 1.7
# Besides those in Django and those who wait for a sender: who asks for a stored page finds a free one.
SPARE_THREADS = 1
MOST_FILES = 65_536
COLLECT_AFTER = 20_000

_open_lock: list[int] = []


class OneProcess(MTServer):
    """granian's server for one process, on a Python that has the global lock."""

    def _check_gil(self) -> None:
        """Nothing to refuse: see above."""


def why_not(host: str, port: int) -> str:
    """Why the server would not get its port, in one sentence; empty if it would."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # Without it, a port that a stopped server left a minute ago would count as busy.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return sentence_for(host, port, error)
    return ""


def sentence_for(host: str, port: int, error: OSError) -> str:
    """What to say about an address that cannot be had."""
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is in use; stop the other program or choose another port: PORT={port % 65535 + 1}."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for the system; choose a higher one, such as PORT=8000."
    return f"The address {host} with port {port} cannot be used ({error.strerror})."


def hang_up(addresses: set[str], seconds: float) -> int:
    """End connections from these addresses that have sent nothing for so long; returns how many.

    The server library lets a thread wait for a sender without end, and the application is told the sender's address,
    but not which connection it is. Idle ones are ended with the rest, as any server may. Linux only.
    """
    ended = 0
    for name in os.listdir("/proc/self/fd") if sys.platform == "linux" else []:
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(int(name))) as line:
            is_ours = line.family in {socket.AF_INET, socket.AF_INET6} and line.getpeername()[0] in addresses
            if is_ours and _silent_seconds(line) >= seconds:
                line.shutdown(socket.SHUT_RDWR)
                ended += 1
    return ended


def _silent_seconds(line: socket.socket) -> float:
    """Since when the other side has sent nothing (`tcpi_last_data_recv` of Linux's tcp_info, in milliseconds)."""
    milliseconds: int = struct.unpack_from(
        "=I", line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104), 52
    )[0]
    return milliseconds / 1000


def run(*, host: str, port: int, with_worker: bool, announce: Callable[[], None]) -> NoReturn:
    """Serve until SIGTERM or SIGINT, then leave within two seconds."""
    _allow_many_connections()
    _share_memory_between_threads()
    _let_threads_finish()
    load = _loader(with_worker)
    server = _server(host, port)
    server.on_startup(_leave_with_the_terminal(server))
    server.on_startup(announce)
    if settings.WEB_PROCESSES == 1:
        application = load()
        server.serve(target_loader=lambda: application, wrap_loader=False)
    else:
        connections.close_all()
        server.serve(target_loader=load, wrap_loader=False)
    _leave()


def _server(host: str, port: int) -> Any:
    options: dict[str, Any] = {
        "address": host,
        "port": port,
        "interface": Interfaces.WSGI,
        "blocking_threads": settings.WEB_THREADS + SENDERS + SPARE_THREADS,
        "http": HTTPModes.http1,
        "http1_settings": HTTP1Settings(
            header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=HEADER_BYTES
        ),
        "websockets": False,
        "log_level": LogLevels.error,
        "workers_kill_timeout": int(STOP_SECONDS),
    }
    target = "advocates.config.wsgi:application"
    if settings.WEB_PROCESSES == 1:
        return OneProcess(target, **options)
    return MPServer(target, workers=settings.WEB_PROCESSES, respawn_failed_workers=True, **options)


def _loader(with_worker: bool) -> Callable[[], Any]:
    def load() -> Any:
        from advocates.config.wsgi import application  # noqa: PLC0415 - in each process that serves, once

        if with_worker and _is_the_one():
            threading.Thread(target=jobs.work_forever, args=(_stop,), name="worker", daemon=True).start()
            if settings.MAIL_IN_PORT:
                take_in = import_string("advocates.core.lmtp.serve_beside")
                threading.Thread(target=take_in, args=(_stop,), name="mail-in", daemon=True).start()
        # What is there now stays; looking through it again and again costs time and, after a fork, memory.
        gc.collect()
        gc.freeze()
        gc.set_threshold(COLLECT_AFTER, 20, 20)
        return application

    return load


_stop = threading.Event()


def _is_the_one() -> bool:
    """Whether this process is the one that runs the worker; another takes over when it dies."""
    lock = os.open(settings.DATA_DIR / "worker.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return settings.WEB_PROCESSES == 1
    _open_lock.append(lock)
    return True


def _leave_with_the_terminal(server: Any) -> Callable[[], None]:
    """Stop when the terminal is closed (granian would reload), and at the latest after two seconds."""

    def leave(*_arguments: Any) -> None:
        _stop.set()
        late = threading.Timer(STOP_SECONDS, _leave)
        late.daemon = True
        late.start()
        server.signal_handler_interrupt()

    def set_handlers() -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, leave)

    return set_handlers


def _leave() -> NoReturn:
    # At once: a thread that still waits for a sender must not hold up the others. What was committed is on the disk.
    logging.shutdown()
    os._exit(0)


def _allow_many_connections() -> None:
    """Each connection is an open file, and the usual limit of 1,024 is soon reached by slow ones."""
    with contextlib.suppress(OSError, ValueError):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


def _share_memory_between_threads() -> None:
    """Let glibc use two pools of memory instead of one for each thread, which saves some ten megabytes."""
    arena_max = -8
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(arena_max, 2)


def _let_threads_finish() -> None:
    """Let a thread that wakes up wait for the running one instead of interrupting it.

    Each request is handed from thread to thread; with Linux's usual scheduling every hand-over interrupts somebody
    (measured: a stored page takes 24 microseconds of processor time so, 20 in this way).
    """
    if hasattr(os, "SCHED_BATCH"):
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
