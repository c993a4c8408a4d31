"""Names that follow from what they name, so that repeating a step gives the same name."""

from hashlib import sha1
from uuid import UUID, uuid5

_EXECUTION = UUID("5e0f7b62-9a0c-5d36-8c9e-2f6f0a7d1b43")
_STATUS_EVENT = UUID("c1b7a2f4-30d1-5a52-9f37-7a4be0a9d6f8")
_DESTINATION = UUID("8d1f5c0e-64b7-5f0a-b1b5-0c7a4f9e2d61")

_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
"""RFC 9562: the two highest bits of the ninth byte say who laid the rest out."""


def _joined(*parts: str) -> str:
    """Unambiguous: no choice of parts gives the text of another choice."""
    return "".join(f"{len(part)}:{part}" for part in parts)


def execution_id(*, source: str, event_id: str, tenant: str, sync: str) -> str:
    """The execution that a request event starts. The same event always names the same execution."""
    return str(uuid5(_EXECUTION, _joined(source, event_id, tenant, sync)))


def status_event_id(execution: str, status: str) -> str:
    """An execution reaches a status once, so consumers can drop a repeated event by its id."""
    return str(uuid5(_STATUS_EVENT, _joined(execution, status)))


def platform_record_id(*, tenant: str, sync: str, entity: str, source_id: str) -> str:
    """The destination id of a record in the platform's own store."""
    return str(uuid5(_DESTINATION, _joined(tenant, sync, entity, source_id)))


class PlatformRecordIds:
    """`platform_record_id` of many records of one sync and entity, several times as fast."""

    def __init__(self, *, tenant: str, sync: str, entity: str) -> None:
        named = _DESTINATION.bytes + _joined(tenant, sync, entity).encode()
        self._digest = sha1(named, usedforsecurity=False)

    def of(self, source_id: str) -> str:
        """The digest of what all have in common is not taken again, and no UUID is made only to be written out."""
        digest = self._digest.copy()
        digest.update(f"{len(source_id)}:{source_id}".encode())
        text = digest.hexdigest()
        return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{_VARIANT[text[16]]}{text[17:20]}-{text[20:32]}"
