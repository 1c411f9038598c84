"""The real server as a child process: started, pinned to a core, measured, stopped."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERVER_CORE, CLIENT_CORE = 0, 1
TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE_SECONDS = 300
# Other places for the data; and a shell's wish for no compiled modules, with which each start would compile them anew
# (more than two seconds of the processor).
NOT_AS_SHIPPED = {"DATABASE_URL", "CACHE_URL", "SITE_URL", "PYTHONDONTWRITEBYTECODE"}


def cores() -> list[int]:
    """The cores that this process may use."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def pin(process: int, number: int) -> None:
    """Keep a process on one core, if there are two: server and load must not take turns."""
    if len(cores()) > 1:
        os.sched_setaffinity(process, {cores()[number]})


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, port: int, *, keeps_pages: bool = True) -> dict[str, str]:
    """The settings of a measured installation: everything as shipped, in a folder of its own.

    A file `database` in the folder names a database elsewhere.
    """
    database = folder / "database"
    ours = {name: value for name, value in os.environ.items() if name not in NOT_AS_SHIPPED}
    return {
        **ours,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "BENCH_KEEP_PAGES": "yes" if keeps_pages else "no",
        **({"DATABASE_URL": database.read_text()} if database.exists() else {}),
    }


def run(folder: Path, *command: str) -> str:
    """Run a module or a command of the program on an installation and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=environment(folder, 1024),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


class Server:
    """`advocates serve` on an installation."""

    def __init__(self, folder: Path, *, keeps_pages: bool = True) -> None:
        self.port = free_port()
        self.began = time.perf_counter()
        self.log = (folder / "bench.log").open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "advocates", "serve"],
            cwd=ROOT,
            env=environment(folder, self.port, keeps_pages=keeps_pages),
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        pin(self.process.pid, SERVER_CORE)
        self.cold_start = self._wait_for("/")

    def _wait_for(self, path: str) -> float:
        while time.perf_counter() - self.began < PATIENCE_SECONDS:
            try:
                if fetch(self.port, path)[0] == 200:
                    return time.perf_counter() - self.began
            except OSError:
                time.sleep(0.01)
            if self.process.poll() is not None:
                break
        raise SystemExit(f"The server did not start:\n{Path(self.log.name).read_text()}")

    def processes(self) -> list[int]:
        """The server's process and its children."""
        found = [self.process.pid]
        for pid in found:
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                found.extend(int(child) for child in children.read_text().split())
        return found

    def cpu_seconds(self) -> float:
        """Processor time of the server so far."""
        total = 0
        for pid in self.processes():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def memory_mb(self) -> float:
        """Proportional share of memory of web and worker."""
        sizes = [
            int(re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)[1])
            for pid in self.processes()
        ]
        return sum(sizes) / 1024

    def stop(self) -> float:
        """Stop as a service manager would; the seconds that it took."""
        began = time.perf_counter()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)
        self.log.close()
        return time.perf_counter() - began


def fetch(port: int, path: str) -> tuple[int, bytes]:
    """One answer, by hand: status and everything that came."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
        received = b""
        while part := line.recv(65536):
            received += part
    return int(received.split(b" ", 2)[1]), received
