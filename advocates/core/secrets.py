"""Secrets that we must be able to read again, encrypted at rest with a key derived from SECRET_KEY.

A file gets a key of its own: whoever deletes the key has deleted the file, wherever a copy of it may lie.
"""

import secrets
from base64 import b64decode, b64encode, urlsafe_b64encode
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
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


NONCE = 12


def new_file_key(*, purpose: str) -> str:
    """A key for one file, itself encrypted; it is stored beside what is known about the file."""
    return encrypt(b64encode(AESGCM.generate_key(256)).decode("ascii"), purpose=purpose)


def seal(content: bytes, key: str, *, purpose: str) -> bytes:
    """The content as bytes that only the file's key opens."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + _file_cipher(key, purpose).encrypt(nonce, content, purpose.encode())


def unseal(sealed: bytes, key: str, *, purpose: str) -> bytes:
    """The content that was sealed with a file's key; raises `Unreadable`."""
    try:
        return _file_cipher(key, purpose).decrypt(sealed[:NONCE], sealed[NONCE:], purpose.encode())
    except (InvalidTag, ValueError) as error:
        raise Unreadable(purpose) from error


def _file_cipher(key: str, purpose: str) -> AESGCM:
    return AESGCM(b64decode(decrypt(key, purpose=purpose)))
