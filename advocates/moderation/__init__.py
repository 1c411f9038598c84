"""Flags, cases and holds: what somebody reports, who decides about it, with which reasons, and who may appeal."""
