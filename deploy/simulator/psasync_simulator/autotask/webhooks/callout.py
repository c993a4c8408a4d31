"""What Autotask remembers of one webhook's deliveries."""

import asyncio
from dataclasses import dataclass, field

EVENTS_UNTIL_DEACTIVATED = 25
"""Failed in a row."""


@dataclass(slots=True)
class Callout:
    sequence: int = 0
    failed_in_a_row: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # events wait behind one that is tried again

    def next_sequence(self) -> int:
        self.sequence += 1
        return self.sequence

    def count(self, *, accepted: bool) -> int:
        """Failures in a row by now."""
        self.failed_in_a_row = 0 if accepted else self.failed_in_a_row + 1
        return self.failed_in_a_row
