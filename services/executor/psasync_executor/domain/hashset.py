"""A set of 64-bit hashes that costs 16 to 32 bytes an entry: a million ids must not weigh a hundred megabytes."""

from array import array

_SMALLEST = 1024
_EMPTY = 0  # the hash 0 is stored as 1: one more chance in 2**64 to take two ids for one


class HashSet:
    """Open addressing over an array. Nothing can be taken out.

    The walk along the slots stands three times: this is asked several times per record, and a call costs as much again.
    """

    def __init__(self) -> None:
        self._slots = array("Q", bytes(8 * _SMALLEST))
        self._mask = _SMALLEST - 1
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def __contains__(self, value: int) -> bool:
        value = value or 1
        slots, mask = self._slots, self._mask
        place = value & mask
        while found := slots[place]:
            if found == value:
                return True
            place = (place + 1) & mask
        return False

    def add(self, value: int) -> bool:
        """Whether the value is new."""
        value = value or 1
        slots, mask = self._slots, self._mask
        place = value & mask
        while found := slots[place]:
            if found == value:
                return False
            place = (place + 1) & mask
        slots[place] = value
        self._size += 1
        if self._size * 2 > mask:
            self._grow()
        return True

    def _grow(self) -> None:
        old = self._slots
        slots = array("Q", bytes(8 * len(old) * 2))
        mask = len(slots) - 1
        for value in old:
            if value != _EMPTY:
                place = value & mask
                while slots[place]:
                    place = (place + 1) & mask
                slots[place] = value
        self._slots, self._mask = slots, mask
