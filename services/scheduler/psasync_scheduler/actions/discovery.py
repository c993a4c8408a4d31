"""What can be chosen at set-up, asked of the PSA within the scheduler's share of its calls, and kept for a while."""

import asyncio
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta

from psasync.contracts.vocabulary import Entity
from psasync.kit.logging import get_logger
from psasync.kit.mongo import DuplicateKeyError
from psasync.psa.port import BudgetExhausted, PsaError, ReadScope, SourceAdapter
from psasync_scheduler.actions import connections
from psasync_scheduler.actions.asking import Unanswered, asking, verdict
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.domain.catalog import Connection
from psasync_scheduler.domain.declarations import (
    MAX_VALUES,
    SET_UP,
    DeclaredEntity,
    Discovery,
    SetUpValue,
    declared_entity,
)
from psasync_scheduler.domain.errors import Refused
from psasync_scheduler.domain.flows import Flow

log = get_logger(__name__)

_SHORT_SECONDS = 5.0
"""What a person who stores a sync waits for the PSA, which is asked for its custom fields only."""

_SHARE_OF_LISTS = 0.8
"""Of the time limit: the lists that take longer are left out."""


@dataclass(frozen=True, slots=True)
class Discovered:
    """`problem`: why it is not newer; then it is the answer of another time."""

    connection: Connection
    discovery: Discovery
    problem: str = ""


async def declaration(context: Context, caller: Caller, connection_id: str, *, refresh: bool) -> Discovered:
    """What is kept, if it is of the connection as it is now and not too old; else what the PSA says now.

    A PSA that cannot be asked gives what is kept, with the problem. Raises `Refused` or a 503 where nothing is kept.
    """
    connection = await connections.get(context, caller, connection_id)
    if connections.installed(context, connection.system).open is None:
        raise Refused("nothing-declared", "Nothing can be read from this system, so it declares nothing.")
    kept = await context.stores.declarations.get(connection.id)
    if kept is not None and not refresh and _good(context, connection, kept):
        return Discovered(connection, kept)
    try:
        found = await _ask(context, connection)
    except Unanswered as unanswered:
        if kept is not None:
            return Discovered(connection, kept, str(unanswered))
        raise verdict(unanswered) from None
    await _keep(context, found)
    return Discovered(connection, found)


async def declared_names(context: Context, connection: Connection, flow: Flow) -> Mapping[Entity, AbstractSet[str]]:
    """The custom fields that the source has, as far as the flow needs to know; empty where it cannot be asked now.

    What is kept is believed where it knows every name: one that it lacks may have been made since.
    """
    wanted = {entity: names for entity, names in flow.custom_fields.items() if names}
    if not wanted:
        return {}
    kept = await context.stores.declarations.get(connection.id)
    if kept is not None and _good(context, connection, kept):
        known = kept.names()
        if all(set(names) <= known[entity] for entity, names in wanted.items() if entity in known):
            return known
    try:
        async with asking(context, connection, _SHORT_SECONDS) as adapter:
            declared = (await adapter.declare()).custom_fields
    except Unanswered as unanswered:
        log.info("custom fields not checked", connection=connection.id, reason=str(unanswered)[:200])
        return {}
    return {entity: frozenset(field.name for field in fields) for entity, fields in declared.items()}


def _good(context: Context, connection: Connection, kept: Discovery) -> bool:
    young = timedelta(hours=context.settings.declaration_hours)
    return kept.version == connection.version and context.now() - kept.discovered_at < young


async def _ask(context: Context, connection: Connection) -> Discovery:
    """Custom fields must be had; of the set-up lists, those that can be had in the time. Raises `Unanswered`."""
    limit = context.settings.check_timeout_seconds
    until = asyncio.get_running_loop().time() + limit * _SHARE_OF_LISTS
    async with asking(context, connection, limit) as adapter:
        at = context.now()
        declared = (await adapter.declare()).custom_fields
        entities: list[DeclaredEntity] = []
        for entity in adapter.capabilities.entities:
            values, note = await _values(adapter, entity, until) if entity in SET_UP else (None, "")
            entities.append(declared_entity(entity, declared.get(entity), values, note))
    return Discovery(connection=connection.id, version=connection.version, discovered_at=at, entities=tuple(entities))


async def _values(adapter: SourceAdapter, entity: Entity, until: float) -> tuple[list[SetUpValue] | None, str]:
    """With why there are none, or not all."""
    try:
        async with asyncio.timeout_at(until):
            page = await adapter.read_page(ReadScope(entity), None, limit=MAX_VALUES)
    except PsaError as error:
        return None, error.message
    except BudgetExhausted as error:
        return None, f"No call was left: {error.reason}"
    except TimeoutError:
        return None, "There was no time left to read them."
    note = "There are more than these." if page.next is not None else ""
    return [SetUpValue(id=record.source_id, name=record.label) for record in page.records], note


async def _keep(context: Context, found: Discovery) -> None:
    try:
        await context.stores.declarations.put(found)
    except DuplicateKeyError:
        log.info("another answer was kept at the same time", connection=found.connection)
