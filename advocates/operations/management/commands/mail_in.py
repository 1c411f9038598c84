"""`advocates mail-in`: takes mail that comes in from the mail server in front, by LMTP or one by one from a pipe."""

import ipaddress
import signal
import sys
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from advocates.core import lmtp, mailin
from advocates.operations import in_use

LOCAL_NAME = "localhost"
# How a program tells the mail server that starts it (sysexits.h): nobody has the address, too large, not now.
NO_USER, BAD_DATA, NOT_NOW = 67, 65, 75


class Command(BaseCommand):
    help = "Take mail that comes back and answers to mails, by LMTP from your own mail server, until Ctrl+C."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8024)
        parser.add_argument(
            "--open",
            action="store_true",
            help="listen on an address that other machines reach; LMTP asks nobody who they are",
        )

        parser.add_argument(
            "--for",
            dest="recipient",
            help="take one message from standard input, for this address of ours, and end",
        )
        parser.add_argument("--from", dest="sender", default="", help="the sender on that message's envelope")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["recipient"]:
            sys.exit(
                take_one(options["recipient"], options["sender"], sys.stdin.buffer.read(lmtp.LARGEST + 1))
            )
        host, stop = options["host"], threading.Event()
        if not options["open"] and not is_loopback(host):
            raise CommandError(
                f"{host} can be reached from other machines, and LMTP lets everybody in who reaches it. "
                "Use 127.0.0.1, or add --open where a firewall stands before it."
            )
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_arguments: stop.set())
        in_use.hold()
        try:
            lmtp.serve_until(stop, host, options["port"], self._say)
        except OSError as error:
            raise CommandError(
                f"{host} with port {options['port']} cannot be used ({error.strerror})."
            ) from error

    def _say(self, port: int) -> None:
        self.stdout.write(f"Mail is taken in on port {port}; Ctrl+C stops it.")
        self.stdout.flush()


def take_one(recipient: str, sender: str, raw: bytes) -> int:
    """The status with which the program ends; a mail server keeps the message where it says “not now”."""
    if mailin.find(recipient) is None:
        return NO_USER
    if len(raw) > lmtp.LARGEST:
        return BAD_DATA
    return 0 if mailin.hand_in(recipient, sender, raw) else NOT_NOW


def is_loopback(host: str) -> bool:
    """Whether only programs on this machine reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == LOCAL_NAME
