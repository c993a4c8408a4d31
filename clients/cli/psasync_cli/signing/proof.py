"""What proves that whoever brings the code is who has asked for it (PKCE, RFC 7636). Pure but for chance."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True)
class Proof:
    """The verifier never leaves this program before the exchange; the challenge goes through the browser."""

    verifier: str = field(repr=False)

    @classmethod
    def new(cls) -> Self:
        return cls(secrets.token_urlsafe(48))

    @property
    def challenge(self) -> str:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
