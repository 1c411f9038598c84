"""After a restore from an older backup, what was erased since is erased again."""

import logging

from advocates.accounts import erasures, leaving
from advocates.core import jobs
from advocates.core.refused import Refused

logger = logging.getLogger(__name__)


@jobs.every(seconds=3600)
def erase_again() -> int:
    """Erase whoever came back with a backup; returns how many. Each start does it before anything is served."""
    done, noted = 0, erasures.noted()
    for person in erasures.come_back():
        try:
            leaving.erase_person(actor=None, person=person, keeps_name=noted[person.public_id].keeps_name)
        except Refused:
            # In the backup it is the last one who runs the site; it is tried again when there is another.
            logger.warning("event=erasure_waits person=%s", person.pk)
            continue
        done += 1
    erasures.catch_up()
    return done
