"""Whether a change was asked for by a page of ours: a token of the session, and where the browser says it is from.

What a page shows is the session's secret under a fresh mask, so that it differs in every answer: compression by a proxy
gives nothing of it away.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

HEADER = "x-csrf-token"
FIELD = "csrf"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def masked(secret: str) -> str:
    """A token for one page."""
    data = secret.encode()
    mask = secrets.token_bytes(len(data))
    return base64.urlsafe_b64encode(mask + _xor(mask, data)).decode()


def is_token_of(secret: str, token: str) -> bool:
    try:
        data = base64.urlsafe_b64decode(token.encode())
    except (binascii.Error, ValueError):
        return False
    half = len(data) // 2
    return hmac.compare_digest(_xor(data[:half], data[half:]), secret.encode())


def comes_from_here(headers: Mapping[str, str], host: str, own_origin: str) -> bool:
    """By `Origin`, which browsers send with every change; without it, by `Sec-Fetch-Site`. Neither: no.

    A page is ours if it is of `own_origin`, or of the very host that the browser asked.
    """
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site") == "same-origin"
    parts = urlsplit(origin)
    if origin == own_origin:
        return True
    return parts.scheme in {"http", "https"} and bool(host) and parts.netloc == host


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=False))
