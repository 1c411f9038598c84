"""Days of mandates: what `core.days` knows, and how long a deputy may stand in."""

from advocates.core.days import beginning_of, end_of, last_day

__all__ = ["LONGEST_DEPUTY", "beginning_of", "end_of", "last_day"]

LONGEST_DEPUTY = 184
