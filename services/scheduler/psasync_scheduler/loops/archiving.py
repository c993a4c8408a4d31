"""Goes on with what is being archived, also if the process that began it is gone."""

import asyncio
from dataclasses import dataclass

from psasync_scheduler.actions.archiving import go_on
from psasync_scheduler.actions.context import Context

BATCH = 20


@dataclass(frozen=True, slots=True)
class ArchivingLoop:
    """Any number of replicas may run it at once: each step can be repeated."""

    context: Context

    async def run(self) -> None:
        while True:
            await go_on(self.context, BATCH)
            await asyncio.sleep(self.context.settings.outbox_poll_seconds)
