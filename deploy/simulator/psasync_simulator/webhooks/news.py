"""What a system tells its receivers: one change of one ticket."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class TicketAction(StrEnum):
    """In the words of the control interface; each system has its own."""

    ADDED = "added"
    UPDATED = "updated"
    DELETED = "deleted"


class Tampering(StrEnum):
    """What is wrong with a webhook that a receiver must refuse."""

    SIGNATURE = "signature"  # proved with another secret
    BODY = "body"  # changed after signing
    UNSIGNED = "unsigned"
    KEY_HOST = "key_host"  # the key is to be fetched from a stranger


@dataclass(frozen=True, slots=True)
class TicketNews:
    action: TicketAction
    ticket: dict[str, Any]  # as it is now; of a deleted one, as it was
    before: dict[str, Any] | None = None  # of an updated one
    tampering: Tampering | None = None

    @property
    def changed_fields(self) -> list[str]:
        """Names of the fields whose values differ from before; all of a new ticket."""
        before = self.before or {}
        return [name for name, value in self.ticket.items() if name not in before or before[name] != value]
