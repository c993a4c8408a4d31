"""API keys: made once, shown once, kept as a hash."""

import secrets
from dataclasses import dataclass, field
from hashlib import sha256

_MARK = "psk"
_PREFIX_BYTES = 5
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewKey:
    """`text` is for its holder alone; `prefix` is what lists show; `digest` is what is stored."""

    text: str = field(repr=False)
    prefix: str
    digest: str


def new_key() -> NewKey:
    """A key of 256 random bits behind a visible prefix."""
    prefix = f"{_MARK}_{secrets.token_hex(_PREFIX_BYTES)}"
    text = f"{prefix}_{secrets.token_urlsafe(_SECRET_BYTES)}"
    return NewKey(text, prefix, digest_of(text))


def digest_of(text: str) -> str:
    """What a secret of 256 random bits is looked up by. A slow hash would add nothing to that many bits."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def new_webhook_token() -> str:
    """The unguessable part of a webhook address, 256 random bits."""
    return secrets.token_urlsafe(_SECRET_BYTES)
