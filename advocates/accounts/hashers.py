"""Password hashing that a small server can bear."""

import threading

from django.contrib.auth.hashers import Argon2PasswordHasher

# Each hash holds 19 MiB; more of them at once would let a burst of sign-ins use up the memory.
_at_once = threading.BoundedSemaphore(4)


class FrugalArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane (OWASP ASVS 5, appendix C), at most four at a time."""

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with _at_once:
            return str(super().encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        with _at_once:
            return bool(super().verify(password, encoded))
