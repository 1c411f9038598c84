"""A name server on this machine that knows the text records it is told, and nothing else."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.message
import dns.rcode
import dns.rrset


class NameServer:
    """Answers by `records`; a silent one never answers."""

    def __init__(self, silent: bool = False) -> None:
        self.records: dict[str, list[str]] = {}
        self.asked: list[str] = []
        self.silent = silent
        self.line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.line.bind(("127.0.0.1", 0))
        self.at = f"127.0.0.1:{self.line.getsockname()[1]}"

    def serve(self) -> None:
        while True:
            try:
                raw, peer = self.line.recvfrom(4096)
            except OSError:
                return
            if raw == b"stop":
                return
            if not self.silent:
                self.line.sendto(self.answer(raw), peer)

    def answer(self, raw: bytes) -> bytes:
        question = dns.message.from_wire(raw)
        name = question.question[0].name.to_text().rstrip(".").lower()
        self.asked.append(name)
        answer = dns.message.make_response(question)
        if name not in self.records:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        for text in self.records.get(name, []):
            # A string of a record holds 255 signs; longer texts are several.
            parts = " ".join(f'"{text[start : start + 250]}"' for start in range(0, len(text), 250))
            answer.answer.append(dns.rrset.from_text(question.question[0].name, 60, "IN", "TXT", parts))
        return answer.to_wire()


@contextmanager
def name_server(silent: bool = False) -> Iterator[NameServer]:
    """One in a thread."""
    made = NameServer(silent)
    thread = threading.Thread(target=made.serve, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.sendto(b"stop", made.line.getsockname())
        thread.join(5)
        made.line.close()
