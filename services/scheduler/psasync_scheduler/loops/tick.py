"""Looks for what is due: by an index on the next firing, so that idle syncs cost nothing."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from psasync.kit.parts import parts
from psasync_scheduler.actions.context import Context
from psasync_scheduler.actions.firing import fire, replan
from psasync_scheduler.domain.reach import Reach
from psasync_scheduler.store.syncs import Due

BATCH = 1000
_PART = 250
# However fast a scaled clock runs, the database is not asked more often than this.
_SHORTEST_REST_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Look:
    """What one look for due syncs came to."""

    found: tuple[datetime, ...]  # when they should have fired, the earliest first
    treated: int

    @property
    def full(self) -> bool:
        return len(self.found) == BATCH


@dataclass(frozen=True, slots=True)
class Tick:
    """Any number of replicas may run it at once."""

    context: Context

    async def run(self) -> None:
        clock, settings, wakeup = self.context.clock, self.context.settings, self.context.wakeups.schedule
        while True:
            wakeup.clear()
            now = clock.now()
            reach = Reach.first(now)
            while True:
                look = await self.once(reach.until)
                if look.treated < len(look.found) or (reach.until >= now and not look.full):
                    break
                reach = reach.following(look.found, now, full=look.full)
            if look.treated < len(look.found):
                # Some stay due and cannot be treated: looking again at once would not help them.
                await wakeup.wait(settings.schedule_poll_seconds)
            else:
                await self._rest()

    async def once(self, until: datetime) -> Look:
        """Treat tenants that have moved, and one batch of the syncs that are due and should have fired by then."""
        stores = self.context.stores
        for tenant in await stores.tenants.to_replan(BATCH):
            await replan(self.context, tenant, BATCH)
        syncs = await stores.syncs.due(until, BATCH)
        return Look(tuple(sync.next_fire for sync in syncs), await self._fire(syncs, until))

    async def _fire(self, syncs: Sequence[Due], until: datetime) -> int:
        """In parts, side by side: a database works on one call at a time per connection, and this process waits."""
        async with asyncio.TaskGroup() as group:
            fired = [group.create_task(fire(self.context, part, due=until)) for part in parts(syncs, _PART)]
        return sum(each.result() for each in fired)

    async def _rest(self) -> None:
        """Until the next firing, an edit in this process, or the poll that finds other replicas' edits."""
        context = self.context
        seconds, rate, now = context.settings.schedule_poll_seconds, context.settings.clock_rate, context.clock.now()
        following = await context.stores.syncs.next_firing(now + timedelta(seconds=seconds * rate))
        if following is not None:
            ahead = (following - context.clock.now()).total_seconds() / rate
            seconds = min(seconds, max(_SHORTEST_REST_SECONDS, ahead))
        await context.wakeups.schedule.wait(seconds)
