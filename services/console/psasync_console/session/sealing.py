"""Sealed texts that only this console opens, until a time."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from psasync.kit.keyring import Keyring, KeyringError

ModelT = TypeVar("ModelT", bound=BaseModel)

_LONGEST = 3_800  # characters: with its name and attributes a cookie has room for 4,096 bytes


class Seal:
    """AES-256-GCM under the first key of a keyring; the others still open. A text opens as what it was made, only."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def close(self, model: BaseModel) -> str:
        kind = type(model).__name__
        return self._keyring.encrypt(model.model_dump_json(), tenant="", connection="console", field=kind)

    def open(self, text: str, kind: type[ModelT], now: datetime) -> ModelT | None:
        """None for what is changed, of another kind, of a lost key, or over."""
        if len(text) > _LONGEST:
            return None
        try:
            plain = self._keyring.decrypt(text, tenant="", connection="console", field=kind.__name__)
            model = kind.model_validate_json(plain)
        except (KeyringError, ValidationError):
            return None
        over: datetime | None = getattr(model, "expires_at", None)
        return None if over is None or over <= now else model
