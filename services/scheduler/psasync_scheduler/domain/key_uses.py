"""When keys were last used: kept in memory between two writes, so that no request waits for one."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from psasync_scheduler.domain.keys import KeyKind

_MOST_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Use:
    kind: KeyKind
    key_id: str
    at: datetime


class KeyUses:
    """Of each key at most one use in `every` is handed out for writing. Holds at most `most` keys.

    When more keys than that are in use, some uses are noted later than they should be; none is noted too often.
    """

    def __init__(self, every: timedelta, *, most: int = _MOST_KEYS) -> None:
        self._every = every
        self._most = most
        self._waiting: dict[str, Use] = {}
        self._taken: OrderedDict[str, datetime] = OrderedDict()

    def note(self, use: Use) -> None:
        taken = self._taken.get(use.key_id)
        if taken is not None and timedelta(0) <= use.at - taken < self._every:
            return
        if use.key_id in self._waiting or len(self._waiting) < self._most:
            self._waiting[use.key_id] = use

    def take(self) -> list[Use]:
        """What is to be written now."""
        uses = list(self._waiting.values())
        self._waiting.clear()
        for use in uses:
            self._taken[use.key_id] = use.at
            self._taken.move_to_end(use.key_id)
        while len(self._taken) > self._most:
            self._taken.popitem(last=False)
        return uses

    def give_back(self, uses: Sequence[Use]) -> None:
        """They could not be written: they wait again, unless a later use does."""
        for use in uses:
            self._taken.pop(use.key_id, None)
            if len(self._waiting) < self._most:
                self._waiting.setdefault(use.key_id, use)
