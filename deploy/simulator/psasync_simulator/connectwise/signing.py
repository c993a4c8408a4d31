"""How callbacks are signed."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from psasync_simulator.data.mix import mix

_KEY_KIND, _ID_KIND = 1001, 1002


@dataclass(slots=True)
class SigningKey:
    seed: int
    version: int = 0
    wants_client_id: bool = False  # whether the key is told only to callers with a clientId

    @property
    def text(self) -> str:
        return "".join(f"{mix(self.seed, _KEY_KIND, part, self.version):016x}" for part in range(4))

    @property
    def id(self) -> UUID:
        """Names the place of the key, not the key: it stays when the key rotates."""
        return UUID(int=mix(self.seed, _ID_KIND, 0) << 64 | mix(self.seed, _ID_KIND, 1), version=4)

    def rotate(self) -> None:
        self.version += 1

    def sign(self, body: bytes) -> str:
        key = hashlib.sha256(self.text.encode()).digest()
        return base64.b64encode(hmac.new(key, body, hashlib.sha256).digest()).decode()
