"""What a dialog for starting a sync may offer."""

import asyncio
from dataclasses import dataclass

from psasync.contracts.vocabulary import Mode
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.duplicates import duplicates_warning, knows_duplicates
from psasync_scheduler.actions.preflights import gaps
from psasync_scheduler.actions.run_drafts import Parts, parts
from psasync_scheduler.actions.siblings import PastRun, SiblingDown
from psasync_scheduler.domain.offers import Gap, modes_offered, periods_offered

_PLATFORM_NAME = "the platform's own records"


@dataclass(frozen=True, slots=True)
class Offer:
    parts: Parts
    modes: tuple[Mode, ...]
    periods: bool
    not_supported: tuple[Gap, ...]
    destination_name: str
    knows_duplicates: bool | None
    duplicates_warning: str | None
    last_default_run: PastRun | None


async def offer(context: Context, caller: Caller, sync_id: str) -> Offer:
    """Raises `NotFound`, and `Refused` where the connection cannot be used as it is."""
    standing_on = await parts(context, caller, sync_id)
    carried, abilities, target = standing_on.sync.entities, standing_on.abilities, standing_on.target
    knows, last = await asyncio.gather(knows_duplicates(context, target), _last(context, caller, sync_id))
    name = target.name if target else _PLATFORM_NAME
    return Offer(
        parts=standing_on,
        modes=modes_offered(carried, abilities),
        periods=periods_offered(carried, abilities),
        not_supported=gaps(standing_on),
        destination_name=name,
        knows_duplicates=knows,
        duplicates_warning=duplicates_warning(name, knows),
        last_default_run=last,
    )


async def _last(context: Context, caller: Caller, sync_id: str) -> PastRun | None:
    try:
        return await context.siblings.last_default_run(sync_id, caller.bearer)
    except SiblingDown:
        return None
