"""Whether the record of acts of power is as it was written."""

from collections.abc import Iterator
from itertools import islice

from advocates.core import audit
from advocates.core.models import AuditLink
from advocates.operations.findings import Finding, How

MOST_TOLD = 5
MEND = (
    "Somebody wrote into the database past the program, or an older backup or another SECRET_KEY is in use. "
    "Compare with the last backup. If you have restored one yourself, delete audit-head.json in DATA_DIR."
)


def acts() -> Iterator[Finding]:
    """The chain of links, whole or where it is broken."""
    found = list(islice(audit.breaks(), MOST_TOLD))
    for sentence in found:
        yield Finding(How.BAD, f"The record of who did what was changed. {sentence}", MEND)
    if not found:
        yield Finding(How.WELL, f"The record of who did what is whole: {AuditLink.objects.count()} entries.")
