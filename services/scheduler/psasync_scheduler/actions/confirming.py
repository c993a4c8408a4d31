"""Importing again what is imported already has to be wanted."""

from typing import Any

from psasync.contracts.standing import ImportedDays
from psasync.contracts.vocabulary import Mode
from psasync_scheduler.actions.context import Context
from psasync_scheduler.actions.run_drafts import Draft
from psasync_scheduler.actions.siblings import SiblingDown
from psasync_scheduler.domain.errors import Refused

_MOST_DAYS_SHOWN = 400
_NOT_CHECKED = (
    "Whether imported data would be imported again cannot be said, for the executor does not answer. It checks this "
    "itself when it starts, and ends the execution in error if a confirmation was needed."
)


async def check_confirmed(context: Context, asked: Draft) -> list[str]:
    """Warnings. Raises `Refused` with days and counts when imported data would be imported again unconfirmed."""
    body = asked.event
    if body.mode is not Mode.FORCE or body.confirmed or body.dry_run:
        return []
    try:
        imported = await _imported(context, asked)
    except SiblingDown:
        return [_NOT_CHECKED]
    if imported.records == 0:
        return []
    raise Refused(
        "confirmation-needed",
        f"{imported.records} records of this are imported already. Send `confirmed: true` to import them again.",
        **days_shown(imported),
    )


async def _imported(context: Context, asked: Draft) -> ImportedDays:
    if asked.event.records is None:
        sync, zone = asked.parts.sync.id, asked.parts.tenant.time_zone
        return await context.siblings.imported_days(sync, zone, asked.resolved.shown_entities, asked.event.period)
    foreseen = await context.siblings.foresight(asked.event)
    if foreseen.imported is None:
        raise SiblingDown("it would refuse the request, and says so when it starts")
    return foreseen.imported


def days_shown(imported: ImportedDays) -> dict[str, Any]:
    """The days with their counts, and how many more there are than are shown."""
    days = [day.model_dump(mode="json") for day in imported.days[:_MOST_DAYS_SHOWN]]
    return {"days": days, "records": imported.records, "more_days": len(imported.days) - len(days)}
