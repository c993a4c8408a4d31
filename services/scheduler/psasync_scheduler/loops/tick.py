"""Looks for what is due: by an index on the next firing, so that idle syncs cost nothing."""

from dataclasses import dataclass

from psasync_scheduler.actions.context import Context
from psasync_scheduler.actions.firing import fire, replan

BATCH = 500
# However fast a scaled clock runs, the database is not asked more often than this.
_SHORTEST_REST_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Tick:
    """Any number of replicas may run it at once."""

    context: Context

    async def run(self) -> None:
        while True:
            self.context.wakeups.schedule.clear()
            if await self.once() < BATCH:
                await self._rest()

    async def once(self) -> int:
        """Treat tenants that have moved and one batch of syncs that are due; the size of the batch."""
        stores = self.context.stores
        for tenant in await stores.tenants.to_replan(BATCH):
            await replan(self.context, tenant, BATCH)
        syncs = await stores.syncs.due(self.context.clock.now(), BATCH)
        if syncs:
            await fire(self.context, syncs)
        return len(syncs)

    async def _rest(self) -> None:
        """Until the next firing, an edit in this process, or the poll that finds other replicas' edits."""
        context = self.context
        following = await context.stores.syncs.next_firing()
        seconds = context.settings.schedule_poll_seconds
        if following is not None:
            ahead = (following - context.clock.now()).total_seconds() / context.settings.clock_rate
            seconds = min(seconds, max(_SHORTEST_REST_SECONDS, ahead))
        await context.wakeups.schedule.wait(seconds)
