"""Ids that stand in private addresses: short enough for a mail or a note, drawn by lot, telling nothing."""

import secrets

# Without letters and figures that people mistake for each other.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 12


def random_id() -> str:
    """Twelve characters, 59 bits: nobody finds one by trying."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
