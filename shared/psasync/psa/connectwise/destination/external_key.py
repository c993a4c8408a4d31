"""The identifier by which a company is found again."""

import base64
import hashlib
import re

MAX_IDENTIFIER = 25
"""Characters that ConnectWise keeps of a company's identifier."""

_AS_IT_IS = re.compile(r"[0-9a-z-]+")
_DIGEST_BYTES = 10  # 16 characters in base 32


def identifier_of(prefix: str, source_id: str) -> str:
    """Follows from the source id alone, and is unique for it also where upper and lower case are the same.

    `<prefix><ID>` for ids of digits, lower-case letters and hyphens that fit; for all others a digest in their place.
    """
    plain = f"{prefix}{source_id.upper()}"
    if _AS_IT_IS.fullmatch(source_id) and len(plain) <= MAX_IDENTIFIER:
        return plain
    digest = hashlib.blake2b(source_id.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).digest()
    return f"{prefix}{base64.b32encode(digest).decode()}"
