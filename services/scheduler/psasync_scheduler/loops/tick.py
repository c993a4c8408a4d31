"""Looks for what is due: by an index on the next firing, so that idle syncs cost nothing."""

from dataclasses import dataclass

from psasync_scheduler.actions.context import Context
from psasync_scheduler.actions.firing import fire, replan

BATCH = 1000
# However fast a scaled clock runs, the database is not asked more often than this.
_SHORTEST_REST_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Tick:
    """Any number of replicas may run it at once."""

    context: Context

    async def run(self) -> None:
        while True:
            self.context.wakeups.schedule.clear()
            found, treated = await self.once()
            if treated < found:
                # Some stay due and cannot be treated: looking again at once would not help them.
                await self.context.wakeups.schedule.wait(self.context.settings.schedule_poll_seconds)
            elif found < BATCH:
                await self._rest()

    async def once(self) -> tuple[int, int]:
        """Treat tenants that have moved and one batch of syncs that are due: how many were found, and treated."""
        stores = self.context.stores
        for tenant in await stores.tenants.to_replan(BATCH):
            await replan(self.context, tenant, BATCH)
        syncs = await stores.syncs.due(self.context.clock.now(), BATCH)
        return len(syncs), await fire(self.context, syncs) if syncs else 0

    async def _rest(self) -> None:
        """Until the next firing, an edit in this process, or the poll that finds other replicas' edits."""
        context = self.context
        following = await context.stores.syncs.next_firing()
        seconds = context.settings.schedule_poll_seconds
        if following is not None:
            ahead = (following - context.clock.now()).total_seconds() / context.settings.clock_rate
            seconds = min(seconds, max(_SHORTEST_REST_SECONDS, ahead))
        await context.wakeups.schedule.wait(seconds)
