"""The signature of a callback.

`x-content-signature` = base64(HMAC-SHA256(key = SHA256(signing key), message = the body's raw bytes)).
"""

import base64
import hashlib
import hmac

HEADER = "x-content-signature"


def signature(body: bytes, signing_key: str) -> str:
    key = hashlib.sha256(signing_key.encode()).digest()
    return base64.b64encode(hmac.new(key, body, hashlib.sha256).digest()).decode()


def is_signed(body: bytes, claimed: str, signing_key: str) -> bool:
    """In constant time."""
    return hmac.compare_digest(signature(body, signing_key).encode(), claimed.strip().encode())
