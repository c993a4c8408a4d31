"""What a write did, the same over both drivers."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class UpdateResult:
    matched: int
    modified: int
    upserted_id: Any | None

    @property
    def applied(self) -> bool:
        """Whether the filter found its document or the upsert made it: how a compare-and-set is read."""
        return self.matched > 0 or self.upserted_id is not None


@dataclass(frozen=True, slots=True)
class BulkResult:
    inserted: int
    matched: int
    modified: int
    deleted: int
    upserted: int
