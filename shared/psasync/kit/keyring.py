"""Secrets at rest: AES-256-GCM envelopes that only open in the place they were made for."""

import base64
import binascii
import json
import os
import re
from collections.abc import Mapping
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from psasync.kit.logging.redaction import register_secret

_VERSION = "v1"
_KEY_BYTES = 32
_NONCE_BYTES = 12
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


class KeyringError(Exception):
    """A keyring or an envelope cannot be used. The text names key ids only, never a secret."""


class Keyring:
    """Keys by id. The first encrypts; all decrypt, so a rotation is: put a new key first, write again, drop the old.

    An envelope is bound to tenant, connection and field: copied to another place it does not open.
    """

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        if not keys:
            raise KeyringError("the keyring holds no key")
        self._ciphers = {kid: AESGCM(key) for kid, key in keys.items()}
        self._primary = next(iter(keys))

    @classmethod
    def from_secret(cls, text: str) -> Self:
        """Read `kid:base64-of-32-bytes[,kid2:...]`. Raises `KeyringError`, which shows the entry's position only."""
        keys: dict[str, bytes] = {}
        for position, entry in enumerate(text.split(","), start=1):
            kid, key = _parse_entry(entry.strip(), position)
            if kid in keys:
                raise KeyringError(f"key id {kid!r} stands twice in the keyring")
            keys[kid] = key
        return cls(keys)

    @property
    def primary(self) -> str:
        """The id of the key that encrypts."""
        return self._primary

    @property
    def ids(self) -> tuple[str, ...]:
        """Of all keys, the primary first."""
        return (self._primary, *(kid for kid in self._ciphers if kid != self._primary))

    def encrypt(self, plaintext: str, *, tenant: str, connection: str, field: str) -> str:
        nonce = os.urandom(_NONCE_BYTES)
        context = _context(self._primary, tenant, connection, field)
        sealed = self._ciphers[self._primary].encrypt(nonce, plaintext.encode(), context)
        return f"{_VERSION}.{self._primary}.{_to_base64(nonce + sealed)}"

    def decrypt(self, envelope: str, *, tenant: str, connection: str, field: str) -> str:
        """Open an envelope in its own place; what comes out is masked in this process's logs from then on.

        Raises `KeyringError` for any other place, a changed envelope or a lost key.
        """
        plaintext = self._opened(envelope, tenant, connection, field)
        register_secret(plaintext)
        return plaintext

    def resealed(self, envelope: str, *, tenant: str, connection: str, field: str) -> str:
        """The same secret under the primary key. Raises as `decrypt`; the secret does not leave this method."""
        plaintext = self._opened(envelope, tenant, connection, field)
        return self.encrypt(plaintext, tenant=tenant, connection=connection, field=field)

    def needs_rotation(self, envelope: str) -> bool:
        """Whether another key than the first made it. Raises `KeyringError` for what is no envelope."""
        kid, _ = _split(envelope)
        return kid != self._primary

    def _opened(self, envelope: str, tenant: str, connection: str, field: str) -> str:
        kid, payload = _split(envelope)
        cipher = self._ciphers.get(kid)
        if cipher is None:
            raise KeyringError(f"the keyring has no key {kid!r}")
        nonce, sealed = payload[:_NONCE_BYTES], payload[_NONCE_BYTES:]
        try:
            return cipher.decrypt(nonce, sealed, _context(kid, tenant, connection, field)).decode()
        except (InvalidTag, ValueError) as error:
            raise KeyringError(f"the envelope of key {kid!r} does not open here") from error


def key_of(envelope: str) -> str:
    """The id of the key that made it. Raises `KeyringError` for what is no envelope."""
    return _split(envelope)[0]


def _parse_entry(entry: str, position: int) -> tuple[str, bytes]:
    kid, separator, encoded = entry.partition(":")
    if not separator or not _KEY_ID.fullmatch(kid):
        raise KeyringError(f"entry {position} is not of the form kid:base64 (kid: letters, digits, '-' and '_')")
    try:
        key = base64.b64decode(encoded, altchars=b"-_" if "-" in encoded or "_" in encoded else None, validate=True)
    except (binascii.Error, ValueError) as error:
        raise KeyringError(f"the key of entry {position} is not base64") from error
    if len(key) != _KEY_BYTES:
        raise KeyringError(f"the key of entry {position} has {len(key)} bytes and not {_KEY_BYTES}")
    return kid, key


def _split(envelope: str) -> tuple[str, bytes]:
    version, _, rest = envelope.partition(".")
    kid, separator, encoded = rest.partition(".")
    if version != _VERSION or not separator or not _KEY_ID.fullmatch(kid):
        raise KeyringError("not an envelope of this keyring")
    try:
        payload = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise KeyringError(f"the envelope of key {kid!r} is not base64") from error
    # One text per envelope: base64 would otherwise ignore spare bits of the last character.
    if _to_base64(payload) != encoded:
        raise KeyringError(f"the envelope of key {kid!r} is not canonical")
    return kid, payload


def _to_base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _context(kid: str, tenant: str, connection: str, field: str) -> bytes:
    """Associated data: JSON, because a plain joint would let ("a", "b:c") stand for ("a:b", "c")."""
    return json.dumps([_VERSION, kid, tenant, connection, field]).encode()
