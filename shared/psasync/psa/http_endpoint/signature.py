"""Signatures as the Standard Webhooks specification (version 1.0) has them.

The receiver takes the three headers and the raw body, and needs nothing of ours to verify them.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

PREFIX = "whsec_"
_SHORTEST, _LONGEST = 24, 64
"""Bytes of a key, by the specification."""


def key_of(secret: str) -> bytes:
    """The key in a secret of the form `whsec_<base64>`. Raises `ValueError`, without the secret."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(PREFIX) or not _SHORTEST <= len(key) <= _LONGEST:
        raise ValueError(f"is not {PREFIX} followed by {_SHORTEST} to {_LONGEST} bytes in base64")
    return key


def signed_headers(key: bytes, message: str, timestamp: int, body: bytes) -> Mapping[str, str]:
    """`message` names the message: the same when it is sent again. `timestamp`: seconds since 1970, of this attempt."""
    content = f"{message}.{timestamp}.".encode() + body
    signature = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{signature}",
    }
