"""Which source ids an execution has reported: a source id is reported once, even if it moves between pages."""

from collections.abc import Iterable

from psasync.contracts.vocabulary import Entity
from psasync_executor.domain.hashing import SEEN_BYTES, seen_hash


class Seen:
    """The ids of the entity that is being read. Entities are read one after another, so only one is held."""

    def __init__(self) -> None:
        self.entity: Entity | None = None
        self._hashes: set[bytes] = set()

    def turn_to(self, entity: Entity) -> None:
        if entity is not self.entity:
            self.entity = entity
            self._hashes = set()

    def add(self, source_id: str) -> bool:
        """Whether the id is new; it is remembered either way."""
        before = len(self._hashes)
        self._hashes.add(seen_hash(source_id))
        return len(self._hashes) > before

    def __contains__(self, source_id: str) -> bool:
        return seen_hash(source_id) in self._hashes

    def __len__(self) -> int:
        return len(self._hashes)

    def restore(self, packed: bytes) -> None:
        """Take over what another executor packed."""
        self._hashes.update(packed[at : at + SEEN_BYTES] for at in range(0, len(packed), SEEN_BYTES))


def pack(source_ids: Iterable[str]) -> bytes:
    return b"".join(map(seen_hash, source_ids))
