"""Which source ids an execution has reported: a source id is reported once, even if it moves between pages."""

from collections.abc import Iterable
from typing import Literal

from psasync_executor.domain.hashing import SEEN_BYTES, seen_hash
from psasync_executor.domain.hashset import HashSet

_ORDER: Literal["little"] = "little"


class Seen:
    """The ids of one entity."""

    def __init__(self) -> None:
        self._hashes = HashSet()

    def add(self, source_id: str) -> bool:
        """Whether the id is new; it is remembered either way."""
        return self._hashes.add(int.from_bytes(seen_hash(source_id), _ORDER))

    def __contains__(self, source_id: str) -> bool:
        return int.from_bytes(seen_hash(source_id), _ORDER) in self._hashes

    def __len__(self) -> int:
        return len(self._hashes)

    def restore(self, packed: bytes) -> None:
        """Take over what another executor packed."""
        for at in range(0, len(packed), SEEN_BYTES):
            self._hashes.add(int.from_bytes(packed[at : at + SEEN_BYTES], _ORDER))


def pack(source_ids: Iterable[str]) -> bytes:
    return b"".join(map(seen_hash, source_ids))
