"""Wake-ups within the process: what this replica has stored, its loops treat at once; their polling is for the rest."""

import asyncio
from dataclasses import dataclass, field


class Wakeup:
    def __init__(self) -> None:
        self._event = asyncio.Event()

    def set(self) -> None:
        self._event.set()

    async def wait(self, seconds: float) -> bool:
        """Until woken, or for so many real seconds; whether it was woken."""
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await self._event.wait()
        except TimeoutError:
            return False
        return True

    def clear(self) -> None:
        """Before looking for work: what is stored from here on wakes again."""
        self._event.clear()


@dataclass(frozen=True, slots=True)
class Wakeups:
    catalog: Wakeup = field(default_factory=Wakeup)
    requests: Wakeup = field(default_factory=Wakeup)
    cancels: Wakeup = field(default_factory=Wakeup)
    schedule: Wakeup = field(default_factory=Wakeup)
    keyring: Wakeup = field(default_factory=Wakeup)
