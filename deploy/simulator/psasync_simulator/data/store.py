"""The records of one kind: derived ones, with a thin layer of what was changed, added and deleted."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from psasync_simulator.data.kind import Kind
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.rows import Row
from psasync_simulator.data.stamps import Stamps

_STAMP_KIND = 99


@dataclass(slots=True)
class Edit:
    """What differs from the derived record."""

    version: int
    stamps: Stamps
    parent: int
    patch: dict[str, Any]
    blank: bool = False  # created by a client: nothing is derived but what the kind calls blank


class Store:
    """Memory is proportional to the changes, not to the records; a page costs what a page holds."""

    def __init__(self, kind: Kind, layout: Layout) -> None:
        self.kind = kind
        self.layout = layout
        self.base = kind.base(layout)
        self.revision = 0  # moves with every change: what was encoded before is stale
        self._edits: dict[int, Edit] = {}
        self._deleted: list[int] = []  # ascending
        self._added: list[int] = []  # ascending, above `base`
        self._last = self.base

    # reading

    def __len__(self) -> int:
        return self.base + len(self._added) - len(self._deleted)

    def alive(self, number: int) -> bool:
        known = 1 <= number <= self.base or (number > self.base and number in self._edits)
        return known and not self._is_deleted(number)

    def stamps(self, number: int) -> Stamps:
        edit = self._edits.get(number)
        return edit.stamps if edit else self._base_stamps(number)

    def parent(self, number: int) -> int:
        edit = self._edits.get(number)
        if edit:
            return edit.parent
        return self.kind.parent_of(self.layout, number) if self.kind.parent_of else 0

    @property
    def next_number(self) -> int:
        """The id that the next added or created record gets."""
        return self._last + 1

    def version(self, number: int) -> int:
        edit = self._edits.get(number)
        return edit.version if edit else 0

    def record(self, number: int) -> dict[str, Any]:
        edit = self._edits.get(number)
        version, patch = (edit.version, edit.patch) if edit else (0, {})
        build = self.kind.blank if edit and edit.blank and self.kind.blank else self.kind.build
        built = build(self.layout, number, version, self.stamps(number), self.parent(number))
        return {**built, **patch} if patch else built

    def sample(self) -> dict[str, Any]:
        """A record that shows which fields there are, also where there is none yet."""
        first = next(self.ids(), None)
        return self.kind.build(self.layout, 0, 0, Stamps(0, 0), 0) if first is None else self.record(first)

    def row(self, number: int) -> Row:
        return Row(number, self.stamps(number), self.record)

    def ids(self, *, after: int = 0, parent: int | None = None) -> Iterator[int]:
        """Living ids above `after`, ascending; of one parent where it is named."""
        span = self._base_span(parent)
        for number in range(max(span.start, after + 1), span.stop):
            if not self._is_deleted(number):
                yield number
        for number in self._added[bisect_right(self._added, after) :]:
            if (parent is None or self._edits[number].parent == parent) and not self._is_deleted(number):
                yield number

    def touched_since(self, seconds: int) -> list[int] | None:
        """Ids that can have been updated at or after a time, ascending; None: all, the time is in the base data."""
        if seconds < self.layout.base_until:
            return None
        return sorted(n for n, edit in self._edits.items() if edit.stamps.updated >= seconds)

    def edited(self) -> Iterator[int]:
        """Living ids that differ from the untouched dataset: the only ones whose fields are not what was derived."""
        return (number for number in self._edits if not self._is_deleted(number))

    def nth(self, offset: int) -> int:
        """The id after which the living record number `offset` (from 0) of the whole list stands."""
        living_base = self.base - bisect_right(self._deleted, self.base)
        if offset >= living_base:
            living = [n for n in self._added if not self._is_deleted(n)]
            position = offset - living_base
            return living[position] - 1 if position < len(living) else self._last
        low, high = 1, self.base
        while low < high:
            middle = (low + high) // 2
            if middle - bisect_right(self._deleted, middle) > offset:
                high = middle
            else:
                low = middle + 1
        return low - 1

    # changing

    def add(self, now: int, *, parent: int | None = None, patch: dict[str, Any] | None = None) -> int:
        """A derived record more, with the patch over it."""
        return self._insert(now, parent, patch or {}, blank=False)

    def create(self, now: int, fields: dict[str, Any], *, parent: int = 0) -> int:
        """As a client of the system creates: the record holds what is given, over the kind's `blank`."""
        return self._insert(now, parent, fields, blank=True)

    def change(self, number: int, now: int, patch: dict[str, Any] | None = None) -> None:
        """As people change it: what moves in the kind moves, and the patch stays over it."""
        self._edit(number, now, patch or {}, self.parent(number), versions=1)

    def write(self, number: int, now: int, fields: dict[str, Any], *, parent: int | None = None) -> None:
        """As a client of the system changes it: these fields and no others."""
        self._edit(number, now, fields, self.parent(number) if parent is None else parent, versions=0)

    def delete(self, number: int) -> None:
        insort(self._deleted, number)
        self.revision += 1

    # inside

    def _insert(self, now: int, parent: int | None, patch: dict[str, Any], *, blank: bool) -> int:
        self._last += 1
        number = self._last
        if parent is None:
            parent = self._parent_for(number)
        self._edits[number] = Edit(0, Stamps(now, now), parent, patch, blank)
        self._added.append(number)
        self.revision += 1
        return number

    def _edit(self, number: int, now: int, patch: dict[str, Any], parent: int, *, versions: int) -> None:
        edit = self._edits.get(number)
        patched = {**(edit.patch if edit else {}), **patch}
        stamps = Stamps(self.stamps(number).entered, now)
        version = self.version(number) + versions
        self._edits[number] = Edit(version, stamps, parent, patched, edit.blank if edit else False)
        self.revision += 1

    def _is_deleted(self, number: int) -> bool:
        at = bisect_left(self._deleted, number)
        return at < len(self._deleted) and self._deleted[at] == number

    def _base_span(self, parent: int | None) -> range:
        if parent is None or self.kind.children_of is None:
            return range(1, self.base + 1)
        return self.kind.children_of(self.layout, parent)

    def _parent_for(self, number: int) -> int:
        """An added record belongs to some parent that the untouched dataset has."""
        if self.kind.parent_of is None:
            return 0
        like = 1 + mix(self.layout.seed, _STAMP_KIND, number) % self.base if self.base else 1
        return self.kind.parent_of(self.layout, like) if self.base else 1

    def _base_stamps(self, number: int) -> Stamps:
        """Records were entered in the order of their ids, evenly, and updated at some time after that."""
        until = self.layout.base_until
        entered = self.layout.base_from + (number - 1) * (until - self.layout.base_from) // self.base
        updated = entered + mix(self.layout.seed, _STAMP_KIND, number) % (until - entered)
        return Stamps(entered, updated)
