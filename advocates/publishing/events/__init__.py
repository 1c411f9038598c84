"""Events: what comes and what was, each at the time of its own place, with calendar files and feeds."""
