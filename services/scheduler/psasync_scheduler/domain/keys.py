"""API keys: made once, shown once, kept as a hash."""

import secrets
import string
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256


class KeyKind(StrEnum):
    APPLICATION = "application"  # made by an admin, for a program or as somebody's own
    PERSON = "person"  # what a sign-in is exchanged for: short-lived, of its person's role and scope


class KeyState(StrEnum):
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


_LETTERS_AND_DIGITS = string.ascii_letters + string.digits
_WEBHOOK_SECRET_CHARACTERS = 48
_MARKS = {KeyKind.APPLICATION: "psk", KeyKind.PERSON: "psp"}
_PREFIX_BYTES = 5
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewKey:
    """`text` is for its holder alone; `prefix` is what lists show; `digest` is what is stored."""

    text: str = field(repr=False)
    prefix: str
    digest: str


def new_key(kind: KeyKind = KeyKind.APPLICATION) -> NewKey:
    """A key of 256 random bits behind a visible prefix."""
    prefix = f"{_MARKS[kind]}_{secrets.token_hex(_PREFIX_BYTES)}"
    text = f"{prefix}_{secrets.token_urlsafe(_SECRET_BYTES)}"
    return NewKey(text, prefix, digest_of(text))


def kind_of(text: str) -> KeyKind:
    """Which kind a key says that it is, so that it is looked for in one place."""
    return KeyKind.PERSON if text.startswith(f"{_MARKS[KeyKind.PERSON]}_") else KeyKind.APPLICATION


def digest_of(text: str) -> str:
    """What a secret of 256 random bits is looked up by. A slow hash would add nothing to that many bits.

    Looking up a digest gives no secret away by its time: who tries keys does not choose the digests that are compared.
    """
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def new_webhook_token() -> str:
    """The unguessable part of a webhook address, 256 random bits."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def new_webhook_secret() -> str:
    """What webhooks are signed with: as long as every system takes, in characters that every form takes."""
    return "".join(secrets.choice(_LETTERS_AND_DIGITS) for _ in range(_WEBHOOK_SECRET_CHARACTERS))
