"""DKIM: our signature under every mail, by which a mailbox knows that the mail is ours and was not changed.

On when DKIM_SELECTOR is set. The private key is made on first use in the data folder; `advocates doctor` says which
record to publish for the public one. Lists of headers are signed too, so that nobody can put another address under
the button that unsubscribes.
"""

import base64
import os
import secrets
from email import policy
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.utils.module_loading import import_string

# Longer ones do not fit into one string of a DNS record, and not every mailbox checks Ed25519.
BITS = 2048
SIGNED = (
    "from", "to", "subject", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding",
    "content-language", "auto-submitted", "list-id", "list-unsubscribe", "list-unsubscribe-post", "reply-to",
    "in-reply-to", "references",
)  # fmt: skip
_RELAXED = (b"relaxed", b"relaxed")


def as_bytes(message: EmailMessage) -> bytes:
    """The message as it goes over the line, with our signature where we have one."""
    raw = message.as_bytes(policy=policy.SMTP.clone(cte_type="7bit"))
    if not settings.DKIM_SELECTOR:
        return raw
    # By name: the library and the name service behind it take a tenth of a second to load, and few processes sign.
    signature: bytes = import_string("dkim.sign")(
        raw,
        settings.DKIM_SELECTOR.encode(),
        domain().encode(),
        private_key(key_path()),
        canonicalize=_RELAXED,
        include_headers=[name.encode() for name in SIGNED if name in message],
    )
    return signature + raw


def domain() -> str:
    """The domain that signs: that of the address which people see as the sender."""
    return str(settings.EMAIL_FROM).rpartition("@")[2]


def key_path() -> Path:
    """Where the private key is kept."""
    return Path(settings.DATA_DIR) / "keys" / f"dkim-{settings.DKIM_SELECTOR}.pem"


@lru_cache(maxsize=4)
def private_key(path: Path) -> bytes:
    """The private key; made when there is none, complete and readable by the owner alone."""
    if not path.exists():
        key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
        part = path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(
                key.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.TraditionalOpenSSL,
                    serialization.NoEncryption(),
                )
            )
            file.flush()
            os.fsync(file.fileno())
        _keep_the_first(part, path)
    return path.read_bytes()


def _keep_the_first(part: Path, path: Path) -> None:
    # Two processes may make one at the same time; the name goes to one of them, and both use that.
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def record() -> tuple[str, str]:
    """Name and content of the DNS record to publish."""
    key = serialization.load_pem_private_key(private_key(key_path()), password=None)
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return (
        f"{settings.DKIM_SELECTOR}._domainkey.{domain()}",
        f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}",
    )
