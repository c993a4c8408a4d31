"""The signature of a webhook.

Kaseya says that a header of this name comes where the webhook has a secret, and not how it is made. All that services
of its kind do is an HMAC of the raw body with the secret as it was entered, by one of two hashes, written in one of two
ways. Each of the four proves that the sender knows the secret, so each is believed. When a real delivery has shown the
right one, the others go here and nowhere else.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable

HEADER = "signature"

_HASHES = ("sha256", "sha1")
_WRITTEN: tuple[Callable[[bytes], str], ...] = (bytes.hex, lambda digest: base64.b64encode(digest).decode())
_PREFIXES = tuple(f"{name}=" for name in _HASHES)


def signatures(body: bytes, secret: str) -> list[str]:
    """All that are believed."""
    digests = [hmac.new(secret.encode(), body, getattr(hashlib, name)).digest() for name in _HASHES]
    return [write(digest) for digest in digests for write in _WRITTEN]


def is_signed(body: bytes, claimed: str, secret: str) -> bool:
    """In constant time: the comparison does not end with the first that is equal."""
    bare = _bare(claimed.strip())
    equal = [hmac.compare_digest(bare.encode("utf-8", "replace"), good.encode()) for good in signatures(body, secret)]
    return any(equal)


def _bare(claimed: str) -> str:
    """Without the name of the hash that some write before it. Hexadecimal digits may come in capitals."""
    prefix = next((prefix for prefix in _PREFIXES if claimed.lower().startswith(prefix)), "")
    plain = claimed[len(prefix) :]
    return plain.lower() if set(plain) <= set("0123456789abcdefABCDEF") else plain
