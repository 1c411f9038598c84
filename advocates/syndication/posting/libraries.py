"""Mastodon's and Bluesky's own libraries, each post in a process of its own that reaches nobody (`library_child`)."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, cast

CHILD = Path(__file__).with_name("library_child.py")
MEMORY, CPU_SECONDS, MOST_OUTPUT = 512 * 2**20, 30, 2**20
# Two requests of at most ten seconds each are in it.
WALL_SECONDS = 90
# Given the path, the headers and the content of a request: the body of its answer.
Carry = Callable[[str, Mapping[str, str], bytes], bytes]


class Broken(Exception):
    """The library has ended without an address."""


def say(asked: Mapping[str, Any], carry: Carry) -> str:
    """Have a library say one post; returns the address that it names, or nothing.

    Each of its requests goes through `carry`; what that raises ends the library and gets out of here. Raises `Broken`.
    """
    command = [sys.executable, "-I", str(CHILD), *map(str, (MEMORY, CPU_SECONDS, MOST_OUTPUT))]
    with subprocess.Popen(  # noqa: S603 - our own program
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={},
        cwd="/",
    ) as child:
        ends = threading.Timer(WALL_SECONDS, child.kill)
        ends.start()
        try:
            return _converse(cast(IO[str], child.stdin), cast(IO[str], child.stdout), asked, carry)
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise Broken from error
        finally:
            ends.cancel()
            child.kill()


def _converse(to: IO[str], back: IO[str], asked: Mapping[str, Any], carry: Carry) -> str:
    answer: Mapping[str, Any] = asked
    while True:
        to.write(json.dumps(answer) + "\n")
        to.flush()
        said = json.loads(back.readline(MOST_OUTPUT))
        if "address" in said:
            return str(said["address"])
        body = carry(said["path"], said["headers"], said["content"].encode())
        answer = {"body": body.decode("utf-8", "replace")}
