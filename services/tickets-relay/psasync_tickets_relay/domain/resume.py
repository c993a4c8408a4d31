"""Resume ids: where in the topic a consumer stands, as an opaque text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

_TEXT = re.compile(r"([0-9a-f]{16})\.(0|[1-9a-f][0-9a-f]{0,7})\.(0|[1-9a-f][0-9a-f]{0,15})", re.ASCII)
_LARGEST_POSITION = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Place:
    """A consumer has been served everything of `partition` below offset `position`."""

    partition: int
    position: int


class ResumeIds:
    """Writes and reads the ids of one topic in its present shape.

    An id carries a digest of cluster, topic and partition count: an id of another cluster, or from before the topic
    was re-partitioned, is unknown here instead of pointing at some other place.
    """

    def __init__(self, *, cluster: str, topic: str, partitions: int) -> None:
        self.partitions = partitions
        self._digest = _digest((cluster, topic, str(partitions)))

    def write(self, place: Place) -> str:
        return f"{self._digest}.{place.partition:x}.{place.position:x}"

    def read(self, text: str) -> Place | None:
        """The place that `write` was given, or None for anything that it did not write."""
        match = _TEXT.fullmatch(text)
        if match is None or match[1] != self._digest:
            return None
        place = Place(int(match[2], 16), int(match[3], 16))
        return place if place.partition < self.partitions and place.position <= _LARGEST_POSITION else None


def _digest(parts: Sequence[str]) -> str:
    digest = blake2b(digest_size=8)
    for part in parts:
        encoded = part.encode()
        # With lengths, ("ab", "c") and ("a", "bc") differ.
        digest.update(len(encoded).to_bytes(4, "big") + encoded)
    return digest.hexdigest()
