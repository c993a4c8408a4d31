"""What a request would do, without doing it."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.standing import Foresight, Holder, QueueAnswer
from psasync.contracts.vocabulary import Mode
from psasync_scheduler.actions.confirming import days_shown
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.duplicates import duplicates_warning, knows_duplicates
from psasync_scheduler.actions.executions import queue_for
from psasync_scheduler.actions.run_drafts import Draft, Parts, draft
from psasync_scheduler.actions.siblings import SiblingDown
from psasync_scheduler.domain.offers import Gap, by_id_gap, period_gap
from psasync_scheduler.domain.requests import RunRequest

_NOT_FORESEEN = "What is imported already, and what would be read, cannot be said: the executor does not answer."


@dataclass(frozen=True, slots=True)
class Preflight:
    """`blocked`: why the request would be refused as things stand. None stands for what cannot be said."""

    settings: dict[str, Any]
    blocked: tuple[str, ...]
    warnings: tuple[str, ...]
    needs_confirmation: bool | None
    imported: dict[str, Any] | None
    queue: QueueAnswer | None
    foresight: Foresight | None
    not_supported: tuple[Gap, ...]


async def preflight(context: Context, caller: Caller, sync_id: str, body: RunRequest) -> Preflight:
    """Raises what the request itself would raise for its body; what keeps it from running is part of the answer."""
    asked = await draft(context, caller, sync_id, body)
    queue, foresight, warning = await asyncio.gather(
        queue_for(context, asked, join=False), _foreseen(context, asked.event), _duplicates(context, asked)
    )
    warnings = [*asked.resolved.warnings, *_waits(queue), *_readings(asked.event, foresight)]
    needed = _needs_confirmation(asked.event, foresight)
    if needed and warning:
        warnings.append(warning)
    refused = [foresight.refused.message] if foresight and foresight.refused and not asked.parts.paused else []
    imported = foresight.imported if foresight else None
    return Preflight(
        settings=asked.settings,
        blocked=(*asked.parts.paused, *refused),
        warnings=tuple(warnings),
        needs_confirmation=needed,
        imported=None if imported is None else days_shown(imported),
        queue=queue,
        foresight=foresight,
        not_supported=gaps(asked.parts),
    )


def gaps(parts: Parts) -> tuple[Gap, ...]:
    carried = parts.sync.entities
    found = (period_gap(carried, parts.abilities, parts.maker), by_id_gap(carried, parts.abilities, parts.maker))
    return tuple(gap for gap in found if gap is not None)


async def _foreseen(context: Context, event: SyncRequested) -> Foresight | None:
    try:
        return await context.siblings.foresight(event)
    except SiblingDown:
        return None


async def _duplicates(context: Context, asked: Draft) -> str | None:
    """What the confirmation of an import of what is there already has to name."""
    target = asked.parts.target
    if asked.event.mode is not Mode.FORCE or target is None:
        return None
    return duplicates_warning(target.name, await knows_duplicates(context, target))


def _needs_confirmation(event: SyncRequested, foresight: Foresight | None) -> bool | None:
    if event.mode is not Mode.FORCE or event.confirmed or event.dry_run:
        return False
    if foresight is None or foresight.imported is None:
        return None
    return foresight.imported.records > 0


def _waits(queue: QueueAnswer | None) -> Iterator[str]:
    if queue is None:
        yield "The place in the queue cannot be said: the executor does not answer."
        return
    if queue.alike is not None:
        yield f"An identical request waits already, execution {queue.alike}: this one would join it."
    if queue.of_sync is not None:
        yield f"The sync is running, execution {queue.of_sync.execution}: this one would follow it."
    elif queue.of_connection is not None:
        yield f"Another sync uses the connection, execution {queue.of_connection.execution}: this one would wait."
    holder = queue.of_connection or queue.of_sync
    if holder is not None and holder.waiting_reason is not None:
        yield _waiting(holder)


def _waiting(holder: Holder) -> str:
    until = f" until {holder.waiting_until:%Y-%m-%d %H:%M} UTC" if holder.waiting_until else ""
    return f"Execution {holder.execution} waits{until}: {holder.waiting_reason}"


def _readings(event: SyncRequested, foresight: Foresight | None) -> Iterator[str]:
    if foresight is None:
        yield _NOT_FORESEEN
        return
    if foresight.full_pass and event.mode is Mode.MISSING:
        yield f"A full pass is due, which reads all records: {_kinds(foresight.full_pass)}."
    if foresight.again and event.retry_of is None:
        yield f"Records that were refused or failed are tried again: {_kinds(foresight.again)}."


def _kinds(entities: Iterable[str]) -> str:
    return ", ".join(entity.replace("_", " ") for entity in entities)
