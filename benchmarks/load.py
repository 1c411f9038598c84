"""The load: as much as the server takes (wrk where it is installed, else our own client), or at a fixed rate."""

import re
import selectors
import shutil
import socket
import subprocess
import sys
import threading
import time

from benchmarks import server

# As many readers as a campaign brings at once; with few, the server sleeps and is woken for each.
CONNECTIONS = 16
# What browsers of today say.
ENCODINGS = "gzip, deflate, br, zstd"
AT_RATE = 8
WRK = shutil.which("wrk")


def name() -> str:
    """Which client makes the load."""
    return (
        "wrk"
        if WRK
        else "the client in benchmarks/load.py (install wrk for a load that saturates the server)"
    )


def saturate(port: int, path: str, seconds: float, cookie: str = "") -> int:
    """Ask on kept connections for some seconds; the number of answers. Anything but 200 ends the run."""
    return _wrk(port, path, seconds, cookie) if WRK else _own(port, path, seconds, cookie)


def _wrk(port: int, path: str, seconds: float, cookie: str) -> int:
    # It knows whole seconds alone.
    length = f"-d{max(1, round(seconds))}s"
    command = [WRK or "", "-t1", f"-c{CONNECTIONS}", length, "-H", f"Accept-Encoding: {ENCODINGS}"]
    command += ["-H", f"Cookie: {cookie}"] if cookie else []
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}"],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: server.pin(0, server.CLIENT_CORE),
    )
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise SystemExit(f"{path} did not answer well under load:\n{done.stdout}")
    found = re.search(r"(\d+) requests in", done.stdout)
    return int(found[1]) if found else 0


def _request(port: int, path: str, cookie: str) -> bytes:
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: {ENCODINGS}\r\n"
    return f"{head}Cookie: {cookie}\r\n\r\n".encode() if cookie else f"{head}\r\n".encode()


class Line:
    """One kept connection."""

    def __init__(self, port: int, path: str, cookie: str = "") -> None:
        self.request, self.received = _request(port, path, cookie), b""
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self) -> None:
        self.received = b""
        self.socket.sendall(self.request)

    def is_answered(self) -> bool:
        """Take what has come; whether the answer is complete."""
        part = self.socket.recv(262_144)
        self.received += part
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not part or (found and not head.startswith(b"HTTP/1.1 200")):
            raise SystemExit(f"A request failed under load: {head[:200]!r}")
        length = re.search(rb"content-length: (\d+)", head)
        return bool(found) and length is not None and len(body) >= int(length[1])


def _own(port: int, path: str, seconds: float, cookie: str) -> int:
    waiting = selectors.DefaultSelector()
    for _ in range(CONNECTIONS):
        line = Line(port, path, cookie)
        waiting.register(line.socket, selectors.EVENT_READ, line)
        line.ask()
    answers, until = 0, time.perf_counter() + seconds
    # To the last answer: what the server still works at would be counted for the next page.
    while waiting.get_map():
        for key, _ in waiting.select(1):
            if not key.data.is_answered():
                continue
            answers += 1
            if time.perf_counter() < until:
                key.data.ask()
            else:
                waiting.unregister(key.fileobj)
                key.data.socket.close()
    return answers


def at_rate(port: int, path: str, rate: float, seconds: float, cookie: str = "") -> list[float]:
    """Ask at fixed moments, whatever the answers take; milliseconds from the planned moment to the whole answer."""
    planned = [time.perf_counter() + 0.1 + number / rate for number in range(int(rate * seconds))]
    taken: list[float] = []
    lock = threading.Lock()

    def work() -> None:
        line = Line(port, path, cookie)
        while True:
            with lock:
                if not planned:
                    return
                moment = planned.pop(0)
            time.sleep(max(0.0, moment - time.perf_counter()))
            line.ask()
            while not line.is_answered():
                pass
            taken.append((time.perf_counter() - moment) * 1000)

    threads = [threading.Thread(target=work) for _ in range(AT_RATE)]
    sys.setswitchinterval(0.0005)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken
