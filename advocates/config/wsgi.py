"""The application as servers see it: what is answered before Django stands in front of it.

page cache → request bodies → our assets → files of libraries → a turn in Django
"""

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advocates.config.settings")

from django.conf import settings  # noqa: E402 - reads the variable above
from django.contrib.staticfiles import finders  # noqa: E402
from django.core.exceptions import SuspiciousFileOperation  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from whitenoise import WhiteNoise  # noqa: E402
from whitenoise.responders import StaticFile  # noqa: E402

from advocates.config.server import hang_up  # noqa: E402
from advocates.core.assets import Assets  # noqa: E402
from advocates.core.bodies import Bodies  # noqa: E402
from advocates.core.packed import OF_A_FILE, Effort, Packed, StartResponse, is_compressible  # noqa: E402
from advocates.core.pagecache import STATIC_PREFIX, PageCache  # noqa: E402
from advocates.core.shelf import Shelf  # noqa: E402

Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]
STATIC_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
}
STATIC_SECONDS = 86_400
STATIC_BYTES = 8 * 2**20


class LibraryFiles(WhiteNoise):  # type: ignore[misc]  # the library has no types
    """Static files of installed libraries, looked up when they are asked for.

    Collecting them takes 17 seconds, listing them at start a tenth of one; nobody but the back office needs them.
    """

    def __init__(self, application: Application) -> None:
        super().__init__(
            application, max_age=STATIC_SECONDS, allow_all_origins=False, add_headers_function=add_headers
        )
        self.packed: Shelf[Packed] = Shelf(STATIC_BYTES)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ["PATH_INFO"]
        if path.startswith(STATIC_PREFIX) and environ["REQUEST_METHOD"] in {"GET", "HEAD"}:
            if packed := self.packed.get((path, "")):
                return packed.answer(environ, start_response)
            if file := self.files.get(path) or self.look_up(path):
                return self.send(path, file, environ, start_response)
        return self.application(environ, start_response)  # type: ignore[no-any-return]

    def look_up(self, path: str) -> StaticFile | None:
        """The file of an address, if an installed app or our own folder has it."""
        try:
            found = finders.find(path.removeprefix(STATIC_PREFIX)) if self.url_is_canonical(path) else None
        except SuspiciousFileOperation:
            return None
        if not found or not os.path.isfile(found):
            return None
        self.files[path] = self.get_static_file(found, path)
        return self.files[path]

    def send(
        self, path: str, file: StaticFile, environ: dict[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        """Text goes out compressed and stays in memory; the rest is read in one piece.

        In parts it would hold a thread for as long as a slow reader takes.
        """
        answer = file.get_response("GET", {})
        if is_compressible(dict(answer.headers).get("Content-Type", "")):
            with answer.file:
                body = answer.file.read()
            kept = [(name, value) for name, value in answer.headers if name.lower() not in OF_A_FILE]
            packed = Packed([*kept, ("Vary", "Accept-Encoding")], body, Effort.OFTEN)
            self.packed.put((path, ""), packed)
            return packed.answer(environ, start_response)
        answer.file.close()
        in_one_piece = {**environ, "wsgi.file_wrapper": read_whole}
        return self.serve(file, in_one_piece, start_response)  # type: ignore[no-any-return]


def add_headers(headers: Any, _path: str, _url: str) -> None:
    """What every file of ours says."""
    for name, value in STATIC_HEADERS.items():
        headers[name] = value


def read_whole(file: Any) -> list[bytes]:
    """The file as one part."""
    with file:
        return [file.read()]


class Turns:
    """Lets so many requests into Django at a time.

    The server has more threads than that, for those who wait for a slow sender; more of them in Python at once would
    only take the interpreter from each other.
    """

    def __init__(self, application: Application, most: int) -> None:
        self.application, self.turns = application, threading.BoundedSemaphore(most)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        with self.turns:
            return self.application(environ, start_response)


def build() -> PageCache:
    """Put the fronts before Django."""
    inner = Assets(LibraryFiles(Turns(get_wsgi_application(), settings.WEB_THREADS)))
    return PageCache(Bodies(inner, hang_up))


application = build()
