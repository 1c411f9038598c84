"""Named in the settings (`ENGINE`); in everything else it is Django's own."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Before each request Django asks a kept connection `SELECT 1`: one statement in seven of a members' page.

    A server that hung up has said so: its last words, or the end of the line, can be read from the socket. Where there
    is something to read the question is asked after all, and where there is nothing the line is as good as one that
    has just answered.
    """

    def is_usable(self) -> bool:
        line = self.connection
        if line is not None and not line.closed and not _has_words(line.fileno()):
            return True
        return super().is_usable()


def _has_words(socket: int) -> bool:
    poll = select.poll()
    poll.register(socket, select.POLLIN | select.POLLPRI)
    return bool(poll.poll(0))
