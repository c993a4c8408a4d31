"""The signature of a webhook.

`X-Hook-Signature: sha1=` and base64(HMAC-SHA1(key = the webhook's secret, message = the body's raw bytes)).
"""

import base64
import hashlib
import hmac

HEADER = "x-hook-signature"
_ALGORITHM = "sha1="


def signature(body: bytes, secret: str) -> str:
    """SHA-1 is Autotask's choice; as a keyed hash it still holds."""
    digest = hmac.new(secret.encode(), body, hashlib.sha1).digest()
    return _ALGORITHM + base64.b64encode(digest).decode()


def is_signed(body: bytes, claimed: str, secret: str) -> bool:
    """In constant time."""
    return hmac.compare_digest(signature(body, secret).encode(), claimed.encode())
