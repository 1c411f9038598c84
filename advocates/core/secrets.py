"""Secrets that we must be able to read again, encrypted at rest with a key derived from SECRET_KEY."""

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """The text was encrypted with another key or for another purpose, or somebody changed it."""


@lru_cache(maxsize=16)
def _cipher(key: str, purpose: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=b"advocates.core.secrets", info=purpose.encode()).derive(key.encode())
    return Fernet(urlsafe_b64encode(derived))


def encrypt(text: str, *, purpose: str) -> str:
    """The text as ASCII that only the same purpose and SECRET_KEY can read."""
    return _cipher(settings.SECRET_KEY, purpose).encrypt(text.encode()).decode("ascii")


def decrypt(text: str, *, purpose: str) -> str:
    """The text that was encrypted for a purpose; raises `Unreadable`."""
    try:
        return _cipher(settings.SECRET_KEY, purpose).decrypt(text.encode()).decode()
    except InvalidToken as error:
        raise Unreadable(purpose) from error
