"""The key by which a destination's record is found again, where the destination keeps one field for it."""

import base64
import hashlib
import re

from psasync.psa.port import ValueForm

_AS_IT_IS = re.compile(r"[0-9a-z-]+")
_DIGEST_BYTES = 10  # 16 characters in base 32
_PREFIX = re.compile(r"[A-Za-z0-9_-]{1,8}")

PREFIX = ValueForm(_PREFIX.pattern, "up to 8 letters, digits, hyphens and underscores")


def is_prefix(text: str) -> bool:
    """Short enough that a digest fits behind it in 25 characters."""
    return bool(_PREFIX.fullmatch(text))


def external_key(prefix: str, source_id: str, longest: int) -> str:
    """Follows from the source id alone, and is unique for it also where upper and lower case are the same.

    `<prefix><ID>` for ids of digits, lower-case letters and hyphens that fit; for all others a digest in their place.
    """
    plain = f"{prefix}{source_id.upper()}"
    if _AS_IT_IS.fullmatch(source_id) and len(plain) <= longest:
        return plain
    digest = hashlib.blake2b(source_id.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).digest()
    return f"{prefix}{base64.b32encode(digest).decode()}"
