"""What a page says: the very bytes that are published, with what the ledger and the cursors need beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict

from psasync.contracts.vocabulary import Entity
from psasync_executor.domain.cursors import EntityCursor


class Effects(BaseModel):
    """What settling a page does beside publishing it."""

    model_config = ConfigDict(frozen=True)

    writes_ledger: bool = True  # false on a dry run
    seen_entity: Entity | None = None
    seen_page: int = 0
    cursor_entity: Entity | None = None  # whose incremental cursor moves
    cursor: EntityCursor | None = None


@dataclass(frozen=True, slots=True)
class Outbox:
    events: Sequence[bytes]
    effects: Effects

    def pack(self) -> bytes:
        """JSON lines: the effects, then one event each. orjson writes no line break inside a value."""
        return b"\n".join([self.effects.model_dump_json(exclude_none=True).encode(), *self.events])

    @classmethod
    def unpack(cls, packed: bytes) -> "Outbox":
        effects, *events = packed.split(b"\n")
        return cls(events, Effects.model_validate_json(effects))

    def decoded(self) -> list[dict[str, Any]]:
        return [orjson.loads(event) for event in self.events]
