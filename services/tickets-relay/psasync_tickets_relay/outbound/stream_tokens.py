"""Tokens that stand for a key in a stream's address: for one tenant, for a short time.

A browser can send no `Authorization` header with an event stream or a WebSocket, and a key has no place in an address,
which proxies and histories keep. A token is an envelope of the keyring: any replica opens it, and whoever finds it can
open a stream of this tenant for a minute, and nothing else. A stream that it opened lives on, as long as its key does.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from psasync.kit.keyring import Keyring, KeyringError

LIFETIME = timedelta(seconds=60)
_PLACE = "stream-token"


@dataclass(frozen=True, slots=True)
class StreamToken:
    text: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StreamTokens:
    keyring: Keyring

    def issue(self, bearer: str, tenant: str, now: datetime) -> StreamToken:
        expires_at = now + LIFETIME
        content = json.dumps({"bearer": bearer, "until": expires_at.timestamp()})
        sealed = self.keyring.encrypt(content, tenant=tenant, connection=_PLACE, field=_PLACE)
        return StreamToken(sealed, expires_at)

    def bearer(self, text: str, tenant: str, now: datetime) -> str | None:
        """The key that it stands for; None if it was not issued for this tenant, or its time is over."""
        try:
            content = json.loads(self.keyring.decrypt(text, tenant=tenant, connection=_PLACE, field=_PLACE))
        except KeyringError:
            return None
        bearer: str = content["bearer"]
        return bearer if now.timestamp() < content["until"] else None
